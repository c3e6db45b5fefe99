import { afterEach, describe, expect, test } from '@jest/globals'
import type { Fault } from '../../../src/standins/registry/registry.ts'
import { closeStandIns, openStandIn } from '../../support/registry-on-stand-in.ts'

afterEach(closeStandIns)

/** A registry that answers with these faults first, and well after them. */
async function faulty(faults: readonly Fault[]) {
  const left = [...faults]
  const subject = await openStandIn({
    repositories: { 'acme/web': ['1.0.0'] },
    onRequest: () => left.shift(),
  })
  return { ...subject, list: () => subject.registry.listTags(subject.name('acme/web')) }
}

const status = (code: number, headers = {}): Fault => ({ kind: 'answer', status: code, headers })
const drop: Fault = { kind: 'drop' }

describe('a request is tried again', () => {
  test.each<[string, Fault]>([
    ['a connection that is dropped', drop],
    ['a body that breaks off', { kind: 'truncate' }],
    ...[408, 429, 499, 500, 502, 503, 504, 522].map((code): [string, Fault] => [`a ${code}`, status(code)]),
  ])('after %s', async (_, fault) => {
    const { list, clock, asked } = await faulty([fault])
    expect(await list()).toEqual(['1.0.0'])
    expect(asked()).toHaveLength(2)
    expect(clock.pauses).toEqual([500])
  })

  test('three times, after pauses that grow and have chance in them', async () => {
    const { list, clock, registry, standIn } = await faulty([drop, status(503), status(502)])
    expect(await list()).toEqual(['1.0.0'])
    expect(clock.pauses).toEqual([500, 1500, 4500])
    // And once it was tried whether a host on this machine that hangs up speaks https.
    expect(registry.requests().get(standIn.host)).toBe(5)
  })

  test.each([400, 404, 405, 410])('but not after a %i, which would be the same', async (code) => {
    const { list, clock, standIn } = await faulty(Array.from({ length: 9 }, () => status(code)))
    await expect(list()).rejects.toThrow(standIn.host)
    expect(clock.pauses).toEqual([])
  })
})

describe('a registry that stays down is a warning', () => {
  test.each<[string, Fault, string]>([
    ['dropped connections', drop, 'registry-unreachable'],
    ['a 500', status(500), 'registry-failed'],
    ['a 429', status(429), 'rate-limited'],
  ])('%s', async (_, fault, code) => {
    const { list, asked, standIn } = await faulty(Array.from({ length: 9 }, () => fault))
    await expect(list()).rejects.toMatchObject({
      problems: [{ code, level: 'warning', message: expect.stringContaining(`${standIn.host}/acme/web`) }],
    })
    expect(asked()).toHaveLength(4)
  })

  test('and so is one that is not there', async () => {
    const { list, standIn } = await faulty([])
    await standIn.close()
    await expect(list()).rejects.toMatchObject({
      problems: [
        { code: 'registry-unreachable', level: 'warning', message: expect.stringContaining('ECONNREFUSED') },
      ],
    })
  })
})

describe('a host that nobody answers for', () => {
  test('is not waited for by one image after the other, and looked for again after a minute', async () => {
    const { list, standIn, registry, clock } = await faulty([])
    await standIn.close()
    await expect(list()).rejects.toThrow('ECONNREFUSED')
    const asked = registry.requests().get(standIn.host)
    await expect(list()).rejects.toThrow('ECONNREFUSED')
    expect(registry.requests().get(standIn.host)).toBe(asked)
    clock.advance(60_000)
    await expect(list()).rejects.toThrow('ECONNREFUSED')
    expect(registry.requests().get(standIn.host)).toBe(8)
  })

  test('is another thing than one image whose answer breaks off: the next image is asked for', async () => {
    const subject = await openStandIn({
      repositories: { 'acme/web': ['1.0.0'], 'acme/bad': ['1.0.0'] },
      onRequest: ({ path }) => (path.includes('bad') ? { kind: 'truncate' } : undefined),
    })
    await expect(subject.registry.listTags(subject.name('acme/bad'))).rejects.toThrow('could not be asked')
    expect(await subject.registry.listTags(subject.name('acme/web'))).toEqual(['1.0.0'])
  })
})

describe('Retry-After', () => {
  // The clock starts at the beginning of 2026.
  test.each<[string, string, number]>([
    ['seconds', '7', 7_000],
    ['a minute', '60', 60_000],
    ['a date', 'Thu, 01 Jan 2026 00:00:20 GMT', 20_000],
    ['a Unix time (Docker Hub)', '1767225630', 30_000],
    ['a date gone by', 'Thu, 01 Jan 2015 00:00:20 GMT', 500],
    ['nothing to wait for', '0', 500],
    ['nonsense', 'soon', 500],
    ['less than nothing', '-5', 500],
    ['a number with words', 'about 2027', 500],
  ])('in %s is obeyed', async (_, value, wait) => {
    const { list, clock } = await faulty([status(429, { 'retry-after': value })])
    expect(await list()).toEqual(['1.0.0'])
    expect(clock.pauses).toEqual([wait])
  })

  test.each(['61', '99999999', 'Thu, 01 Jan 2026 01:00:00 GMT', '1767229200'])(
    'of %s is longer than we wait: the host is left alone until then',
    async (value) => {
      const { list, clock, asked } = await faulty([status(429, { 'retry-after': value })])
      await expect(list()).rejects.toMatchObject({ problems: [{ code: 'rate-limited', level: 'warning' }] })
      await expect(list()).rejects.toMatchObject({ problems: [{ code: 'rate-limited', level: 'warning' }] })
      expect(clock.pauses).toEqual([])
      expect(asked()).toHaveLength(1)
    },
  )

  test('that has gone by opens the host again', async () => {
    const { list, clock } = await faulty([status(503, { 'retry-after': '3600' })])
    await expect(list()).rejects.toThrow('503')
    clock.advance(3_600_000)
    expect(await list()).toEqual(['1.0.0'])
  })

  test.each([
    ['3600', ' and asks for 3600 seconds of patience'],
    ['7200', ' and asks for patience until 2026-01-01T02:00:00.000Z'],
    ['Thu, 01 Jan 2026 02:00:00 GMT', ' and asks for patience until 2026-01-01T02:00:00.000Z'],
    ['99999999', ' and asks for more than a week of patience'],
    ['999999999999', ' and asks for more than a week of patience'],
    ['9'.repeat(40), ''],
    ['-5', ''],
    ['0', ''],
    ['Thu, 01 Jan 2015 00:00:20 GMT', ''],
    ['until you drop', ''],
  ])('%s is told in plain words', async (value, told) => {
    const { list } = await faulty(Array.from({ length: 9 }, () => status(429, { 'retry-after': value })))
    await expect(list()).rejects.toThrow(`has had too many requests (429)${told};`)
  })
})
