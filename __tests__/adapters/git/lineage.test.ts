/** Long histories, cut ones, and many files: what it costs to know how files came to be, and what is said where that is not known. */
import { mkdir, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, describe, expect, it } from '@jest/globals'
import { createRealRepository, git, openGit, removeRepositories } from '../../support/real-repository.ts'
import type { RealRepository } from '../../support/real-repository.ts'
import { textsOf } from '../../support/repository.ts'
import { wrapGit } from '../../support/wrapped-git.ts'

afterEach(removeRepositories)

/** So many commits on `main`, in one go; `contentOf` gives what the nth writes, counted from 1, by path. */
async function grow(
  { bare }: RealRepository,
  count: number,
  contentOf: (nth: number) => Readonly<Record<string, string>>,
): Promise<readonly string[]> {
  const start = (await git(bare, ['rev-parse', 'main'])).toString().trim()
  const commits = Array.from({ length: count }, (_, index) => {
    const files = Object.entries(contentOf(index + 1)).map(
      ([path, text]) => `M 100644 inline ${path}\ndata ${text.length}\n${text}\n`,
    )
    const from = index === 0 ? `from ${start}\n` : ''
    return `commit refs/heads/main\ncommitter A <a@example.org> ${1_700_001_000 + index} +0000\ndata 1\nx\n${from}${files.join('')}\n`
  })
  await git(bare, ['fast-import', '--quiet'], { stdin: commits.join('') })
  const ids = await git(bare, ['rev-list', `--max-count=${count}`, 'main'])
  return ids.toString().trim().split('\n').toReversed()
}

const rare = (nth: number) => ({ 'busy.yaml': String(nth), ...(nth === 1 && { 'a.yaml': 'first' }) })

describe('a shallow checkout', () => {
  it('gets as much of the past as is needed, in growing steps, and keeps its settings', async () => {
    const repository = await createRealRepository({ 'a.yaml': '0', 'busy.yaml': '0' })
    const ids = await grow(repository, 620, rare)
    const head = ids.at(-1) ?? ''
    const clone = await repository.clone('--depth=1')
    const { env, calledWith } = await wrapGit()
    const before = await readFile(join(clone, '.git', 'config'), 'utf8')
    const port = openGit(clone, { env })
    const busy = await port.lineage({ head, files: ['busy.yaml'], atMost: 30 })
    expect(busy.steps.map(({ files }) => textsOf(files)['busy.yaml'])).toEqual(
      Array.from({ length: 30 }, (_, index) => String(620 - index)),
    )
    expect((await calledWith()).match(/^--deepen=.*$/gm)).toEqual(['--deepen=100'])
    const quiet = await port.lineage({ head, files: ['a.yaml'], atMost: 30 })
    expect(quiet.steps.map(({ files }) => textsOf(files))).toEqual([{ 'a.yaml': 'first' }, { 'a.yaml': '0' }])
    expect(quiet).toMatchObject({ isCut: false })
    expect(quiet.commits).toHaveLength(621)
    expect((await calledWith()).match(/^--deepen=.*$/gm)).toEqual(
      [100, 100, 400, 1600].map((more) => `--deepen=${more}`),
    )
    expect(await readFile(join(clone, '.git', 'config'), 'utf8')).toBe(before)
    expect((await git(clone, ['for-each-ref', '--format=%(refname)'])).toString()).not.toContain('image-bump')
  })

  it('does not take the commit at which history is cut for one that changed everything, where the remote has no more', async () => {
    const repository = await createRealRepository({ 'a.yaml': '0', 'busy.yaml': '0' })
    const ids = await grow(repository, 9, rare)
    const half = await repository.clone('--depth=4', '--bare')
    const clone = await repository.clone('--depth=1')
    const port = openGit(clone, { remote: pathToFileURL(half).href })
    const files = ['a.yaml', 'busy.yaml', 'gone.yaml']
    const lineage = await port.lineage({ head: ids.at(-1) ?? '', files, atMost: 30 })
    expect(lineage.isCut).toBe(true)
    expect(lineage.steps.map(({ id, files: own }) => [id, textsOf(own)])).toEqual([
      [ids[8], { 'busy.yaml': '9' }],
      [ids[7], { 'busy.yaml': '8' }],
      [ids[6], { 'busy.yaml': '7' }],
      [ids[5], { 'a.yaml': 'first', 'busy.yaml': '6' }],
    ])
    expect(lineage.commits).toEqual(ids.slice(5).toReversed())
    const first = await port.lineage({ head: ids.at(-1) ?? '', files: ['gone.yaml'], atMost: 30 })
    expect(first).toMatchObject({ isCut: true, steps: [{ id: ids[5], files: [], removed: [] }] })
  })

  it('knows where history is cut also from a folder inside', async () => {
    const repository = await createRealRepository({ 'a.yaml': '0', 'busy.yaml': '0' })
    const ids = await grow(repository, 9, rare)
    const half = await repository.clone('--depth=4', '--bare')
    const clone = await repository.clone('--depth=4')
    await mkdir(join(clone, 'inside'))
    const port = openGit(join(clone, 'inside'), { remote: pathToFileURL(half).href })
    const head = ids.at(-1) ?? ''
    const asking = { files: ['a.yaml'], atMost: 30, containing: '$', addresses: [] }
    expect((await port.history(head, asking)).commits).toEqual([])
    const { steps, isCut } = await port.lineage({ head, files: ['a.yaml'], atMost: 30 })
    expect(isCut).toBe(true)
    expect(steps.map(({ id }) => id)).toEqual([ids[5]])
  })

  it('can be asked twice at the same time', async () => {
    const repository = await createRealRepository({ 'a.yaml': '0', 'busy.yaml': '0' })
    const ids = await grow(repository, 300, rare)
    const dev = await repository.commit('dev', { 'a.yaml': 'dev' })
    const port = openGit(await repository.clone('--depth=1'))
    const ask = (head: string) => port.lineage({ head, files: ['a.yaml'], atMost: 9 })
    const [one, other] = await Promise.all([ask(ids.at(-1) ?? ''), ask(dev)])
    expect([one, other].map(({ steps, isCut }) => [steps.length, isCut])).toEqual([
      [2, false],
      [3, false],
    ])
  })
})

describe('a whole checkout', () => {
  it('gives a thousand commits of the line at most, and steps however old they are', async () => {
    const repository = await createRealRepository({ 'a.yaml': '0', 'busy.yaml': '0' })
    const ids = await grow(repository, 1100, rare)
    const clone = await repository.clone()
    await git(clone, ['checkout', '--quiet', '--detach', 'HEAD~3'])
    const lineage = await openGit(clone).lineage({ head: ids.at(-1) ?? '', files: ['a.yaml'], atMost: 9 })
    expect(lineage.steps.map(({ id }) => id)).toEqual([ids[0], expect.anything()])
    expect(lineage.commits).toEqual(ids.slice(100).toReversed())
  })

  it('takes as many processes for 600 files as for one', async () => {
    const paths = Array.from(
      { length: 600 },
      (_, index) => `environments/dev/a-team-of-ours/ä-${index}/values.yaml`,
    )
    const at = (text: string, count = 600) =>
      Object.fromEntries(paths.slice(0, count).map((path) => [path, text]))
    const repository = await createRealRepository(at('1'))
    await repository.commit('main', at('2', 300))
    const head = await repository.commit('main', at('3', 2))
    const clone = await repository.clone()
    const count = async (files: readonly string[]) => {
      const { env, calledWith } = await wrapGit()
      const { steps } = await openGit(clone, { env }).lineage({ head, files, atMost: 9 })
      expect(steps.map((step) => step.files.length)).toEqual(files.length === 1 ? [1, 1, 1] : [2, 300, 600])
      return (await calledWith()).match(/^(?:rev-list|rev-parse|cat-file|diff-tree|ls-tree|fetch)$/gm)
    }
    const few = await count(paths.slice(0, 1))
    expect(await count(paths)).toEqual(few)
    expect(few).toEqual(['cat-file', 'rev-parse', 'rev-list', 'diff-tree', 'cat-file', 'rev-list'])
  })

  it('is not fetched into, and its folder stays as it is', async () => {
    const repository = await createRealRepository({ 'a.yaml': '0' })
    const clone = await repository.clone()
    const [head] = await repository.log('main')
    const before = await readdir(join(clone, '.git'))
    const { env, calledWith } = await wrapGit()
    await openGit(clone, { env }).lineage({ head: head!.id, files: ['a.yaml'], atMost: 9 })
    expect(await calledWith()).not.toMatch(/^fetch$/m)
    expect(await readdir(join(clone, '.git'))).toEqual(before)
  })
})
