import { expect, test } from '@jest/globals'
import { check } from '../../src/commands/check.ts'
import { problemsOf } from '../../src/model/problem.ts'
import { configFile, createWorld } from './world.ts'

test('a right configuration is told as it will be obeyed, with exit code 0', async () => {
  expect(await check(configFile, createWorld())).toEqual({
    exitCode: 0,
    lines: [
      '.github/image-bump.yaml is right: 2 environments.',
      '  dev: apps/dev on branch main, by commit',
      '    dev:web: ghcr.io/acme/web by semver >=1.0.0 <2.0.0',
      '  production: apps/production on branch main, by pull request',
      '    production:web: ghcr.io/acme/web by semver >=1.0.0 <2.0.0',
      '    production:api: ghcr.io/acme/api by semver >=1.0.0 <2.0.0',
    ],
    json: { version: 1, environments: ['dev', 'production'], problems: [], warnings: [] },
  })
})

test.each([
  ['{ semver: { range: 1.x } }', 'semver 1.x'],
  ['{ alphabetical: {} }', 'alphabetical asc'],
  ['{ alphabetical: { order: desc } }', 'alphabetical desc'],
  ['{ numerical: {} }', 'numerical asc'],
  ['{ numerical: { order: desc } }', 'numerical desc'],
])('the choice %s is told as %s', async (choice, told) => {
  const text = `version: 1
images: { web: { image: ghcr.io/acme/web, exclusionList: [latest] } }
environments: { dev: { branch: trunk, policies: { web: { policy: ${choice} } } } }
`
  const { lines } = await check('bump.yaml', createWorld({ 'bump.yaml': text }))
  expect(lines).toEqual([
    'bump.yaml is right: 1 environment.',
    '  dev: the whole repository on branch trunk, by commit',
    `    dev:web: ghcr.io/acme/web by ${told}`,
  ])
})

test('what a person decided and what fragments add is told, and an error in a fragment is exit code 1', async () => {
  const { exitCode, lines, json } = await check(
    'bump.yaml',
    createWorld({
      'bump.yaml': `version: 1
include: [teams/*/bump.yaml]
images: { web: ghcr.io/acme/web, api: ghcr.io/acme/api }
policies: { one: { policy: { semver: { range: 1.x } } } }
environments:
  dev:
    policies: { web: { extends: one, pin: { tag: 1.0.0 } }, api: { extends: one, suspend: true }, '*': one }
`,
      'teams/cart/bump.yaml': 'version: 1\nimages: { cart: ghcr.io/acme/cart }\n',
      'teams/pay/bump.yaml': 'version: 1\ncommit: {}\n',
    }),
  )
  expect(lines.slice(1, 5)).toEqual([
    '  dev: the whole repository on branch main, by commit',
    '    dev:web: ghcr.io/acme/web by semver 1.x, pinned to 1.0.0',
    '    dev:api: ghcr.io/acme/api by semver 1.x, suspended',
    '    dev:teams/cart/cart: ghcr.io/acme/cart by semver 1.x',
  ])
  expect([exitCode, json]).toMatchObject([
    1,
    {
      problems: [
        { code: 'fragment-left-out' },
        { code: 'fragment-refused', file: 'teams/pay/bump.yaml', line: 2 },
      ],
    },
  ])
})

test('a wrong configuration throws all that is wrong, each with its line', async () => {
  const world = createWorld({
    [configFile]: 'version: 1\nimage: {}\nenvironments: { dev: { path: [], policies: { web: a } } }\n',
  })
  const problems = await thrownBy(check(configFile, world))
  const lines = new Set(problems.map(({ level, code, place }) => `${level} ${code} ${place?.line}`))
  expect(lines).toEqual(new Set(['error config-invalid 2', 'error config-invalid 3']))
})

test('a file that is not there is named', async () => {
  const problems = await thrownBy(check('other.yaml', createWorld()))
  expect(problems).toEqual([
    {
      code: 'config-not-found',
      level: 'error',
      message:
        'There is no other.yaml on disk, and no ImageUpdateAutomation of Flux that could be followed instead.',
      place: { file: 'other.yaml' },
    },
  ])
})

test("without a file, Flux's objects are told as they will be obeyed, and one that is wrong is an error", async () => {
  const objects = `apiVersion: image.toolkit.fluxcd.io/v1
kind: ImageUpdateAutomation
metadata: { name: fleet, namespace: flux-system }
spec:
  interval: 30m
  sourceRef: { kind: GitRepository, name: fleet }
  git:
    checkout: { ref: { branch: main } }
    commit: { author: { email: bot@acme.org } }
    push: { branch: bump }
  update: { path: ./apps }
---
apiVersion: image.toolkit.fluxcd.io/v1
kind: ImagePolicy
metadata: { name: web, namespace: flux-system }
spec: { imageRepositoryRef: { name: web }, policy: { alphabetical: {} } }
---
apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata: { name: fleet, namespace: flux-system }
spec: { url: https://github.com/acme/fleet, interval: 1m }
`
  const { exitCode, lines, json } = await check('other.yaml', createWorld({ 'flux.yaml': objects }))
  expect(exitCode).toBe(1)
  expect(lines.slice(0, 4)).toEqual([
    "There is no other.yaml, and Flux's objects are read instead: 1 environment.",
    '  flux-system/fleet: apps on branch main, by pull request from bump',
    '    flux-system:web: cannot be used',
    '  error flux-reference-unknown flux.yaml:16:37',
  ])
  expect(json).toMatchObject({
    environments: ['flux-system/fleet'],
    problems: [{ code: 'flux-reference-unknown' }],
  })
})

async function thrownBy(run: Promise<unknown>) {
  return run.then(() => [], problemsOf)
}

test('gates are told with the environment that they close', async () => {
  const text = `version: 1
images: { web: ghcr.io/acme/web }
environments:
  dev: { paths: [apps/dev], policies: { web: { policy: { semver: { range: 1.x } } } } }
  production:
    paths: [apps/production]
    from: { environment: dev, soak: 24h, status: 'flux/*' }
    windows: { allow: [Mon-Thu 09:00-16:00], deny: [2026-12-24], timezone: Europe/Berlin }
    policies: { web: { minimumAge: 3d, policy: { semver: { range: 1.x } } } }
`
  const { lines } = await check(configFile, createWorld({ [configFile]: text }))
  expect(lines.slice(3)).toEqual([
    '  production: apps/production on branch main, by commit',
    '    takes what ran in dev for 24h with a green flux/*',
    '    takes changes Mon-Thu 09:00-16:00, but not 2026-12-24 (Europe/Berlin)',
    '    production:web: ghcr.io/acme/web by semver 1.x, known for 3d',
  ])
})
