import { describe, expect, test } from '@jest/globals'
import { problemsIn } from './reading.ts'

const unbounded =
  'the range >=1.0.0 has no upper bound, so the next major version is taken as soon as it is there'
const gate = 'which is delivered by pull request, and'

describe('a policy that may surprise is refused where changes go by pull request', () => {
  test.each([
    ['unbounded-range', '{ semver: { range: ">=1.0.0" } }', unbounded],
    [
      'prerelease',
      '{ semver: { range: ">=1.0.0-0 <2.0.0" } }',
      'a prerelease can win, since the range >=1.0.0-0 <2.0.0 names one',
    ],
    ['latest', '{ alphabetical: {} }', 'the tag latest can win, since no filter keeps it out'],
  ])('%s', (word, choice, message) => {
    const use = `{ policy: ${choice} }`
    const advice = `tighten it, or write \`allow: [${word}]\` in \`production\``
    const expected = [
      `6:17 footgun-refused \`web\` decides for \`production\`, ${gate} ${message}; ${advice}`,
    ]
    expect(inProduction(use)).toEqual(expected)
    expect(inProduction(use, '{ pullRequest: { group: environment } }')).toEqual(expected)
    expect(inProduction(use, 'pullRequest', `allow: [${word}]`)).toEqual([])
    expect(inProduction(use, 'commit')).toEqual([])
  })

  test('unanchored-filter', () => {
    const use = '{ filterTags: { pattern: "^v1[.]" }, policy: { semver: { range: 1.x } } }'
    const expected = expect.stringMatching(/^6:17 footgun-refused .* since it is not held by \$; .*`allow/)
    expect(inProduction(use)).toEqual([expected])
    expect(inProduction(use, 'pullRequest', 'allow: [unanchored-filter]')).toEqual([])
  })

  test('all of them at once, and one that is allowed allows no other', () => {
    const use = '{ filterTags: { pattern: v }, policy: { semver: { range: ">=1-0" } } }'
    const codes = (...allow: readonly string[]) => inProduction(use, 'pullRequest', ...allow).length
    expect([codes(), codes('allow: [prerelease]'), codes('allow: [prerelease, unbounded-range]')]).toEqual([
      3, 2, 1,
    ])
  })

  test.each([
    ['a range with an end', '{ policy: { semver: { range: ">=1.2.0 <2.0.0" } } }'],
    ['a caret', '{ policy: { semver: { range: ^1.2 } } }'],
    ['latest that only stops the policy', '{ policy: { numerical: {} } }'],
    [
      'latest that the filter keeps out',
      '{ filterTags: { pattern: "^main-[0-9]+$" }, policy: { alphabetical: {} } }',
    ],
    ['a range that is none anyway', '{ policy: { semver: { range: ">>1" } } }'],
  ])('but not %s', (_, use) => {
    expect(inProduction(use).filter((line) => line.includes('footgun'))).toEqual([])
  })

  test('and latest is not refused where the image excludes it', () => {
    const images = 'images: { web: { image: acme/web, exclusionList: [^latest$] } }'
    expect(inProduction('{ policy: { alphabetical: {} } }', 'pullRequest', '', images)).toEqual([])
  })
})

test('a named policy is refused once in each such environment, where it is first used', () => {
  const lines = problemsIn(
    'version: 1',
    'images: { web: acme/web, api: acme/api, job: acme/job }',
    'policies: { base: { policy: { semver: { range: ">=1.0.0" } } }, any: { extends: base } }',
    'environments:',
    '  dev: { branch: dev, policies: { "*": any } }',
    '  qa: { branch: qa, delivery: pullRequest, policies: { "*": any } }',
    '  production: { delivery: pullRequest, policies: { web: any, api: any } }',
  )
  const told = (name: string) => `footgun-refused \`any\` decides for \`${name}\`, ${gate} ${unbounded}`
  const advice = (name: string) => `tighten it, or write \`allow: [unbounded-range]\` in \`${name}\``
  expect(lines).toEqual([
    `6:56 ${told('qa')}; ${advice('qa')}`,
    `7:52 ${told('production')}; ${advice('production')}`,
  ])
})

function inProduction(
  use: string,
  delivery = 'pullRequest',
  allow = '',
  images = 'images: { web: acme/web }',
): readonly string[] {
  const production = [
    '  production:',
    `    delivery: ${delivery}`,
    `    policies: { web: ${use} }`,
    `    ${allow}`,
  ]
  return problemsIn('version: 1', images, 'environments:', ...production)
}
