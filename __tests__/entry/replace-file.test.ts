/** Files that are written whole. */
import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { checkReplaceable, replaceFile } from '../../src/entry/replace-file.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'replace-file-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

test('a new file gets the folders that it needs, and nothing stands beside it', () => {
  replaceFile(join(folder, 'site/pages/index.html'), 'new')
  expect(readFileSync(join(folder, 'site/pages/index.html'), 'utf8')).toBe('new')
  expect(readdirSync(join(folder, 'site/pages'))).toEqual(['index.html'])
})

test('a file that is there is replaced and not written over: who has it open still reads the old one; permissions stay', () => {
  const path = join(folder, 'a.html')
  replaceFile(path, 'old')
  chmodSync(path, 0o600)
  const before = statSync(path).ino
  replaceFile(path, 'new')
  expect(readFileSync(path, 'utf8')).toBe('new')
  expect(statSync(path).ino).not.toBe(before)
  expect(statSync(path).mode & 0o777).toBe(0o600)
})

test('a link stays one, and what it leads to is replaced', () => {
  replaceFile(join(folder, 'real.html'), 'old')
  symlinkSync('real.html', join(folder, 'link.html'))
  replaceFile(join(folder, 'link.html'), 'new')
  expect(readlinkSync(join(folder, 'link.html'))).toBe('real.html')
  expect(readFileSync(join(folder, 'real.html'), 'utf8')).toBe('new')
})

test.each([
  ['a folder', () => folder, /is a folder: name the file/],
  ['a device', () => '/dev/null', /is no plain file/],
])('%s is refused before anything is written', (_, path, message) => {
  replaceFile(join(folder, 'file'), '')
  expect(() => checkReplaceable(path())).toThrow(message)
  expect(() => replaceFile(path(), 'new')).toThrow(message)
  expect(readdirSync(folder)).toEqual(['file'])
})

test.each([
  ['n'.repeat(250), /cannot be written: .*ENAMETOOLONG/],
  ['file/index.html', /cannot be written: .*(EEXIST|ENOTDIR)/],
])('where the system refuses %s it says so, and nothing is left', (name, message) => {
  replaceFile(join(folder, 'file'), '')
  expect(() => replaceFile(join(folder, name), 'new')).toThrow(message)
  expect(readdirSync(folder)).toEqual(['file'])
})
