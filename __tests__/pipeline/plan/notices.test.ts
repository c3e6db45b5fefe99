/** What is said below a request that is left alone. */
import { expect, test } from '@jest/globals'
import { noticesOf } from '../../../src/pipeline/plan/notices.ts'
import {
  aChange,
  anEnvironment,
  anEnvironmentPlan,
  aPolicy,
  aPullRequest,
  aSelection,
  byRequest,
} from '../../support/builders.ts'

test('names a few dozen of what waits, and how many more, so that a comment has room for it', () => {
  const environment = anEnvironment({ delivery: byRequest({ group: { kind: 'environment' } }) })
  const keys = Array.from({ length: 3000 }, (_, index) => `dev:some-rather-long-name-${index}` as const)
  const holds = keys.map((policy) => ({
    change: aChange('1.1.0', { policy }),
    why: 'edited' as const,
    lift: '',
  }))
  const selections = keys.map((key) => aSelection('1.1.0', aPolicy(key)))
  const existing = new Map([['image-bump/dev', { request: aPullRequest(), past: [] }]])
  const [notice, ...others] = noticesOf(
    [anEnvironmentPlan({ environment, holds })],
    [{ environment: environment.name, selections }],
    existing,
  )
  expect(others).toEqual([])
  expect(notice?.text.split('\n').slice(-2)).toEqual([
    '- `dev:some-rather-long-name-49 1.1.0`',
    '- and 2950 more',
  ])
})
