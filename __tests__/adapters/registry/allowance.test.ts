import { afterEach, expect, test } from '@jest/globals'
import { readRemaining } from '../../../src/adapters/registry/allowance.ts'
import { createHttp } from '../../../src/adapters/registry/http.ts'
import { closeLoopback, listenPlain } from '../../support/loopback.ts'
import { createPatientClock } from '../../support/patient-clock.ts'

afterEach(closeLoopback)

test.each<[string, string, number | undefined]>([
  ['ratelimit-remaining', '37;w=21600', 37],
  ['ratelimit-remaining', '0;w=21600', 0],
  ['ratelimit-remaining', '12', 12],
  ['x-ratelimit-remaining', '180', 180],
  ['ratelimit-remaining', '', undefined],
  ['ratelimit-remaining', 'many', undefined],
  ['ratelimit-remaining', '-1', undefined],
  ['ratelimit-limit', '100;w=21600', undefined],
])('%s: %s leaves %p', (name, value, left) => {
  expect(readRemaining(new Headers([[name, value]]))).toBe(left)
})

test('what a host has left is known by its last word, host by host', async () => {
  let left = 3
  const host = await listenPlain((request, answer) => {
    if (request.url !== '/silent') answer.setHeader('ratelimit-remaining', `${--left};w=21600`)
    answer.end()
  })
  const http = createHttp({ clock: createPatientClock(), userAgent: 'image-bump/test' })
  const ask = (path: string) =>
    http.send({ method: 'HEAD', url: new URL(`http://${host}${path}`), limit: 0, image: 'acme/web' })
  await ask('/')
  expect(http.remaining(host)).toBe(2)
  await ask('/')
  await ask('/silent')
  expect(http.remaining(host)).toBe(1)
  expect(http.remaining('ghcr.io')).toBeUndefined()
})
