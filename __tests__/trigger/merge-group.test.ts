import { describe, expect, test } from '@jest/globals'
import { findQueuedBranch } from '../../src/trigger/merge-group.ts'

describe('the branch that a merge queue leads to', () => {
  test.each([
    ['merge_group', { merge_group: { base_ref: 'refs/heads/main' } }, 'main'],
    ['merge_group', { merge_group: { base_ref: 'refs/heads/release/1.x' } }, 'release/1.x'],
    ['push', { merge_group: { base_ref: 'refs/heads/main' } }, undefined],
    [undefined, undefined, undefined],
  ])('of %s with %j is %s', (event, payload, branch) => {
    expect(findQueuedBranch(event, payload)).toBe(branch)
  })

  test.each([undefined, null, 7, {}, { merge_group: null }, { merge_group: { base_ref: 'main' } }])(
    'cannot be told from %j, which says what was wanted',
    (payload) => {
      expect(() => findQueuedBranch('merge_group', payload)).toThrow('wanted `merge_group.base_ref`')
    },
  )
})
