/** What is built for a root that is rendered, one Kustomization of Flux after the other. The building itself is done elsewhere; this only says what and how. */
import { z } from 'zod'
import type { SourceFile } from '../../../model/manifest.ts'
import type { Place, Problem } from '../../../model/problem.ts'
import { readYaml, type YamlText } from '../own/yaml-text.ts'
import { type FluxKustomization, readFluxKustomization } from './builder.ts'
import { dataOf, findWritten } from './config-maps.ts'
import { type RawObject, readDocuments } from './documents.ts'
import { refuseForbidden } from './forbidden.ts'
import { isFluxKustomization } from './kinds.ts'
import { formatKustomization, kustomizationFor, type Spec, type Tree } from './kustomization-file.ts'
import { createLibrary, type Library } from './library.ts'
import type { Texts } from './objects.ts'
import { isWithin, resolvePath } from './paths.ts'
import { holdsObjects } from './reach.ts'
import { documentsIn, readRendered, type RenderedManifest } from './rendered.ts'
import { findRoots, type Root, type WantedRoot } from './roots.ts'
import { isOurs } from './sources.ts'
import { isRecord, valueAt } from './values.ts'
import { configMapsOf, substitute, variablesOf } from './variables.ts'

export type { RenderedManifest, RenderedRoot } from './rendered.ts'
export type { WantedRoot } from './roots.ts'

/** The roots of our configuration that shall be rendered; whether they are right is looked at when it is read. */
export function rootsToRender(config: YamlText): readonly WantedRoot[] {
  const { grown } = readYaml(config)
  const { flux } = fluxForm.parse(grown?.tree)
  return flux.flatMap((root) => (root?.render === 'kustomize' ? [{ name: root.name, path: root.path }] : []))
}

const rootForm = z.object({ name: z.string(), path: z.string(), render: z.string().optional() })
const fluxForm = z
  .object({ flux: z.array(rootForm.optional().catch(undefined)).default([]) })
  .catch({ flux: [] })

/** A build that a root asks for: a Kustomization of Flux, or the folder of the root itself. */
export interface Blueprint {
  /** `namespace/name`; empty for the folder of a root that no Kustomization is about. */
  readonly key: string
  readonly name: string
  readonly namespace: string
  readonly folder: string
  readonly spec: Spec
  readonly place?: Place
}

/** The files of one commit, for all that is built from them. */
export interface Site {
  readonly files: Tree
  readonly library: Library
  readonly defaultNamespace: string
}

/** Parses nothing yet. */
export function openSite(files: readonly SourceFile[], defaultNamespace = 'flux-system'): Site {
  return {
    files: new Map(files.map((file) => [file.path, file])),
    library: createLibrary(files, defaultNamespace),
    defaultNamespace,
  }
}

/** Where a root begins, if there is anything. Its own folder may be that of a Kustomization, as after a bootstrap. */
export function beginRoot(
  wanted: WantedRoot,
  site: Site,
): { readonly root: Root; readonly first: Blueprint } | undefined {
  const { library, defaultNamespace } = site
  const [root] = findRoots(library, { roots: [wanted], defaultNamespace }).roots
  if (root === undefined) return undefined
  const own = library.files
    .filter((file) => isWithin(file, root.path))
    .flatMap((file) => library.objectsIn(file).objects)
    .flatMap((raw) => blueprintOf(raw, root, site))
    .find(({ folder }) => folder === root.path)
  const plain = { key: '', name: wanted.name, namespace: defaultNamespace, folder: root.path, spec: {} }
  return { root, first: own ?? plain }
}

function blueprintOf(raw: RawObject, root: Root, { library, defaultNamespace }: Site): readonly Blueprint[] {
  if (!isFluxKustomization(raw.apiVersion, raw.kind)) return []
  const read: FluxKustomization | undefined = readFluxKustomization(raw, defaultNamespace)
  if (read === undefined || !isOurs(read, { root, library })) return []
  const written = valueAt(raw.tree, ['metadata', 'namespace'])
  const namespace = typeof written === 'string' ? written : defaultNamespace
  const spec = valueAt(raw.tree, ['spec'])
  const { name, path: folder } = read
  const place = raw.placeAt([])
  return [{ key: `${namespace}/${name}`, name, namespace, folder, spec: isRecord(spec) ? spec : {}, place }]
}

/** The file to build by. Throws `render-remote`, and `render-failed` where the one that is there cannot be read. */
export function kustomizationOf(
  { folder, spec }: Blueprint,
  { files }: Site,
): Pick<SourceFile, 'path' | 'bytes'> {
  const kustomization = kustomizationFor(folder, spec, files)
  refuseForbidden(kustomization, files)
  return formatKustomization(kustomization)
}

/** Does it find the ConfigMaps of its variables? */
export function isReady(blueprint: Blueprint, site: Site, built: readonly RenderedManifest[]): boolean {
  return configMapsOf(blueprint.spec).every(
    (name) => findConfigMap(name, blueprint, site, built) !== undefined,
  )
}

/** What the program gave, with variables filled in. Throws `render-failed`. */
export function finishBuild(
  text: string,
  blueprint: Blueprint,
  { site, built, kustomization }: { site: Site; built: readonly RenderedManifest[]; kustomization: string },
): { readonly manifests: readonly RenderedManifest[]; readonly problems: readonly Problem[] } {
  const find = (name: string) => findConfigMap(name, blueprint, site, built)
  const variables = variablesOf(blueprint.spec, find, blueprint)
  const common = commonForm.parse(valueAt(blueprint.spec, ['commonMetadata']))
  const manifests = documentsIn(text).map((document): RenderedManifest => {
    const [raw] = readDocuments({ path: kustomization, bytes: Buffer.from(document) }, () => true).objects
    const filled = substitute(document, valueAt(raw?.tree, ['metadata']), variables, blueprint)
    return { text: filled, kustomization, ...(common && { common }) }
  })
  return { manifests, problems: variables.problems }
}

const texts = z.record(z.string(), z.string()).default({})
const commonForm = z.object({ labels: texts, annotations: texts }).optional().catch(undefined)

function findConfigMap(
  name: string,
  { namespace }: Blueprint,
  { files }: Site,
  built: readonly RenderedManifest[],
): Texts | undefined {
  for (const { text, kustomization } of built) {
    const data = dataOf({ path: kustomization, bytes: Buffer.from(text) }, { name, namespace })
    if (data !== undefined) return data
  }
  return findWritten({ name, namespace }, files)
}

/** The Kustomizations in what was built that may lead to more of Flux's objects for images. */
export function blueprintsIn(
  manifests: readonly RenderedManifest[],
  root: Root,
  site: Site,
): readonly Blueprint[] {
  return readRendered(manifests, site.library)
    .objects.flatMap((raw) => blueprintOf(raw, root, site))
    .filter(({ folder, spec }) => {
      const components = Array.isArray(spec['components']) ? spec['components'] : []
      const folders = components.flatMap((each) => resolvePath(folder, String(each)) ?? [])
      return [folder, ...folders].some((each) => holdsObjects(each, root, site.library))
    })
}
