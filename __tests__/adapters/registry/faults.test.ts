/** Whatever goes wrong with whichever request of a listing: the whole list or a problem, in time, and never a part. */
import { afterEach, describe, expect, test } from '@jest/globals'
import { problemsOf } from '../../../src/model/problem.ts'
import type { Fault, RegistryStandInOptions } from '../../../src/standins/registry/registry.ts'
import { closeStandIns, openStandIn } from '../../support/registry-on-stand-in.ts'

afterEach(closeStandIns)

const tags = ['1.0.0', '1.1.0', '1.2.0', '1.3.0', '1.4.0']
/** Asked bare, then for a token, then for three pages. */
const requests = ['the first question', 'the token', 'page one', 'page two', 'page three'] as const
/** Milliseconds of real time: short where something is waited for, and where nothing is so long that a busy machine does not matter. */
const timingFor = ({ kind }: Fault) =>
  kind === 'stall' ? { silence: 150, request: 400 } : { silence: 20_000, request: 20_000 }
/** Milliseconds of the clock that stands still, as in a run. */
const budget = 300_000

const bearer: RegistryStandInOptions = {
  repositories: { 'acme/web': tags },
  auth: { kind: 'bearer', username: 'ada', password: 'open sesame', open: true },
  pageSize: 2,
}

interface Outcome {
  readonly tags?: readonly string[]
  readonly codes?: readonly string[]
  /** Milliseconds on the clock. */
  readonly took: number
  readonly asked: number
}

/** Lists with a fault at the request with this number, and at all later ones if it stays. */
async function listWith(at: number, fault: (time: number) => Fault, stays: boolean): Promise<Outcome> {
  let seen = 0
  let failed = 0
  const { registry, name, clock, asked } = await openStandIn(
    {
      ...bearer,
      onRequest: () => {
        const number = seen++
        return number === at || (stays && number > at) ? fault(failed++) : undefined
      },
    },
    { timing: timingFor(fault(0)) },
  )
  const start = clock.now().getTime()
  const result = await registry.listTags(name('acme/web')).then(
    (listed) => ({ tags: listed }),
    (thrown: unknown) => ({ codes: problemsOf(thrown).map(({ code }) => code) }),
  )
  return { ...result, took: clock.now().getTime() - start, asked: asked().length }
}

const answer = (status: number, headers: Readonly<Record<string, string>> = {}, body = ''): Fault => ({
  kind: 'answer',
  status,
  headers,
  body,
})

/** What passes by itself when it happened once. */
const momentary: readonly [string, () => Fault][] = [
  ['a reset', () => ({ kind: 'drop' })],
  ['a body that breaks off', () => ({ kind: 'truncate' })],
  ['a body that stops', () => ({ kind: 'stall' })],
  ['429', () => answer(429)],
  ['429 with seconds to wait', () => answer(429, { 'retry-after': '30' })],
  ['429 with a date', () => answer(429, { 'retry-after': 'Thu, 01 Jan 2026 00:00:45 GMT' })],
  ['429 with a Unix time', () => answer(429, { 'retry-after': '1767225645' })],
  ['500', () => answer(500)],
  ['503 with seconds to wait', () => answer(503, { 'retry-after': '59' })],
]

/** What does not. */
const lasting: readonly [string, (time: number) => Fault][] = [
  ['429 until tomorrow', () => answer(429, { 'retry-after': '86400' })],
  ['JSON that breaks off', () => answer(200, {}, '{"name":"acme/web","tags":["1.0.0"')],
  ['a page for browsers', () => answer(200, { 'content-type': 'text/html' }, '<html>Sign in</html>')],
  ['a redirect to itself', () => answer(302, { location: '' })],
  ['a redirect to nowhere', (time) => answer(302, { location: `/v2/acme/web/tags/list?turn=${time}` })],
  ['a body of 2 GB', () => ({ kind: 'flood', bytes: 2 * 1024 ** 3 })],
  ['403', () => answer(403)],
  ['204', () => answer(204)],
]

describe.each(requests.map((title, at) => ({ title, at })))('at $title', ({ at }) => {
  test.each(momentary)('%s, once, is waited out', async (_, fault) => {
    const { took, ...outcome } = await listWith(at, fault, false)
    expect(outcome).toMatchObject({ tags, asked: requests.length + 1 })
    expect(took).toBeLessThanOrEqual(60_000)
  })

  test.each([...momentary, ...lasting])('%s, from then on, is a problem', async (_, fault) => {
    const { took, ...outcome } = await listWith(at, fault, true)
    expect(outcome).toMatchObject({ codes: [expect.any(String)] })
    expect(outcome.asked).toBeLessThanOrEqual(at + 16)
    expect(took).toBeLessThanOrEqual(budget)
  })

  test.each(lasting)('%s, once, is a problem or changes nothing', async (_, fault) => {
    const { tags: listed = tags, took } = await listWith(at, fault, false)
    expect(listed).toEqual(tags)
    expect(took).toBeLessThanOrEqual(budget)
  })
})

describe('a listing is over when its time is', () => {
  test('though each page comes after a wait that is itself allowed', async () => {
    let asked = 0
    const { registry, name, clock } = await openStandIn({
      onRequest: () => {
        const number = asked++
        if (number % 2 === 0) return answer(429, { 'retry-after': '55' })
        return answer(
          200,
          { link: `<?last=${number}>; rel="next"` },
          JSON.stringify({ tags: [`t${number}`] }),
        )
      },
    })
    const start = clock.now().getTime()
    await expect(registry.listTags(name('acme/web'))).rejects.toMatchObject({
      problems: [{ code: 'rate-limited' }],
    })
    expect(clock.now().getTime() - start).toBeLessThanOrEqual(budget)
  })

  test('also where pages never end and always bring something new', async () => {
    let asked = 0
    const { registry, name, clock } = await openStandIn({
      onRequest: () => {
        clock.advance(1_000)
        asked++
        return answer(200, { link: `<?last=${asked}>; rel="next"` }, JSON.stringify({ tags: [`t${asked}`] }))
      },
    })
    await expect(registry.listTags(name('acme/web'))).rejects.toMatchObject({ problems: [{}] })
    expect(asked).toBeLessThanOrEqual(budget / 1_000 + 1)
  })
})
