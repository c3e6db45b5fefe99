import { expect, test } from '@jest/globals'
import type { Candidate, Proof } from '../../../src/model/promotion.ts'
import { sharedWork } from '../../../src/pipeline/policies/policies.ts'
import { narrowed } from '../../../src/pipeline/select/behind-gates.ts'
import { aSelection } from '../../support/builders.ts'

function ranIn(environment: string, tag: string): Candidate {
  const proof: Proof = { source: { environment, soak: 0 }, by: 'tag', tag, since: 0, commit: 'c0ffee0' }
  return { tag, proofs: [proof], gates: [] }
}

test('a request that keeps its candidate is said once to hold one that ran', () => {
  const [best, carried] = [ranIn('staging', '1.1.0'), ranIn('dev', '1.0.0')]
  const none = { count: 0, examples: [] }
  const own = { candidates: [best, carried], unproved: none, tooYoung: none }
  const work = sharedWork()
  const first = narrowed(aSelection(), { candidate: best, own, work })
  expect(first).toMatchObject({
    record: { rule: 'highest version in >=1.0.0, of those that ran in staging' },
  })
  const kept = first.kind === 'selected' && narrowed(first, { candidate: carried, own, work })
  expect(kept).toMatchObject({ record: { rule: 'highest version in >=1.0.0, of those that ran in dev' } })
})
