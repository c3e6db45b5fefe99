/** What the event that started a run makes of it. */
import { expect, test } from '@jest/globals'
import { heed, refuseStrangers, refuseUnmerged } from '../../src/entry/events.ts'
import { problemsOf } from '../../src/model/problem.ts'
import { parseImageName } from '../../src/model/reference.ts'
import { packageEvent } from '../support/relay-payloads.ts'

const image = parseImageName('ghcr.io/acme/web')
const dispatched = {
  name: 'repository_dispatch',
  payload: { client_payload: { image: 'ghcr.io/acme/web:1.2' } },
}
const unrelated = { name: 'repository_dispatch', payload: { client_payload: { hello: 'world' } } }
const given = {}

test('images of an event are looked at, with the tags that their listing shall have', () => {
  expect(heed(dispatched, { request: given, onBadEvent: 'scan' })).toEqual({
    request: { only: [image], isAnnounced: true },
    announced: [{ image, tags: ['1.2'] }],
  })
})

test('images that the workflow names go before those of the event, which is not even read', () => {
  const only = [parseImageName('ghcr.io/acme/api')]
  const nothingNew = { request: {}, announced: [] }
  expect(heed(dispatched, { request: { only }, onBadEvent: 'fail' })).toEqual(nothingNew)
  expect(heed(unrelated, { request: { only }, onBadEvent: 'fail' })).toEqual(nothingNew)
})

test('an event without images changes nothing', () => {
  for (const name of ['schedule', undefined]) {
    expect(heed({ name, payload: {} }, { request: given, onBadEvent: 'fail' })).toEqual({
      request: {},
      announced: [],
    })
  }
})

test('an event of something else looks at nothing, and says so', () => {
  const event = {
    name: 'registry_package',
    payload: packageEvent('registry_package', { package_type: 'npm' }),
  }
  expect(heed(event, { request: given, onBadEvent: 'fail' })).toMatchObject({
    request: { only: [], isAnnounced: true, noticed: [{ code: 'event-idle', level: 'note' }] },
    announced: [],
  })
})

test('an event that cannot be read is a warning and looks at everything, or fails where that is wanted', () => {
  const { request } = heed(unrelated, { request: given, onBadEvent: 'scan' })
  expect(request).not.toHaveProperty('only')
  expect(request.noticed).toMatchObject([{ code: 'event-unreadable', level: 'warning' }])
  let thrown: unknown
  try {
    heed(unrelated, { request: given, onBadEvent: 'fail' })
  } catch (error) {
    thrown = error
  }
  expect(problemsOf(thrown)).toMatchObject([{ code: 'event-unreadable', level: 'error' }])
})

test.each(['pull_request_target', 'issue_comment'])('%s starts no run that writes', (event) => {
  expect(() => refuseStrangers(event)).toThrow(`This run was started by ${event}`)
})

test.each(['pull_request', 'pull_request_review', 'merge_group'])(
  '%s starts none where nobody shows a preview',
  (event) => {
    expect(() => refuseStrangers(event)).not.toThrow()
    expect(() => refuseUnmerged(event)).toThrow('is not merged')
  },
)

test.each([undefined, 'push', 'schedule', 'repository_dispatch', 'workflow_dispatch'])('%s may', (event) => {
  expect(() => refuseStrangers(event)).not.toThrow()
  expect(() => refuseUnmerged(event)).not.toThrow()
})
