import { describe, expect, test } from '@jest/globals'
import type { PolicySpec } from '../../../src/model/policy.ts'
import type { ProblemCode } from '../../../src/model/problem.ts'
import { choose } from '../../../src/pipeline/policies/policies.ts'

const nothingExcluded = { patterns: [], attachments: false }
const semver = (range: string): PolicySpec => ({ policy: { semver: { range } } })
const problemOf = (spec: PolicySpec, tags: readonly string[], patterns: readonly string[] = []) => {
  const choice = choose(spec, tags, { patterns, attachments: false })
  return choice.kind === 'failed' ? choice.problem : undefined
}

describe('of several choices the first counts', () => {
  const tags = ['1.0.0', '9', 'z']
  const table: readonly (readonly [string, NonNullable<PolicySpec['policy']>, string])[] = [
    ['semver before all', { numerical: {}, alphabetical: {}, semver: { range: '*' } }, '1.0.0'],
    ['alphabetical before numerical', { numerical: {}, alphabetical: {} }, 'z'],
  ]
  test.each(table)('%s', (_, policy, tag) => {
    expect(choose({ policy }, tags, nothingExcluded)).toMatchObject({ kind: 'chosen', tag })
  })
})

describe('what is equal is settled by bytes', () => {
  const table: readonly (readonly [string, PolicySpec, readonly string[], string])[] = [
    ['the last of equal versions', semver('*'), ['1.0.0', 'v1.0.0', '1.0.0-rc.1', '01.0.0'], 'v1.0.0'],
    ['the first of equal numbers', { policy: { numerical: {} } }, ['2.0', '2', '2.00', '1'], '2'],
    ['also in descending order', { policy: { numerical: { order: 'desc' } } }, ['2.0', '2', '3'], '2'],
    [
      'the first of tags with one key',
      { filterTags: { pattern: '^([0-9.]+)-', extract: '$1' }, ...semver('*') },
      ['1.2.4-alpine3.19', '1.2.4-alpine3.17', '1.2.4-bookworm'],
      '1.2.4-alpine3.17',
    ],
  ]
  test.each(table)('%s', (_, spec, tags, tag) => {
    expect(choose(spec, tags, nothingExcluded)).toMatchObject({ kind: 'chosen', tag })
    expect(choose(spec, tags.toReversed(), nothingExcluded)).toMatchObject({ kind: 'chosen', tag })
  })
})

describe('a policy that cannot choose says why, the first reason of all', () => {
  const noChoice: PolicySpec = { policy: {} }
  const badFilter: PolicySpec = { filterTags: { pattern: '(' }, policy: { alphabetical: {} } }
  const table: readonly (readonly [
    string,
    PolicySpec,
    { tags: string[]; excluded?: string },
    ProblemCode,
  ])[] = [
    ['no choice before a bad exclusion', noChoice, { tags: [], excluded: '(' }, 'choice-missing'],
    ['a bad order', { policy: { numerical: { order: 'up' } } }, { tags: [] }, 'order-invalid'],
    ['a bad range', semver('>=1.0.0<2.0.0'), { tags: [] }, 'range-invalid'],
    ['no range', { policy: { semver: {} } }, { tags: ['1.0.0'] }, 'range-invalid'],
    ['a bad exclusion before no tags', badFilter, { tags: [], excluded: '[' }, 'pattern-invalid'],
    ['no tags before a bad filter', badFilter, { tags: [] }, 'no-tags'],
    ['all excluded', badFilter, { tags: ['a'], excluded: 'a' }, 'no-tags'],
    ['a bad filter', badFilter, { tags: ['a'] }, 'pattern-invalid'],
    ['all filtered out', { ...semver('*'), filterTags: { pattern: '^v' } }, { tags: ['1.0.0'] }, 'no-tags'],
    ['none in range', semver('>=2'), { tags: ['1.0.0', 'latest'] }, 'no-tag-fits'],
    ['no number', { policy: { numerical: {} } }, { tags: ['1', 'b', 'a'] }, 'value-not-a-number'],
  ]
  test.each(table)('%s', (_, spec, { tags, excluded }, code) => {
    expect(problemOf(spec, tags, excluded === undefined ? [] : [excluded])).toMatchObject({
      code,
      level: 'error',
    })
  })

  test("the order in Flux's text is in capitals, one for each sign", () => {
    expect(problemOf({ policy: { numerical: { order: 'groß' } } }, ['a'])?.flux).toBe(
      "invalid policy: invalid order argument provided: 'GROß', must be one of: ASC, DESC",
    )
    expect(problemOf({ policy: { alphabetical: { order: 'Up' } } }, ['a'])?.flux).toBe(
      "invalid policy: invalid order argument provided: 'UP', must be one of: ASC, DESC",
    )
  })

  test('messages name what was seen', () => {
    expect(problemOf(semver('>=2'), ['1.0.0', 'latest'])?.message).toBe(
      'no tag is a version in the range ">=2": not a version: 1, out of range: 1',
    )
    expect(problemOf({ policy: { numerical: {} } }, ['1', 'b', 'a'])?.message).toBe(
      '"b" is not a number (one of 2 such values); a numerical policy fails unless its filter lets only numbers through, as ^[0-9]+$ does',
    )
    expect(problemOf(semver('*'), ['a', 'b'], ['.'])?.message).toBe('the exclusion leaves none of 2 tags')
  })
})

describe('attachments of images', () => {
  const digest = '0123456789abcdef'.repeat(4)
  const attached = [
    '1.0.0.sig',
    'sha256-abc.att',
    'x.sbom',
    `sha256-${digest}`,
    `sha256-${digest}.cosign`,
    `sha512-${digest}${digest}`,
  ]
  const plain = ['1.0.0', 'sha256-abc', `sha256-${digest}0`.slice(0, 70), 'sig', `sha1-${digest}`, '1.sig.0']

  test('are left out where asked for', () => {
    const { record } = choose({ policy: { alphabetical: {} } }, [...attached, ...plain], {
      patterns: [],
      attachments: true,
    })
    expect(record.excluded.count).toBe(attached.length)
  })

  test('and are tags like others where not', () => {
    const { record } = choose({ policy: { alphabetical: {} } }, [...attached, ...plain], nothingExcluded)
    expect(record.excluded.count).toBe(0)
  })
})

describe('the record tells how the winner came about', () => {
  test('every stage counts what fell out, with three examples', () => {
    const spec: PolicySpec = {
      filterTags: { pattern: '^(?P<v>[^-]*)(?:-alpine)?$', extract: '$v' },
      policy: { semver: { range: '>=1.2.0 <2.0.0' } },
    }
    const tags =
      '1.2.0 1.2.1 1.2.2 1.2.3 1.2.3-alpine 1.2.4 1.0.0 2.0.0 2.1.0 3.0.0 latest main a-b a.debug'.split(' ')
    expect(choose(spec, tags, { patterns: ['debug$'], attachments: true })).toEqual({
      kind: 'chosen',
      tag: '1.2.4',
      key: '1.2.4',
      record: {
        listed: 14,
        excluded: { count: 1, examples: ['a.debug'] },
        unmatched: { count: 1, examples: ['a-b'] },
        unparsable: { count: 2, examples: ['main', 'latest'] },
        outOfRange: { count: 4, examples: ['1.0.0', '2.0.0', '2.1.0'] },
        runnersUp: ['1.2.3', '1.2.2', '1.2.1'],
        winner: '1.2.4',
        rule: 'highest version in >=1.2.0 <2.0.0 among tags that match ^(?P<v>[^-]*)(?:-alpine)?$, compared by $v',
        warnings: ['of tags with the same extracted text only the first by bytes takes part; left out: 1'],
      },
    })
  })

  const rules: readonly (readonly [NonNullable<PolicySpec['policy']>, string, readonly string[]])[] = [
    [{ alphabetical: {} }, 'last in alphabetical order', ['5', '4', '3', '2']],
    [{ alphabetical: { order: 'desc' } }, 'first in alphabetical order', ['1', '10', '2', '3']],
    [{ numerical: { order: '' } }, 'largest number', ['10', '5', '4', '3']],
    [{ numerical: { order: 'desc' } }, 'smallest number', ['1', '2', '3', '4']],
  ]
  test.each(rules)('%j: %s', (policy, rule, [winner, ...runnersUp]) => {
    const { record } = choose({ policy }, ['3', '1', '10', '2', '5', '4'], nothingExcluded)
    expect(record).toMatchObject({ rule, winner, runnersUp })
  })
})

describe('the examples of what fell out are those that one asks about first', () => {
  const alpine: PolicySpec = { ...semver('1.x'), filterTags: { pattern: '^(.*)-alpine$', extract: '$1' } }
  const table: readonly (readonly [what: string, spec: PolicySpec, tags: string, wanted: object])[] = [
    [
      'the versions closest to the winner, not the highest',
      semver('>=1.2.0 <2.0.0'),
      '1.9.0 9.0.0 8.0.0 2.1.0 2.0.0 0.1.0 1.1.0',
      { outOfRange: { examples: ['1.1.0', '2.0.0', '2.1.0'] } },
    ],
    [
      'the prereleases of the winner first of all',
      semver('1.x'),
      '1.9.0 1.9.0-rc.2 1.9.0-rc.1 1.9.1-rc.1 1.10.0-rc.1 2.0.0',
      { outOfRange: { examples: ['1.9.0-rc.2', '1.9.0-rc.1', '1.9.1-rc.1'] } },
    ],
    [
      'of equally far ones the higher',
      semver('1.5.x'),
      '1.5.0 1.4.0 1.6.0 v1.6.0',
      { outOfRange: { examples: ['v1.6.0', '1.6.0', '1.4.0'] } },
    ],
    [
      'closest to the range where nothing won',
      semver('^3.2.0 || <1.0.0'),
      '2.0.0 1.1.0 3.1.9 5.0.0 9.0.0',
      { outOfRange: { examples: ['3.1.9', '1.1.0', '2.0.0'] } },
    ],
    [
      'texts that begin like the winner',
      semver('1.x'),
      '1.10.3 1.10 1 latest zzz 1.1',
      { unparsable: { examples: ['1.10', '1.1', '1'] } },
    ],
    [
      'tags that begin like the winner',
      { policy: { numerical: {} }, filterTags: { pattern: '^main-([0-9]+)$', extract: '$1' } },
      'main-12 main-x main-abc mail zzz',
      { unmatched: { examples: ['main-x', 'main-abc', 'mail'] } },
    ],
    [
      'also of what is excluded',
      semver('1.x'),
      '1.5.0 1.5.0-debug zz-debug 1.4.0-debug a-debug',
      { excluded: { examples: ['1.5.0-debug', '1.4.0-debug', 'zz-debug'] } },
    ],
    [
      'the tags, where keys are extracted',
      alpine,
      '1.5.0-alpine 2.0.0-alpine a-alpine',
      { outOfRange: { examples: ['2.0.0-alpine'] } },
    ],
    [
      'the last by bytes where nothing won',
      semver('1.x'),
      'b a d c',
      { unparsable: { examples: ['d', 'c', 'b'] } },
    ],
  ]
  test.each(table)('%s', (_, spec, tags, wanted) => {
    const exclusion = { patterns: ['-debug$'], attachments: false }
    const list = tags.split(' ')
    expect(choose(spec, list, exclusion).record).toMatchObject(wanted)
    expect(choose(spec, list.toReversed(), exclusion).record).toMatchObject(wanted)
  })
})

test('a value that is no number is told with the tag that it was extracted from', () => {
  const spec: PolicySpec = {
    policy: { numerical: {} },
    filterTags: { pattern: '^main-(.*)$', extract: '$1' },
  }
  expect(problemOf(spec, ['main-1', 'main-rc'])?.message).toBe(
    '"rc" is not a number; a numerical policy fails unless its filter lets only numbers through, as ^[0-9]+$ does; it was extracted from the tag main-rc',
  )
})
