/** Objects in what was built for a root: their values as they arrive in the cluster, their places where they are written. */
import { parse } from 'yaml'
import type { Problem } from '../../../model/problem.ts'
import { type RawObject, type ReadDocuments, readDocuments } from './documents.ts'
import { isFluxKind, speaksOfFlux } from './kinds.ts'
import type { Library } from './library.ts'
import type { Texts } from './objects.ts'
import { folderOf, resolvePath } from './paths.ts'
import { isRecord, valueAt } from './values.ts'

/** One document that was built. */
export interface RenderedManifest {
  readonly text: string
  /** The file that it was built by: origins are told from its folder. */
  readonly kustomization: string
  /** `commonMetadata`, which Flux sets when it applies an object. */
  readonly common?: { readonly labels: Texts; readonly annotations: Texts }
}

/** All that was built for a root. */
export interface RenderedRoot {
  readonly name: string
  readonly manifests: readonly RenderedManifest[]
  readonly problems: readonly Problem[]
}

/** The documents that a build gave, as far as they concern Flux or may hold variables for it. */
export function documentsIn(text: string): readonly string[] {
  return text
    .split(/^---(?:[ \t].*)?$/m)
    .filter((document) => speaksOfFlux(document) || /^kind: ConfigMap$/m.test(document))
}

/** The objects of Flux in them, without what was added to find them. */
export function readRendered(manifests: readonly RenderedManifest[], library: Library): ReadDocuments {
  const read = manifests
    .filter(({ text }) => speaksOfFlux(text))
    .map((manifest): ReadDocuments => {
      const { text, kustomization, common } = manifest
      const { objects, problems } = readDocuments(
        { path: kustomization, bytes: Buffer.from(text) },
        isFluxKind,
      )
      return { objects: objects.map((raw) => arriving(raw, { kustomization, ...common }, library)), problems }
    })
  return {
    objects: read.flatMap(({ objects }) => objects),
    problems: read.flatMap(({ problems }) => problems),
  }
}

interface Built {
  readonly kustomization: string
  readonly labels?: Texts
  readonly annotations?: Texts
}

/** kustomize's note of where an object comes from, as it is asked for with `buildMetadata`. */
const originKey = 'config.kubernetes.io/origin'

function arriving(
  raw: RawObject,
  { kustomization, labels, annotations }: Built,
  library: Library,
): RawObject {
  const metadata = mapAt(raw.tree, ['metadata'])
  const { [originKey]: origin, ...others } = mapAt(metadata, ['annotations'])
  const whole = isRecord(raw.tree) ? raw.tree : {}
  const tree = {
    ...whole,
    metadata: {
      ...metadata,
      labels: { ...mapAt(metadata, ['labels']), ...labels },
      annotations: { ...others, ...annotations },
    },
  }
  const file = originOf(origin, kustomization)
  const source = findSource(raw, file, library)
  return {
    ...raw,
    tree,
    placeAt: (path, at) => source?.placeAt(path, at) ?? { file },
  }
}

function mapAt(tree: unknown, path: readonly string[]): Readonly<Record<string, unknown>> {
  const found = valueAt(tree, path)
  return isRecord(found) ? found : {}
}

function originOf(origin: unknown, kustomization: string): string {
  const path = typeof origin === 'string' ? valueAt(parse(origin), ['path']) : undefined
  const found = typeof path === 'string' ? resolvePath(folderOf(kustomization), path) : undefined
  return found ?? kustomization
}

/** The object as it is written: of the same kind and name, else the only one of its kind. */
function findSource({ kind, tree }: RawObject, file: string, library: Library): RawObject | undefined {
  const name = valueAt(tree, ['metadata', 'name'])
  const alike = library.objectsIn(file).objects.filter((each) => each.kind === kind)
  const exact = alike.find((each) => valueAt(each.tree, ['metadata', 'name']) === name)
  return exact ?? (alike.length === 1 ? alike[0] : undefined)
}
