/** Which objects are read, and which files may hold one. */
import type { SourceFile } from '../../../model/manifest.ts'

/** The kinds that become values. */
export type FluxKind = 'ImageRepository' | 'ImagePolicy' | 'ImageUpdateAutomation' | 'GitRepository'

const groups: Readonly<Record<string, readonly string[]>> = {
  'image.toolkit.fluxcd.io': ['ImageRepository', 'ImagePolicy', 'ImageUpdateAutomation'],
  'source.toolkit.fluxcd.io': ['GitRepository'],
  'kustomize.toolkit.fluxcd.io': ['Kustomization'],
}

/** Is it one of the kinds that become values, or Flux's Kustomization? In every version there ever was. */
export function isFluxKind(apiVersion: string, kind: string): boolean {
  return groupsOf(apiVersion).includes(kind)
}

/** Is it Flux's Kustomization, and not the one of kustomize itself? */
export function isFluxKustomization(apiVersion: string, kind: string): boolean {
  return kind === 'Kustomization' && groupsOf(apiVersion).includes(kind)
}

function groupsOf(apiVersion: string): readonly string[] {
  const [group = ''] = apiVersion.split('/')
  return Object.hasOwn(groups, group) ? (groups[group] ?? []) : []
}

/** The text that is in every file with such an object. */
export const fluxWord = '.toolkit.fluxcd.io/v'

/** As an apiVersion has them; a file that only speaks of the groups, as `gotk-components.yaml` does, need not be parsed. */
const words = Object.keys(groups).map((group) => `${group}/v`)
const imageWord = 'image.toolkit.fluxcd.io/v'

/** May the file hold an object that is read? Looks at its bytes alone. */
export function mayHoldObjects({ path, bytes }: SourceFile): boolean {
  return isYamlPath(path) && words.some((word) => bufferOf(bytes).includes(word))
}

/** May the text hold an object that is read? */
export function speaksOfFlux(text: string): boolean {
  return words.some((word) => text.includes(word))
}

/** May the file hold one of Flux's objects for images? */
export function mayHoldImageObjects({ bytes }: SourceFile): boolean {
  return bufferOf(bytes).includes(imageWord)
}

/** The text that a Namespace's manifest is known by. */
export const namespaceWord = 'kind: Namespace'

/** May the file hold a Namespace? */
export function mayHoldNamespace({ path, bytes }: SourceFile): boolean {
  return isYamlPath(path) && bufferOf(bytes).includes(namespaceWord)
}

/** Does the name say that the file is YAML? */
export function isYamlPath(path: string): boolean {
  return /\.ya?ml$/.test(path)
}

/** The names under which kustomize looks for its file, in this order (api/konfig, RecognizedKustomizationFileNames). */
export const kustomizationNames: readonly string[] = [
  'kustomization.yaml',
  'kustomization.yml',
  'Kustomization',
]

/** Is it such a file? */
export function isKustomizationPath(path: string): boolean {
  return kustomizationNames.includes(path.slice(path.lastIndexOf('/') + 1))
}

function bufferOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
