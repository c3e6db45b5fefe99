/** Flux's objects as text, and what a reading of them tells, in lines. */
import { stringify } from 'yaml'
import type { Problem } from '../../../../src/model/problem.ts'
import {
  type FluxOptions,
  type FluxReading,
  type FluxRoot,
  readFlux,
} from '../../../../src/pipeline/config/flux/flux.ts'
import { type FileTree, filesOf } from '../../../support/repository.ts'

export function read(tree: FileTree, options?: FluxOptions): FluxReading {
  return readFlux(filesOf(tree), options)
}

/** The one root of a repository without a bootstrapped Flux. */
export function readRoot(tree: FileTree, options?: FluxOptions): FluxRoot & Pick<FluxReading, 'problems'> {
  const { roots, problems } = read(tree, options)
  const [root, other] = roots
  if (root === undefined || other !== undefined) throw new Error(`${roots.length} roots; wanted one`)
  return { ...root, problems }
}

export interface Metadata {
  readonly name?: string
  readonly namespace?: string | undefined
  readonly labels?: object
  readonly annotations?: object
}

const groups = {
  ImageRepository: 'image',
  ImagePolicy: 'image',
  ImageUpdateAutomation: 'image',
  GitRepository: 'source',
  Kustomization: 'kustomize',
} as const

/** One document of YAML. */
export function anObject(
  kind: keyof typeof groups,
  metadata: Metadata,
  spec: object,
  version = 'v1',
): string {
  return `---\n${stringify({ apiVersion: `${groups[kind]}.toolkit.fluxcd.io/${version}`, kind, metadata, spec })}`
}

/** `flux-system/web`, of the image ghcr.io/acme/web. */
export function aRepository(spec: object = {}, metadata: Metadata = {}): string {
  const name = { name: 'web', namespace: 'flux-system', ...metadata }
  return anObject('ImageRepository', name, { image: 'ghcr.io/acme/web', interval: '1m', ...spec })
}

/** `flux-system/web`, any release of the repository `web` of its namespace. */
export function aPolicy(spec: object = {}, metadata: Metadata = {}): string {
  const name = { name: 'web', namespace: 'flux-system', ...metadata }
  const policy = { semver: { range: '1.x' } }
  return anObject('ImagePolicy', name, { imageRepositoryRef: { name: 'web' }, policy, ...spec })
}

/** Level, code, file:line:column. */
export function placesOf(problems: readonly Problem[]): readonly string[] {
  return problems.map(({ level, code, place }) => {
    return `${level} ${code} ${[place?.file, place?.line, place?.column].filter((part) => part !== undefined).join(':')}`
  })
}

/** Code and message. */
export function messagesOf(problems: readonly Problem[]): readonly string[] {
  return problems.map(({ code, message }) => `${code}: ${message}`)
}
