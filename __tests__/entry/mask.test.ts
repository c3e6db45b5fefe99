import { expect, test } from '@jest/globals'
import { maskLine } from '../../src/entry/mask.ts'

test.each<[string, string]>([
  ['secret', '::add-mask::secret\n'],
  ['100% of\r\ntwo lines', '::add-mask::100%25 of%0D%0Atwo lines\n'],
  ['::error::x', '::add-mask::::error::x\n'],
])('in a runner, %j is hidden from the log before it is used', (secret, line) => {
  expect(maskLine(secret, { GITHUB_ACTIONS: 'true' })).toBe(line)
})

test.each([{}, { GITHUB_ACTIONS: '' }, { GITHUB_ACTIONS: 'false' }])(
  'elsewhere a secret is written nowhere: %j',
  (env) => {
    expect(maskLine('secret', env)).toBeUndefined()
  },
)

test('blanks are no secret: the runner would hide every blank', () => {
  expect(maskLine(' \n', { GITHUB_ACTIONS: 'true' })).toBeUndefined()
})
