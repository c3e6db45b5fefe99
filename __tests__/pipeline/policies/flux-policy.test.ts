import { describe, expect, test } from '@jest/globals'
import type { PolicySpec } from '../../../src/model/policy.ts'
import { choose } from '../../../src/pipeline/policies/policies.ts'
import { readCases } from '../../support/cases.ts'

type Outcome = { readonly latest: string } | { readonly error: string }

interface Case extends Pick<PolicySpec, 'policy' | 'filterTags'> {
  readonly name: string
  readonly tags?: readonly string[]
  readonly tagOrder?: string
  readonly expected: Partial<Record<string, unknown>> & { readonly anyOf?: readonly Outcome[] }
}

const { cases }: { readonly cases: readonly Case[] } = readCases('flux-policy')
const nothingExcluded = { patterns: [], attachments: false }

describe("a policy chooses Flux's tag, or fails with Flux's words", () => {
  const choices = cases.filter(
    ({ policy, tags, tagOrder }) => policy !== undefined && tags !== undefined && tagOrder === undefined,
  )

  test('the file has cases to choose from', () => {
    expect(choices.length).toBeGreaterThan(90)
  })

  test.each(choices)('$name', ({ policy, filterTags, tags = [], expected }) => {
    const spec = { ...(policy && { policy }), ...(filterTags && { filterTags }) }
    const choice = choose(spec, tags, nothingExcluded)
    const outcome = choice.kind === 'chosen' ? { latest: choice.tag } : { error: choice.problem.flux }
    expect(expected.anyOf ?? [expected]).toContainEqual(outcome)
    expect(choose(spec, tags.toReversed(), nothingExcluded)).toEqual(choice)
  })
})
