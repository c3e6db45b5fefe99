import { describe, expect, test } from '@jest/globals'
import { counted, few, joined, named } from '../../src/model/words.ts'

describe('words of a sentence', () => {
  test.each([
    [1, 'policy', '1 policy'],
    [2, 'policy', '2 policies'],
    [0, 'branch', '0 branches'],
    [3, 'pull request', '3 pull requests'],
  ])('%d of the noun %s is %s', (number, noun, text) => {
    expect(counted(number, noun)).toBe(text)
  })

  test.each([
    [[], ''],
    [['a'], 'a'],
    [['a', 'b'], 'a and b'],
    [['a', 'b', 'c'], 'a, b and c'],
  ])('%j is read as "%s"', (parts, text) => {
    expect(joined(parts)).toBe(text)
    expect(joined(parts, 'or')).toBe(text.replace('and', 'or'))
  })

  test.each([
    [3, 'a, b and c', ['a', 'b', 'c']],
    [2, 'a, b and 1 more', ['a', 'b', 'and 1 more']],
  ])('of three %d are told, and how many are not', (atMost, sentence, list) => {
    expect([named(['a', 'b', 'c'], atMost), few(['a', 'b', 'c'], atMost)]).toEqual([sentence, list])
  })
})
