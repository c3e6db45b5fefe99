import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import {
  findEntry,
  formatLedger,
  joined,
  type Ledger,
  movedFrom,
  readLedger,
  type Sighting,
  withSightings,
} from '../../src/model/ledger.ts'

const digestOf = (sign: string) => `sha256:${sign.repeat(64)}`
const image = 'ghcr.io/acme/web'
const seen = (tag: string, sign: string, at: number): Sighting => ({
  image,
  tag,
  digest: digestOf(sign),
  at: at * 1000,
})
const nothing: Ledger = new Map()

describe('the ledger', () => {
  test('keeps the time at which a digest was seen first, under whichever tag', () => {
    const ledger = withSightings(nothing, [seen('1.0', 'a', 20), seen('1', 'a', 10), seen('1.1', 'b', 30)])
    expect(findEntry(ledger, image, digestOf('a'))).toEqual({
      digest: digestOf('a'),
      firstSeen: 10_000,
      tags: ['1', '1.0'],
    })
    expect(findEntry(ledger, image, digestOf('c'))).toBeUndefined()
  })

  test('knows a tag that points elsewhere by now', () => {
    const ledger = withSightings(nothing, [seen('1.0', 'a', 10), seen('1.0', 'b', 20)])
    expect(movedFrom(ledger, { image, tag: '1.0', digest: digestOf('b') })).toBe(digestOf('a'))
    expect(movedFrom(ledger, { image, tag: '1.0', digest: digestOf('a') })).toBeUndefined()
    expect(movedFrom(ledger, { image, tag: '1.1', digest: digestOf('b') })).toBeUndefined()
  })

  test('reads what it wrote, line by line', () => {
    const ledger = withSightings(nothing, [seen('1.0', 'a', 10), seen('1.1', 'b', 20)])
    const text = formatLedger(ledger)
    expect(text.split('\n')).toHaveLength(3)
    expect(readLedger(text)).toEqual(ledger)
  })

  test.each([
    '',
    '{}',
    '{"version":2}\n',
    '{"version":1}\n[',
    '{"version":1}\n["x"]\n',
    '{"version":1}\n["x",[["sha256:1",1,[]]]]\n',
    'null\n',
  ])('is not read from %j', (text) => {
    expect(readLedger(text)).toBeUndefined()
  })

  const sighting = fc.record({
    image: fc.constantFrom('a', 'b'),
    tag: fc.constantFrom('1', '2', '3'),
    digest: fc.constantFrom('a', 'b', 'c').map(digestOf),
    at: fc.integer({ min: 0, max: 50 }).map((seconds) => seconds * 1000),
  })
  const some = fc.array(sighting, { maxLength: 8 }).map((all) => withSightings(nothing, all))

  test('comes out the same in whatever order runs are joined, and however often', () => {
    fc.assert(
      fc.property(some, some, some, (one, two, three) => {
        expect(joined(one, two)).toEqual(joined(two, one))
        expect(joined(joined(one, two), three)).toEqual(joined(one, joined(two, three)))
        expect(joined(one, one)).toEqual(one)
        expect(readLedger(formatLedger(joined(one, two)))).toEqual(joined(one, two))
      }),
      { seed: 9, numRuns: 500 },
    )
  })

  test('stays small, however long it is kept', () => {
    let ledger = nothing
    for (let day = 0; day < 365; day++) {
      const digest = `sha256:${day.toString(16).padStart(64, '0')}`
      ledger = withSightings(ledger, [{ image, tag: `1.0.${day}`, digest, at: day * 86_400_000 }])
    }
    expect(ledger.get(image)).toHaveLength(30)
    expect(ledger.get(image)?.[0]?.tags).toEqual(['1.0.364'])
    // 600 such images are below two megabytes, before Git compresses them.
    expect(formatLedger(ledger).length * 600).toBeLessThan(2_000_000)
  })
})
