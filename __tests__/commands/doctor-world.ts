/** Repositories that the doctor is tried on: a healthy one, and what can be wrong with it. */
import { dryRun } from '../../src/adapters/dry-run.ts'
import { doctor, type DoctorRequest } from '../../src/commands/doctor.ts'
import type { CommandResult } from '../../src/commands/result.ts'
import type { RepositoryFacts } from '../../src/model/repository-facts.ts'
import type { FileTree } from '../support/repository.ts'
import { problemError } from '../../src/model/problem.ts'
import { configFile, createWorld, files, fromCommits, type World } from './world.ts'

export const workflowFile = '.github/workflows/image-bump.yaml'

export const workflow = [
  'name: Image Bump',
  'on:',
  '  schedule:',
  "    - cron: '7,27,47 * * * *'",
  'permissions: { contents: write, pull-requests: write, packages: read }',
  'concurrency: image-bump',
  'jobs:',
  '  bump:',
  '    steps:',
  '      - uses: actions/checkout@8e8c483db84b4bee98b60c0593521ed34d9990e8',
  `      - uses: image-bump/image-bump@${'a'.repeat(40)}`,
  '        with:',
  '          dry-run: ${{ inputs.dry-run || false }}',
  '',
].join('\n')

/** Everything is as it should be, and stands at the newest version. */
export const healthy = {
  [workflowFile]: workflow,
  'apps/dev/web.yaml': files['apps/dev/web.yaml'].replace('1.0.0', '1.1.0'),
  'apps/production/values.yaml': files['apps/production/values.yaml']
    .replace('web: 1.0.0', 'web: 1.1.0')
    .replace('api: 1.0.0', 'api: 1.2.0'),
} satisfies FileTree

export const facts: RepositoryFacts = {
  isPublic: false,
  isArchived: false,
  workflows: new Map([[workflowFile, { state: 'active' }]]),
}

/** The healthy repository with these changes, behind a branch that asks for a review. */
export function createPatient(changes: FileTree = {}): World {
  const world = createWorld({ ...healthy, ...changes })
  world.forge.setRules('main', { known: true, pullRequest: true, reviews: 1 })
  return world
}

export interface Visit extends Partial<DoctorRequest> {
  readonly facts?: Partial<RepositoryFacts>
}

/** What the doctor says of a world. */
export function visit(world: World, { facts: changes, ...asked }: Visit = {}): Promise<CommandResult> {
  const ports = { ...dryRun(world), facts: async () => ({ ...facts, ...changes }) }
  return doctor({ ...fromCommits, scan: true, ...asked }, ports)
}

/** Everything wrong at once, as far as it can be. */
export function visitWreck(asked: Visit = {}): Promise<CommandResult> {
  const world = createPatient(wreck)
  const refused = 'quay.io refused to list the tags of quay.io/acme/db (401).'
  world.registry.fail('quay.io/acme/db', problemError('registry-refused', refused))
  world.registry.setTags('registry.example.com/cache', ['7', '8'])
  world.forge.setIdentity({ kind: 'actions', login: 'github-actions[bot]' })
  const workflows = new Map([[workflowFile, { state: 'disabled_inactivity' }]])
  return visit(world, {
    ...asked,
    facts: { actionsMayOpen: false, allowsAutoMerge: false, isPublic: true, workflows },
  })
}

const wreck: FileTree = {
  [configFile]: [
    'version: 1',
    'images:',
    '  web: ghcr.io/acme/web',
    '  api: { image: ghcr.io/acme/api, suspend: true }',
    '  db: quay.io/acme/db',
    '  cache: registry.example.com/cache',
    'environments:',
    '  dev:',
    '    paths: [apps/dev, aps/tools]',
    '    exclude: [apps/dev/old]',
    '    delivery: commit',
    '    policies:',
    "      web: { policy: { semver: { range: '>=3.0.0' } } }",
    '      api: { policy: { semver: { range: 1.x } } }',
    '      cache: { policy: { alphabetical: { order: asc } } }',
    '  staging:',
    '    branch: staging',
    '    delivery: commit',
    '    policies: { web: { policy: { semver: { range: 1.x } } } }',
    '  production:',
    '    paths: [apps/production]',
    '    delivery: { pullRequest: { autoMerge: squash } }',
    '    from: { environment: dev, soak: 24h }',
    '    policies:',
    '      web: { policy: { semver: { range: 1.x } }, pin: { tag: 1.0.0, reason: INC-42 } }',
    '      db: { policy: { semver: { range: 16.x } } }',
    '',
  ].join('\n'),
  [workflowFile]: workflow
    .replace("  schedule:\n    - cron: '7,27,47 * * * *'", '  pull_request_target:')
    .replace('pull-requests: write, ', '')
    .replace('concurrency: image-bump\n', '')
    .replace('a'.repeat(40), 'main')
    .replace('${{ inputs.dry-run || false }}', "'true'"),
  'apps/dev/web.yaml': [
    'apiVersion: apps/v1',
    'kind: Deployment',
    'metadata: { name: web }',
    'spec:',
    '  image: ghcr.io/acme/web:1.0.0 # {"$imagepolicy": "dev:web"}',
    '  side: ghcr.io/acme/api:1.0.0 # {"$imagepolicy": "dev:apii"}',
    '  # {"$imagepolicy": "dev:web"}',
    '  third: ghcr.io/acme/api:1.0.0 # {"$imagepolicy": "dev:api"}',
    '',
  ].join('\n'),
  'apps/dev/cache.yaml': 'spec:\n  image: registry.example.com/cache:7\n',
  'apps/dev/old/web.yaml': 'image: ghcr.io/acme/web:1.0.0 # {"$imagepolicy": "dev:web"}\n',
  'apps/dev/web.yaml.tpl': 'image: {{ x }} # {"$imagepolicy": "dev:web"}\n',
  'tools/web.yaml': 'image: ghcr.io/acme/web:1.0.0 # {"$imagepolicy": "dev:web"}\n',
  'apps/production/values.yaml': [
    'web: 1.0.0 # {"$imagepolicy": "production:web:tag"}',
    'image: whatever # {"$imagepolicy": "production:db"}',
    '',
  ].join('\n'),
}
