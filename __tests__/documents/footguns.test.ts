/** Each footgun of the page surprises as it says, and what it says to write instead does not. That its tests pass is held with all YAML. */
import { describe, expect, test } from '@jest/globals'
import { footgunsOf } from '../../src/pipeline/policies/policies.ts'
import { readPolicyTests } from '../../src/pipeline/policy-tests/policy-tests.ts'
import { allowed } from '../../src/pipeline/config/own/written-delivery.ts'
import { sectionsOf } from '../support/documents.ts'
import { readPage } from '../support/markdown.ts'

const page = readPage('.github/docs/FOOTGUNS.md')
const footguns = sectionsOf(page).map(({ title, yaml: [block] }) => ({
  title,
  prose: page.text.split(`## ${title}\n`)[1]?.split('```')[0] ?? '',
  tests: readPolicyTests({ file: title, text: block?.text ?? '' }),
}))

test('there are ten, numbered', () => {
  expect(footguns.map(({ title }) => Number.parseInt(title, 10))).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
})

describe.each(footguns)('$title', ({ prose, tests: [surprise, ...others] }) => {
  test('is shown as a surprise, and then as it should be', () => {
    expect(surprise?.name).toBe('the surprise')
    expect(others.length).toBeGreaterThan(0)
    expect(others.filter(({ name }) => !name.startsWith('instead'))).toEqual([])
    expect(others.map((instead) => instead.expect)).not.toContainEqual(surprise?.expect)
  })

  test('is refused as the page says, and what is written instead is not', () => {
    const told = [...prose.matchAll(/Refused as `([a-z-]+)`/g)].map(([, kind]) => kind)
    expect(refused(surprise)).toEqual(told)
    expect(others.filter(({ name }) => name === 'instead').flatMap(refused)).toEqual([])
  })
})

type PolicyTest = ReturnType<typeof readPolicyTests>[number]

function refused(of: PolicyTest | undefined): readonly string[] {
  const spec = of?.policy.kind === 'written' ? of.policy.spec : {}
  const kinds = footgunsOf(spec, { patterns: [], attachments: true }).map(({ kind }) => kind)
  return kinds.filter((kind) => allowed.safeParse(kind).success)
}
