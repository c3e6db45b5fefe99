import { expect, test } from '@jest/globals'
import { dryRun } from '../../src/adapters/dry-run.ts'
import { plan } from '../../src/commands/plan.ts'
import { problemError } from '../../src/model/problem.ts'
import { textsOf } from '../support/repository.ts'
import { createWorld, files, fromDisk } from './world.ts'

test('tells choices, changes and where they would go, then the commits and their diff', async () => {
  const { exitCode, lines } = await plan(fromDisk, dryRun(createWorld()))
  expect(exitCode).toBe(0)
  expect(lines).toEqual([
    'dev (files on disk, by commit)',
    '  dev:web chose ghcr.io/acme/web:1.1.0',
    expect.stringContaining('highest version in >=1.0.0 <2.0.0; 4 tags listed'),
    '  change  apps/dev/web.yaml:5:10  ghcr.io/acme/web:1.0.0 -> ghcr.io/acme/web:1.1.0',
    '  would write to main',
    '',
    'production (files on disk, by pull request)',
    '  production:web chose ghcr.io/acme/web:1.1.0',
    expect.any(String),
    '  production:api chose ghcr.io/acme/api:1.2.0',
    expect.any(String),
    '  change  apps/production/values.yaml:1:6  1.0.0 -> 1.1.0',
    '  change  apps/production/values.yaml:2:6  1.0.0 -> 1.2.0',
    '  would write to image-bump/production--web',
    '  would write to image-bump/production--api',
    '',
    '# main',
    '#   Bump web to 1.1.0 in dev',
    '#',
    '#   - web: apps/dev/web.yaml',
    '#',
    '#   Image-Bump-Policy: dev:web 1.0.0 -> 1.1.0',
    '--- a/apps/dev/web.yaml',
    '+++ b/apps/dev/web.yaml',
    '@@ -3,3 +3,3 @@',
    ' metadata: { name: web, namespace: shop }',
    ' spec:',
    '-  image: ghcr.io/acme/web:1.0.0 # {"$imagepolicy": "dev:web"}',
    '+  image: ghcr.io/acme/web:1.1.0 # {"$imagepolicy": "dev:web"}',
    '# image-bump/production--web',
    '#   Bump web to 1.1.0 in production',
    '#',
    '#   - web: apps/production/values.yaml',
    '#',
    '#   Image-Bump-Policy: production:web 1.0.0 -> 1.1.0',
    '--- a/apps/production/values.yaml',
    '+++ b/apps/production/values.yaml',
    '@@ -1,2 +1,2 @@',
    '-web: 1.0.0 # {"$imagepolicy": "production:web:tag"}',
    '+web: 1.1.0 # {"$imagepolicy": "production:web:tag"}',
    ' api: 1.0.0 # {"$imagepolicy": "production:api:tag"}',
    '# image-bump/production--api',
    '#   Bump api to 1.2.0 in production',
    '#',
    '#   - api: apps/production/values.yaml',
    '#',
    '#   Image-Bump-Policy: production:api 1.0.0 -> 1.2.0',
    '--- a/apps/production/values.yaml',
    '+++ b/apps/production/values.yaml',
    '@@ -1,2 +1,2 @@',
    ' web: 1.0.0 # {"$imagepolicy": "production:web:tag"}',
    '-api: 1.0.0 # {"$imagepolicy": "production:api:tag"}',
    '+api: 1.2.0 # {"$imagepolicy": "production:api:tag"}',
  ])
})

test('its JSON has what is planned, the commits in words, the choices and why', async () => {
  const { json } = await plan(fromDisk, dryRun(createWorld()))
  expect(json).toMatchObject({
    version: 1,
    environments: [
      { name: 'dev', branch: 'main', base: null, delivered: [{ kind: 'planned', branch: 'main' }] },
      { name: 'production', delivered: [{ group: 'web' }, { group: 'api' }] },
    ],
    selections: {
      'dev:web': { name: 'ghcr.io/acme/web', tag: '1.1.0', digest: '' },
      'production:web': { tag: '1.1.0' },
      'production:api': { tag: '1.2.0' },
    },
    decisions: { 'dev:web': { listed: 4, winner: '1.1.0', outOfRange: { count: 1, examples: ['2.0.0'] } } },
    commits: [
      { environment: 'dev', branch: 'main', message: expect.stringMatching(/^Bump web to 1.1.0 in dev\n\n/) },
      { environment: 'production', group: 'web', title: 'Bump web to 1.1.0 in production' },
      { group: 'api', branch: 'image-bump/production--api' },
    ],
    problems: [],
    requests: { 'ghcr.io': 2 },
  })
})

test('writes nothing', async () => {
  const world = createWorld()
  const head = await world.git.heads(['main'])
  await plan(fromDisk, dryRun(world))
  expect(textsOf(world.worktree.files())).toEqual(files)
  expect(await world.git.heads(['main'])).toEqual(head)
  expect(world.forge.pulls()).toEqual([])
})

test('where all is up to date it says so and shows no diff', async () => {
  const world = createWorld()
  world.registry.setTags('ghcr.io/acme/web', ['1.0.0'])
  world.registry.setTags('ghcr.io/acme/api', ['1.0.0'])
  const { exitCode, lines } = await plan(fromDisk, dryRun(world))
  expect(exitCode).toBe(0)
  expect(lines.filter((line) => line === '  nothing to change')).toHaveLength(2)
  expect(lines.filter((line) => /^[-+#@]/.test(line))).toEqual([])
})

test('a problem of level error gives exit code 1 and leaves the rest', async () => {
  const world = createWorld()
  world.registry.fail('ghcr.io/acme/api', problemError('registry-refused', 'The login is wrong.'))
  const { exitCode, lines, json } = await plan(fromDisk, dryRun(world))
  expect(exitCode).toBe(1)
  expect(json).toMatchObject({ problems: [{ code: 'registry-refused', level: 'error' }] })
  expect(lines).toContain('  error registry-refused')
  expect(lines).toContain('+web: 1.1.0 # {"$imagepolicy": "production:web:tag"}')
})

test('reads the files on disk where no branch is checked out, as CI often has it, and says so', async () => {
  const world = createWorld()
  const git = { ...world.git, checkedOut: async () => ({ commit: 'a'.repeat(40) }) }
  const { exitCode, lines } = await plan(fromDisk, dryRun({ ...world, git }))
  expect(exitCode).toBe(0)
  expect(lines).toContain('dev (files on disk, by commit)')
  expect(lines).toContain('  would write to the branch that is checked out; now there is none')
  expect(lines).toContain('# files on disk')
  expect(lines.join('\n')).not.toContain('HEAD')
})
