/** The kustomization.yaml by which Flux builds a folder: the one that is there with what its Kustomization adds, or one for all that lies below (fluxcd/pkg, kustomize_generator.go). */
import { parse, stringify } from 'yaml'
import type { SourceFile } from '../../../model/manifest.ts'
import { problemError, problemsOf } from '../../../model/problem.ts'
import { kustomizationNames } from './kinds.ts'
import { baseOf, folderOf, foldersAbove, isWithin } from './paths.ts'
import { isRecord } from './values.ts'

/** The files of a repository, by their paths. */
export type Tree = ReadonlyMap<string, SourceFile>

/** What a kustomization.yaml says. */
export interface KustomizationText {
  readonly path: string
  readonly tree: Readonly<Record<string, unknown>>
}

/** `spec` is that of Flux's Kustomization, as it is written. Throws `render-failed` where a file that is there cannot be read. */
export function kustomizationFor(folder: string, spec: Spec, files: Tree): KustomizationText {
  const { path, tree } = readFrom(folder, files) ?? {
    path: join(folder, 'kustomization.yaml'),
    tree: { resources: resourcesBelow(folder, files) },
  }
  return { path, tree: { apiVersion, kind: 'Kustomization', ...tree, ...added(tree, spec) } }
}

/** A map of YAML. */
export type Spec = Readonly<Record<string, unknown>>

const apiVersion = 'kustomize.config.k8s.io/v1beta1'

/** The kustomization.yaml of a folder, if there is one. */
export function readFrom(folder: string, files: Tree): KustomizationText | undefined {
  const path = kustomizationNames.map((name) => join(folder, name)).find((each) => files.has(each))
  if (path === undefined) return undefined
  const tree: unknown = parsed(path, new TextDecoder().decode(files.get(path)?.bytes))
  return { path, tree: isRecord(tree) ? tree : {} }
}

/** As bytes that kustomize reads. */
export function formatKustomization({ path, tree }: KustomizationText): Pick<SourceFile, 'path' | 'bytes'> {
  return { path, bytes: new TextEncoder().encode(stringify(tree)) }
}

function parsed(path: string, text: string): unknown {
  try {
    return parse(text)
  } catch (thrown) {
    if (typeof thrown !== 'object' || thrown === null || !('linePos' in thrown)) problemsOf(thrown)
    throw problemError('render-failed', `${path} is not YAML, so its folder cannot be built.`, { file: path })
  }
}

/** What Flux's Kustomization adds; the origin of each object is ours to ask for. */
function added(tree: Spec, spec: Spec): Spec {
  const parts: Spec = {
    ...texts(spec, { targetNamespace: 'namespace', namePrefix: 'namePrefix', nameSuffix: 'nameSuffix' }),
    components: [...list(tree['components']), ...list(spec['components'])],
    patches: [...list(tree['patches']), ...list(spec['patches'])],
    patchesStrategicMerge: [
      ...list(tree['patchesStrategicMerge']),
      ...list(spec['patchesStrategicMerge']).map((patch) => JSON.stringify(patch)),
    ],
    patchesJson6902: [...list(tree['patchesJson6902']), ...list(spec['patchesJson6902']).map(asText)],
    images: images(list(tree['images']), list(spec['images'])),
    buildMetadata: [...new Set([...list(tree['buildMetadata']), 'originAnnotations'])],
  }
  return Object.fromEntries(
    Object.entries(parts).filter(([, value]) => !Array.isArray(value) || value.length > 0),
  )
}

function texts(spec: Spec, names: Readonly<Record<string, string>>): Spec {
  return Object.fromEntries(
    Object.entries(names).flatMap(([from, to]) => (typeof spec[from] === 'string' ? [[to, spec[from]]] : [])),
  )
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

/** In Flux's Kustomization the operations are a list, in kustomize's own they are text. */
function asText(patch: unknown): unknown {
  return isRecord(patch) ? { ...patch, patch: JSON.stringify(patch['patch']) } : patch
}

/** An image of the same name takes the place of the one that is there. */
function images(there: readonly unknown[], wanted: readonly unknown[]): readonly unknown[] {
  const nameOf = (image: unknown) => (isRecord(image) ? image['name'] : undefined)
  const names = new Set(wanted.map(nameOf))
  return [...there.filter((image) => !names.has(nameOf(image))), ...wanted]
}

/** All YAML below, in the order of a walk; a folder that has a kustomization.yaml stands for itself. */
function resourcesBelow(folder: string, files: Tree): readonly string[] {
  const below = [...files.keys()].filter((path) => path !== folder && isWithin(path, folder))
  const kustomized = new Set(below.filter((path) => kustomizationNames.includes(baseOf(path))).map(folderOf))
  const entries = below.flatMap((path) => {
    const above = foldersAbove(path)
      .toReversed()
      .find((each) => kustomized.has(each))
    if (above !== undefined) return [above]
    return /\.ya?ml$/.test(path) && !isLeftOut(path) ? [path] : []
  })
  const start = folder === '' ? 0 : folder.length + 1
  return [...new Set(entries)].sort().map((path) => `./${path.slice(start)}`)
}

/** What Flux never takes from a repository (source-controller, pkg/sourceignore: VCS, CI and extra files). */
function isLeftOut(path: string): boolean {
  return (
    /(^|\/)(\.git|\.github|\.circleci)\//.test(path) ||
    /(^|\/)(\.travis|\.gitlab-ci|appveyor|\.drone|codeship-services|codeship-steps|\.goreleaser)\.yml$/.test(
      path,
    ) ||
    /(^|\/)(cloudbuild|\.goreleaser|\.sops|\.flux)\.yaml$/.test(path)
  )
}

function join(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`
}
