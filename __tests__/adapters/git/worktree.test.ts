/** What only a disk has: permissions, single files, readers at the same time. */
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chmod, link, lstat, readdir, readFile, symlink, writeFile } from 'node:fs/promises'
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

  it('keep owner, permissions and other names, for their own bytes are written over', async () => {
    const folder = await folderWith({ 'a.yaml': 'the old text' })
    await chmod(join(folder, 'a.yaml'), 0o751)
    await link(join(folder, 'a.yaml'), join(folder, 'b.yaml'))
    const before = await lstat(join(folder, 'a.yaml'))
    for (const text of ['short', '', 'longer than the old text']) {
      await createWorktree(folder).write(filesOf({ 'a.yaml': text }))
      expect(await readFile(join(folder, 'b.yaml'), 'utf8')).toBe(text)
    }
    const { ino, uid, mode } = await lstat(join(folder, 'a.yaml'))
    expect({ ino, uid, mode }).toEqual({ ino: before.ino, uid: before.uid, mode: before.mode })
    expect(await readdir(folder)).toEqual(['a.yaml', 'b.yaml'])
  })

  it('may be larger than any buffer', async () => {
    const [large, marked] = ['x'.repeat(300_000), `${'y'.repeat(200_000)}$imagepolicy`]
    const folder = await folderWith({ 'a.yaml': large, 'b.yaml': marked, 'c.yaml': 'c' })
    const worktree = createWorktree(folder)
    expect(textsOf(await worktree.read(everything))).toEqual({
      'a.yaml': large,
      'b.yaml': marked,
      'c.yaml': 'c',
    })
    expect(textsOf(await worktree.read({ ...everything, containing: '$imagepolicy' }))).toEqual({
      'b.yaml': marked,
    })
  })

  it('leave nothing behind when they cannot be replaced', async () => {
    const folder = await folderWith({ 'a.yaml/inner.yaml': 'x' })
    expect(await codeOf(createWorktree(folder).write(filesOf({ 'a.yaml': 'new' })))).toBe('files-failed')
    expect(textsOf(await readEntries(folder))).toEqual({ 'a.yaml/inner.yaml': 'x' })
  })

  it('are all as they were when one of them is refused', async () => {
    const before = { 'a.yaml': 'the old text', 'b.yaml': 'b', 'd.yaml/inner.yaml': 'x' }
    const folder = await folderWith(before)
    const [a, b, c, d] = ['longer than the old text', '', 'fresh', 'd is a folder']
    const write = createWorktree(folder).write(
      filesOf({ 'a.yaml': a, 'b.yaml': b, 'c.yaml': c, 'c/c/c.yaml': c, 'c/d.yaml': c, 'd.yaml': d }),
    )
    expect(await codeOf(write)).toBe('files-failed')
    expect(textsOf(await readEntries(folder))).toEqual(before)
    expect(existsSync(join(folder, 'c'))).toBe(false)
    await createWorktree(folder).write(filesOf({ 'a.yaml': 'short' }))
    expect(await codeOf(createWorktree(folder).write(filesOf({ 'a.yaml': a, 'd.yaml': d })))).toBe(
      'files-failed',
    )
    expect(textsOf(await readEntries(folder))).toEqual({ ...before, 'a.yaml': 'short' })
  })

  it('whose names are not UTF-8 are passed over', async () => {
    const folder = await folderWith({ 'a.yaml': 'a' })
    await writeFile(Buffer.concat([Buffer.from(`${folder}/`), Buffer.from([0x62, 0xff])]), 'b')
    expect(textsOf(await createWorktree(folder).read(everything))).toEqual({ 'a.yaml': 'a' })
  })

  it('cost themselves alone where they cannot be read, and the folder that holds them too', async () => {
    const folder = await folderWith({ 'a.yaml': 'a', 'b.yaml': 'b', 'c/d.yaml': 'd' })
    await chmod(folder, 0o755)
    await Promise.all(['b.yaml', 'c'].map((path) => chmod(join(folder, path), 0)))
    const worktree = createWorktree(folder)
    expect(textsOf(await asNobody(() => worktree.read(everything)))).toEqual({ 'a.yaml': 'a' })
    await asNobody(() => worktree.read(everything))
    expect(worktree.problems()).toMatchObject([
      { code: 'files-failed', level: 'warning', place: { file: 'c' } },
      { code: 'files-failed', level: 'error', place: { file: 'b.yaml' } },
    ])
    expect(worktree.problems()[0]?.message).toMatch(/^c was not read: EACCES/)
    const alone = { matches: (path: string) => path === 'b.yaml' }
    expect(await codeOf(asNobody(() => worktree.read(alone)))).toBe('files-failed')
    await chmod(folder, 0)
    expect(await codeOf(asNobody(() => worktree.read(everything)))).toBe('files-failed')
    await Promise.all(['.', 'b.yaml', 'c'].map((path) => chmod(join(folder, path), 0o755)))
  })

  it('are neither pipes nor devices, which might never end', async () => {
    const pipe = join(await makeFolder(), 'pipe.yaml')
    execFileSync('mkfifo', [pipe])
    expect(await codeOf(createWorktree(pipe).read(everything))).toBe('files-failed')
    expect(await codeOf(createWorktree('/dev/zero').read(everything))).toBe('files-failed')
  })

  it.each(['missing', 'missing/a.yaml'])('that do not exist are told by their path: %s', async (path) => {
    const folder = join(await makeFolder(), path)
    const worktree = createWorktree(folder)
    await expect(worktree.read(everything)).rejects.toThrow(folder)
    expect(await codeOf(worktree.read(everything))).toBe('files-failed')
    expect(await codeOf(worktree.write(filesOf({ 'a.yaml': 'a' })))).toBe('files-failed')
  })
})

/** Acts as a user who is not above permissions. The calls to the disk are over when the action has given its promise. */
function asNobody<T>(action: () => Promise<T>): Promise<T> {
  const user = process.geteuid?.()
  if (user !== 0) return action()
  process.seteuid?.('nobody')
  try {
    return action()
  } finally {
    process.seteuid?.(user)
  }
}
