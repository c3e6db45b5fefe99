import { describe, expect, test } from '@jest/globals'
import { anchorsOf, parseRegex } from '../../../src/languages/regex/regex.ts'

describe('a pattern says where a text begins and ends', () => {
  const table: readonly (readonly [pattern: string, anchors: '' | 'start' | 'end' | 'both'])[] = [
    ['', ''],
    ['main', ''],
    ['^main', 'start'],
    ['main$', 'end'],
    ['^main$', 'both'],
    ['^$', 'both'],
    [String.raw`\Amain\z`, 'both'],
    ['^a|b$', ''],
    ['^a|^b$', 'start'],
    ['^a$|^b$', 'both'],
    ['^a$|', ''],
    ['^(a|b)$', 'both'],
    ['(^a|^b)$', 'both'],
    ['^(?:a$|b)', 'start'],
    ['(?:^|-)a$', 'end'],
    ['((^a)b(c$))', 'both'],
    ['(?P<all>^a$)', 'both'],
    ['(?i)^a$', 'both'],
    ['(?i:^a$)', 'both'],
    ['(?m)^a$', 'both'],
    ['(?i)a|^b', ''],
    ['^?a$', 'end'],
    ['^*a$', 'end'],
    ['^+a$', 'both'],
    ['^{0,1}a', ''],
    ['^{1}a', 'start'],
    ['^{00}a', 'start'],
    ['a$?', ''],
    ['(^a)?b$', 'end'],
    ['^a(b$)*', 'start'],
    ['^a+?$', 'both'],
    [String.raw`\^a\$`, ''],
    ['[^]a]$', 'end'],
    ['^[$]', 'start'],
    ['[|^$]', ''],
    [String.raw`^a\Q|b$\E`, 'start'],
    [String.raw`\Q^a\E$`, 'end'],
    ['^a[|]b$', 'both'],
    [String.raw`^a\|b$`, 'both'],
    ['^.*$', 'both'],
    ['.*', ''],
  ]
  test.each(table)('%s: %s', (pattern, wanted) => {
    expect(parseRegex(pattern).kind).toBe('regex')
    expect(anchorsOf(pattern)).toEqual({
      start: wanted === 'start' || wanted === 'both',
      end: wanted === 'end' || wanted === 'both',
    })
  })

  test('groups may be nested as deep as the engine takes them', () => {
    const pattern = `${'('.repeat(990)}^a$${')'.repeat(990)}`
    expect(anchorsOf(pattern)).toEqual({ start: true, end: true })
  })
})
