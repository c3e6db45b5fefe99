/** When the user's checkout moves, and when it does not. */
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from '@jest/globals'
import { createRealRepository, git, openGit, removeRepositories } from '../../support/real-repository.ts'
import { filesOf } from '../../support/repository.ts'

afterEach(removeRepositories)

async function delivered(...options: readonly string[]) {
  const repository = await createRealRepository({ 'a.yaml': '1\n', 'b.yaml': '1\n' })
  const clone = await repository.clone(...options)
  const port = openGit(clone)
  const [base] = await repository.log('main')
  const from = base?.id ?? ''
  const commits = [{ message: 'Bump\n', files: filesOf({ 'a.yaml': '2\n' }) }]
  const [to = ''] = await port.deliver({ branch: 'main', base: from, lease: from, commits })
  const head = async () => (await git(clone, ['rev-parse', 'HEAD'])).toString().trim()
  return { repository, clone, port, from, to, head }
}

describe('a checkout whose branch got our commit', () => {
  it.each([{ options: [] }, { options: ['--depth=1'] }])(
    'sees the new files ($options)',
    async ({ options }) => {
      const { clone, port, from, to, head } = await delivered(...options)
      expect(await port.follow('main', from, to)).toBe(true)
      expect(await head()).toBe(to)
      expect(await readFile(join(clone, 'a.yaml'), 'utf8')).toBe('2\n')
      expect((await git(clone, ['status', '--porcelain'])).toString()).toBe('')
    },
  )

  it.each([{ options: [] }, { options: ['--depth=1'] }])(
    'follows commits that were made elsewhere, several at once, too ($options)',
    async ({ options }) => {
      const repository = await createRealRepository({ 'a.yaml': '1\n', 'b.yaml': '1\n' })
      const clone = await repository.clone(...options)
      const from = (await repository.log('main'))[0]!.id
      await repository.commit('main', { 'a.yaml': '2\n' })
      const to = await repository.commit('main', { 'b.yaml': '2\n' })
      const refs = await git(clone, ['for-each-ref', '--format=%(refname)'])
      expect(await openGit(clone).follow('main', from, to)).toBe(true)
      expect((await git(clone, ['log', '--format=%H', '-3'])).toString().trim().split('\n')).toHaveLength(3)
      expect(await readFile(join(clone, 'b.yaml'), 'utf8')).toBe('2\n')
      expect((await git(clone, ['status', '--porcelain'])).toString()).toBe('')
      expect(await git(clone, ['for-each-ref', '--format=%(refname)'])).toEqual(refs)
    },
  )

  it.each([
    ['has a changed file', async (clone: string) => writeFile(join(clone, 'b.yaml'), 'mine\n')],
    [
      'has a staged file',
      async (clone: string) => {
        await writeFile(join(clone, 'b.yaml'), 'mine\n')
        await git(clone, ['add', 'b.yaml'])
      },
    ],
    ['has its head detached', async (clone: string) => git(clone, ['checkout', '--quiet', '--detach'])],
    ['is on another branch', async (clone: string) => git(clone, ['checkout', '--quiet', '-b', 'mine'])],
    [
      'has a commit of its own',
      async (clone: string) => git(clone, ['commit', '--quiet', '--allow-empty', '-m', 'x']),
    ],
  ])('stays as it is where it %s', async (_, change) => {
    const { clone, port, from, to, head } = await delivered()
    await change(clone)
    const before = await head()
    expect(await port.follow('main', from, to)).toBe(false)
    expect(await head()).toBe(before)
    expect(await readFile(join(clone, 'a.yaml'), 'utf8')).toBe('1\n')
  })

  it('keeps files that git does not know', async () => {
    const { clone, port, from, to } = await delivered()
    await writeFile(join(clone, 'notes.txt'), 'mine')
    expect(await port.follow('main', from, to)).toBe(true)
    expect(await readFile(join(clone, 'notes.txt'), 'utf8')).toBe('mine')
  })
})
