import { describe, expect, test } from '@jest/globals'
import type { ImagePolicy, Pin } from '../../../src/model/policy.ts'
import { choose, pinned, suspended, whyNot } from '../../../src/pipeline/policies/policies.ts'
import { aPolicy } from '../../support/builders.ts'

const place = { file: '.github/image-bump.yaml', line: 9, column: 7 }
const tags = ['3.3.0', '3.4.1', '3.5.0', '4.0.0', 'main']

describe('a pinned tag wins', () => {
  test.each([
    ['whatever the policy prefers', '>=3 <4', { tag: '3.4.1' }, 'pinned; without the pin it would be 3.5.0'],
    [
      'with its reason in the record',
      '>=3 <4',
      { tag: '3.4.1', reason: 'INC-42' },
      'pinned, INC-42; without the pin it would be 3.5.0',
    ],
    [
      'also where it is newer than all that the policy would take',
      '>=3 <4',
      { tag: '4.0.0' },
      'pinned; without the pin it would be 3.5.0',
    ],
    [
      'also where the policy could not even read it',
      '>=3 <4',
      { tag: 'main' },
      'pinned; without the pin it would be 3.5.0',
    ],
    ['where the policy agrees', '>=3 <4', { tag: '3.5.0' }, 'pinned; the policy chooses it too'],
    [
      'where the policy finds nothing',
      '>=9',
      { tag: '3.3.0' },
      'pinned; without the pin nothing would be chosen',
    ],
  ] as const)('%s', (_, range, pin, rule) => {
    const choice = decide(range, pin)
    expect(choice).toMatchObject({ kind: 'chosen', tag: pin.tag, record: { winner: pin.tag, rule } })
    expect(choice.record.runnersUp).not.toContain(pin.tag)
  })

  test('and the tags that the policy prefers come next', () => {
    expect(decide('>=3 <4', { tag: '3.3.0' }).record.runnersUp).toEqual(['3.5.0', '3.4.1'])
  })

  test('but for a tag that the registry does not list', () => {
    expect(decide('>=3 <4', { tag: '3.41' })).toMatchObject({
      kind: 'failed',
      problem: {
        code: 'pin-not-listed',
        level: 'error',
        message: 'dev:web: it is pinned to 3.41, and the registry does not list that tag',
        place,
      },
    })
  })
})

describe('of a pinned policy it is told why', () => {
  test.each([
    ['3.4.1', 'winner', '3.4.1 is chosen: pinned, INC-42'],
    ['3.5.0', 'beaten', '3.5.0 gives way to 3.4.1, which is pinned, INC-42'],
    ['4.0.0', 'out-of-range', '4.0.0 is outside the range >=3 <4'],
    ['3.4', 'not-listed', '3.4 is not among the tags listed (5)'],
  ])('%s is %s', (tag, stage, reason) => {
    const { spec, repository } = policyOf('>=3 <4')
    const pin = { tag: '3.4.1', reason: 'INC-42' }
    expect(whyNot({ spec, tags, exclusion: repository.exclusion, pin }, tag)).toMatchObject({ stage, reason })
  })
})

test.each([
  [['1.2.0'], '1.2.0 stays in the files'],
  [['1.2.0', '1.3.0'], '1.2.0 and 1.3.0 stay in the files'],
  [[], 'what stands in the files stays'],
])('a suspended policy says that %j stay', (standing, words) => {
  expect(suspended(aPolicy('dev:web', { place }), standing)).toEqual({
    code: 'suspended',
    level: 'note',
    message: `dev:web is suspended, so nothing is chosen and ${words}; an open pull request is left as it is.`,
    place,
  })
})

function decide(range: string, pin: Pin) {
  const policy = { ...policyOf(range), pin }
  return pinned(policy, tags, choose(policy.spec, tags, policy.repository.exclusion))
}

function policyOf(range: string): ImagePolicy {
  return aPolicy('dev:web', { spec: { policy: { semver: { range } } }, place })
}
