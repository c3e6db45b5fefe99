/** Which files of a branch the kustomizations of an environment reach: what a change to such a file would change as well. */
import { posix } from 'node:path'
import { parseAllDocuments } from 'yaml'
import { z } from 'zod'
import type { SourceFile } from '../../model/manifest.ts'

/** The file that leads to a path, as the last step of a chain that begins in the environment; undefined where nothing leads there. */
export type Reach = (path: string) => string | undefined

/** Names that kustomize takes for a kustomization (kustomize api/konfig, RecognizedKustomizationFileNames). */
const kustomizationName = /(^|\/)(kustomization\.ya?ml|Kustomization)$/

/** The API group of Flux's Kustomization. A file without these bytes holds none. */
export const fluxKustomizations = 'kustomize.toolkit.fluxcd.io'

/** Is the file a kustomization? */
export function isKustomization(path: string): boolean {
  return kustomizationName.test(path)
}

/**
 * Takes the kustomizations and the files with Flux's Kustomizations of a whole branch, and begins with those that are `owned`.
 * A folder without a kustomization is reached with all that is below it: so Flux generates one
 * (kustomize-controller, "Generate kustomization.yaml").
 */
export function kustomizeReach(files: readonly SourceFile[], owned: (path: string) => boolean): Reach {
  return kustomizeReaches(files)(owned)
}

/** The same for several beginnings: the files are read once. */
export function kustomizeReaches(files: readonly SourceFile[]): (owned: (path: string) => boolean) => Reach {
  const documents = new Map(files.map((file) => [file.path, readDocuments(file)]))
  const byFolder = new Map(
    files.filter(({ path }) => isKustomization(path)).map(({ path }) => [folderOf(path), path]),
  )
  return (owned) => reachFrom({ files, documents, byFolder }, owned)
}

interface Kustomizations {
  readonly files: readonly SourceFile[]
  readonly documents: ReadonlyMap<string, readonly unknown[]>
  /** The path of the kustomization in a folder. */
  readonly byFolder: ReadonlyMap<string, string>
}

function reachFrom({ files, documents, byFolder }: Kustomizations, owned: (path: string) => boolean): Reach {
  const reached = new Map<string, string>()
  const folders = new Map<string, string>()

  function visit(path: string, from: string): void {
    if (reached.has(path)) return
    reached.set(path, from)
    const kustomization = byFolder.get(path)
    if (kustomization !== undefined) visitKustomization(kustomization, from)
    else folders.set(path, from)
  }

  function visitKustomization(path: string, from: string): void {
    if (!reached.has(path)) reached.set(path, from)
    const folder = folderOf(path)
    for (const target of (documents.get(path) ?? []).flatMap(namedFiles)) {
      const resolved = posix.normalize(posix.join(folder, target))
      if (isInside(resolved)) visit(resolved.replace(/\/$/, ''), path)
    }
  }

  for (const { path } of files.filter((file) => owned(file.path))) {
    if (isKustomization(path)) visitKustomization(path, path)
    for (const target of (documents.get(path) ?? []).flatMap(fluxPath)) visit(target, path)
  }
  return (path) => reached.get(path) ?? [...folders].find(([folder]) => isBelow(path, folder))?.[1]
}

function folderOf(path: string): string {
  const folder = posix.dirname(path)
  return folder === '.' ? '' : folder
}

function isInside(path: string): boolean {
  return path !== '..' && !path.startsWith('../') && !path.startsWith('/')
}

function isBelow(path: string, folder: string): boolean {
  return folder === '' || folder === '.' || path.startsWith(`${folder}/`)
}

/** What cannot be read leads nowhere: kustomize would not build it either. */
function readDocuments({ bytes }: SourceFile): readonly unknown[] {
  const documents = parseAllDocuments(new TextDecoder().decode(bytes), {
    uniqueKeys: false,
    logLevel: 'silent',
  })
  if (!Array.isArray(documents)) return []
  return documents.flatMap((document): readonly unknown[] => {
    try {
      return document.errors.length > 0 ? [] : [document.toJS({ maxAliasCount: 100 })]
    } catch {
      return []
    }
  })
}

const texts = z.array(z.string()).catch([])
const withPath = z.array(z.looseObject({ path: z.string().catch('') })).catch([])
const generator = z.array(z.looseObject({ files: texts, envs: texts, env: z.string().catch('') })).catch([])

/** The fields of a kustomization that name files or folders (kustomize api/types, Kustomization). */
const kustomization = z
  .object({
    resources: texts,
    bases: texts,
    components: texts,
    crds: texts,
    configurations: texts,
    generators: texts,
    transformers: texts,
    validators: texts,
    patchesStrategicMerge: texts,
    patches: withPath,
    patchesJson6902: withPath,
    replacements: withPath,
    configMapGenerator: generator,
    secretGenerator: generator,
    helmCharts: z
      .array(z.looseObject({ valuesFile: z.string().catch(''), additionalValuesFiles: texts }))
      .catch([]),
  })
  .transform((each) => [
    ...[each.resources, each.bases, each.components, each.crds, each.configurations].flat(),
    ...[each.generators, each.transformers, each.validators, each.patchesStrategicMerge].flat(),
    ...[...each.patches, ...each.patchesJson6902, ...each.replacements].map(({ path }) => path),
    ...[...each.configMapGenerator, ...each.secretGenerator].flatMap(({ files, envs, env }) => [
      ...files.map((file) => file.replace(/^[^=]*=/, '')),
      ...envs,
      env,
    ]),
    ...each.helmCharts.flatMap(({ valuesFile, additionalValuesFiles }) => [
      valuesFile,
      ...additionalValuesFiles,
    ]),
  ])

/** Remote resources and inline patches name no file here. */
function namedFiles(document: unknown): readonly string[] {
  const { data = [] } = kustomization.safeParse(document)
  return data.filter((each) => each !== '' && !/^[a-z][a-z0-9+.-]*:|\n|^git@/.test(each))
}

const fluxKustomization = z.object({
  apiVersion: z.string().startsWith(`${fluxKustomizations}/`),
  kind: z.literal('Kustomization'),
  spec: z.object({ path: z.string() }),
})

function fluxPath(document: unknown): readonly string[] {
  const { data } = fluxKustomization.safeParse(document)
  if (data === undefined) return []
  const path = posix.normalize(data.spec.path.replace(/^\/+/, '')).replace(/\/$/, '')
  return isInside(path) ? [path === '.' ? '' : path] : []
}
