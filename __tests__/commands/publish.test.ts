import { expect, test } from '@jest/globals'
import { dryRun } from '../../src/adapters/dry-run.ts'
import { publish } from '../../src/commands/publish.ts'
import { textsOf } from '../support/repository.ts'
import { createWorld, files, fromCommits, type World } from './world.ts'

const published = { exitCode: 0, lines: expect.any(Array), json: expect.objectContaining({ version: 1 }) }

test('commits to dev, opens a pull request a policy for production, and tells both', async () => {
  const world = createWorld()
  const { exitCode, lines, json } = await publish(fromCommits, world)
  const [commit] = await world.git.log('main')
  expect(exitCode).toBe(0)
  expect(lines).toContain(`  committed ${commit?.id.slice(0, 7)} to main`)
  expect(lines.filter((line) => line.startsWith('  created pull request #'))).toHaveLength(2)
  expect(json).toMatchObject({
    environments: [
      { delivered: [{ kind: 'committed', branch: 'main', commit: commit?.id }] },
      {
        delivered: [
          { kind: 'proposed', group: 'web', number: 1, operation: 'created' },
          { kind: 'proposed', group: 'api', number: 2, operation: 'created' },
        ],
      },
    ],
  })
  expect(await textOn(world, 'main', 'apps/dev/web.yaml')).toContain('web:1.1.0 #')
  expect(await textOn(world, 'main', 'apps/production/values.yaml')).toBe(
    files['apps/production/values.yaml'],
  )
  expect(await textOn(world, 'image-bump/production--api', 'apps/production/values.yaml')).toContain(
    'api: 1.2.0',
  )
})

test('leaves the files on disk alone', async () => {
  const world = createWorld()
  await publish(fromCommits, world)
  expect(textsOf(world.worktree.files())).toEqual(files)
})

test('a second run delivers nothing more', async () => {
  const world = createWorld()
  await publish(fromCommits, world)
  const { json } = await publish(fromCommits, world)
  expect(json).toMatchObject({
    environments: [
      { changes: [], delivered: [] },
      {
        delivered: [
          { kind: 'unchanged', number: 1 },
          { kind: 'unchanged', number: 2 },
        ],
      },
    ],
  })
  expect(await world.git.log('main')).toHaveLength(2)
  expect(world.forge.pulls()).toHaveLength(2)
})

test('a dry run tells the same and delivers nothing', async () => {
  const world = createWorld()
  const { exitCode, lines } = await publish(fromCommits, dryRun(world))
  expect(exitCode).toBe(0)
  expect(lines.filter((line) => line.startsWith('  would write to '))).toHaveLength(3)
  expect(await world.git.log('main')).toHaveLength(1)
  expect(world.forge.pulls()).toEqual([])
})

test('a refused push costs its own branch and gives exit code 1', async () => {
  const world = createWorld()
  world.git.refuse('main', 'protected branch hook declined')
  const { exitCode, lines, json } = await publish(fromCommits, world)
  expect(exitCode).toBe(1)
  expect(lines.join('\n')).toContain('protected branch hook declined')
  expect(json).toMatchObject({
    environments: [
      { delivered: [{ kind: 'failed', branch: 'main' }] },
      { delivered: [{ kind: 'proposed' }, { kind: 'proposed' }] },
    ],
    problems: [{ code: 'push-refused', level: 'error' }],
  })
})

test('somebody who pushes in between is not overwritten', async () => {
  const world = createWorld()
  world.git.moveBefore('main', { 'notes.txt': 'theirs\n' })
  expect(await publish(fromCommits, world)).toEqual(published)
  expect(await textOn(world, 'main', 'notes.txt')).toBe('theirs\n')
  expect(await textOn(world, 'main', 'apps/dev/web.yaml')).toContain('web:1.1.0 #')
})

test('a suspended run holds every change and says what lifts that', async () => {
  const world = createWorld()
  const { exitCode, json } = await publish({ ...fromCommits, suspend: true }, world)
  expect(exitCode).toBe(0)
  expect(json).toMatchObject({
    environments: [
      { changes: [], held: [{ why: 'suspended', change: { new: 'ghcr.io/acme/web:1.1.0' } }], delivered: [] },
      { changes: [], held: [{ why: 'suspended' }, { why: 'suspended' }], delivered: [] },
    ],
  })
  expect(await world.git.log('main')).toHaveLength(1)
})

async function textOn({ git }: World, branch: string, path: string): Promise<string | undefined> {
  return textsOf(await git.files(branch))[path]
}
