/** Whose a bump branch is after people pressed GitHub's buttons. */
import { afterEach, describe, expect, it } from '@jest/globals'
import {
  createRealRepository,
  git,
  openGit,
  ourselves,
  type RealRepository,
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

describe('whose the commits of a branch are', () => {
  const flux = { author: 'flux@example.org', committer: 'flux@example.org' }
  /** So many commits at once, on what stands on main now. Gives the head. */
  const pile = async ({ bare }: RealRepository, branch: string, count: number, address: string) => {
    const from = (await git(bare, ['rev-parse', 'main'])).toString().trim()
    const commits = Array.from({ length: count }, (_, index) =>
      [
        `commit refs/heads/${branch}`,
        `committer A <${address}> ${1_700_000_000 + index} +0000`,
        'data 2\nm',
        ...(index === 0 ? [`from ${from}`] : []),
        `M 100644 inline ${branch}.yaml\ndata 4\n${1000 + index}`,
        '',
      ].join('\n'),
    )
    await git(bare, ['fast-import', '--quiet'], { stdin: commits.join('\n') })
    return (await git(bare, ['rev-parse', branch])).toString().trim()
  }
  const lines = (first: string, last: string) => `${first}\n${'#\n'.repeat(8)}${last}\n`

  it('is known in a shallow checkout, too, however far the base went on', async () => {
    const repository = await createRealRepository({ 'a.yaml': '1' })
    const head = await pile(repository, 'push', 2, flux.author)
    const base = await pile(repository, 'main', 130, 'person@example.org')
    const clone = await repository.clone('--depth=1')
    const only = (...addresses: readonly string[]) => openGit(clone).countCommitsBy(addresses, { base, head })
    expect([await only(flux.author), await only('other@example.org')]).toEqual([2, undefined])
  })

  it('is not asked of more commits than an automation stacks', async () => {
    const repository = await createRealRepository({ 'a.yaml': '1' })
    const [start] = await repository.log('main')
    const head = await pile(repository, 'push', 251, flux.author)
    const clone = await repository.clone('--no-single-branch')
    const below = (await git(clone, ['rev-parse', `${head}~1`])).toString().trim()
    const only = (id: string) => openGit(clone).countCommitsBy([flux.author], { base: start!.id, head: id })
    expect([await only(head), await only(below)]).toEqual([undefined, 250])
  })

  it.each([
    ['no line of its own', lines('2', '2'), 1],
    ['a line of its own', lines('2', '3'), undefined],
  ])('is the same after a merge within one file that has %s', async (_, merged, expected) => {
    const repository = await createRealRepository({ 'a.yaml': lines('1', '1') })
    await repository.commit('push', { 'a.yaml': lines('2', '1') }, flux)
    const base = await repository.commit('main', { 'a.yaml': lines('1', '2') })
    const head = await repository.commit('push', { 'a.yaml': merged }, { merges: 'main' })
    const port = openGit(await repository.clone())
    expect(await port.countCommitsBy([flux.author], { base, head })).toBe(expected)
  })
})
