import { expect, test } from '@jest/globals'
import { grouped } from '../../src/model/grouped.ts'

test('groups and their members stand in the order in which they first appear', () => {
  const groups = grouped(['web', 'api', 'worker', 'app'], (word) => word.charAt(0))
  expect([...groups]).toEqual([
    ['w', ['web', 'worker']],
    ['a', ['api', 'app']],
  ])
})
