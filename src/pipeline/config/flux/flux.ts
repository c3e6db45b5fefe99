/** Flux's objects in a repository: which policies, repositories and automations each of its clusters has. */
import type { SourceFile } from '../../../model/manifest.ts'
import type { Problem } from '../../../model/problem.ts'
import { type FluxAutomation, readAutomations } from './automations.ts'
import { gather, gatherObjects } from './gather.ts'
import { fluxWord, isFluxKind, isKustomizationPath, isYamlPath, namespaceWord } from './kinds.ts'
import { type ReadDocuments, readDocuments } from './documents.ts'
import { createLibrary, type Library } from './library.ts'
import type { GitRepositoryObject, ImageRepositoryObject } from './objects.ts'
import { type FluxPolicy, readPolicies } from './policies.ts'
import { type Reach, reachFrom } from './reach.ts'
import { readRendered, type RenderedRoot } from './rendered.ts'
import { findRoots, type Root, type WantedRoot } from './roots.ts'
import { shelve } from './shelf.ts'
import { findUnreached } from './unreached.ts'
import { findUnusedFields } from './unused-fields.ts'

export type { FluxAutomation } from './automations.ts'
export type {
  FluxObject,
  GitRef,
  GitRepositoryObject,
  ImageRepositoryObject,
  ImageUpdateAutomationObject,
  LabelSelector,
} from './objects.ts'
export type { FluxPolicy } from './policies.ts'
export type { RenderedRoot } from './rendered.ts'
export type { WantedRoot } from './roots.ts'
export { isSelected } from './selector.ts'

export interface FluxOptions {
  /** `flux:` of our configuration. Without it the roots are found. */
  readonly roots?: readonly WantedRoot[]
  /** What was built for roots: their objects are these, and not what stands in their files. */
  readonly rendered?: readonly RenderedRoot[]
  /** The namespace of objects for which none is written anywhere; `flux-system` if absent. */
  readonly defaultNamespace?: string
  /** Are references to other namespaces refused whatever `accessFrom` says, as with the controllers' `--no-cross-namespace-refs`? */
  readonly noCrossNamespaceRefs?: boolean
}

/** What one cluster has. Objects that cannot be used are left out; ImagePolicies are all there. */
export interface FluxRoot {
  readonly name: string
  /** Without `./`; the repository itself is the empty text. */
  readonly path: string
  /** The address of this repository, where Flux was bootstrapped from it. */
  readonly url?: string
  readonly repositories: readonly ImageRepositoryObject[]
  readonly policies: readonly FluxPolicy[]
  readonly automations: readonly FluxAutomation[]
  /** `namespace/name` of each automation, also of those that cannot be used. */
  readonly automationNames: readonly string[]
  readonly gitRepositories: readonly GitRepositoryObject[]
}

export interface FluxReading {
  /** In the order of `flux:`, or of their paths. */
  readonly roots: readonly FluxRoot[]
  /** By file, line and column. */
  readonly problems: readonly Problem[]
}

/** The files that `readFlux` looks at, as the ports are asked for them. */
export const fluxFiles: readonly {
  readonly matches: (path: string) => boolean
  readonly containing?: string
}[] = [
  { matches: isYamlPath, containing: fluxWord },
  { matches: isKustomizationPath },
  { matches: isYamlPath, containing: namespaceWord },
]

/**
 * Reads ImageRepository, ImagePolicy and ImageUpdateAutomation (image.toolkit.fluxcd.io) and GitRepository (source.toolkit.fluxcd.io) in every API version, and for
 * what belongs to a cluster, and to which namespace, Flux's Kustomization and kustomization.yaml. Takes the files of one commit, in any order and each once or more;
 * others than `fluxFiles` change nothing. Throws nothing: what is wrong is a problem, and the rest goes on.
 */
export function readFlux(
  files: readonly SourceFile[],
  {
    roots: wanted,
    rendered = [],
    defaultNamespace = 'flux-system',
    noCrossNamespaceRefs = false,
  }: FluxOptions = {},
): FluxReading {
  const library = createLibrary(files, defaultNamespace)
  const found = findRoots(library, { ...(wanted && { roots: wanted }), defaultNamespace })
  const reaches = found.roots.map((root) => ({ root, reach: reachFrom(root, library, defaultNamespace) }))
  const surroundings = { library, defaultNamespace, noCrossNamespaceRefs, rendered }
  const read = reaches.map(({ root, reach }) => readRoot(root, reach, surroundings))
  const unreached = findUnreached(library, reaches, rendered)
  return {
    roots: read.map(({ root }) => root),
    problems: inOrder([...found.problems, ...read.flatMap(({ problems }) => problems), ...unreached]),
  }
}

interface Surroundings {
  readonly library: Library
  readonly defaultNamespace: string
  readonly noCrossNamespaceRefs: boolean
  readonly rendered: readonly RenderedRoot[]
}

function readRoot(root: Root, reach: Reach, { rendered, ...around }: Surroundings): ReadRoot {
  const { library, defaultNamespace } = around
  const built = rendered.find(({ name }) => name === root.name)
  if (built === undefined) return readGathered(root, gather(reach, library, defaultNamespace), around)
  const { objects, problems } = readRendered(built.manifests, library)
  const gathered = gatherObjects({ objects, problems: [...built.problems, ...problems] }, defaultNamespace)
  return readGathered(root, gathered, around)
}

interface ReadRoot {
  readonly root: FluxRoot
  readonly problems: readonly Problem[]
}

function readGathered(
  { name, path, source }: Root,
  gathered: ReturnType<typeof gather>,
  { library, noCrossNamespaceRefs }: Omit<Surroundings, 'rendered' | 'defaultNamespace'>,
): ReadRoot {
  const shelf = shelve(gathered.placed)
  const { policies, problems: ofPolicies } = readPolicies(shelf, {
    labelsOf: library.labelsOf,
    noCrossNamespaceRefs,
  })
  const { automations, problems: ofAutomations } = readAutomations(shelf, { noCrossNamespaceRefs })
  const objects = shelf.all.flatMap(({ object }) => object ?? [])
  const repositories = objects.filter((object) => object.kind === 'ImageRepository')
  const gitRepositories = objects.filter((object) => object.kind === 'GitRepository')
  const url = source === undefined ? undefined : library.urlOf(source)
  const unused = repositories.flatMap(findUnusedFields)
  return {
    root: {
      name,
      path,
      ...(url !== undefined && { url }),
      repositories,
      policies,
      automations,
      automationNames: shelf.all
        .filter(({ kind }) => kind === 'ImageUpdateAutomation')
        .map((each) => `${each.namespace}/${each.name}`),
      gitRepositories,
    },
    problems: [...gathered.problems, ...shelf.problems, ...ofPolicies, ...ofAutomations, ...unused],
  }
}

/**
 * The objects of one cluster in a text that somebody rendered: all that is said of files and kustomizations has been done to them already.
 * Throws nothing.
 */
export function readGiven(
  { file, text }: { readonly file: string; readonly text: string },
  root: WantedRoot,
  {
    defaultNamespace = 'flux-system',
    noCrossNamespaceRefs = false,
  }: Omit<FluxOptions, 'roots' | 'rendered'> = {},
): FluxReading {
  const bytes = new TextEncoder().encode(text)
  const library = createLibrary([{ path: 'given.yaml', mode: '100644', bytes }], defaultNamespace)
  const given: ReadDocuments = readDocuments({ path: file, bytes }, isFluxKind)
  const around = { library, noCrossNamespaceRefs }
  const read = readGathered(root, gatherObjects(given, defaultNamespace), around)
  return { roots: [read.root], problems: inOrder(read.problems) }
}

/** What several roots have in common is told once. */
function inOrder(problems: readonly Problem[]): readonly Problem[] {
  const told = [...new Map(problems.map((problem) => [JSON.stringify(problem), problem])).values()]
  const rank = ({ place }: Problem) => [place?.file ?? '', place?.line ?? 0, place?.column ?? 0] as const
  return told.sort((a, b) => {
    const [[fileA, lineA, columnA], [fileB, lineB, columnB]] = [rank(a), rank(b)]
    if (fileA !== fileB) return fileA < fileB ? -1 : 1
    return lineA - lineB || columnA - columnB
  })
}
