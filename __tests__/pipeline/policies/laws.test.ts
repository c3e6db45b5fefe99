import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { parseGoFloat } from '../../../src/languages/number/number.ts'
import {
  compareVersions,
  parseRange,
  parseTagVersion,
  satisfies,
} from '../../../src/languages/semver/semver.ts'
import type { PolicySpec } from '../../../src/model/policy.ts'
import { choose, sharedWork, weighWith } from '../../../src/pipeline/policies/policies.ts'

const fixed = { seed: 20_240_607, numRuns: 300 }
const nothingExcluded = { patterns: [], attachments: false }

const number = fc.constantFrom(
  '0',
  '1',
  '1.0',
  '2',
  '-1',
  '1e1',
  '10',
  'inf',
  '-inf',
  'nan',
  'NaN',
  '-0',
  'Inf',
)
const versionText = fc.constantFrom(
  '1.0.0',
  'v1.0.0',
  '1.1.0',
  '2.0.0',
  '1.0.0-rc.1',
  '1.0.0-rc.2',
  '01.1.0',
  '1.2',
)
const tag = fc.oneof(
  number,
  versionText,
  fc
    .tuple(fc.constantFrom('a', 'b', 'main'), fc.constantFrom('-', '.'), number)
    .map((parts) => parts.join('')),
)
const tags = fc.uniqueArray(tag, { maxLength: 12 })
const order = fc.constantFrom('asc', 'desc')
const filter = fc.constantFrom(
  undefined,
  { pattern: '^[a-z]+-(.*)$', extract: '$1' },
  { pattern: '^[-+.0-9a-zA-Z]+$' },
  { pattern: '^[0-9]' },
  { pattern: '([0-9.]+)', extract: '$1' },
)
const policy = fc.oneof(
  fc.constantFrom('*', '>=1.0.0-0', '1.0.x', '<2').map((range) => ({ semver: { range } })),
  order.map((one) => ({ alphabetical: { order: one } })),
  order.map((one) => ({ numerical: { order: one } })),
)
const spec = fc
  .tuple(policy, filter)
  .map(([one, filterTags]): PolicySpec => ({ policy: one, ...(filterTags && { filterTags }) }))

test('the order of the tags does not matter', () => {
  fc.assert(
    fc.property(spec, tags, (one, list) => {
      const choice = choose(one, list, nothingExcluded)
      expect(choose(one, list.toReversed(), nothingExcluded)).toEqual(choice)
    }),
    fixed,
  )
})

test('a tag that is excluded changes nothing but the count of what was excluded', () => {
  const exclusion = { patterns: ['^excluded'], attachments: false }
  fc.assert(
    fc.property(spec, tags, (one, list) => {
      const without = choose(one, [...list, 'a'], exclusion)
      const { record, ...rest } = choose(one, ['excluded-9.9.9', ...list, 'a'], exclusion)
      expect({
        ...rest,
        record: { ...record, listed: record.listed - 1, excluded: without.record.excluded },
      }).toEqual(without)
      expect(record.excluded.count).toBe(1)
    }),
    fixed,
  )
})

test('the winner fits, is the same as itself, and the runners-up are not above it', () => {
  fc.assert(
    fc.property(spec, tags, (one, list) => {
      const choice = choose(one, list, nothingExcluded)
      if (choice.kind === 'failed') return
      expect(list).toContain(choice.tag)
      const policy = sharedWork().read(one)
      expect(weighWith(policy, choice.tag, choice.tag)).toEqual({ tag: choice.tag, fits: true, age: 'same' })
      const next = choice.record.runnersUp.map((tag) => weighWith(policy, choice.tag, tag).age)
      expect(next).not.toContain('newer')
    }),
    fixed,
  )
})

test('the winner of a range satisfies it', () => {
  const ranges = spec.filter((one) => one.policy?.semver !== undefined)
  fc.assert(
    fc.property(ranges, tags, (one, list) => {
      const choice = choose(one, list, nothingExcluded)
      const range = parseRange(one.policy?.semver?.range ?? '')
      if (choice.kind === 'failed' || range.kind !== 'range') return
      const version = parseTagVersion(choice.key)
      expect(version && satisfies(version, range)).toBe(true)
    }),
    fixed,
  )
})

test('every tag is accounted for', () => {
  fc.assert(
    fc.property(spec, tags, (one, list) => {
      const all = [...new Set([...list, '1.0.0'])]
      const choice = choose(one, all, nothingExcluded)
      const { listed, excluded, unmatched, unparsable, outOfRange } = choice.record
      expect(listed).toBe(all.length)
      expect(excluded.count + unmatched.count + unparsable.count + outOfRange.count).toBeLessThanOrEqual(
        listed,
      )
    }),
    fixed,
  )
})

describe('the winner is the one that Flux finds by walking its list', () => {
  test.each(['semver', 'alphabetical', 'numerical'] as const)('%s', (kind) => {
    const some = spec.filter((one) => one.policy?.[kind] !== undefined)
    fc.assert(
      fc.property(some, tags, (one, list) => {
        const choice = choose(one, list, nothingExcluded)
        expect(choice.kind === 'chosen' ? choice.tag : undefined).toBe(walk(one, list))
      }),
      fixed,
    )
  })
})

/** Flux's own way, step by step: a list that is descending by bytes, a map of keys, and loops in which a later one may replace. */
function walk({ policy: choice, filterTags }: PolicySpec, list: readonly string[]): string | undefined {
  const descending = (texts: Iterable<string>): readonly string[] =>
    [...new Set(texts)].toSorted().toReversed()
  const byKey = new Map<string, string>()
  for (const each of descending(list)) {
    const found = new RegExp(filterTags?.pattern ?? '').exec(each)
    if (found) byKey.set(filterTags?.extract === undefined ? each : (found[1] ?? ''), each)
  }
  const keys = descending(byKey.keys())
  const latest = choice?.semver
    ? walkVersions(keys, choice.semver.range ?? '')
    : choice?.numerical
      ? walkNumbers(keys, choice.numerical.order === 'desc')
      : keys.at(choice?.alphabetical?.order === 'desc' ? -1 : 0)
  return latest === undefined ? undefined : byKey.get(latest)
}

function walkVersions(keys: readonly string[], text: string): string | undefined {
  const range = parseRange(text)
  let latest: string | undefined
  for (const key of keys) {
    const version = parseTagVersion(key)
    const best = parseTagVersion(latest ?? '')
    if (range.kind !== 'range' || version === undefined || !satisfies(version, range)) continue
    if (best === undefined || compareVersions(version, best) > 0) latest = key
  }
  return latest
}

function walkNumbers(keys: readonly string[], isDescending: boolean): string | undefined {
  let latest: string | undefined
  let best = Number.NaN
  for (const key of keys) {
    const value = parseGoFloat(key)
    if (value === undefined) return undefined
    if (latest !== undefined && (isDescending ? value > best : value < best)) continue
    latest = key
    best = value
  }
  return latest
}
