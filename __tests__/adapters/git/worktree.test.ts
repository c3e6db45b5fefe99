/** What only a disk has: permissions, single files, readers at the same time. */
import { chmod, lstat, readdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from '@jest/globals'
import { createWorktree } from '../../../src/adapters/git/worktree.ts'
import { codeOf } from '../../contracts/git.contract.ts'
import { readEntries, writeFolder } from '../../support/folder.ts'
import { makeFolder, removeRepositories } from '../../support/real-repository.ts'
import { filesOf, textsOf, type FileTree } from '../../support/repository.ts'

afterEach(removeRepositories)

const everything = { matches: () => true }

async function folderWith(tree: FileTree): Promise<string> {
  const folder = await makeFolder()
  await writeFolder(folder, tree)
  return folder
}

describe('files on disk', () => {
  it('are one alone, under its base name, when a file is named', async () => {
    const folder = await folderWith({ 'apps/a.yaml': 'a', 'apps/b.yaml': 'b' })
    const worktree = createWorktree(join(folder, 'apps/a.yaml'))
    expect(textsOf(await worktree.read(everything))).toEqual({ 'a.yaml': 'a' })
    expect(await worktree.read({ matches: () => false })).toEqual([])
    await worktree.write(filesOf({ 'a.yaml': 'new' }))
    expect(await codeOf(worktree.write(filesOf({ 'b.yaml': 'new' })))).toBe('files-failed')
    expect(textsOf(await readEntries(folder))).toEqual({ 'apps/a.yaml': 'new', 'apps/b.yaml': 'b' })
  })

  it('are found through a folder that is itself a symbolic link', async () => {
    const folder = await folderWith({ 'real/a.yaml': 'a' })
    await symlink('real', join(folder, 'link'))
    const worktree = createWorktree(join(folder, 'link'))
    expect(textsOf(await worktree.read(everything))).toEqual({ 'a.yaml': 'a' })
    await worktree.write(filesOf({ 'a.yaml': 'new' }))
    expect(await readFile(join(folder, 'real/a.yaml'), 'utf8')).toBe('new')
  })

  it('keep every permission bit', async () => {
    const folder = await folderWith({ 'a.yaml': 'a' })
    await chmod(join(folder, 'a.yaml'), 0o4751)
    await createWorktree(folder).write(filesOf({ 'a.yaml': 'new' }))
    expect((await lstat(join(folder, 'a.yaml'))).mode & 0o7777).toBe(0o4751)
  })

  it('are replaced whole: who has the old file open reads the old file, and no other file is left', async () => {
    const folder = await folderWith({ 'a.yaml': 'old' })
    const before = await lstat(join(folder, 'a.yaml'))
    await createWorktree(folder).write(filesOf({ 'a.yaml': 'new' }))
    expect((await lstat(join(folder, 'a.yaml'))).ino).not.toBe(before.ino)
    expect(await readdir(folder)).toEqual(['a.yaml'])
  })

  it('leave nothing behind when they cannot be replaced', async () => {
    const folder = await folderWith({ 'a.yaml/inner.yaml': 'x' })
    expect(await codeOf(createWorktree(folder).write(filesOf({ 'a.yaml': 'new' })))).toBe('files-failed')
    expect(textsOf(await readEntries(folder))).toEqual({ 'a.yaml/inner.yaml': 'x' })
  })

  it('whose names are not UTF-8 are passed over', async () => {
    const folder = await folderWith({ 'a.yaml': 'a' })
    await writeFile(Buffer.concat([Buffer.from(`${folder}/`), Buffer.from([0x62, 0xff])]), 'b')
    expect(textsOf(await createWorktree(folder).read(everything))).toEqual({ 'a.yaml': 'a' })
  })

  it.each(['missing', 'missing/a.yaml'])('that do not exist are told by their path: %s', async (path) => {
    const folder = join(await makeFolder(), path)
    const worktree = createWorktree(folder)
    await expect(worktree.read(everything)).rejects.toThrow(folder)
    expect(await codeOf(worktree.read(everything))).toBe('files-failed')
    expect(await codeOf(worktree.write(filesOf({ 'a.yaml': 'a' })))).toBe('files-failed')
  })
})
