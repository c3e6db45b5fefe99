/** What puts files together for a cluster and may change them on the way: a kustomization.yaml, or a Kustomization of Flux. */
import { z } from 'zod'
import type { SourceFile } from '../../../model/manifest.ts'
import type { Problem } from '../../../model/problem.ts'
import { readPlain, type RawObject } from './documents.ts'
import { folderOf, resolvePath } from './paths.ts'
import { patchSources, type PatchSource, writtenPatches } from './patches.ts'

export interface Builder {
  readonly file: string
  /** The namespace that it gives to objects. */
  readonly namespace?: string
  readonly patches: readonly PatchSource[]
  /** Does it change names? */
  readonly renames: boolean
  /** Does it fill in variables? */
  readonly substitutes: boolean
}

/** A kustomization.yaml. */
export interface KustomizationFile extends Builder {
  /** Files and folders that it takes in. */
  readonly entries: readonly string[]
  readonly problems: readonly Problem[]
}

/** Flux's Kustomization. */
export interface FluxKustomization extends Builder {
  readonly name: string
  readonly path: string
  readonly entries: readonly string[]
  readonly source: { readonly kind: string; readonly name: string; readonly namespace: string }
}

const text = z.string().optional().catch(undefined)
const texts = z
  .array(z.unknown())
  .catch([])
  .transform((items) => items.filter((item) => typeof item === 'string'))
const renaming = { namePrefix: text, nameSuffix: text }

const kustomizationForm = z
  .object({
    namespace: text,
    resources: texts.prefault([]),
    bases: texts.prefault([]),
    components: texts.prefault([]),
    ...writtenPatches,
    ...renaming,
  })
  .catch({ resources: [], bases: [], components: [] })

/** Reads a kustomization.yaml; what is wrong in it but its syntax is kustomize's business. */
export function readKustomizationFile(file: SourceFile): KustomizationFile {
  const { tree, problems } = readPlain(file)
  const written = kustomizationForm.parse(tree ?? {})
  const { namespace, resources, bases, components } = written
  const folder = folderOf(file.path)
  const entries = [...resources, ...bases, ...components]
  return {
    file: file.path,
    ...(namespace !== undefined && { namespace }),
    patches: patchSources(written, file.path),
    renames: renamesAny(written),
    substitutes: false,
    entries: entries.flatMap((entry) => resolvePath(folder, entry) ?? []),
    problems,
  }
}

const fluxForm = z.object({
  metadata: z.object({ name: text, namespace: text }).catch({ name: undefined, namespace: undefined }),
  spec: z
    .object({
      path: text,
      targetNamespace: text,
      sourceRef: z.object({ kind: text, name: text, namespace: text }).optional().catch(undefined),
      components: texts.prefault([]),
      postBuild: z.unknown().optional(),
      ...writtenPatches,
      ...renaming,
    })
    .catch({
      path: undefined,
      targetNamespace: undefined,
      sourceRef: undefined,
      components: [],
      postBuild: undefined,
    }),
})

/** Reads Flux's Kustomization as far as files are concerned. Its path is relative to the repository's root, which is also the default. */
export function readFluxKustomization(
  raw: RawObject,
  defaultNamespace: string,
): FluxKustomization | undefined {
  const read = fluxForm.safeParse(raw.tree)
  if (!read.success) return undefined
  const { metadata, spec } = read.data
  const { sourceRef, targetNamespace, components } = spec
  const path = resolvePath('', spec.path ?? '')
  if (path === undefined) return undefined
  const { file } = raw.placeAt([])
  return {
    file,
    name: metadata.name ?? '',
    path,
    entries: components.flatMap((component) => resolvePath(path, component) ?? []),
    source: {
      kind: sourceRef?.kind ?? '',
      name: sourceRef?.name ?? '',
      namespace: sourceRef?.namespace ?? metadata.namespace ?? defaultNamespace,
    },
    ...(targetNamespace !== undefined && { namespace: targetNamespace }),
    patches: patchSources(spec, file),
    renames: renamesAny(spec),
    substitutes: spec.postBuild !== undefined,
  }
}

function renamesAny(written: {
  readonly namePrefix?: string | undefined
  readonly nameSuffix?: string | undefined
}): boolean {
  return (written.namePrefix ?? '') !== '' || (written.nameSuffix ?? '') !== ''
}
