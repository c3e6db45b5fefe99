/** Runs that events start, on a real remote and GitHub's double: late, twice, out of order, and for images of others. */
import { afterAll, afterEach, expect, test } from '@jest/globals'
import { awaitAnnounced } from '../../src/adapters/registry/awaiting.ts'
import { parseImageName } from '../../src/model/reference.ts'
import { closeWorlds, codesOf, configOf, createDeliveryWorld, doneOf } from '../support/delivery-world.ts'
import type { DeliveryWorld } from '../support/delivery-world.ts'
import { openDouble } from '../support/open-double.ts'
import { createPatientClock } from '../support/patient-clock.ts'
import { removeRepositories } from '../support/real-repository.ts'

const double = await openDouble()

afterEach(closeWorlds)
afterAll(removeRepositories)

/** A run as the Action makes it of an event that names this image and this tag. */
function event(world: DeliveryWorld, name: string, tag: string) {
  const image = parseImageName(name)
  const registry = awaitAnnounced(world.registry, [{ image, tags: [tag] }], createPatientClock())
  return world.run({ only: [image], isAnnounced: true }, { registry })
}

const web = 'ghcr.io/acme/web'

test('an event that comes again, late, or for a tag that is gone brings back nothing', async () => {
  const world = await createDeliveryWorld(double, configOf('pullRequest'))
  world.setTags('web', '1.0.0', '1.1.0', '1.2.0')
  expect(doneOf(await event(world, web, '1.2.0'))).toEqual(['proposed #1 created'])
  const branch = 'image-bump/production--web'
  const head = await world.headOf(branch)
  const later = [
    await event(world, web, '1.2.0'),
    await event(world, web, '1.1.0'),
    await event(world, web, '0.9.0'),
  ]
  expect(later.flatMap(doneOf)).toEqual(later.map(() => 'unchanged #1 unchanged'))
  expect(later.map(codesOf)).toEqual([[], [], ['tag-not-listed']])
  expect(await world.headOf(branch)).toBe(head)
  expect(await world.read(branch, 'apps/web.yaml')).toContain('web: 1.2.0 #')
})

test('an event for images of others asks nobody, and leaves requests as they are', async () => {
  const world = await createDeliveryWorld(double, configOf('pullRequest'))
  await world.run()
  world.setTags('web', '1.0.0', '1.2.0')
  const questions = () => double.requests.filter(({ path }) => !path.includes('.git/')).length
  const [listed, asked] = [world.registry.listed.length, questions()]
  const report = await event(world, 'ghcr.io/acme/other', '7')
  expect([codesOf(report), doneOf(report)]).toEqual([['image-unknown'], []])
  expect([world.registry.listed.length, questions()]).toEqual([listed, asked])
  expect(asked).toBeGreaterThan(0)
  expect(world.pulls().map(({ state, title }) => [state, title])).toEqual([
    ['open', 'Bump web to 1.1.0 in production'],
  ])
})

test('one event twice at once makes one commit', async () => {
  const world = await createDeliveryWorld(double, configOf('commit'))
  const reports = await Promise.all([event(world, web, '1.1.0'), event(world, web, '1.1.0')])
  expect(reports.flatMap(codesOf)).toEqual([])
  expect(await world.subjects('main')).toEqual(['Bump web to 1.1.0 in production', expect.any(String)])
})
