import { describe, expect, test } from '@jest/globals'
import { rememberListings } from '../../src/adapters/registry/remembering.ts'
import { problemError } from '../../src/model/problem.ts'
import { reportLines } from '../../src/pipeline/report/terminal.ts'
import { settle } from '../../src/pipeline/settle.ts'
import type { Ports, Push } from '../../src/ports.ts'
import { aRequest, problemsThrownBy } from '../support/builders.ts'
import { createInMemoryForge, type InMemoryForge } from '../support/in-memory-forge.ts'
import { createInMemoryGit, type InMemoryGit } from '../support/in-memory-git.ts'
import { createInMemoryRegistry, type InMemoryRegistry } from '../support/in-memory-registry.ts'
import { createInMemoryRenderer } from '../support/in-memory-renderer.ts'
import { createInMemoryWorktree } from '../support/in-memory-worktree.ts'
import { createPatientClock, type PatientClock } from '../support/patient-clock.ts'
import { textsOf } from '../support/repository.ts'

const config = `
version: 1
images: { web: ghcr.io/acme/web }
policies: { release: { policy: { semver: { range: '1.x' } } } }
environments:
  dev: { branch: dev, paths: [dev.yaml], policies: { web: release } }
  test: { branch: test, paths: [test.yaml, more.yaml], policies: { web: release } }
  production: { branch: main, paths: [production.yaml], delivery: pullRequest, policies: { web: release } }
`
const fileOf = (name: string, tag: string) => `tag: ${tag} # {"$imagepolicy": "${name}:web:tag"}\n`

describe('a branch that moved', () => {
  test('is read again until the push arrives, and nothing of the others is lost', async () => {
    const world = await aWorld({ dev: 3 })
    const { report } = await settle(aRequest(), world)
    expect(world.pushes.filter(({ branch }) => branch === 'dev')).toHaveLength(4)
    expect(textsOf(await world.git.files('dev'))).toMatchObject({
      'dev.yaml': fileOf('dev', '1.1.0'),
      'note-1': 'somebody',
      'note-2': 'somebody',
      'note-3': 'somebody',
    })
    expect(report.publications.filter(({ kind }) => kind === 'failed')).toEqual([])
    expect(report.problems).toEqual([])
  })

  test('is not pushed the same bytes again: each try builds on the head that it read', async () => {
    const world = await aWorld({ dev: 2 })
    await settle(aRequest(), world)
    const bases = world.pushes.filter(({ branch }) => branch === 'dev').map(({ base }) => base)
    expect(new Set(bases).size).toBe(3)
  })

  test('is left to the next run after so many tries', async () => {
    const world = await aWorld({ dev: 100 })
    const { report } = await settle(aRequest(), world, { tries: 4, milliseconds: 1_000_000 })
    expect(world.pushes.filter(({ branch }) => branch === 'dev')).toHaveLength(4)
    expect(world.clock.pauses).toHaveLength(3)
    expect(report.publications).toMatchObject([
      { environment: 'test', kind: 'committed' },
      { environment: 'dev', kind: 'failed', problem: { code: 'branch-moved' } },
      { environment: 'production', kind: 'proposed' },
    ])
    expect(report.problems).toMatchObject([{ code: 'branch-moved' }])
  })

  test('is left to the next run when the time is over', async () => {
    const world = await aWorld({ dev: 100 })
    await settle(aRequest(), world, { tries: 100, milliseconds: 4000 })
    const spent = world.clock.pauses.reduce((sum, pause) => sum + pause, 0)
    expect(spent).toBeLessThanOrEqual(4000)
    // Half of 500, 1000, 2000, 4000; half of 8000 would be too long.
    expect(world.clock.pauses).toEqual([250, 500, 1000, 2000])
  })
})

describe('pauses', () => {
  test.each([
    [0, [0, 0, 0, 0, 0, 0, 0]],
    [0.5, [250, 500, 1000, 2000, 4000, 5000, 5000]],
    [0.999, [499.5, 999, 1998, 3996, 7992, 9990, 9990]],
  ])('with chance %d are %j', async (random, pauses) => {
    const world = await aWorld({ dev: 7 }, random)
    await settle(aRequest(), world)
    expect(world.clock.pauses).toEqual(pauses)
  })

  test('are none where nothing moved, or where something else failed', async () => {
    const calm = await aWorld({})
    await settle(aRequest(), calm)
    const refused = await aWorld({})
    refused.git.refuse('dev', 'protected')
    await settle(aRequest(), refused)
    expect([calm.clock.pauses, refused.clock.pauses]).toEqual([[], []])
    expect(refused.pushes.filter(({ branch }) => branch === 'dev')).toHaveLength(1)
  })
})

describe('what an earlier try delivered', () => {
  test('stays in the report: commits, requests, changes and bytes', async () => {
    const world = await aWorld({ dev: 1 })
    const { report, parcels } = await settle(aRequest(), world)
    expect(report.publications).toMatchObject([
      { environment: 'test', kind: 'committed', branch: 'test' },
      { environment: 'dev', kind: 'committed', branch: 'dev' },
      { environment: 'production', kind: 'proposed', request: { number: 1, operation: 'created' } },
    ])
    expect(report.environments.map(({ environment, changes }) => [environment.name, changes.length])).toEqual(
      [
        ['dev', 1],
        ['test', 1],
        ['production', 1],
      ],
    )
    expect(parcels.map(({ parcel }) => parcel.branch).toSorted()).toEqual([
      'dev',
      'image-bump/production--web',
      'test',
    ])
    expect(reportLines(report)).toContainEqual(expect.stringMatching(/^ {2}committed [0-9a-f]{7} to test$/))
    expect(reportLines(report)).toContainEqual(expect.stringMatching(/^ {2}created pull request #1 /))
  })

  test('stays when a later try cannot look any more, and the report says why', async () => {
    const world = await aWorld({ dev: 1 })
    let looks = 0
    const git = {
      ...world.git,
      heads: (branches: readonly string[]) => {
        looks += 1
        if (looks > 1) return Promise.reject(problemError('git-failed', 'The remote hung up.'))
        return world.git.heads(branches)
      },
    }
    const { report } = await settle(aRequest(), { ...world, git })
    expect(report.publications).toMatchObject([
      { environment: 'dev', kind: 'failed' },
      { environment: 'test', kind: 'committed' },
      { environment: 'production', kind: 'proposed' },
    ])
    expect(report.problems.map(({ code }) => code)).toEqual(['branch-moved', 'git-failed'])
  })

  test('is told twice where the branch got a second commit', async () => {
    const world = await aWorld({ dev: 1 })
    const git = {
      ...world.git,
      deliver: async (push: Push) => {
        const ids = await world.git.deliver(push)
        // Somebody adds a file with the old tag between the tries.
        if (push.branch === 'test' && ids.length > 0 && world.pushes.length < 4)
          await world.git.commit('test', { 'more.yaml': fileOf('test', '1.0.0') })
        return ids
      },
    }
    const { report } = await settle(aRequest(), { ...world, git })
    const own = report.publications.filter(({ environment }) => environment === 'test')
    expect(own).toMatchObject([{ kind: 'committed' }, { kind: 'committed' }])
    expect(new Set(own.map(({ commit }) => commit)).size).toBe(2)
    expect(report.environments[1]?.changes.map(({ marker }) => marker.place.file)).toEqual([
      'more.yaml',
      'test.yaml',
    ])
  })
})

test('a registry with a memory is asked once, however many tries it takes', async () => {
  const world = await aWorld({ dev: 3 })
  await settle(aRequest(), { ...world, registry: rememberListings(world.registry) })
  expect(world.registry.listed).toEqual(['ghcr.io/acme/web'])
})

test('a first try that cannot look at all throws', async () => {
  const world = await aWorld({})
  const request = aRequest({ config: 'gone.yaml' })
  expect(await problemsThrownBy(() => settle(request, world))).toMatchObject([{ code: 'config-not-found' }])
})

interface World extends Ports {
  readonly git: InMemoryGit
  readonly forge: InMemoryForge
  readonly registry: InMemoryRegistry
  readonly clock: PatientClock
  /** In order, those that lost included. */
  readonly pushes: readonly Push[]
}

/** Somebody pushes to these branches just before each of the first so many of our pushes. */
async function aWorld(races: Readonly<Record<string, number>>, random = 0.5): Promise<World> {
  const files = ['dev', 'test', 'production'].map((name) => [`${name}.yaml`, fileOf(name, '1.0.0')])
  const git = createInMemoryGit({ '.github/image-bump.yaml': config, ...Object.fromEntries(files) })
  for (const branch of ['dev', 'test']) await git.commit(branch, {})
  const pushes: Push[] = []
  const deliver = (push: Push) => {
    pushes.push(push)
    const before = pushes.filter(({ branch }) => branch === push.branch).length
    if (before <= (races[push.branch] ?? 0)) git.moveBefore(push.branch, { [`note-${before}`]: 'somebody' })
    return git.deliver(push)
  }
  return {
    git: { ...git, deliver },
    forge: createInMemoryForge(),
    registry: createInMemoryRegistry({ 'ghcr.io/acme/web': ['1.0.0', '1.1.0'] }),
    worktree: createInMemoryWorktree(),
    renderer: createInMemoryRenderer(),
    clock: createPatientClock('2026-01-01T00:00:00Z', random),
    pushes,
  }
}
