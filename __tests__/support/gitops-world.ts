/** A team's world for tests of what ships: a real remote with a clone, a registry and GitHub's double on loopback. */
import {
  serveRegistry,
  type RegistryStandIn,
  type RegistryStandInOptions,
} from '../../src/standins/registry/registry.ts'
import type { Actor, GitHubDouble } from './github-double.ts'
import { createRealRepository, type RealRepository } from './real-repository.ts'
import type { FileTree } from './repository.ts'
import { runStep, type StepResult } from './runner.ts'

export interface GitOpsWorld {
  readonly registry: RegistryStandIn
  readonly remote: RealRepository
  readonly checkout: string
  readonly repository: string
  /** Runs the Action as a workflow step in the checkout. */
  step(how?: StepOptions): Promise<StepResult>
}

export interface StepOptions {
  readonly inputs?: Readonly<Record<string, string>>
  readonly event?: { readonly name: string; readonly payload: object }
  readonly env?: Readonly<Record<string, string>>
  readonly actor?: Actor
  /** Another clone than the world's own. */
  readonly workspace?: string
  /** When it settles the process is killed on the spot. */
  readonly killedBy?: Promise<unknown>
}

/** The tags both images have, unless a test says otherwise. */
export const tags = {
  'acme/web': ['1.2.0', '1.2.1', '1.10.0', '2.0.0', '1.11.0-rc.1', 'latest'],
  'acme/api': ['1.4.1', '1.5.0'],
}

let made = 0

/** Files may name the registry's host as `$HOST`. */
export async function createGitOpsWorld(
  github: GitHubDouble,
  files: FileTree = {},
  options: RegistryStandInOptions = {},
): Promise<GitOpsWorld> {
  const registry = await serveRegistry({ repositories: tags, ...options })
  const tree = { ...environments, ...files }
  const remote = await createRealRepository(
    Object.fromEntries(Object.entries(tree).map(([path, file]) => [path, withHost(file, registry.host)])),
  )
  made += 1
  const name = `gitops-${made}`
  github.addRepository({ owner: 'acme', name, directory: remote.bare })
  const checkout = await remote.clone('--depth=1')
  const repository = `acme/${name}`
  const urls = { server: github.url, api: github.apiUrl, graphql: github.graphqlUrl }
  worlds.push({ remote, registry })
  return {
    registry,
    remote,
    checkout,
    repository,
    step: ({ actor, ...how } = {}) =>
      runStep({ workspace: checkout, repository, token: github.token(actor), ...urls, ...how }),
  }
}

const worlds: Pick<GitOpsWorld, 'remote' | 'registry'>[] = []

/** What every test ends with: every object is sound, and no registry answers any more. */
export async function closeGitOpsWorlds(): Promise<void> {
  for (const { remote, registry } of worlds.splice(0)) {
    await registry.close()
    await remote.fsck()
  }
}

function withHost(file: FileTree[string] | undefined, host: string): FileTree[string] {
  return typeof file === 'string' ? file.replaceAll('$HOST', host) : (file ?? null)
}

const environments: FileTree = {
  '.github/image-bump.yaml': `version: 1
images: { web: $HOST/acme/web, api: $HOST/acme/api }
policies: { release: { policy: { semver: { range: '1.x' } } } }
environments:
  dev:
    paths: [apps/dev]
    policies: { '*': release }
  production:
    paths: [apps/production]
    delivery: { pullRequest: { labels: [image-bump] } }
    policies: { '*': release }
`,
  'apps/dev/web.yaml': `apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  image:   $HOST/acme/web:1.2.0 # {"$imagepolicy": "dev:web"}
`,
  'apps/production/kustomization.yaml': `images:
- name: web
  newTag: 1.2.0 # {"$imagepolicy": "production:web:tag"}
- name: api
  newTag: "1.4.1" # {"$imagepolicy": "production:api:tag"}
`,
}
