/** What the relay keeps in memory, and for how long: ids that were seen, and Google's keys. */
import { afterAll, describe, expect, test } from '@jest/globals'
import { createGoogleKeys } from '../../../src/adapters/relay/google-keys.ts'
import { createMemory } from '../../../src/adapters/relay/memory.ts'
import { closeLoopback, listenPlain } from '../../support/loopback.ts'
import { createPatientClock } from '../../support/patient-clock.ts'

afterAll(closeLoopback)

describe('an id', () => {
  test('is new once, until it is forgotten by hand or by time', () => {
    const clock = createPatientClock()
    const { remember, forget } = createMemory({ now: () => clock.now(), lifetime: 1_000 })
    expect([remember('a'), remember('a'), remember('b')]).toEqual([true, false, true])
    forget('a')
    expect([remember('a'), remember('b')]).toEqual([true, false])
    clock.advance(999)
    expect(remember('b')).toBe(false)
    clock.advance(1)
    expect([remember('b'), remember('a')]).toEqual([true, true])
  })

  test('is one of so many: the oldest makes room', () => {
    const clock = createPatientClock()
    const { remember } = createMemory({ now: () => clock.now(), most: 3 })
    for (const id of ['a', 'b', 'c', 'd']) expect(remember(id)).toBe(true)
    expect(['b', 'c', 'd', 'a'].map((id) => remember(id))).toEqual([true, true, true, true])
  })
})

describe("Google's keys", () => {
  const key = (kid: string) => ({ kid, kty: 'RSA', n: 'AQAB', e: 'AQAB', use: 'sig', alg: 'RS256' })

  async function startGoogle() {
    const state = { kids: ['one'], asked: 0, status: 200 }
    const host = await listenPlain((_, answer) => {
      state.asked += 1
      answer.statusCode = state.status
      answer.end(JSON.stringify({ keys: state.kids.map(key) }))
    })
    const clock = createPatientClock()
    const keys = createGoogleKeys({ fetch, now: () => clock.now(), address: `http://${host}/certs` })
    return { state, clock, kidsFor: async (kid: string) => (await keys(kid)).map((each) => each.kid) }
  }

  test('are read once an hour', async () => {
    const { state, clock, kidsFor } = await startGoogle()
    expect(await kidsFor('one')).toEqual(['one'])
    clock.advance(3_599_999)
    expect(await kidsFor('one')).toEqual(['one'])
    expect(state.asked).toBe(1)
    clock.advance(1)
    state.kids = ['two']
    expect(await kidsFor('one')).toEqual(['two'])
    expect(state.asked).toBe(2)
  })

  test('are read anew for one that is not there, but not as often as strangers like', async () => {
    const { state, clock, kidsFor } = await startGoogle()
    for (const kid of ['x', 'y', 'z']) expect(await kidsFor(kid)).toEqual(['one'])
    expect(state.asked).toBe(1)
    clock.advance(60_000)
    state.kids = ['one', 'two']
    expect(await kidsFor('two')).toEqual(['one', 'two'])
    expect(state.asked).toBe(2)
  })

  test('that cannot be read are told, and those that are known stay good meanwhile', async () => {
    const { state, clock, kidsFor } = await startGoogle()
    await kidsFor('one')
    state.status = 503
    clock.advance(60_000)
    await expect(kidsFor('two')).rejects.toThrow("Google's keys could not be read (503)")
    expect(await kidsFor('one')).toEqual(['one'])
  })
})
