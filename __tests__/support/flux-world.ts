/** A repository as Flux's tutorials make it, on GitHub's double: one automation with a push branch of its own, which Flux has been at work on. */
import { createDeliveryWorld, type DeliveryWorld } from './delivery-world.ts'
import type { GitHubDouble } from './github-double.ts'
import type { FileTree } from './repository.ts'

export const pushBranch = 'flux-image-updates'

/** The address of the automation's commits. */
export const fluxBot = 'fluxcdbot@users.noreply.github.com'

/** As author and committer, as Flux has it. */
export const byFlux = { author: fluxBot, committer: fluxBot } as const

export interface FluxDetails {
  /** Settings of the root, as lines of YAML without indentation. */
  readonly root?: string
  /** `git.push` and `git.commit` of the automation. */
  readonly git?: string
}

/** The images `web` and `api` are behind by one tag, in `apps/`, and one root `prod` names them. */
export function createFluxWorld(double: GitHubDouble, details: FluxDetails = {}): Promise<DeliveryWorld> {
  return createDeliveryWorld(double, fluxConfig(details), fluxFiles(details))
}

/** The files of such a repository. */
export function fluxFiles(details: FluxDetails = {}): FileTree {
  return {
    'apps/web.yaml': fluxMarked('web', '1.0.0'),
    'apps/api.yaml': fluxMarked('api', '1.0.0'),
    'clusters/prod/images.yaml': [...['web', 'api'].flatMap(imageOf), automationOf(details.git), source].join(
      '---\n',
    ),
  }
}

/** One marked value on a line of its own, and lines behind it that others may change. */
export function fluxMarked(image: string, tag: string, last = '#'): string {
  return `${image}: ${tag} # {"$imagepolicy": "flux-system:${image}:tag"}\n${'#\n'.repeat(8)}${last}\n`
}

/** Our own file beside them. */
export function fluxConfig({ root = '' }: FluxDetails = {}): string {
  const lines = ['- name: prod', '  path: clusters/prod', ...indented(root, 2)]
  return `version: 1\nflux:\n${lines.map((line) => `  ${line}\n`).join('')}`
}

function imageOf(name: string): readonly string[] {
  const head = (kind: string) =>
    `apiVersion: image.toolkit.fluxcd.io/v1\nkind: ${kind}\nmetadata: { name: ${name}, namespace: flux-system }\n`
  return [
    `${head('ImageRepository')}spec: { image: ghcr.io/acme/${name}, interval: 5m }\n`,
    `${head('ImagePolicy')}spec: { imageRepositoryRef: { name: ${name} }, policy: { semver: { range: 1.x } } }\n`,
  ]
}

const source = `apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata: { name: flux-system, namespace: flux-system }
spec: { url: https://github.com/acme/gitops, interval: 1m }
`

function automationOf(git = `push: { branch: ${pushBranch} }`): string {
  const lines = [
    'apiVersion: image.toolkit.fluxcd.io/v1',
    'kind: ImageUpdateAutomation',
    'metadata: { name: apps, namespace: flux-system }',
    'spec:',
    '  interval: 30m',
    '  sourceRef: { kind: GitRepository, name: flux-system }',
    '  update: { path: ./apps, strategy: Setters }',
    '  git:',
    '    checkout: { ref: { branch: main } }',
    `    commit: { author: { name: fluxcdbot, email: ${fluxBot} } }`,
    ...indented(git, 4),
  ]
  return `${lines.join('\n')}\n`
}

function indented(text: string, by: number): readonly string[] {
  return text === '' ? [] : text.split('\n').map((line) => `${' '.repeat(by)}${line}`)
}
