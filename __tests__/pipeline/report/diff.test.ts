import { expect, test } from '@jest/globals'
import { applyPatch } from 'diff'
import * as fc from 'fast-check'
import { diffLines, fileDiff } from '../../../src/pipeline/report/diff.ts'
import { aCommitParcel, aFile, aPlannedCommit, aRequestParcel } from '../../support/builders.ts'

test('a file is told as a unified diff with little around its edits', () => {
  const lines = ['one', 'two', 'three', 'tag: 1.0.0', 'five', 'six', 'seven', '']
  const before = aFile('apps/web.yaml', lines.join('\n'))
  const after = aFile('apps/web.yaml', lines.join('\n').replace('1.0.0', '1.1.0'))
  expect(fileDiff({ before, after })).toEqual([
    '--- a/apps/web.yaml',
    '+++ b/apps/web.yaml',
    '@@ -2,5 +2,5 @@',
    ' two',
    ' three',
    '-tag: 1.0.0',
    '+tag: 1.1.0',
    ' five',
    ' six',
  ])
})

test('a missing last newline and bytes that are no UTF-8 are shown', () => {
  const bytes = (tag: string) => new Uint8Array([0xff, 0x0a, ...Buffer.from(`tag: ${tag}`)])
  expect(fileDiff({ before: aFile('a.yaml', bytes('1')), after: aFile('a.yaml', bytes('2')) })).toEqual([
    '--- a/a.yaml',
    '+++ b/a.yaml',
    '@@ -1,2 +1,2 @@',
    ' \uFFFD',
    '-tag: 1',
    '\\ No newline at end of file',
    '+tag: 2',
    '\\ No newline at end of file',
  ])
})

test('changes near each other are shown together, others apart, and a value that filled several lines as one', () => {
  const before = ['a: >-', '  one', '  two', 'b: 1', 'c: 1', 'd', 'e', 'f', 'g', 'h', 'i: 1', '']
  const after = ['a: >-', '  new', 'b: 1', 'c: 2', 'd', 'e', 'f', 'g', 'h', 'i: 2', '']
  const [old, fresh] = [aFile('a.yaml', before.join('\n')), aFile('a.yaml', after.join('\n'))]
  expect(fileDiff({ before: old, after: fresh }).slice(2)).toEqual([
    '@@ -1,7 +1,6 @@',
    ' a: >-',
    '-  one',
    '-  two',
    '+  new',
    ' b: 1',
    '-c: 1',
    '+c: 2',
    ' d',
    ' e',
    '@@ -9,3 +8,3 @@',
    ' g',
    ' h',
    '-i: 1',
    '+i: 2',
  ])
})

test('whoever applies the diff gets the new text', () => {
  const line = fc.constantFrom('', 'a', 'b', 'c', ' #')
  const text = fc.tuple(fc.array(line), fc.boolean()).map(([lines, isEnded]) => {
    const joined = lines.join('\n')
    return isEnded && joined !== '' ? `${joined}\n` : joined
  })
  fc.assert(
    fc.property(text, text, (before, after) => {
      const lines = fileDiff({ before: aFile('a.yaml', before), after: aFile('a.yaml', after) })
      expect(applyPatch(before, lines.join('\n'))).toBe(after)
    }),
    { seed: 7 },
  )
})

test.each([
  ['each its own line', '1.0.0', '2.0.0'],
  ['two lines each', '1.0.0\n  more', '2.0.0'],
])('a hundred thousand changes, %s, take no time that anybody waits for', (_, old, fresh) => {
  const text = (value: string) => Array.from({ length: 100_000 }, (_, n) => `- ${n}: ${value}\n`).join('')
  const lines = fileDiff({ before: aFile('a.yaml', text(old)), after: aFile('a.yaml', text(fresh)) })
  expect(lines.filter((line) => line.startsWith('+-'))).toHaveLength(100_000)
})

test('a file name cannot forge a line', () => {
  const name = 'a\n+++ b/evil.yaml'
  const lines = fileDiff({ before: aFile(name, 'a: 1\n'), after: aFile(name, 'a: 2\n') })
  expect(lines.filter((line) => line.startsWith('+++'))).toEqual(['+++ b/a +++ b/evil.yaml'])
})

test('commits stand under the branches that they go to, with their messages', () => {
  const file = { before: aFile('a.yaml', 'a: 1\n'), after: aFile('a.yaml', 'a: 2\n') }
  const commits = [{ planned: aPlannedCommit(), files: [file], message: 'Say\n\n--- a/b\n' }]
  const parcels = [
    { parcel: aCommitParcel(), commits },
    { parcel: aRequestParcel(), commits },
  ]
  expect(diffLines(parcels)).toEqual([
    '# main',
    '#   Say',
    '#',
    '#   --- a/b',
    ...fileDiff(file),
    '# image-bump/production--web',
    '#   Say',
    '#',
    '#   --- a/b',
    ...fileDiff(file),
  ])
})
