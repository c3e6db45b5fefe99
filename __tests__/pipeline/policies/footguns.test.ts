import { describe, expect, test } from '@jest/globals'
import type { PolicySpec } from '../../../src/model/policy.ts'
import { choose, type FootgunKind, footgunsOf } from '../../../src/pipeline/policies/policies.ts'

const nothingExcluded = { patterns: [], attachments: false }
const semver = (range: string): PolicySpec => ({ policy: { semver: { range } } })
const alphabetical: PolicySpec = { policy: { alphabetical: {} } }
const numerical: PolicySpec = { policy: { numerical: {} } }
const filtered = (policy: PolicySpec, pattern: string, extract = ''): PolicySpec => ({
  ...policy,
  filterTags: { pattern, extract },
})
const kindsOf = (spec: PolicySpec, patterns: readonly string[] = []): readonly FootgunKind[] =>
  footgunsOf(spec, { patterns, attachments: true }).map(({ kind }) => kind)

describe('some footguns show in the policy alone', () => {
  const table: readonly (readonly [what: string, spec: PolicySpec, kinds: readonly FootgunKind[]])[] = [
    ['a range with both ends', semver('>=1.2.0 <2.0.0'), []],
    ['a range without an end', semver('>=1.2.0'), ['unbounded-range']],
    ['a range with one alternative without an end', semver('^1 || >=3'), ['unbounded-range']],
    ['any version', semver('*'), ['unbounded-range']],
    ['a range that names a prerelease', semver('>=1.0.0-0 <2.0.0'), ['prerelease']],
    ['any version or prerelease', semver('>=0.0.0-0'), ['unbounded-range', 'prerelease']],
    ['all tags by the alphabet', alphabetical, ['latest']],
    ['all tags by number', numerical, ['latest-stops']],
    ['a filter that knows latest', filtered(alphabetical, '^(main|latest)$'), ['latest']],
    ['a filter that does not', filtered(alphabetical, '^RELEASE[.]'), ['unanchored-filter']],
    ['a filter that makes latest a version', filtered(semver('1.x'), '^(latest)$', '1.0.0'), ['latest']],
    ['a filter that makes latest a number', filtered(numerical, '^latest$', '1'), ['latest']],
    ['versions beside latest', filtered(semver('1.x'), '^.*$'), []],
    ['a filter without anchors', filtered(semver('1.x'), 'alpine'), ['unanchored-filter']],
    ['a filter with one anchor', filtered(numerical, '^main-([0-9]+)', '$1'), ['unanchored-filter']],
    ['a filter anchored in one way only', filtered(semver('1.x'), '^1|2$'), ['unanchored-filter']],
    ['a filter with both', filtered(numerical, '^main-(?P<ts>[0-9]+)$', '$ts'), []],
    ['both after a flag', filtered(semver('1.x'), '(?i)^V?1[.].*$'), []],
    ['an extract with a name', filtered(numerical, '^v(?P<n>[0-9]+)$', '$n.${n}$$'), []],
    ['an extract that runs on', filtered(numerical, '^v([0-9]+)$', '$1x'), ['extract-without-group']],
    ['an extract of another group', filtered(numerical, '^v([0-9]+)$', '$2'), ['extract-without-group']],
    ['a policy without a choice', filtered({}, 'alpine'), []],
    ['a bad range', semver('1.2.3.4'), []],
    ['a bad filter', filtered(alphabetical, '('), []],
  ]
  test.each(table)('%s', (_, spec, kinds) => {
    expect(kindsOf(spec)).toEqual(kinds)
  })

  test('latest does no harm where it is excluded', () => {
    expect(kindsOf(alphabetical, ['^latest$'])).toEqual([])
    expect(kindsOf(alphabetical, ['('])).toEqual([])
  })
})

describe('other footguns show in the tags', () => {
  const table: readonly (readonly [what: string, spec: PolicySpec, tags: string, warning: string])[] = [
    [
      'numbers that have grown by a digit',
      filtered(alphabetical, '^build-[0-9]+$'),
      'build-1 build-10 build-9 x',
      'build-9 and build-10 hold numbers of different lengths, which the alphabet does not put in the order of their size',
    ],
    [
      'numbers that will go wrong next time',
      filtered(alphabetical, '^v[0-9]+$'),
      'v60 v5 v1 x',
      'v60 and v5 hold numbers of different lengths, which the alphabet does not put in the order of their size',
    ],
    [
      'numbers that were extracted',
      filtered(alphabetical, '^main-([0-9]+)$', '$1'),
      'main-99 main-100',
      'main-99 and main-100 hold numbers of different lengths, which the alphabet does not put in the order of their size',
    ],
    [
      'dates without zeros',
      { ...filtered(alphabetical, '^2.*$'), policy: { alphabetical: { order: 'desc' } } },
      '2024.1.9 2024.1.10 x',
      '2024.1.10 and 2024.1.9 hold numbers of different lengths, which the alphabet does not put in the order of their size',
    ],
    [
      'a filter that matches nothing',
      filtered(semver('1.x'), '^v1$'),
      '1.0.0 1.1.0',
      'the filter ^v1$ matches none of 2 tags',
    ],
    [
      'a filter that leaves nothing out',
      filtered(semver('1.x'), '^.*$'),
      '1.0.0 1.1.0',
      'the filter ^.*$ matches all 2 tags',
    ],
    [
      'two tags with one key',
      filtered(semver('1.x'), '^(.*)-[a-z]+$', '$1'),
      '1.0.0-alpine 1.0.0-bookworm x',
      'of tags with the same extracted text only the first by bytes takes part; left out: 1',
    ],
  ]
  test.each(table)('%s', (_, spec, tags, warning) => {
    expect(warningsOf(spec, tags.split(' '))).toEqual([warning])
    expect(warningsOf(spec, tags.split(' ').toReversed())).toEqual([warning])
  })

  const quiet: readonly (readonly [what: string, spec: PolicySpec, tags: string])[] = [
    ['numbers of one length', filtered(alphabetical, '^build-[0-9]+$'), 'build-09 build-10 x'],
    ['times before hashes', filtered(alphabetical, '^[0-9]{3}-.*$'), '100-1a2b 101-12ab 102-9abc x'],
    ['numbers in texts of other kinds', filtered(alphabetical, '^v.*$'), 'v1 v1.10 v1-rc v2a x'],
    ['a text and the same with a number', filtered(alphabetical, '^main.*$'), 'main main1 x'],
    ['numbers in the order of their size', filtered(numerical, '^[0-9]+$'), '9 10 x'],
    ['a filter that matches all and extracts', filtered(semver('1.x'), '^v(.*)$', '$1'), 'v1.0.0 v1.1.0'],
    ['a filter and one tag', filtered(semver('1.x'), '^1[.].*$'), '1.0.0'],
    ['no filter', semver('1.x'), '1.0.0 1.1.0'],
  ]
  test.each(quiet)('nothing is said of %s', (_, spec, tags) => {
    expect(warningsOf(spec, tags.split(' '))).toEqual([])
  })
})

test('a warning says what was seen and what may come of it', () => {
  const specs = [
    semver('>=1.2.0'),
    semver('1.x-0'),
    alphabetical,
    numerical,
    filtered(alphabetical, '^.*$'),
    filtered(semver('1.x'), 'alpine'),
    filtered(semver('1.x'), '^1'),
    filtered(numerical, '^v([0-9]+)$', '${1}0$1x'),
  ]
  expect(specs.flatMap((spec) => footgunsOf(spec, nothingExcluded)).map(({ message }) => message)).toEqual([
    'the range >=1.2.0 has no upper bound, so the next major version is taken as soon as it is there',
    'a prerelease can win, since the range 1.x-0 names one',
    'the tag latest can win, since no filter keeps it out',
    'the tag latest would stop this policy: it is no number, and no filter keeps it out',
    'the tag latest can win, since the filter lets it through',
    'the filter alpine matches longer tags too, since it is not held by ^ and $',
    'the filter ^1 matches longer tags too, since it is not held by $',
    '$1x in the extract is always empty, since the filter ^v([0-9]+)$ has no such group; braces end a name, as in ${1}x',
  ])
})

test('a policy that fails warns as well', () => {
  const { kind, record } = choose(semver('>=9'), ['1.0.0'], nothingExcluded)
  expect([kind, record.warnings.length]).toEqual(['failed', 1])
})

function warningsOf(spec: PolicySpec, tags: readonly string[]): readonly string[] {
  return choose(spec, tags, nothingExcluded).record.warnings
}
