/** The roots of a repository: what one cluster is made of begins at each. */
import type { Place, Problem } from '../../../model/problem.ts'
import { quote } from '../own/wording.ts'
import { type FluxKustomization, readFluxKustomization } from './builder.ts'
import { isFluxKustomization } from './kinds.ts'
import type { Library } from './library.ts'
import { baseOf, folderOf, isWithin, resolvePath } from './paths.ts'

/** A root as it is asked for in `flux:`. */
export interface WantedRoot {
  readonly name: string
  readonly path: string
  readonly render?: 'kustomize'
  /** Where it is asked for. */
  readonly place?: Place
}

export interface Root {
  readonly name: string
  /** Without `./`; the repository itself is the empty text. */
  readonly path: string
  /** `namespace/name` of the GitRepository that stands for this repository, where Flux was bootstrapped. */
  readonly source?: string
}

/** The roots that are asked for; else those that `flux bootstrap` made, under the name of their path; else the repository, under the name `.`. */
export function findRoots(
  library: Library,
  {
    roots = [],
    defaultNamespace,
  }: { readonly roots?: readonly WantedRoot[]; readonly defaultNamespace: string },
): { readonly roots: readonly Root[]; readonly problems: readonly Problem[] } {
  const bootstraps = library.files
    .filter((path) => baseOf(path) === 'gotk-sync.yaml')
    .map((path) => readBootstrap(path, library, defaultNamespace))
  if (roots.length === 0) return { roots: distinct(bootstraps), problems: [] }
  const read = roots.map((wanted) => wantedRoot(wanted, bootstraps, library))
  return { roots: read.flatMap(({ root }) => root ?? []), problems: read.flatMap(({ problems }) => problems) }
}

function wantedRoot(
  { name, path: written, place }: WantedRoot,
  bootstraps: readonly Bootstrap[],
  library: Library,
): { readonly root?: Root; readonly problems: readonly Problem[] } {
  const path = resolvePath('', written)
  if (path === undefined || !library.hasFolder(path)) {
    const message = `The root ${quote(name)} is ${quote(written)}, where none of Flux's objects stands.`
    return { problems: [{ code: 'flux-root-empty', level: 'warning', message, ...(place && { place }) }] }
  }
  const bootstrap = bootstraps.find(({ file }) => isWithin(file, path))
  return { root: { name, path, ...(bootstrap?.source && { source: bootstrap.source }) }, problems: [] }
}

interface Bootstrap {
  readonly file: string
  readonly path: string
  readonly source?: string
}

/** `<path>/flux-system/gotk-sync.yaml`: its Kustomization says the path; the folder does where it cannot be read or leads nowhere. */
function readBootstrap(file: string, library: Library, defaultNamespace: string): Bootstrap {
  const kustomization = library
    .objectsIn(file)
    .objects.filter(({ apiVersion, kind }) => isFluxKustomization(apiVersion, kind))
    .map((raw) => readFluxKustomization(raw, defaultNamespace))
    .find((read): read is FluxKustomization => read !== undefined)
  const inFolder = folderOf(folderOf(file))
  if (kustomization === undefined) return { file, path: inFolder }
  const { path, source } = kustomization
  return {
    file,
    path: library.hasFolder(path) ? path : inFolder,
    source: `${source.namespace}/${source.name}`,
  }
}

function distinct(bootstraps: readonly Bootstrap[]): readonly Root[] {
  if (bootstraps.length === 0) return [{ name: '.', path: '' }]
  const byPath = new Map(bootstraps.map(({ path, source }) => [path, source]))
  return [...byPath].map(([path, source]) => ({
    name: path === '' ? '.' : path,
    path,
    ...(source !== undefined && { source }),
  }))
}
