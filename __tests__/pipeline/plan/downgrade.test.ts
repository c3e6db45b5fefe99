/** What becomes of a winner that does not lead forward: the one rule, case by case. */
import { describe, expect, test } from '@jest/globals'
import { findBump } from '../../../src/model/bump-branch.ts'
import type { Delivery, Downgrade } from '../../../src/model/environment.ts'
import { courseOf, type Weighed } from '../../../src/model/policy.ts'
import { plan } from '../../../src/pipeline/plan/plan.ts'
import { anEnvironment, aPolicy, aScanned, aSelection, byRequest } from '../../support/builders.ts'

const older: Weighed = { tag: '1.0.0', fits: true, age: 'older' }
const newer: Weighed = { tag: '1.4.0', fits: true, age: 'newer' }
const newerOutside: Weighed = { tag: '2.0.0', fits: false, age: 'newer' }
const olderOutside: Weighed = { tag: '0.9.0', fits: false, age: 'older' }
const strange: Weighed = { tag: 'hotfix', fits: false, age: 'unknown' }
const unordered: Weighed = { tag: 'x', fits: true, age: 'unknown' }

test.each([
  ['nothing', [], 'forward'],
  ['an older tag', [older], 'forward'],
  ['an older tag that is outside the policy', [olderOutside], 'forward'],
  ['a tag that fits and cannot be ordered', [unordered], 'forward'],
  ['a newer tag', [newer], 'back'],
  ['a newer tag that is outside the policy', [newerOutside], 'back'],
  ['a tag outside the policy that cannot be ordered', [strange], 'aside'],
  ['a newer tag among others', [older, strange, newer], 'back'],
] as const)('with %s in the files the winner leads %s', (_, weighed, course) => {
  expect(courseOf(weighed)).toBe(course)
})

const byCommit: Delivery = { kind: 'commit', onRefusal: 'report' }
const own = 'image-bump/dev--web--rollback'

describe.each([
  ['forward', 'propose', 'commit', byCommit, undefined],
  ['back', 'propose', 'commit', byCommit, own],
  ['aside', 'propose', 'commit', byCommit, own],
  ['back', 'allow', 'commit', byCommit, undefined],
  ['back', 'propose', 'a request a policy', byRequest(), 'image-bump/dev--web'],
  ['back', 'propose', 'a request an environment', byRequest({ group: { kind: 'environment' } }), own],
  [
    'forward',
    'propose',
    'a request an environment',
    byRequest({ group: { kind: 'environment' } }),
    'image-bump/dev',
  ],
  [
    'back',
    'allow',
    'a request an environment',
    byRequest({ group: { kind: 'environment' } }),
    'image-bump/dev',
  ],
] as const)('going %s, downgrade: %s, delivery by %s', (...row) => {
  const [course, downgrade, , delivery, branch] = row
  test(`goes to ${branch ?? 'the environment itself'}`, () => {
    expect(findBump(anEnvironment({ delivery, downgrade }), 'dev:web', course)?.branch).toBe(branch)
  })
})

describe('an older winner', () => {
  test('is proposed alone, by a request that says so, and the others are committed', () => {
    const planned = planFor('propose', [newer])
    expect(planned.parcels).toMatchObject([
      { kind: 'commit', branch: 'main', commits: [{ course: 'forward', changes: [{ to: '5.0.0' }] }] },
      { kind: 'pull-request', branch: own, into: 'main', commit: { course: 'back', group: 'web' } },
    ])
    expect(planned.environments[0]?.problems).toEqual([
      {
        code: 'downgrade',
        level: 'warning',
        message:
          'dev:web: 1.4.0 stands in the files and is newer than what the policy chose. The change to 1.3.0 is proposed by a pull request of its own.',
        place: { file: 'a.yaml', line: 1, column: 4 },
      },
    ])
  })

  test('goes on where that is allowed, and is told', () => {
    const planned = planFor('allow', [newer])
    expect(planned.parcels).toMatchObject([{ kind: 'commit', commits: [{ changes: [{}, {}] }] }])
    expect(planned.environments[0]?.problems).toMatchObject([{ code: 'downgrade' }])
  })

  test('is held where that is refused, and the others go on', () => {
    const planned = planFor('refuse', [strange])
    expect(planned.parcels).toMatchObject([{ kind: 'commit', commits: [{ changes: [{ to: '5.0.0' }] }] }])
    expect(planned.environments[0]?.holds).toMatchObject([{ why: 'downgrade', change: { to: '1.3.0' } }])
  })
})

function planFor(downgrade: Downgrade, weighed: readonly Weighed[]) {
  const [web, api] = [aPolicy(), aPolicy('dev:api')]
  const environment = anEnvironment({ downgrade, policies: [web, api] })
  const files = {
    'a.yaml': 'w: 1.4.0 # {"$imagepolicy": "dev:web:tag"}\na: 4.0.0 # {"$imagepolicy": "dev:api:tag"}\n',
  }
  const selections = [aSelection('1.3.0', web, { weighed }), aSelection('5.0.0', api)]
  return plan({
    environments: [aScanned(files, environment)],
    selections: [{ environment: 'dev', selections }],
    underWay: undefined,
    suspend: false,
  })
}
