/** The user's checkout, whatever its shape, serves and stays as it is. */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from '@jest/globals'
import { codeOf } from '../../contracts/git.contract.ts'
import {
  createRealRepository,
  git,
  gitEnvironment,
  makeFolder,
  openGit,
  removeRepositories,
  type RealRepository,
} from '../../support/real-repository.ts'
import { filesOf, textsOf } from '../../support/repository.ts'

afterEach(removeRepositories)

const everything = { matches: () => true }

/** All that a user could notice. */
async function snapshot(clone: string) {
  const text = async (...args: readonly string[]) => (await git(clone, args)).toString()
  return {
    index: (await readFile(join(clone, '.git', 'index'))).toString('base64'),
    config: (await readFile(join(clone, '.git', 'config'))).toString('base64'),
    folder: (await readdir(join(clone, '.git'))).sort(),
    status: await text('--no-optional-locks', 'status', '--porcelain=v2', '--branch'),
    refs: await text('for-each-ref'),
    log: await text('log', '--all', '--format=%H'),
    files: await text('-c', 'core.quotePath=false', 'ls-files', '--stage', '--others'),
    reflog: await text('reflog', '--all'),
  }
}

/** Reads another branch, looks at a bump branch, delivers to `main` and to a new branch. */
async function work(clone: string, repository: RealRepository): Promise<void> {
  const base = await repository.commit('main', { 'a.yaml': '2' })
  const bump = await repository.commit('bump', { 'b.yaml': '2' })
  const port = openGit(clone)
  const heads = await port.heads(['main', 'bump'])
  expect(textsOf(await port.read(heads.get('main') ?? '', everything))).toMatchObject({ 'a.yaml': '2' })
  expect(textsOf((await port.bumpBranches([bump], [])).get(bump)?.files ?? [])).toEqual({ 'b.yaml': '2' })
  const commits = [{ message: 'Bump', files: filesOf({ 'a.yaml': '3' }) }]
  await port.deliver({ branch: 'main', base, lease: base, commits })
  await port.deliver({ branch: 'image-bump/new', base, lease: undefined, commits })
  expect(textsOf(await repository.files('main'))).toMatchObject({ 'a.yaml': '3' })
}

describe('a checkout', () => {
  it.each([
    { shape: 'full', options: [], prepare: [] },
    { shape: 'shallow', options: ['--depth=1'], prepare: [] },
    { shape: 'of a single branch', options: ['--single-branch', '--branch=dev'], prepare: [] },
    { shape: 'with a detached head', options: [], prepare: [['checkout', '--quiet', '--detach']] },
    {
      shape: 'whose owner has other habits',
      options: [],
      prepare: [
        ['config', 'fetch.prune', 'true'],
        ['config', 'fetch.pruneTags', 'true'],
        ['config', 'fetch.writeCommitGraph', 'true'],
        ['config', 'push.followTags', 'true'],
        ['config', 'commit.gpgSign', 'true'],
        ['config', 'core.autocrlf', 'true'],
        ['config', 'core.splitIndex', 'true'],
        ['config', 'core.hooksPath', '.hooks'],
        ['config', 'core.fsmonitor', '.hooks/fsmonitor'],
        ['config', 'i18n.commitEncoding', 'ISO-8859-1'],
        ['tag', '--annotate', '--message=x', 'v1'],
        ['update-ref', 'refs/remotes/origin/long-gone', 'HEAD'],
      ],
    },
  ])('$shape: index, files, refs and configuration are the same afterwards', async ({ options, prepare }) => {
    const repository = await createRealRepository({ 'a.yaml': '1', 'b.yaml': '1', 'c.yaml': '1' })
    await repository.commit('dev', { 'd.yaml': '1' })
    const clone = await repository.clone(...options)
    for (const args of prepare) await git(clone, args)
    await spoil(clone)
    const before = await snapshot(clone)
    await work(clone, repository)
    const after = await snapshot(clone)
    expect(after).toEqual(before)
    expect((await git(repository.bare, ['tag', '--list'])).toString()).toBe('')
    const commit = await git(repository.bare, ['cat-file', 'commit', 'main'])
    expect(commit.toString()).not.toContain('\nencoding ')
  })

  it('has submodules that are left alone', async () => {
    const module = await createRealRepository({ 'm.yaml': '1' })
    const pinned = { mode: '160000', content: (await module.log('main'))[0]?.id ?? '' }
    const modules = `[submodule "module"]\n\tpath = module\n\turl = ${module.url}\n`
    const repository = await createRealRepository({ '.gitmodules': modules, module: pinned })
    const clone = await repository.clone()
    await git(clone, ['-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'update', '--init'])
    for (const habit of ['fetch.recurseSubmodules', 'submodule.recurse']) {
      await git(clone, ['config', habit, 'true'])
    }
    await git(clone, ['config', 'protocol.file.allow', 'always'])
    const refs = async () => (await git(join(clone, 'module'), ['for-each-ref'])).toString()
    const before = await refs()
    const moved = await module.commit('main', { 'm.yaml': '2' })
    const head = await repository.commit('main', { module: { mode: '160000', content: moved } })
    await openGit(clone).read(head, everything)
    expect(await refs()).toBe(before)
  })

  it('with replaced objects shows what the remote has', async () => {
    const repository = await createRealRepository({ 'a.yaml': '1' })
    const clone = await repository.clone()
    const [head] = await repository.log('main')
    await writeFile(join(clone, 'a.yaml'), 'replaced')
    await git(clone, ['commit', '--quiet', '--all', '--message=x'])
    await git(clone, ['replace', head?.id ?? '', 'HEAD'])
    expect(textsOf(await openGit(clone).read(head?.id ?? '', everything))).toEqual({ 'a.yaml': '1' })
  })

  it('serves from a folder inside it', async () => {
    const repository = await createRealRepository({ 'a.yaml': '1', 'apps/b.yaml': '1' })
    const clone = await repository.clone()
    await git(clone, ['config', 'diff.relative', 'true'])
    const head = await repository.commit('main', { 'a.yaml': '2' })
    const port = openGit(join(clone, 'apps'))
    expect(textsOf(await port.read(head, everything))).toEqual({ 'a.yaml': '2', 'apps/b.yaml': '1' })
    expect(textsOf((await port.bumpBranches([head], [])).get(head)?.files ?? [])).toEqual({ 'a.yaml': '2' })
  })

  it('is not mistaken for the repository that a surrounding hook names', async () => {
    const repository = await createRealRepository({ 'a.yaml': '1' })
    const elsewhere = await makeFolder()
    const env = { ...gitEnvironment, GIT_DIR: elsewhere, GIT_INDEX_FILE: join(elsewhere, 'index') }
    const port = openGit(await repository.clone(), { env })
    expect(await port.checkedOut()).toMatchObject({ branch: 'main' })
  })

  it('of a commit has no branch; of an empty repository has no commit', async () => {
    const repository = await createRealRepository({ 'a.yaml': '1' })
    const clone = await repository.clone()
    const [head] = await repository.log('main')
    await git(clone, ['checkout', '--quiet', '--detach'])
    expect(await openGit(clone).checkedOut()).toEqual({ commit: head?.id })
    const empty = await makeFolder()
    await git(empty, ['init', '--quiet', '--initial-branch=trunk'])
    expect(await openGit(empty).checkedOut()).toEqual({ branch: 'trunk' })
  })

  it('has its branch’s own name although a tag has the same', async () => {
    const repository = await createRealRepository({ 'a.yaml': '1' })
    const clone = await repository.clone()
    await git(clone, ['tag', 'main'])
    expect(await openGit(clone).checkedOut()).toMatchObject({ branch: 'main' })
  })

  it('that is none is told with the folder', async () => {
    const folder = await makeFolder()
    const env = { ...gitEnvironment, GIT_CEILING_DIRECTORIES: join(folder, '..') }
    const asked = openGit(folder, { env }).checkedOut()
    await expect(asked).rejects.toThrow(`failed in ${folder}: fatal: not a git repository`)
    expect(await codeOf(openGit(join(folder, 'missing')).checkedOut())).toBe('git-failed')
  })

  it('asks for a git when there is none on the PATH', async () => {
    const folder = await makeFolder()
    const port = openGit(folder, { env: { PATH: folder } })
    await expect(port.checkedOut()).rejects.toThrow('is it installed')
  })
})

/** A changed file, a staged one, an untracked one, and hooks that leave a trace and stop what they are asked about. */
async function spoil(clone: string): Promise<void> {
  await writeFile(join(clone, 'a.yaml'), 'being edited')
  await writeFile(join(clone, 'staged.yaml'), 'staged')
  await git(clone, ['add', 'staged.yaml'])
  await writeFile(join(clone, 'untracked.yaml'), 'untracked')
  await mkdir(join(clone, '.hooks'))
  for (const hook of ['pre-push', 'reference-transaction', 'post-index-change', 'fsmonitor']) {
    await writeFile(join(clone, '.hooks', hook), `#!/bin/sh\ntouch '${clone}/hook-ran'\nexit 1\n`, {
      mode: 0o755,
    })
  }
}
