/** The objects of one root, each under its namespace, and those that cannot be used. */
import type { Place, Problem } from '../../../model/problem.ts'
import { listed, quote } from '../own/wording.ts'
import type { Builder } from './builder.ts'
import type { RawObject, ReadDocuments } from './documents.ts'
import type { FluxKind } from './kinds.ts'
import type { Library } from './library.ts'
import type { AnyFluxObject, Texts } from './objects.ts'
import { isPatched } from './patches.ts'
import type { Reach } from './reach.ts'
import { readImageUpdateAutomation } from './read-automation.ts'
import { type Found, readObject } from './read-object.ts'
import { findSubstituted, readImagePolicy } from './read-policy.ts'
import { readGitRepository, readImageRepository } from './read-repositories.ts'

/** An object under its full name. */
export interface Placed {
  readonly kind: FluxKind
  readonly namespace: string
  readonly name: string
  readonly labels: Texts
  readonly place: Place
  readonly raw: RawObject
  /** Absent where a problem keeps it from being used. */
  readonly object?: AnyFluxObject
  /** What is wrong with it; the first is why it is not used. */
  readonly problems: readonly Problem[]
}

/** All objects of the root's files in their order, with the problems of files and of objects that cannot be told from others. */
export function gather(
  reach: Reach,
  library: Library,
  defaultNamespace: string,
): { readonly placed: readonly Placed[]; readonly problems: readonly Problem[] } {
  const read = reach.files.map((file) => {
    const { objects, problems } = library.objectsIn(file)
    const found = objects.flatMap(readAny)
    const builders = reach.buildersOf(file)
    const changed = found.map((each) => asArriving(each, builders, library))
    const namespaces = reach.namespacesOf(file)
    const guesses = findGuesses(changed, namespaces, defaultNamespace)
    const unnamed = changed.filter(({ name }) => name === undefined).flatMap((each) => each.problems)
    return {
      placed: changed.flatMap((each) => placeAll(each, namespaces, defaultNamespace)),
      problems: [...problems, ...guesses, ...unnamed],
    }
  })
  const placed = read.flatMap((each) => each.placed)
  return { placed, problems: [...reach.problems, ...read.flatMap((each) => each.problems)] }
}

/** The same of objects that arrive as they are: nothing patches, renames or fills them in any more. */
export function gatherObjects(
  { objects, problems }: ReadDocuments,
  defaultNamespace: string,
): { readonly placed: readonly Placed[]; readonly problems: readonly Problem[] } {
  const found = objects.flatMap(readAny)
  const files = [...new Set(found.map(({ place }) => place.file))]
  const guesses = files.flatMap((file) =>
    findGuesses(
      found.filter(({ place }) => place.file === file),
      [],
      defaultNamespace,
    ),
  )
  const unnamed = found.filter(({ name }) => name === undefined).flatMap((each) => each.problems)
  return {
    placed: found.flatMap((each) => placeAll(each, [], defaultNamespace)),
    problems: [...problems, ...guesses, ...unnamed],
  }
}

function readAny(raw: RawObject): readonly Found[] {
  switch (raw.kind) {
    case 'ImageRepository':
      return [readObject(raw, 'ImageRepository', readImageRepository)]
    case 'ImagePolicy':
      return [readObject(raw, 'ImagePolicy', readImagePolicy)]
    case 'ImageUpdateAutomation':
      return [readObject(raw, 'ImageUpdateAutomation', readImageUpdateAutomation)]
    case 'GitRepository':
      return [readObject(raw, 'GitRepository', readGitRepository)]
    default:
      return []
  }
}

/** What a builder makes of an object cannot be known without running it; an object that it changes is not used as it is written. */
function asArriving(found: Found, builders: readonly Builder[], library: Library): Found {
  const why = [
    ...builders.flatMap((builder) => findChange(found, builder, library)),
    ...findVariables(found, builders),
  ]
  if (why.length === 0) return found
  const { build: _, ...unusable } = found
  return { ...unusable, problems: [...why, ...found.problems] }
}

function findChange(found: Found, builder: Builder, library: Library): readonly Problem[] {
  const { kind, name = '' } = found
  const objectsOf = (file: string) => library.objectsIn(file).objects
  const isChanged = builder.patches.some((patch) => isPatched({ kind, name }, patch, objectsOf))
  return [
    ...(isChanged ? [changed(found, `is changed by a patch in ${builder.file}`)] : []),
    ...(builder.renames ? [changed(found, `is renamed by ${builder.file}`)] : []),
  ]
}

function findVariables({ raw, build }: Found, builders: readonly Builder[]): readonly Problem[] {
  const object = builders.some(({ substitutes }) => substitutes) ? build?.('') : undefined
  const problem = object?.kind === 'ImagePolicy' ? findSubstituted(raw, object) : undefined
  return problem ? [problem] : []
}

function changed({ kind, name = '', place }: Found, how: string): Problem {
  const message = `The ${kind} ${quote(name)} ${how}; what arrives in the cluster is not what stands here.`
  return { code: 'flux-object-incomplete', level: 'warning', message, place }
}

function placeAll(found: Found, namespaces: readonly string[], defaultNamespace: string): readonly Placed[] {
  const { raw, kind, name, writtenNamespace, labels, place, problems, build } = found
  if (name === undefined) return []
  const [first = defaultNamespace, ...others] =
    writtenNamespace === undefined ? namespaces : [writtenNamespace]
  return [first, ...others].map((namespace) => ({
    kind,
    namespace,
    name,
    labels,
    place,
    raw,
    problems,
    ...(build && { object: build(namespace) }),
  }))
}

/** One note a file: which namespace was taken where none is written, or another than a kustomization says. */
function findGuesses(
  found: readonly Found[],
  namespaces: readonly string[],
  defaultNamespace: string,
): readonly Problem[] {
  const named = found.filter(({ name }) => name !== undefined)
  const bare = namespaces.length > 0 ? [] : named.filter((each) => each.writtenNamespace === undefined)
  const odd = named.filter(
    ({ writtenNamespace: own }) => own !== undefined && namespaces.length > 0 && !namespaces.includes(own),
  )
  const names = (objects: readonly Found[]) =>
    listed(
      objects.map(({ name = '' }) => quote(name)),
      'and',
    )
  return [
    ...bare
      .slice(0, 1)
      .map(({ place }) =>
        guess(place, `No namespace is written for ${names(bare)}; taken: ${quote(defaultNamespace)}.`),
      ),
    ...odd
      .slice(0, 1)
      .map(({ place, writtenNamespace = '' }) =>
        guess(
          place,
          `The namespace of ${names(odd)} is written as ${quote(writtenNamespace)}, and a kustomization gives it ${listed(namespaces.map(quote), 'and')}; taken: what is written.`,
        ),
      ),
  ]
}

function guess(place: Place, message: string): Problem {
  return { code: 'namespace-guessed', level: 'note', message, place }
}
