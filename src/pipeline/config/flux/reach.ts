/** What belongs to a root: all below its path, and what its kustomizations, Flux's and kustomize's own, take in from elsewhere. */
import type { Problem } from '../../../model/problem.ts'
import { type Builder, type FluxKustomization, readFluxKustomization } from './builder.ts'
import type { RawObject } from './documents.ts'
import { isFluxKustomization } from './kinds.ts'
import type { Library } from './library.ts'
import { foldersAbove, isWithin } from './paths.ts'
import type { Root } from './roots.ts'
import { isOurs } from './sources.ts'

/** The files of a root, and what puts them together. */
export interface Reach {
  /** Sorted by path. Files that only patch others are none of them. */
  readonly files: readonly string[]
  /** Files that only patch others. */
  readonly patchFiles: readonly string[]
  /** All that takes the file in, directly or by others. */
  readonly buildersOf: (file: string) => readonly Builder[]
  /** The namespaces that the nearest of them with one give it; several where a base is used several times. */
  readonly namespacesOf: (file: string) => readonly string[]
  /** What kept a kustomization.yaml from being read. */
  readonly problems: readonly Problem[]
}

/** Follows the root; asks for no file that it does not reach. */
export function reachFrom(root: Root, library: Library, defaultNamespace: string): Reach {
  const graph = emptyGraph(root, library, defaultNamespace)
  for (const folder of library.kustomizedFolders)
    if (isWithin(folder, root.path)) takeFolder(folder, undefined, graph)
  for (const file of library.files) if (isWithin(file, root.path)) takeFile(file, undefined, graph)
  const kustomizations = [...graph.folders].flatMap((folder) => library.kustomizationIn(folder) ?? [])
  const patching = new Set(kustomizations.flatMap(({ patches }) => patches.map(({ file }) => file)))
  const isResource = (file: string) => kustomizations.some(({ entries }) => entries.includes(file))
  const isPatch = (file: string) => patching.has(file) && !isResource(file)
  const files = [...graph.files].sort()
  return {
    files: files.filter((file) => !isPatch(file)),
    patchFiles: files.filter(isPatch),
    buildersOf: (file) => [...buildersAbove(file, graph)],
    namespacesOf: (file) => [...namespacesAbove(file, graph, new Set())],
    problems: kustomizations.flatMap(({ problems }) => problems),
  }
}

/** Does building the folder give any object that is read, as far as files tell? What cannot be read counts as one. */
export function holdsObjects(folder: string, root: Root, library: Library): boolean {
  const graph = emptyGraph(root, library, '')
  takeFolder(folder, undefined, graph)
  return [...graph.files].some((file) => {
    const { objects, problems } = library.objectsIn(file)
    return objects.length > 0 || problems.length > 0
  })
}

interface Graph {
  readonly root: Root
  readonly library: Library
  readonly defaultNamespace: string
  /** What takes in a file, or a folder with a kustomization.yaml; with the folder of a builder that is one itself. */
  readonly above: Map<string, Map<Builder, string | undefined>>
  readonly folders: Set<string>
  readonly files: Set<string>
}

function emptyGraph(root: Root, library: Library, defaultNamespace: string): Graph {
  return {
    root,
    library,
    defaultNamespace,
    above: new Map(),
    folders: new Set(),
    files: new Set(),
  }
}

/** A builder, and its folder where others can take it in. */
interface Taker {
  readonly builder: Builder
  readonly folder?: string
}

function takeFile(file: string, by: Taker | undefined, graph: Graph): void {
  note(file, by, graph)
  if (graph.files.has(file)) return
  graph.files.add(file)
  for (const raw of graph.library.objectsIn(file).objects) {
    const kustomization = fluxKustomizationOf(raw, graph)
    if (kustomization === undefined || !isOurs(kustomization, graph)) continue
    for (const folder of [kustomization.path, ...kustomization.entries])
      takeFolder(folder, { builder: kustomization }, graph)
  }
}

function fluxKustomizationOf(raw: RawObject, { defaultNamespace }: Graph): FluxKustomization | undefined {
  if (!isFluxKustomization(raw.apiVersion, raw.kind)) return undefined
  return readFluxKustomization(raw, defaultNamespace)
}

/** With a kustomization.yaml a folder is what that says; without one Flux takes all below, and folders that have one as that says. */
function takeFolder(folder: string, by: Taker | undefined, graph: Graph): void {
  const { library } = graph
  if (!library.hasFolder(folder)) return
  const kustomization = library.kustomizationIn(folder)
  if (kustomization === undefined) return takeAllBelow(folder, by, graph)
  note(folder, by, graph)
  if (graph.folders.has(folder)) return
  graph.folders.add(folder)
  for (const entry of kustomization.entries) {
    const taker = { builder: kustomization, folder }
    if (library.hasFile(entry)) takeFile(entry, taker, graph)
    else takeFolder(entry, taker, graph)
  }
}

function takeAllBelow(folder: string, by: Taker | undefined, graph: Graph): void {
  const { library } = graph
  const below = library.kustomizedFolders.filter((each) => isWithin(each, folder))
  const outermost = below.filter((each) => !foldersAbove(each).some((above) => below.includes(above)))
  for (const each of outermost) takeFolder(each, by, graph)
  for (const file of library.files) {
    if (isWithin(file, folder) && !outermost.some((each) => isWithin(file, each))) takeFile(file, by, graph)
  }
}

function note(node: string, by: Taker | undefined, { above }: Graph): void {
  if (by === undefined) return
  above.set(node, (above.get(node) ?? new Map<Builder, string | undefined>()).set(by.builder, by.folder))
}

function buildersAbove(node: string, graph: Graph, seen = new Set<Builder>()): ReadonlySet<Builder> {
  for (const [builder, folder] of graph.above.get(node) ?? []) {
    if (seen.has(builder)) continue
    seen.add(builder)
    if (folder !== undefined) buildersAbove(folder, graph, seen)
  }
  return seen
}

function namespacesAbove(node: string, graph: Graph, path: ReadonlySet<string>): ReadonlySet<string> {
  const found = [...(graph.above.get(node) ?? [])].flatMap(([{ namespace }, folder]) => {
    if (namespace !== undefined) return [namespace]
    if (folder === undefined || path.has(folder)) return []
    return [...namespacesAbove(folder, graph, new Set([...path, folder]))]
  })
  return new Set(found)
}
