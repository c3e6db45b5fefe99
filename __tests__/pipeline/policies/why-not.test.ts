import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import type { PolicySpec } from '../../../src/model/policy.ts'
import { choose, type Stage, whyNot } from '../../../src/pipeline/policies/policies.ts'

const semver = (range: string): PolicySpec => ({ policy: { semver: { range } } })
const stamped: PolicySpec = {
  filterTags: { pattern: '^main-[0-9a-f]+-(?P<ts>[0-9]+)$', extract: '$ts' },
  policy: { numerical: {} },
}
const stamps = ['main-a-1', 'main-b-2', 'main-c-2', 'dev-a-9']
const alpine: PolicySpec = { filterTags: { pattern: '^(.*)-alpine', extract: '$1' }, ...semver('1.x') }
const numerical = (order?: string): PolicySpec => ({
  policy: { numerical: order === undefined ? {} : { order } },
})

type Row = readonly [
  what: string,
  seen: { readonly spec: PolicySpec; readonly tags: readonly string[]; readonly excluded?: string },
  tag: string,
  answer: { readonly stage: Stage; readonly reason: string; readonly key?: string },
]

const table: readonly Row[] = [
  [
    'a tag that the registry does not have',
    { spec: semver('*'), tags: ['1.0.0'] },
    '1.1.0',
    { stage: 'not-listed', reason: '1.1.0 is not among the tags listed (1)' },
  ],
  [
    'a tag without the v that it has',
    { spec: semver('*'), tags: ['v1.1.0'] },
    '1.1.0',
    { stage: 'not-listed', reason: '1.1.0 is not among the tags listed (1); v1.1.0 is' },
  ],
  [
    'an excluded tag',
    { spec: semver('*'), tags: ['1.0.0', '1.1.0-debug'], excluded: '-debug$' },
    '1.1.0-debug',
    { stage: 'excluded', reason: '1.1.0-debug is excluded by the pattern -debug$' },
  ],
  [
    'a tag that the filter leaves out',
    { spec: stamped, tags: stamps },
    'dev-a-9',
    {
      stage: 'not-matched',
      reason: 'dev-a-9 does not match the filter ^main-[0-9a-f]+-(?P<ts>[0-9]+)$',
    },
  ],
  [
    'no version',
    { spec: semver('*'), tags: ['1.0.0', 'latest'] },
    'latest',
    { stage: 'not-parsable', key: 'latest', reason: 'latest is not a version' },
  ],
  [
    'a version with one dot',
    { spec: semver('*'), tags: ['1.0.0', '1.1'] },
    '1.1',
    {
      stage: 'not-parsable',
      key: '1.1',
      reason: '1.1 is not a version for Flux, which wants two dots in it',
    },
  ],
  [
    'an extracted key that is no version',
    { spec: alpine, tags: ['1.0.0-alpine', 'edge-alpine'] },
    'edge-alpine',
    {
      stage: 'not-parsable',
      key: 'edge',
      reason: 'edge-alpine, compared as "edge", is not a version',
    },
  ],
  [
    'no number',
    { spec: numerical(), tags: ['1', 'b'] },
    'b',
    {
      stage: 'not-parsable',
      key: 'b',
      reason: 'b is not a number, for which the whole policy fails',
    },
  ],
  [
    'a number beside one that is none',
    { spec: numerical(), tags: ['1', 'b'] },
    '1',
    {
      stage: 'policy-failed',
      key: '1',
      reason:
        '"b" is not a number; a numerical policy fails unless its filter lets only numbers through, as ^[0-9]+$ does',
    },
  ],
  [
    'a version out of range',
    { spec: semver('1.x'), tags: ['1.0.0', '2.0.0'] },
    '2.0.0',
    { stage: 'out-of-range', key: '2.0.0', reason: '2.0.0 is outside the range 1.x' },
  ],
  [
    'a prerelease in a range that takes none',
    { spec: semver('>=1.0.0'), tags: ['1.0.0', '1.1.0-rc.1'] },
    '1.1.0-rc.1',
    {
      stage: 'out-of-range',
      key: '1.1.0-rc.1',
      reason:
        '1.1.0-rc.1 is a prerelease, which the range >=1.0.0 does not take; a part of it that names a prerelease would, as in >=1.0.0-0',
    },
  ],
  [
    'a prerelease out of range either way',
    { spec: semver('1.x'), tags: ['1.0.0', '2.1.0-rc.1'] },
    '2.1.0-rc.1',
    { stage: 'out-of-range', key: '2.1.0-rc.1', reason: '2.1.0-rc.1 is outside the range 1.x' },
  ],
  [
    'a tag with the key of another',
    { spec: stamped, tags: stamps },
    'main-c-2',
    {
      stage: 'same-key',
      key: '2',
      reason:
        'main-c-2, compared as "2", gives way to main-b-2, which is compared as the same and comes first by bytes',
    },
  ],
  [
    'a lower version',
    { spec: semver('*'), tags: ['1.9.0', '1.10.0'] },
    '1.9.0',
    {
      stage: 'beaten',
      key: '1.9.0',
      reason: '1.9.0 fits and is beaten by 1.10.0: 1.10.0 is the higher version',
    },
  ],
  [
    'an equal version',
    { spec: semver('*'), tags: ['1.0.0', 'v1.0.0'] },
    '1.0.0',
    {
      stage: 'beaten',
      key: '1.0.0',
      reason: '1.0.0 fits and is beaten by v1.0.0: v1.0.0 is the same version and comes last by bytes',
    },
  ],
  [
    'a smaller number',
    { spec: stamped, tags: stamps },
    'main-a-1',
    {
      stage: 'beaten',
      key: '1',
      reason:
        'main-a-1, compared as "1", fits and is beaten by main-b-2, compared as "2": 2 is the larger number',
    },
  ],
  [
    'a larger number where the smallest is wanted',
    { spec: numerical('desc'), tags: ['1', '2'] },
    '2',
    { stage: 'beaten', key: '2', reason: '2 fits and is beaten by 1: 1 is the smaller number' },
  ],
  [
    'an equal number',
    { spec: numerical(), tags: ['2', '2.0'] },
    '2.0',
    {
      stage: 'beaten',
      key: '2.0',
      reason: '2.0 fits and is beaten by 2: 2 is the same number and comes first by bytes',
    },
  ],
  [
    'a number beside NaN',
    { spec: numerical(), tags: ['2', 'nan', 'x'], excluded: 'x' },
    'nan',
    {
      stage: 'beaten',
      key: 'nan',
      reason: 'nan fits and is beaten by 2: NaN has no order, so the place by bytes decides',
    },
  ],
  [
    'text that comes earlier',
    { spec: { policy: { alphabetical: {} } }, tags: ['a', 'b'] },
    'a',
    {
      stage: 'beaten',
      key: 'a',
      reason: 'a fits and is beaten by b: "b" comes later in alphabetical order',
    },
  ],
  [
    'text that comes later where the first is wanted',
    { spec: { policy: { alphabetical: { order: 'desc' } } }, tags: ['a', 'b'] },
    'b',
    {
      stage: 'beaten',
      key: 'b',
      reason: 'b fits and is beaten by a: "a" comes earlier in alphabetical order',
    },
  ],
  [
    'the winner',
    { spec: semver('*'), tags: ['1.0.0'] },
    '1.0.0',
    { stage: 'winner', key: '1.0.0', reason: '1.0.0 is chosen: highest version in *' },
  ],
  [
    'a policy that chooses in no way',
    { spec: { policy: {} }, tags: ['1.0.0'] },
    '1.0.0',
    { stage: 'policy-failed', reason: 'the policy has none of semver, alphabetical and numerical' },
  ],
]

describe('why not this tag', () => {
  test.each(table)('%s', (_, { spec, tags, excluded }, tag, answer) => {
    const exclusion = { patterns: excluded === undefined ? [] : ['unused', excluded], attachments: false }
    expect(whyNot({ spec, tags, exclusion }, tag)).toEqual({ tag, ...answer })
  })

  test.each(['exclusion', 'filter'])('a pattern that is none: the %s', (where) => {
    const spec = where === 'filter' ? { ...semver('*'), filterTags: { pattern: '(' } } : semver('*')
    const exclusion = { patterns: where === 'filter' ? [] : ['('], attachments: false }
    const { stage, reason } = whyNot({ spec, tags: ['1.0.0'], exclusion }, '1.0.0')
    expect(stage).toBe('policy-failed')
    expect(reason).toContain(`the ${where} "(" is no RE2 pattern`)
  })

  test('an attachment of an image', () => {
    const exclusion = { patterns: [], attachments: true }
    expect(whyNot({ spec: semver('*'), tags: ['1.0.0.sig'], exclusion }, '1.0.0.sig')).toEqual({
      tag: '1.0.0.sig',
      stage: 'excluded',
      reason:
        '1.0.0.sig is excluded as a signature, an attestation, an SBOM or another attachment of an image',
    })
  })
})

describe('laws', () => {
  const policies = [semver('>=1.0.0-0'), semver('1.x'), alpine, stamped, numerical(), numerical('desc')]
  const tags = fc.uniqueArray(
    fc.constantFrom('1.0.0', 'v1.0.0', '1.2.0', '2.0.0', '1.1.0-rc.1', 'latest', '3', '4.0', '4', ...stamps),
    { minLength: 1 },
  )
  const exclusion = { patterns: ['^v'], attachments: true }

  test('exactly the tag that is chosen is told to be the winner', () => {
    fc.assert(
      fc.property(fc.constantFrom(...policies), tags, (spec, tags) => {
        const choice = choose(spec, tags, exclusion)
        const winners = tags.filter((tag) => whyNot({ spec, tags, exclusion }, tag).stage === 'winner')
        expect(winners).toEqual(choice.kind === 'chosen' ? [choice.tag] : [])
      }),
      { seed: 7 },
    )
  })

  test('the stages of all tags add up to the record', () => {
    fc.assert(
      fc.property(fc.constantFrom(semver('1.x'), semver('>=1.0.0-0')), tags, (spec, tags) => {
        const { record } = choose(spec, tags, exclusion)
        const stages = tags.map((tag) => whyNot({ spec, tags, exclusion }, tag).stage)
        const count = (stage: Stage) => stages.filter((each) => each === stage).length
        expect([count('excluded'), count('not-parsable'), count('out-of-range')]).toEqual([
          record.excluded.count,
          record.unparsable.count,
          record.outOfRange.count,
        ])
      }),
      { seed: 7 },
    )
  })
})
