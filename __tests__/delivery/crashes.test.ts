/** What ships, killed at each of its writes: the next run completes what was begun, with no second request and no lost commit. */
import { afterAll, afterEach, describe, expect, test } from '@jest/globals'
import { findState } from '../../src/model/request-state.ts'
import { closeGitOpsWorlds, createGitOpsWorld, type GitOpsWorld } from '../support/gitops-world.ts'
import { openDouble } from '../support/open-double.ts'
import { removeRepositories } from '../support/real-repository.ts'
import { textOf } from '../support/text-of.ts'

const double = await openDouble()
let world: GitOpsWorld

afterEach(closeGitOpsWorlds)
afterAll(removeRepositories)

/** A commit for dev, and a request for production with labels and a reviewer. */
const config = `version: 1
images: { web: $HOST/acme/web }
policies: { release: { policy: { semver: { range: '1.x' } } } }
environments:
  dev:
    paths: [apps/dev]
    policies: { web: release }
  production:
    paths: [apps/production]
    delivery: { pullRequest: { labels: [images], reviewers: [bob] } }
    policies: { web: release }
`

/** In the order in which they are sent. */
const writes = [
  'git/create-tree',
  'git/create-commit',
  'mutation updateRefs',
  'git/create-tree',
  'git/create-commit',
  'git/create-ref',
  'pulls/create',
  'pulls/request-reviewers',
  'issues/update',
]

async function aWorld(): Promise<GitOpsWorld> {
  world = await createGitOpsWorld(double, { '.github/image-bump.yaml': config })
  return world
}

/** What any number of runs must leave behind. */
async function expectAllDone(): Promise<void> {
  expect((await world.remote.log('main')).map(({ message }) => message.split('\n')[0])).toEqual([
    'Bump web to 1.10.0 in dev',
    expect.any(String),
  ])
  expect(await textOf(world.remote, 'main', 'apps/dev/web.yaml')).toContain('1.10.0')
  const branch = 'image-bump/production--web'
  expect(await textOf(world.remote, branch, 'apps/production/kustomization.yaml')).toContain('1.10.0')
  const pulls = double.pulls(world.repository)
  expect(pulls).toMatchObject([{ state: 'open', labels: ['images'], reviewers: ['bob'] }])
  const [head] = await world.remote.log(branch)
  expect(findState(pulls[0]?.body ?? '')).toMatchObject({ heads: expect.arrayContaining([head!.id]) })
  expect(findState(pulls[0]?.body ?? '')).not.toHaveProperty('unfinished')
}

test('the writes of a run are these', async () => {
  await aWorld()
  double.forgetRequests()
  expect((await world.step()).exitCode).toBe(0)
  await expectAllDone()
  const counts = double.counts()
  const sum = writes.reduce<Record<string, number>>(
    (sums, name) => ({ ...sums, [name]: (sums[name] ?? 0) + 1 }),
    {},
  )
  expect(counts).toMatchObject(sum)
})

describe('a run that is killed', () => {
  test.each(writes.map((name, index) => [index + 1, name] as const))(
    'at its write number %d, %s, which landed',
    async (nth, operation) => {
      await aWorld()
      const match = ({ path }: { readonly path: string }) =>
        path === '/graphql' || path.includes(world.repository)
      const stall = double.stall({ isWrite: true, nth, match, when: 'after' })
      const killed = await world.step({ killedBy: stall.reached })
      expect(killed.exitCode).toBe(-1)
      expect(await stall.reached.then(({ path }) => path)).toMatch(
        operation.startsWith('mutation') ? /graphql/ : /repos/,
      )
      stall.drop()
      expect((await world.step()).exitCode).toBe(0)
      await expectAllDone()
    },
    60_000,
  )

  test.each([3, 7])(
    'at its write number %d, which never arrived',
    async (nth) => {
      await aWorld()
      const match = ({ path }: { readonly path: string }) =>
        path === '/graphql' || path.includes(world.repository)
      const stall = double.stall({ isWrite: true, nth, match, when: 'before' })
      expect((await world.step({ killedBy: stall.reached })).exitCode).toBe(-1)
      stall.drop()
      expect((await world.step()).exitCode).toBe(0)
      await expectAllDone()
    },
    60_000,
  )
})
