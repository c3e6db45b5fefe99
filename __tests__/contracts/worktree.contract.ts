/** What every Worktree port does, be it in memory or on disk. */
import { describe, expect, it } from '@jest/globals'
import type { SourceFile } from '../../src/model/manifest.ts'
import type { Worktree } from '../../src/ports.ts'
import { filesOf, textsOf, type FileTree } from '../support/repository.ts'
import { codeOf } from './git.contract.ts'

/** A port and all that stands behind it. */
export interface WorktreeSubject {
  readonly worktree: Worktree
  /** Every entry, symbolic links and what lies in `.git` too, sorted by path. */
  readonly files: () => Promise<readonly SourceFile[]>
}

export interface WorktreeContract {
  readonly name: string
  /** Makes a folder that holds these files. */
  readonly start: (files: FileTree) => Promise<WorktreeSubject>
}

const everything = { matches: () => true }
const link = (target: string) => ({ mode: '120000', content: target })
const executable = (content: string | Uint8Array) => ({ mode: '100755', content })

export function describeWorktree({ name, start }: WorktreeContract): void {
  describe(`the Worktree port: ${name}`, () => {
    it('reads regular files with their bytes and modes, sorted by the bytes of their paths', async () => {
      const tree: FileTree = {
        'a-b.yaml': '',
        'a.yaml': Uint8Array.from([0xef, 0xbb, 0xbf, 0x61, 0x0d, 0x0a, 0xff, 0x00]),
        'a/b.yaml': 'no newline',
        'run.sh': executable('#!/bin/sh'),
        '\u{ff5e}.yaml': 'x',
        '\u{1f600}.yaml': 'x',
      }
      const { worktree } = await start(tree)
      expect(await worktree.read(everything)).toEqual(filesOf(tree))
    })

    it('reads only files that match and contain the text', async () => {
      const { worktree } = await start({ 'a.yaml': 'x $imagepolicy', 'b.yaml': 'x', 'c.txt': '$imagepolicy' })
      const matches = (path: string) => path.endsWith('.yaml')
      expect(textsOf(await worktree.read({ matches }))).toEqual({ 'a.yaml': 'x $imagepolicy', 'b.yaml': 'x' })
      const marked = await worktree.read({ matches, containing: '$imagepolicy' })
      expect(textsOf(marked)).toEqual({ 'a.yaml': 'x $imagepolicy' })
      const either = await worktree.read({ matches, containing: ['none', '$image', 'policy'] })
      expect(textsOf(either)).toEqual({ 'a.yaml': 'x $imagepolicy' })
    })

    it('passes over .git, at any depth, and over symbolic links', async () => {
      const { worktree } = await start({
        '.git/config': 'x',
        '.github/a.yaml': 'read',
        'apps/real.yaml': 'read',
        'link.yaml': link('apps/real.yaml'),
        linked: link('apps'),
        'module/.git': 'gitdir: ../.git/modules/module',
        'outside.yaml': link('/etc/hostname'),
      })
      const paths = (await worktree.read(everything)).map(({ path }) => path)
      expect(paths).toEqual(['.github/a.yaml', 'apps/real.yaml'])
    })

    it('writes bytes exactly and keeps the mode that a file has', async () => {
      const { worktree, files } = await start({ 'a.yaml': 'old', 'run.sh': executable('old'), 'z.yaml': 'z' })
      const bytes = Uint8Array.from([0xef, 0xbb, 0xbf, 0x0d, 0x0a, 0xff])
      await worktree.write(filesOf({ 'a.yaml': bytes, 'run.sh': 'new' }))
      expect(await files()).toEqual(filesOf({ 'a.yaml': bytes, 'run.sh': executable('new'), 'z.yaml': 'z' }))
    })

    it('writes a new file with the mode it is given', async () => {
      const { worktree, files } = await start({ 'apps/a.yaml': 'a' })
      await worktree.write(filesOf({ 'apps/new.sh': executable('new') }))
      expect(await files()).toEqual(filesOf({ 'apps/a.yaml': 'a', 'apps/new.sh': executable('new') }))
    })

    it('makes the folders that a new file needs, and none where another file is refused', async () => {
      const tree = { 'a.yaml': 'a', linked: link('nowhere') }
      const { worktree, files } = await start(tree)
      const wanted = filesOf({ 'b/c/d.yaml': 'd' })
      expect(await codeOf(worktree.write([...wanted, ...filesOf({ 'linked/e.yaml': 'e' })]))).toBe(
        'files-failed',
      )
      expect(await files()).toEqual(filesOf(tree))
      await worktree.write(wanted)
      expect(await files()).toEqual(filesOf({ ...tree, 'b/c/d.yaml': 'd' }))
    })

    it.each([
      '../outside.yaml',
      'apps/../../outside.yaml',
      '/tmp/outside.yaml',
      '.git/config',
      'apps//a.yaml',
      'link.yaml',
      'linked/a.yaml',
      '',
    ])('refuses to write to "%s", and then writes nothing', async (path) => {
      const tree = { 'apps/a.yaml': 'a', 'link.yaml': link('apps/a.yaml'), linked: link('apps') }
      const { worktree, files } = await start(tree)
      const wanted = filesOf({ 'apps/a.yaml': 'changed', [path]: 'x' })
      const inWorstOrder = [...wanted].sort((a) => (a.path === 'apps/a.yaml' ? -1 : 1))
      expect(await codeOf(worktree.write(inWorstOrder))).toBe('files-failed')
      expect(await files()).toEqual(filesOf(tree))
    })
  })
}
