/** What a commit holds, however much it is. */
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, describe, expect, it } from '@jest/globals'
import type { SourceFile } from '../../../src/model/manifest.ts'
import {
  createRealRepository,
  git,
  makeFolder,
  openGit,
  removeRepositories,
  type RealRepository,
} from '../../support/real-repository.ts'
import { filesOf } from '../../support/repository.ts'
import { wrapGit } from '../../support/wrapped-git.ts'

afterEach(removeRepositories)

type Options = Parameters<typeof openGit>[1]

async function deliver(repository: RealRepository, files: readonly SourceFile[], options: Options = {}) {
  const clone = await repository.clone()
  const [base] = await repository.log('main')
  const commits = [{ message: 'Bump', files }]
  await openGit(clone, options).deliver({ branch: 'main', base: base!.id, lease: base!.id, commits })
  return clone
}

describe('a commit of thousands of files', () => {
  it('is written though their paths do not fit into one command line', async () => {
    const repository = await createRealRepository({ 'kept.yaml': '1' })
    const folder = 'long/'.repeat(60)
    const files = Array.from({ length: 7_000 }, (_, index) => ({
      path: `${folder}${index}.yaml`,
      mode: index % 2 === 0 ? '100644' : '100755',
      bytes: Buffer.from(`value: ${index % 10}\n`),
    }))
    await deliver(repository, files)
    const listed = (await git(repository.bare, ['ls-tree', '-r', 'main'])).toString().trimEnd().split('\n')
    expect(listed).toHaveLength(7_001)
    const nine = (await git(repository.bare, ['hash-object', '--stdin'], { stdin: 'value: 9\n' }))
      .toString()
      .trim()
    expect(listed).toContain(`100755 blob ${nine}\t${folder}6999.yaml`)
  }, 30_000)

  it('takes few processes', async () => {
    const repository = await createRealRepository({ 'a.yaml': '1' })
    const { env, calledWith } = await wrapGit()
    const files = Array.from({ length: 300 }, (_, index) => filesOf({ [`${index}.yaml`]: String(index) })[0]!)
    await deliver(repository, files, { env })
    const words = (await calledWith()).split('\n')
    expect(words.filter((word) => word === 'index-pack')).toHaveLength(1)
    expect(words.filter((word) => word === 'update-index')).toHaveLength(1)
    await expect(repository.fsck()).resolves.toBeUndefined()
  })
})

describe('the files of a commit', () => {
  it('keep their bytes whatever the attributes say, and leave nothing behind', async () => {
    const attributes = '* text eol=crlf filter=shout\n'
    const repository = await createRealRepository({ '.gitattributes': attributes, 'a.yaml': '1\n' })
    const temporary = await makeFolder()
    const config = join(temporary, 'config')
    await writeFile(config, '[filter "shout"]\n\tclean = tr a-z A-Z\n')
    const noted = join(temporary, 'noted')
    const { env } = await wrapGit(`echo "$GIT_INDEX_FILE" >> '${noted}'`)
    const files = filesOf({ 'a.yaml': 'small\r\nletters\n', 'empty.yaml': '' })
    await deliver(repository, files, { env: { ...env, GIT_CONFIG_GLOBAL: config } })
    const show = async (path: string) => (await git(repository.bare, ['show', `main:${path}`])).toString()
    expect(await show('a.yaml')).toBe('small\r\nletters\n')
    expect(await show('empty.yaml')).toBe('')
    const [index = ''] = (await readFile(noted, 'utf8')).split('\n').filter((line) => line !== '')
    await expect(readdir(dirname(index))).rejects.toMatchObject({ code: 'ENOENT' })
  })

  it('are written where objects are named by SHA-256', async () => {
    const folder = await makeFolder()
    const bare = join(folder, 'remote.git')
    const clone = join(folder, 'clone')
    await git(folder, ['init', '--quiet', '--bare', '--initial-branch=main', '--object-format=sha256', bare])
    await git(bare, ['fast-import', '--quiet'], {
      stdin: 'commit refs/heads/main\ncommitter A <a> 1 +0000\ndata 0\n',
    })
    await git(folder, ['clone', '--quiet', pathToFileURL(bare).href, clone])
    const base = (await git(bare, ['rev-parse', 'main'])).toString().trim()
    const commits = [{ message: 'Bump', files: filesOf({ 'a.yaml': '2' }) }]
    await openGit(clone).deliver({ branch: 'main', base, lease: base, commits })
    expect((await git(bare, ['show', 'main:a.yaml'])).toString()).toBe('2')
  })

  it('never take the place of a folder or of a file above them', async () => {
    const repository = await createRealRepository({ 'a/b.yaml': '1' })
    const refused = { problems: [{ code: 'git-failed' }] }
    await expect(deliver(repository, filesOf({ a: '2' }))).rejects.toMatchObject(refused)
    await expect(deliver(repository, filesOf({ 'a/b.yaml/c': '2' }))).rejects.toMatchObject(refused)
  })
})
