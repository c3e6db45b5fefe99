/** The world that the verbs are tried in: one repository, on disk and as commits, with ports in memory. */
import type { RunRequest } from '../../src/model/request.ts'
import type { Ports } from '../../src/ports.ts'
import { createInMemoryForge, type InMemoryForge } from '../support/in-memory-forge.ts'
import { createInMemoryGit, type InMemoryGit } from '../support/in-memory-git.ts'
import { createInMemoryRegistry, type InMemoryRegistry } from '../support/in-memory-registry.ts'
import { createInMemoryRenderer } from '../support/in-memory-renderer.ts'
import { createInMemoryWorktree, type InMemoryWorktree } from '../support/in-memory-worktree.ts'
import { createPatientClock } from '../support/patient-clock.ts'
import type { FileTree } from '../support/repository.ts'

export interface World extends Ports {
  readonly registry: InMemoryRegistry
  readonly git: InMemoryGit
  readonly forge: InMemoryForge
  readonly worktree: InMemoryWorktree
}

export const configFile = '.github/image-bump.yaml'

/** Dev by commit; production by one pull request a policy, with both images in one file. */
export const files = {
  [configFile]: [
    'version: 1',
    'images: { web: ghcr.io/acme/web, api: ghcr.io/acme/api }',
    "policies: { release: { policy: { semver: { range: '>=1.0.0 <2.0.0' } } } }",
    'environments:',
    '  dev: { paths: [apps/dev], delivery: commit, policies: { web: release } }',
    '  production: { paths: [apps/production], delivery: pullRequest, policies: { web: release, api: release } }',
    '',
  ].join('\n'),
  'apps/dev/web.yaml': [
    'apiVersion: apps/v1',
    'kind: Deployment',
    'metadata: { name: web, namespace: shop }',
    'spec:',
    '  image: ghcr.io/acme/web:1.0.0 # {"$imagepolicy": "dev:web"}',
    '',
  ].join('\n'),
  'apps/production/values.yaml': [
    'web: 1.0.0 # {"$imagepolicy": "production:web:tag"}',
    'api: 1.0.0 # {"$imagepolicy": "production:api:tag"}',
    '',
  ].join('\n'),
}

/** The same files on disk and on main; `changes` are made in both. */
export function createWorld(changes: FileTree = {}): World {
  const tree = { ...files, ...changes }
  return {
    registry: createInMemoryRegistry({
      'ghcr.io/acme/web': ['1.0.0', '1.1.0', '2.0.0', 'latest'],
      'ghcr.io/acme/api': ['1.0.0', '1.2.0'],
    }),
    git: createInMemoryGit(tree),
    forge: createInMemoryForge(),
    worktree: createInMemoryWorktree(tree),
    renderer: createInMemoryRenderer(),
    clock: createPatientClock(),
  }
}

/** As the CLI asks for files on disk. */
export const fromDisk: RunRequest = {
  config: configFile,
  from: 'disk',
  defaultBranch: 'checked-out',
  suspend: false,
}

/** As the CLI's `publish` asks. */
export const fromCommits: RunRequest = { ...fromDisk, from: 'commits' }
