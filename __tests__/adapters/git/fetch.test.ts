/** What is fetched, and how deep. */
import { afterEach, describe, expect, it } from '@jest/globals'
import { createRealRepository, git, openGit, removeRepositories } from '../../support/real-repository.ts'
import { filesOf, textsOf } from '../../support/repository.ts'

afterEach(removeRepositories)

const everything = { matches: () => true }

async function isThere(clone: string, object: string): Promise<boolean> {
  return git(clone, ['cat-file', '-e', object]).then(
    () => true,
    () => false,
  )
}

describe('fetching', () => {
  it('takes one commit into a shallow clone, without its history', async () => {
    const repository = await createRealRepository({ 'a.yaml': '1' })
    const clone = await repository.clone('--depth=1')
    const below = await repository.commit('dev', { 'a.yaml': '2' })
    const head = await repository.commit('dev', { 'a.yaml': '3' })
    await openGit(clone).read(head, everything)
    expect([await isThere(clone, head), await isThere(clone, below)]).toEqual([true, false])
  })

  it('cuts nothing off the history that a deeper shallow clone has', async () => {
    const repository = await createRealRepository({ 'a.yaml': '1' })
    for (const text of ['2', '3', '4']) await repository.commit('main', { 'a.yaml': text })
    const clone = await repository.clone('--depth=3')
    const bump = await repository.commit('bump', { 'a.yaml': '5' })
    await openGit(clone).bumpBranches([bump], [])
    expect((await git(clone, ['rev-list', '--count', 'HEAD'])).toString()).toBe('3\n')
  })

  it('leaves a full clone full', async () => {
    const repository = await createRealRepository({ 'a.yaml': '1' })
    const clone = await repository.clone()
    const below = await repository.commit('dev', { 'a.yaml': '2' })
    const head = await repository.commit('dev', { 'a.yaml': '3' })
    await openGit(clone).read(head, everything)
    expect(await isThere(clone, below)).toBe(true)
    expect((await git(clone, ['rev-parse', '--is-shallow-repository'])).toString()).toBe('false\n')
  })

  it.each([{ options: [] }, { options: ['--depth=1'] }])(
    'asks for the branch when the server refuses a commit by its id (clone with $options)',
    async ({ options }) => {
      const repository = await createRealRepository({ 'a.yaml': '1' })
      const clone = await repository.clone(...options)
      // The oldest protocol gives heads only, unless the server allows more.
      await git(clone, ['config', 'protocol.version', '0'])
      const read = await repository.commit('dev', { 'a.yaml': '2' })
      const port = openGit(clone)
      await port.heads(['dev'])
      await repository.commit('dev', { 'a.yaml': '3' })
      expect(textsOf(await port.read(read, everything))).toEqual({ 'a.yaml': '2' })
      expect((await git(clone, ['for-each-ref'])).toString()).not.toContain('dev')
    },
  )

  it('says what the server said when no branch has the commit', async () => {
    const repository = await createRealRepository({ 'a.yaml': '1' })
    const port = openGit(await repository.clone())
    await expect(port.read('1'.repeat(40), everything)).rejects.toThrow(/not our ref|unadvertised/)
  })

  it('downloads nothing beside the files that are read into a partial clone', async () => {
    const repository = await createRealRepository({ 'a.yaml': '1', 'other.yaml': 'never read' })
    await git(repository.bare, ['config', 'uploadpack.allowFilter', 'true'])
    await git(repository.bare, ['config', 'uploadpack.allowAnySHA1InWant', 'true'])
    const clone = await repository.clone('--filter=blob:none', '--no-checkout')
    const port = openGit(clone)
    const [base] = await repository.log('main')
    const files = await port.read(base!.id, { matches: (path) => path === 'a.yaml' })
    expect(textsOf(files)).toEqual({ 'a.yaml': '1' })
    const commits = [{ message: 'Bump', files: filesOf({ 'a.yaml': '2' }) }]
    await port.deliver({ branch: 'main', base: base!.id, lease: base!.id, commits })
    expect(textsOf(await repository.files('main'))).toEqual({ 'a.yaml': '2', 'other.yaml': 'never read' })
    const missing = await git(clone, ['rev-list', '--objects', '--all', '--missing=print'])
    expect(missing.toString().match(/^\?/gm)).toHaveLength(1)
  })
})
