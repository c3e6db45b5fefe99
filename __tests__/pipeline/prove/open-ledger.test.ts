/** What follows where the ledger cannot be read is said as it is for these environments. */
import { expect, test } from '@jest/globals'
import { problemError } from '../../../src/model/problem.ts'
import { openLedger } from '../../../src/pipeline/prove/open-ledger.ts'
import { anEnvironment, aPolicy, aScanned } from '../../support/builders.ts'

const git = { readLedger: () => Promise.reject(problemError('git-failed', 'git ls-remote failed.')) }

test.each([
  { minimumAge: undefined, follows: 'so a tag that was pushed again is not noticed: git ls-remote failed.' },
  { minimumAge: 1000, follows: 'so no tag is known to be old enough: git ls-remote failed.' },
])('a ledger that cannot be read: $follows', async ({ minimumAge, follows }) => {
  const policy = aPolicy('dev:web', minimumAge === undefined ? {} : { minimumAge })
  const gated = aScanned({}, anEnvironment({ policies: [policy] }))
  const { ledger, problems } = await openLedger([gated], git)
  expect(ledger).toBeUndefined()
  expect(problems).toMatchObject([{ code: 'ledger-unreadable', message: expect.stringContaining(follows) }])
})
