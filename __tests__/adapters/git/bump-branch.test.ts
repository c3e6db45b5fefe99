/** Whose a bump branch is after people pressed GitHub's buttons. */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from '@jest/globals'
import {
  createRealRepository,
  git,
  openGit,
  ourselves,
  removeRepositories,
} from '../../support/real-repository.ts'
import { textsOf } from '../../support/repository.ts'

afterEach(removeRepositories)

const webFlow = 'noreply@github.com'
const ours = { author: ourselves.email, committer: ourselves.email }

async function aBump() {
  const repository = await createRealRepository({ 'a.yaml': '1', 'b.yaml': '1' })
  const bump = await repository.commit('bump', { 'a.yaml': '2' }, ours)
  await repository.commit('main', { 'b.yaml': '2' })
  const clone = await repository.clone()
  const port = openGit(clone)
  const read = async (head: string) => (await port.bumpBranches([head], [])).get(head)
  return { repository, clone, bump, read }
}

/** What "Update branch" makes: a merge of the base, with other files if somebody solved a conflict. */
async function updateBranch(clone: string, committer: string, content?: string): Promise<string> {
  const env = { GIT_COMMITTER_EMAIL: committer }
  await git(clone, ['fetch', '--quiet', 'origin', 'bump'])
  await git(clone, ['checkout', '--quiet', 'FETCH_HEAD'])
  await git(clone, ['merge', '--quiet', '--no-ff', '--no-commit', 'origin/main'])
  if (content !== undefined) {
    const blob = (await git(clone, ['hash-object', '-w', '--stdin'], { stdin: content })).toString().trim()
    await git(clone, ['update-index', '--cacheinfo', `100644,${blob},a.yaml`])
  }
  await git(clone, ['commit', '--quiet', '-m', 'Merge'], { env })
  await git(clone, ['push', '--quiet', 'origin', 'HEAD:bump'])
  return (await git(clone, ['rev-parse', 'HEAD'])).toString().trim()
}

describe('a bump branch', () => {
  it('is ours with a commit that GitHub made for us, or rebased', async () => {
    const { repository, read } = await aBump()
    const how = { author: ourselves.email, committer: webFlow, amend: true }
    const head = await repository.commit('bump', { 'a.yaml': '3' }, how)
    expect(await read(head)).toMatchObject({ ours: true })
  })

  it('is not ours with a commit that a person made on GitHub', async () => {
    const { repository, read } = await aBump()
    const head = await repository.commit('bump', { 'a.yaml': '3' }, { committer: webFlow })
    expect(await read(head)).toMatchObject({ ours: false })
  })

  it('stays ours when its base was merged into it by GitHub, with what it changes of that base', async () => {
    const { clone, read } = await aBump()
    const merged = await read(await updateBranch(clone, webFlow))
    expect(merged?.ours).toBe(true)
    expect(textsOf(merged?.files ?? [])).toEqual({ 'a.yaml': '2' })
  })

  it.each([
    ['a person merged', 'person@example.org', undefined],
    ['a conflict was solved', webFlow, 'mine'],
  ])('is not ours when %s', async (_, committer, content) => {
    const { clone, read } = await aBump()
    expect(await read(await updateBranch(clone, committer, content))).toMatchObject({ ours: false })
  })
})

describe('the past of files', () => {
  it('is brought to a shallow checkout, and nothing of what was there is cut off', async () => {
    const repository = await createRealRepository({ 'a.yaml': '1', 'b.yaml': '1' })
    const first = await repository.commit('main', { 'a.yaml': '2' })
    for (const text of ['2', '3', '4']) await repository.commit('main', { 'b.yaml': text })
    const clone = await repository.clone('--depth=2')
    const [head] = await repository.log('main')
    const told = await openGit(clone).history(head?.id ?? '', ['a.yaml'], 30)
    expect(told[0]).toMatchObject({ id: first, files: ['a.yaml'] })
    expect(Number((await git(clone, ['rev-list', '--count', 'HEAD'])).toString())).toBeGreaterThan(2)
  })

  it('leaves out the commit at which it is cut, which seems to touch every file', async () => {
    const repository = await createRealRepository({ 'a.yaml': '1', 'b.yaml': '1' })
    for (let index = 0; index < 130; index += 1) await repository.commit('main', { 'b.yaml': `${index}` })
    const clone = await repository.clone('--depth=1')
    const [head] = await repository.log('main')
    expect(await openGit(clone).history(head?.id ?? '', ['a.yaml'], 30)).toEqual([])
    const below = join(clone, 'apps')
    await mkdir(below)
    expect(await openGit(below).history(head?.id ?? '', ['a.yaml'], 30)).toEqual([])
  })
})
