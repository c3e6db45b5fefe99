import { expect, test } from '@jest/globals'
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

test('a file name cannot forge a line', () => {
  const name = 'a\n+++ b/evil.yaml'
  const lines = fileDiff({ before: aFile(name, 'a: 1\n'), after: aFile(name, 'a: 2\n') })
  expect(lines.filter((line) => line.startsWith('+++'))).toEqual(['+++ b/a +++ b/evil.yaml'])
})

test('parcels stand under the branches that they go to', () => {
  const file = { before: aFile('a.yaml', 'a: 1\n'), after: aFile('a.yaml', 'a: 2\n') }
  const commits = [{ planned: aPlannedCommit(), files: [file], message: '' }]
  const parcels = [
    { parcel: aCommitParcel(), commits },
    { parcel: aRequestParcel(), commits },
  ]
  expect(diffLines(parcels)).toEqual([
    '# main',
    ...fileDiff(file),
    '# image-bump/production--web',
    ...fileDiff(file),
  ])
})
