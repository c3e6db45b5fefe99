/** Never backwards unless told: from what is listed and what stands in the files to where the winner leads, case by case. */
import { describe, expect, test } from '@jest/globals'
import { courseOf, type Course, type ImagePolicy, type PolicySpec } from '../../../src/model/policy.ts'
import { select } from '../../../src/pipeline/select/select.ts'
import { aDigest, anEnvironment, aPolicy, aScanned } from '../../support/builders.ts'

const semver = (range: string, filterTags?: PolicySpec['filterTags']): PolicySpec => ({
  policy: { semver: { range } },
  ...(filterTags && { filterTags }),
})
const ones = semver('>=1.2.0 <2.0.0')
const previews = semver('>=1.0.0-0')
const alpine = semver('1.x', { pattern: '^(.*)-alpine$', extract: '$1' })
const builds = semver('1.x', { pattern: '^([0-9.]+)-b([0-9]+)$', extract: '$1+$2' })
const stamps: PolicySpec = {
  policy: { numerical: {} },
  filterTags: { pattern: '^main-[0-9a-f]+-(?P<ts>[0-9]+)$', extract: '$ts' },
}
const smallest: PolicySpec = { policy: { numerical: { order: 'desc' } } }
const releases: PolicySpec = { policy: { alphabetical: {} }, filterTags: { pattern: '^RELEASE' } }
const firstName: PolicySpec = { policy: { alphabetical: { order: 'desc' } } }

type Row = readonly [what: string, spec: PolicySpec, listed: string, inFiles: string, course: Course]

const versions: readonly Row[] = [
  ['the winner itself', ones, '1.3.0 1.4.0', '1.4.0', 'forward'],
  ['an older version', ones, '1.3.0 1.4.0', '1.3.0', 'forward'],
  ['an older version that is no longer listed', ones, '1.4.0', '1.3.9', 'forward'],
  ['the same version in another spelling', ones, '1.4.0', 'v1.4.0', 'forward'],
  ['an older version below the range', ones, '1.4.0', '1.0.0', 'forward'],
  ['a newer version that is gone from the registry', ones, '1.4.0', '1.5.0', 'back'],
  ['a newer version above the range', ones, '1.4.0 2.1.0', '2.1.0', 'back'],
  ['a newer prerelease', ones, '1.4.0', '1.5.0-rc.1', 'back'],
  ['the prerelease of the winner', ones, '1.4.0', '1.4.0-rc.1', 'forward'],
  [
    'the prerelease of the winner, in a range that takes it',
    previews,
    '1.4.0-rc.2 1.4.0',
    '1.4.0-rc.2',
    'forward',
  ],
  ['the release before a prerelease that wins', previews, '1.4.0 1.5.0-rc.1', '1.4.0', 'forward'],
  ['the release of a prerelease that wins', previews, '1.5.0-rc.1', '1.5.0', 'back'],
  ['no version', ones, '1.4.0', 'latest', 'aside'],
  ['a version that lacks a dot', ones, '1.4.0', '1.5', 'aside'],
]

const filtered: readonly Row[] = [
  ['an older version of the same kind', alpine, '1.3.0-alpine 1.4.0-alpine', '1.3.0-alpine', 'forward'],
  ['a newer version of the same kind', alpine, '1.4.0-alpine', '1.5.0-alpine', 'back'],
  ['an older version of another kind', alpine, '1.4.0-alpine', '1.3.0-bookworm', 'aside'],
  ['another build of the same version', builds, '1.4.0-b1 1.4.0-b2', '1.4.0-b1', 'forward'],
  [
    'a newer version that a narrower filter leaves out',
    semver('1.x', { pattern: '^1[.]4' }),
    '1.4.0 1.5.0',
    '1.5.0',
    'back',
  ],
  [
    'an older version that a narrower filter leaves out',
    semver('1.x', { pattern: '^1[.]4' }),
    '1.4.0',
    '1.3.0',
    'forward',
  ],
]

const others: readonly Row[] = [
  ['an older stamp', stamps, 'main-ab-20 main-cd-3', 'main-cd-3', 'forward'],
  ['the same stamp of another commit', stamps, 'main-ab-20', 'main-cd-20', 'forward'],
  ['a newer stamp', stamps, 'main-ab-20', 'main-cd-100', 'back'],
  ['no stamp', stamps, 'main-ab-20', 'hotfix-7', 'aside'],
  ['a larger number where the smallest wins', smallest, '1 2', '2', 'forward'],
  ['a smaller number where the smallest wins', smallest, '1 2', '0', 'back'],
  ['an earlier text', releases, 'RELEASE.2024 RELEASE.2023', 'RELEASE.2023', 'forward'],
  ['a later text', releases, 'RELEASE.2024', 'RELEASE.2025', 'back'],
  ['a text of another kind', releases, 'RELEASE.2024', 'edge', 'aside'],
  ['a later text where the first wins', firstName, 'a b', 'b', 'forward'],
  ['an earlier text where the first wins', firstName, 'b c', 'a', 'back'],
]

const several: readonly Row[] = [
  ['older ones and the winner', ones, '1.4.0', '1.3.0 1.4.0', 'forward'],
  ['an older one and a newer one', ones, '1.4.0', '1.3.0 1.5.0', 'back'],
  ['an older one and a strange one', ones, '1.4.0', '1.3.0 hotfix', 'aside'],
  ['a strange one and a newer one', ones, '1.4.0', 'hotfix 1.5.0', 'back'],
]

describe.each([
  ['a policy of versions', versions],
  ['a policy with a filter', filtered],
  ['a policy of numbers or texts', others],
  ['different tags in several files', several],
] as const)('%s', (_, rows) => {
  test.each(rows)('where the files hold %s', (...row) => {
    const [, spec, listed, inFiles, course] = row
    const files = inFiles
      .split(' ')
      .map((tag, at) => [`${at}.yaml`, `t: ${tag} # ${marker('tag')}\n`] as const)
    expect(courseFor(spec, listed, Object.fromEntries(files))).toBe(course)
  })
})

describe('what holds no tag leads nowhere but forward', () => {
  test.each([
    ['a digest alone', `d: ${aDigest()} # ${marker('digest')}\n`],
    ['an image without a tag', 'i: ghcr.io/acme/web # {"$imagepolicy": "dev:web"}\n'],
    ['an image by digest', `i: ghcr.io/acme/web@${aDigest()} # {"$imagepolicy": "dev:web"}\n`],
    ['an empty field', `t: "" # ${marker('tag')}\n`],
  ])('%s', (_, text) => {
    expect(courseFor(ones, '1.4.0', { 'a.yaml': text })).toBe('forward')
  })

  test('but an image with tag and digest goes by its tag', () => {
    const text = `i: ghcr.io/acme/web:1.5.0@${aDigest()} # {"$imagepolicy": "dev:web"}\n`
    expect(courseFor(ones, '1.4.0', { 'a.yaml': text })).toBe('back')
  })
})

describe('a pin is forward, and without it the rule holds again', () => {
  const listed = '3.4.1 3.5.0 4.0.0 hotfix'
  const range = semver('~3.5')
  const holding = (value: string) => ({ 'a.yaml': `t: ${value} # ${marker('tag')}\n` })

  test.each([
    ['an older tag', '3.4.1', 'forward'],
    ['a newer tag', '4.0.0', 'back'],
    ['a tag that is no version', 'hotfix', 'aside'],
  ])('%s', (_, tag, removed) => {
    const pinned = courseFor(range, listed, holding('3.5.0'), { pin: { tag } })
    expect([pinned, courseFor(range, listed, holding(tag))]).toEqual(['forward', removed])
  })

  test('but a tag that is not listed leads nowhere', () => {
    expect(courseFor(range, listed, holding('3.5.0'), { pin: { tag: '3.41' } })).toBeUndefined()
  })
})

function marker(field: string): string {
  return `{"$imagepolicy": "dev:web:${field}"}`
}

function courseFor(
  spec: PolicySpec,
  listed: string,
  files: Record<string, string>,
  byHand: Partial<ImagePolicy> = {},
): Course | undefined {
  const policy = aPolicy('dev:web', { spec, ...byHand })
  const environments = [aScanned(files, anEnvironment({ policies: [policy] }))]
  const listings = new Map([['ghcr.io/acme/web', { kind: 'listed', tags: listed.split(' ') } as const]])
  const [selected] = select({ environments, listings })
  const [selection] = selected?.selections ?? []
  return selection?.kind === 'selected' ? courseOf(selection.weighed) : undefined
}
