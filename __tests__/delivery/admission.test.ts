/** A branch that asks for the statuses of our gates asks everybody for them: what becomes of other people's requests, and of a merge queue. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals'
import { closeWorlds, createDeliveryWorld, type DeliveryWorld, marked } from '../support/delivery-world.ts'
import { startGitHubDouble, type GitHubDouble } from '../support/github-double.ts'
import { createPatientClock } from '../support/patient-clock.ts'
import { removeRepositories } from '../support/real-repository.ts'

const clock = createPatientClock('2026-03-02T08:00:00Z')
let double: GitHubDouble

beforeAll(async () => {
  double = await startGitHubDouble({ now: () => clock.now() })
})
afterEach(closeWorlds)
afterAll(async () => {
  await double.close()
  await removeRepositories()
})

describe("a person's request", () => {
  test('is merged although the branch asks for a gate that is not about it', async () => {
    const world = await aWorld()
    const number = workOf(world)
    expect(() => world.person('bob').merge(number)).toThrow('rule violations')
    await world.run()
    world.person('bob').merge(number)
    expect(await world.read('main', 'notes.txt')).toBe('work\n')
  })

  test('gets through the merge queue as well', async () => {
    const world = await aWorld('MERGE')
    const number = workOf(world)
    await world.run()
    world.person('alice').armAutoMerge(number)
    double.runMergeQueue(world.name)
    expect(world.pull(number).state).toBe('open')
    await world.run()
    double.runMergeQueue(world.name)
    expect(world.pull(number)).toMatchObject({ merged: true })
  })
})

describe('a bump', () => {
  test('of an environment without that gate is let through, and one that waits is not', async () => {
    const world = await aWorld()
    world.setTags('web', '1.0.0', '1.1.0')
    await world.run()
    await world.run()
    expect(world.pulls().map(({ title }) => title)).toEqual([
      'Bump web to 1.1.0 in staging',
      'Bump web to 1.1.0 in production',
    ])
    expect(() => world.person('bob').merge(2)).toThrow('rule violations')
    world.person('bob').merge(1)
    expect(await world.read('main', 'staging/web.yaml')).toContain('1.1.0')
  })

  test('in the merge queue is told there what is true, also by a run that looks at another environment', async () => {
    const world = await aWorld('MERGE')
    world.setTags('web', '1.0.0', '1.1.0')
    await world.run()
    await world.run()
    clock.advance(25 * 3_600_000)
    await world.run()
    world.person('alice').armAutoMerge(2)
    await world.run({ environments: ['dev'] })
    double.runMergeQueue(world.name)
    expect(world.pull(2).merged).toBe(false)
    await world.run({ environments: ['staging'] })
    double.runMergeQueue(world.name)
    expect(world.pull(2).merged).toBe(true)
  })
})

function workOf(world: DeliveryWorld): number {
  world.person('alice').push('feature', { 'notes.txt': 'work\n' })
  const request = { head: 'feature', base: 'main', title: 'Work', body: '' }
  return world.person('alice').ask('POST', '/pulls', request)['number']
}

async function aWorld(mergeQueue?: 'MERGE'): Promise<DeliveryWorld> {
  const semver = "{ policy: { semver: { range: '>=1.0.0 <2.0.0' } } }"
  const delivery = 'delivery: { pullRequest: { autoMerge: off } }'
  const config = `version: 1
images: { web: ghcr.io/acme/web }
environments:
  dev: { paths: [dev], policies: { web: ${semver} } }
  staging: { paths: [staging], ${delivery}, policies: { web: ${semver} } }
  production: { paths: [production], ${delivery}, from: { environment: dev, soak: 24h }, policies: { web: ${semver} } }
`
  const files = Object.fromEntries(
    ['dev', 'staging', 'production'].map((name) => [`${name}/web.yaml`, marked('web', '1.0.0', name)]),
  )
  const world = await createDeliveryWorld(double, config, files, clock)
  world.setTags('web', '1.0.0')
  const queue = mergeQueue === undefined ? {} : { mergeQueue }
  const bot = 'image-bump[bot]'
  world.configure({
    rules: [{ branch: 'main', kind: 'ruleset', checks: ['image-bump/soak'], bypass: [bot], ...queue }],
  })
  return world
}
