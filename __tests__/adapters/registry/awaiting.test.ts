/** Listings that lag behind the event of their own registry. */
import { describe, expect, test } from '@jest/globals'
import { awaitAnnounced } from '../../../src/adapters/registry/awaiting.ts'
import { rememberListings } from '../../../src/adapters/registry/remembering.ts'
import { problemError } from '../../../src/model/problem.ts'
import { parseImageName, type Tag } from '../../../src/model/reference.ts'
import { createInMemoryRegistry } from '../../support/in-memory-registry.ts'
import { createPatientClock } from '../../support/patient-clock.ts'

const web = parseImageName('ghcr.io/acme/web')
const api = parseImageName('ghcr.io/acme/api')

/** An event names `tags` of web. After so many pauses its listing has 1.1.0, too. */
function lagging(pauses: number, tags: readonly Tag[] = ['1.1.0']) {
  const inMemory = createInMemoryRegistry({ 'ghcr.io/acme/web': ['1.0.0'], 'ghcr.io/acme/api': ['2.0.0'] })
  const clock = createPatientClock()
  const pause = async (milliseconds: number) => {
    await clock.pause(milliseconds)
    if (clock.pauses.length === pauses) inMemory.setTags('ghcr.io/acme/web', ['1.0.0', '1.1.0'])
  }
  const registry = awaitAnnounced(inMemory, [{ image: web, tags }], { pause })
  return { registry, inMemory, clock }
}

test.each([
  [1, [2_000]],
  [2, [2_000, 5_000]],
  [3, [2_000, 5_000, 10_000]],
])('a tag that comes after %i pauses is waited for, and no longer', async (after, pauses) => {
  const { registry, inMemory, clock } = lagging(after)
  expect(await registry.listTags(web)).toEqual(['1.0.0', '1.1.0'])
  expect(clock.pauses).toEqual(pauses)
  expect(inMemory.listed).toHaveLength(after + 1)
  expect(registry.problems()).toEqual([])
})

test('a tag that never comes ends in a note, and what is listed counts', async () => {
  const { registry, clock } = lagging(9, ['1.1.0', '1.0.0'])
  expect(await registry.listTags(web)).toEqual(['1.0.0'])
  expect(clock.pauses).toEqual([2_000, 5_000, 10_000])
  expect(registry.problems()).toMatchObject([
    {
      code: 'tag-not-listed',
      level: 'note',
      message: expect.stringContaining('names 1.1.0 of ghcr.io/acme/web'),
    },
  ])
})

test('of many tags that never come some are named', async () => {
  const { registry } = lagging(
    9,
    Array.from({ length: 500 }, (_, at) => `9.0.${at}`),
  )
  await registry.listTags(web)
  expect(registry.problems()[0]?.message).toContain('9.0.9 and 490 more of ghcr.io/acme/web')
})

test.each<readonly Tag[]>([[], ['1.0.0']])(
  'nothing is waited for where the tags are there: %j',
  async (...tags) => {
    const { registry, inMemory, clock } = lagging(1, tags)
    await registry.listTags(web)
    expect([clock.pauses, inMemory.listed]).toEqual([[], [web.text]])
  },
)

test('other images are listed once, and without a pause', async () => {
  const { registry, inMemory, clock } = lagging(1)
  expect(await registry.listTags(api)).toEqual(['2.0.0'])
  expect([clock.pauses, inMemory.listed]).toEqual([[], [api.text]])
})

test('an image is waited for once a run, by whatever spelling and login it is asked for', async () => {
  const { inMemory, clock, registry } = lagging(9)
  const remembering = rememberListings(registry)
  await remembering.listTags(web)
  await remembering.listTags(web)
  await remembering.listTags({ ...web, text: 'GHCR.io/acme/web' }, { secretRef: 'other' })
  expect(clock.pauses).toHaveLength(3)
  expect(inMemory.listed).toHaveLength(5)
})

describe('what goes wrong', () => {
  const down = problemError('registry-failed', 'down')

  test('at the first listing is what is thrown, at once', async () => {
    const { registry, inMemory, clock } = lagging(1)
    inMemory.fail(web.text, down)
    await expect(registry.listTags(web)).rejects.toBe(down)
    expect(clock.pauses).toEqual([])
  })

  test('later costs nothing of what was listed before', async () => {
    const { registry, inMemory } = lagging(9)
    const listing = registry.listTags(web)
    inMemory.fail(web.text, down)
    expect(await listing).toEqual(['1.0.0'])
  })
})

test('two images are waited for side by side', async () => {
  const inMemory = createInMemoryRegistry({ 'ghcr.io/acme/web': ['1.0.0'], 'ghcr.io/acme/api': ['1.0.0'] })
  const waiting: (() => void)[] = []
  const pause = () => new Promise<void>((resolve) => waiting.push(resolve))
  const announced = [web, api].map((image) => ({ image, tags: ['2.0.0'] }))
  const registry = awaitAnnounced(inMemory, announced, { pause })
  const listings = Promise.all([registry.listTags(web), registry.listTags(api)])
  for (let round = 0; round < 3; round += 1) {
    while (waiting.length < 2) await Promise.resolve()
    for (const go of waiting.splice(0)) go()
  }
  expect(await listings).toEqual([['1.0.0'], ['1.0.0']])
  expect(registry.problems()).toHaveLength(2)
})
