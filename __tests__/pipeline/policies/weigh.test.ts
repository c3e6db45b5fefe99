import { describe, expect, test } from '@jest/globals'
import type { PolicySpec, Weighed } from '../../../src/model/policy.ts'
import { sharedWork, weighWith } from '../../../src/pipeline/policies/policies.ts'

const semver: PolicySpec = { policy: { semver: { range: '>=1.2.0 <2.0.0' } } }
const alpine: PolicySpec = { ...semver, filterTags: { pattern: '^(.*)-alpine$', extract: '$1' } }
const stamped: PolicySpec = {
  policy: { numerical: {} },
  filterTags: { pattern: '^main-[0-9a-f]+-(?P<ts>[0-9]+)$', extract: '$ts' },
}
const alphabetical: PolicySpec = {
  policy: { alphabetical: {} },
  filterTags: { pattern: '^RELEASE' },
}

describe('a tag in a file is weighed in the order of its policy', () => {
  const table: readonly (readonly [
    string,
    PolicySpec,
    [winner: string, current: string],
    Pick<Weighed, 'fits' | 'age'>,
  ])[] = [
    ['an older version', semver, ['1.4.0', '1.3.9'], { fits: true, age: 'older' }],
    ['the winner itself', semver, ['1.4.0', '1.4.0'], { fits: true, age: 'same' }],
    ['the same version in another spelling', semver, ['1.4.0', 'v1.4.0'], { fits: true, age: 'same' }],
    [
      'a newer version that is gone from the registry',
      semver,
      ['1.4.0', '1.5.0'],
      { fits: true, age: 'newer' },
    ],
    ['a newer version out of range', semver, ['1.4.0', '2.1.0'], { fits: false, age: 'newer' }],
    ['an older version out of range', semver, ['1.4.0', '1.0.0'], { fits: false, age: 'older' }],
    ['a newer prerelease', semver, ['1.4.0', '1.5.0-rc.1'], { fits: false, age: 'newer' }],
    ['no version', semver, ['1.4.0', 'latest'], { fits: false, age: 'unknown' }],
    ['another tag with the same key', alpine, ['1.4.0-alpine', '1.5.0-alpine'], { fits: true, age: 'newer' }],
    ['a tag that the filter cannot read', alpine, ['1.4.0-alpine', '1.5.0'], { fits: false, age: 'unknown' }],
    [
      'a version that the filter leaves out',
      { ...semver, filterTags: { pattern: '^1[.]4' } },
      ['1.4.0', '1.5.0'],
      { fits: false, age: 'newer' },
    ],
    ['an older stamp', stamped, ['main-ab-20', 'main-cd-3'], { fits: true, age: 'older' }],
    ['a newer stamp', stamped, ['main-ab-20', 'main-cd-100'], { fits: true, age: 'newer' }],
    ['no stamp', stamped, ['main-ab-20', 'latest'], { fits: false, age: 'unknown' }],
    [
      'a larger number where the smallest wins',
      { policy: { numerical: { order: 'desc' } } },
      ['1', '2'],
      { fits: true, age: 'older' },
    ],
    ['infinity', { policy: { numerical: {} } }, ['1', 'inf'], { fits: true, age: 'newer' }],
    ['NaN', { policy: { numerical: {} } }, ['1', 'nan'], { fits: true, age: 'unknown' }],
    ['a later text', alphabetical, ['RELEASE.2024', 'RELEASE.2025'], { fits: true, age: 'newer' }],
    ['a text of another kind', alphabetical, ['RELEASE.2024', 'latest'], { fits: false, age: 'unknown' }],
    ['anything under a bad policy', { policy: {} }, ['1', '2'], { fits: false, age: 'unknown' }],
    [
      'anything under a bad filter',
      { ...semver, filterTags: { pattern: '(' } },
      ['1.4.0', '1.4.0'],
      { fits: false, age: 'unknown' },
    ],
  ]
  test.each(table)('%s', (_, spec, [winner, current], wanted) => {
    expect(weighWith(sharedWork().read(spec), winner, current)).toEqual({ tag: current, ...wanted })
  })
})
