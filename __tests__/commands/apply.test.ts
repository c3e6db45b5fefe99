import { describe, expect, test } from '@jest/globals'
import { dryRun } from '../../src/adapters/dry-run.ts'
import { apply, applyFromSelections } from '../../src/commands/apply.ts'
import { plan } from '../../src/commands/plan.ts'
import { problemError, problemsOf } from '../../src/model/problem.ts'
import { textsOf } from '../support/repository.ts'
import { configFile, createWorld, files, fromDisk, type World } from './world.ts'

const dev = 'apps/dev/web.yaml'
const production = 'apps/production/values.yaml'

describe('by the configuration', () => {
  const run = (world: World) => apply(fromDisk, dryRun(world), world.worktree)

  test('writes every change into the files on disk, those for pull requests too', async () => {
    const world = createWorld()
    const { exitCode, lines, json } = await run(world)
    expect(textsOf(world.worktree.files())).toEqual({
      ...files,
      [dev]: files[dev].replace('web:1.0.0', 'web:1.1.0'),
      [production]: files[production].replace('web: 1.0.0', 'web: 1.1.0').replace('api: 1.0.0', 'api: 1.2.0'),
    })
    expect(exitCode).toBe(0)
    expect(lines[0]).toBe('3 values changed in 2 files.')
    expect(lines.filter((line) => line.startsWith('+++ '))).toEqual([`+++ b/${dev}`, `+++ b/${production}`])
    expect(json).toMatchObject({
      version: 1,
      changes: [
        { file: dev, line: 5, column: 10, setter: 'dev:web', old: 'ghcr.io/acme/web:1.0.0' },
        { file: production, line: 1, setter: 'production:web:tag', new: '1.1.0' },
        { file: production, line: 2, setter: 'production:api:tag', new: '1.2.0' },
      ],
      problems: [],
    })
  })

  test("writes for Flux's objects as for any others, and a file of two automations once, with the changes of both", async () => {
    const objects = (team: string, image: string) => `---
apiVersion: image.toolkit.fluxcd.io/v1
kind: ImageRepository
metadata: { name: app, namespace: ${team} }
spec: { image: ${image}, interval: 5m }
---
apiVersion: image.toolkit.fluxcd.io/v1
kind: ImagePolicy
metadata: { name: app, namespace: ${team} }
spec: { imageRepositoryRef: { name: app }, policy: { semver: { range: 1.x } } }
---
apiVersion: image.toolkit.fluxcd.io/v1
kind: ImageUpdateAutomation
metadata: { name: images, namespace: ${team} }
spec:
  interval: 30m
  sourceRef: { kind: GitRepository, name: fleet }
  git: { checkout: { ref: { branch: main } }, commit: { author: { email: bot@acme.org } } }
  update: { path: ./shared }
`
    const shared = (web: string, api: string) =>
      `web: ${web} # {"$imagepolicy": "a:app:tag"}\napi: ${api} # {"$imagepolicy": "b:app:tag"}\n`
    const world = createWorld({
      'flux.yaml': objects('a', 'ghcr.io/acme/web') + objects('b', 'ghcr.io/acme/api'),
      'shared/values.yaml': shared('1.0.0', '1.0.0'),
    })
    const { lines } = await apply({ ...fromDisk, config: 'none.yaml' }, dryRun(world), world.worktree)
    expect(textsOf(world.worktree.files())['shared/values.yaml']).toBe(shared('1.1.0', '1.2.0'))
    expect(lines[0]).toBe('2 values changed in 1 files.')
    expect(lines.filter((line) => line.startsWith('+++ '))).toEqual(['+++ b/shared/values.yaml'])
  })

  test('writes what could be read, and tells what could not', async () => {
    const world = createWorld()
    const unread = { code: 'files-failed', level: 'warning', message: 'data was not read.' } as const
    const worktree = { ...world.worktree, problems: () => [unread] }
    const { exitCode, lines, json } = await apply(fromDisk, dryRun({ ...world, worktree }), worktree)
    expect([exitCode, lines[0]]).toEqual([0, '3 values changed in 2 files.'])
    expect(json).toMatchObject({ problems: [unread] })
  })

  test('commits nothing and opens nothing', async () => {
    const world = createWorld()
    await run(world)
    expect(await world.git.log('main')).toHaveLength(1)
    expect(world.forge.pulls()).toEqual([])
  })

  test('a second time changes nothing', async () => {
    const world = createWorld({
      [production]: files[production].replace('api: 1.0.0', 'api: 1.2.0'),
    })
    await run(world)
    const before = textsOf(world.worktree.files())
    const { lines, json } = await run(world)
    expect(lines).toEqual(['0 values changed in 0 files.'])
    expect(json).toEqual({ version: 1, changes: [], problems: [] })
    expect(textsOf(world.worktree.files())).toEqual(before)
  })

  test('leaves environments of other branches alone', async () => {
    const config = files[configFile].replace('production: {', 'production: { branch: live,')
    const world = createWorld({ [configFile]: config })
    await world.git.commit('live', {})
    const { json } = await run(world)
    expect(json).toMatchObject({ changes: [{ file: dev }] })
    expect(textsOf(world.worktree.files())[production]).toBe(files[production])
  })

  test('a problem of level error gives exit code 1; what it does not concern is written', async () => {
    const world = createWorld()
    world.registry.fail('ghcr.io/acme/api', problemError('registry-refused', 'The login is wrong.'))
    const { exitCode, json } = await run(world)
    expect(exitCode).toBe(1)
    expect(json).toMatchObject({ changes: [{}, {}], problems: [{ code: 'registry-refused' }] })
    expect(textsOf(world.worktree.files())[production]).toContain('web: 1.1.0')
  })
})

describe('by selections', () => {
  const digest = `sha256:${'ab'.repeat(32)}`
  const map = { 'dev:web': { name: 'ghcr.io/acme/web', tag: '9.0.0', digest } }

  test.each<[string, object]>([
    ['the map itself', map],
    ['an object that holds it', { version: 1, selections: map, other: true }],
  ])('takes %s and writes names, tags and digests as given', async (_, selections) => {
    const { worktree } = createWorld()
    const { exitCode, json } = await applyFromSelections(JSON.stringify(selections), worktree)
    expect(exitCode).toBe(0)
    expect(textsOf(worktree.files())[dev]).toContain(`image: ghcr.io/acme/web:9.0.0@${digest} #`)
    expect(json).toMatchObject({
      version: 1,
      changes: [{ file: dev, new: `ghcr.io/acme/web:9.0.0@${digest}`, setter: 'dev:web' }],
    })
  })

  test('an empty digest is none', async () => {
    const { worktree } = createWorld()
    const selections = { 'dev:web': { ...map['dev:web'], digest: '' } }
    await applyFromSelections(JSON.stringify(selections), worktree)
    expect(textsOf(worktree.files())[dev]).toContain('image: ghcr.io/acme/web:9.0.0 #')
  })

  test("takes a plan's output, and then the files are as the plan said", async () => {
    const world = createWorld()
    const { json } = await plan(fromDisk, dryRun(world))
    const { lines } = await applyFromSelections(JSON.stringify(json), world.worktree)
    expect(lines[0]).toBe('3 values changed in 2 files.')
    expect(textsOf(world.worktree.files())[production]).toBe(
      files[production].replace('web: 1.0.0', 'web: 1.1.0').replace('api: 1.0.0', 'api: 1.2.0'),
    )
  })

  test('a marker that no selection is for is told with its place, and does not fail', async () => {
    const { worktree } = createWorld()
    const { exitCode, lines, json } = await applyFromSelections(JSON.stringify(map), worktree)
    expect(exitCode).toBe(0)
    expect(json).toMatchObject({
      problems: [
        { code: 'policy-unknown', level: 'warning', file: production, line: 1 },
        { code: 'policy-unknown', level: 'warning', file: production, line: 2 },
      ],
    })
    expect(lines).toContain(`  warning policy-unknown ${production}:1:6`)
    expect(textsOf(worktree.files())[production]).toBe(files[production])
  })

  test.each<[string, string, string]>([
    ['no JSON', '{', 'arguments-invalid'],
    ['a list', '[1]', 'arguments-invalid'],
    ['a key that is no policy', '{"web":{"name":"a/b","tag":"1"}}', 'arguments-invalid'],
    ['a selection without a tag', '{"dev:web":{"name":"a/b"}}', 'arguments-invalid'],
    ['a number for a tag', '{"dev:web":{"name":"a/b","tag":1}}', 'arguments-invalid'],
    ['an invalid name', '{"dev:web":{"name":"https://a/b","tag":"1"}}', 'image-invalid'],
    ['an invalid tag', '{"dev:web":{"name":"ghcr.io/acme/web","tag":"a b"}}', 'image-invalid'],
    ['an empty tag', '{"dev:web":{"name":"ghcr.io/acme/web","tag":""}}', 'image-invalid'],
    ['an invalid digest', '{"dev:web":{"name":"a/bc","tag":"1","digest":"sha256:1"}}', 'image-invalid'],
    [
      'one right and one invalid selection',
      '{"dev:web":{"name":"ghcr.io/acme/web","tag":"9"},"a:b":{"name":"A","tag":"1"}}',
      'image-invalid',
    ],
  ])('%s is refused, and nothing is written', async (_, text, code) => {
    const { worktree } = createWorld()
    const problems = await applyFromSelections(text, worktree).then(() => [], problemsOf)
    expect(problems.map((problem) => `${problem.level} ${problem.code}`)).toEqual([`error ${code}`])
    expect(textsOf(worktree.files())).toEqual(files)
  })
})
