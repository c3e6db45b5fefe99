/** Which way a push goes, and what both ways have in common. */
import { describe, expect, test } from '@jest/globals'
import { combineDeliveries, type CommitsBy, deliveryFor, type Ways } from '../../src/adapters/delivery.ts'
import type { Push } from '../../src/ports.ts'
import { codeOf } from '../contracts/git.contract.ts'
import { createInMemoryGit } from '../support/in-memory-git.ts'
import { filesOf } from '../support/repository.ts'

const commit = { message: 'Bump', files: filesOf({ 'a.yaml': '2' }) }
const author = { name: 'Flux', email: 'flux@example.org' }
const plain: Push = { branch: 'main', base: 'base', lease: 'base', commits: [commit] }

describe('a push', () => {
  test.each<
    [what: string, push: Push, facts: { readonly hasToken: boolean; readonly signs: boolean }, way: string]
  >([
    ['with a token', plain, { hasToken: true, signs: false }, 'api'],
    ['without a token', plain, { hasToken: false, signs: false }, 'git'],
    ['that is to be signed', plain, { hasToken: true, signs: true }, 'git'],
    [
      'one of whose commits has an author',
      { ...plain, commits: [commit, { ...commit, author }] },
      { hasToken: true, signs: false },
      'git',
    ],
    ['with options', { ...plain, options: { skip: 'ci' } }, { hasToken: true, signs: false }, 'git'],
    [
      'with a refspec',
      { ...plain, refspecs: ['main:refs/for/main'] },
      { hasToken: true, signs: false },
      'git',
    ],
  ])('%s goes by the way it needs, unless one was chosen', (_, push, facts, way) => {
    expect(deliveryFor(push, 'auto', facts)).toBe(way)
    expect(deliveryFor(push, 'api', facts)).toBe('api')
    expect(deliveryFor(push, 'git', facts)).toBe('git')
  })
})

describe('both ways together', () => {
  async function createWorld(how: Partial<Ways> & { readonly commits: CommitsBy }) {
    const git = createInMemoryGit({ 'a.yaml': '1' })
    const base = (await git.heads(['main'])).get('main')!
    const heard: string[] = []
    const api: Ways['api'] = {
      deliver: (push) => Promise.resolve(heard.push(`deliver ${push.branch}`)).then(() => ['made-by-api']),
      remove: (branch) => Promise.resolve(void heard.push(`remove ${branch}`)),
      problems: () => [{ code: 'commits-unverified', level: 'note', message: 'unsigned' }],
    }
    const port = combineDeliveries({ git, api, signs: false, updateWorkspace: true, ...how })
    return { port, git, heard, push: { ...plain, base, lease: base }, base }
  }

  test('deliver and delete by the API where that is the way', async () => {
    const { port, heard, push, base } = await createWorld({ commits: 'auto' })
    expect(await port.deliver(push)).toEqual(['made-by-api'])
    await port.remove('bump', base)
    expect(heard).toEqual(['deliver main', 'remove bump'])
    expect(port.problems?.().map(({ code }) => code)).toEqual(['commits-unverified'])
  })

  test('deliver and delete by git where that was chosen', async () => {
    const { port, git, heard, push } = await createWorld({ commits: 'git' })
    const [id] = await port.deliver({ ...push, branch: 'bump', lease: undefined })
    expect(await git.heads(['bump'])).toEqual(new Map([['bump', id]]))
    await port.remove('bump', id!)
    expect(await git.heads(['bump'])).toEqual(new Map())
    expect(heard).toEqual([])
  })

  test.each<[string, Partial<Ways>, Partial<Push>, string]>([
    ['options and the API', {}, { options: { skip: 'ci' } }, 'by which no push options'],
    ['refspecs and the API', {}, { refspecs: ['main:x'] }, 'by which no push options'],
    ['the API and no token', { api: undefined }, {}, 'needs a token'],
  ])('refuse %s, which was chosen and cannot be', async (_, how, wishes, says) => {
    const { port, push, heard } = await createWorld({ commits: 'api', ...how })
    await expect(port.deliver({ ...push, ...wishes })).rejects.toThrow(says)
    expect(await codeOf(port.deliver({ ...push, ...wishes }))).toBe('arguments-invalid')
    expect(heard).toEqual([])
  })

  test('leave the checkout where it is when told so', async () => {
    const follow = () => Promise.resolve(true)
    const git = { ...createInMemoryGit({}), follow }
    expect(await (await createWorld({ commits: 'git', git })).port.follow('main', 'a', 'b')).toBe(true)
    const stay = await createWorld({ commits: 'git', git, updateWorkspace: false })
    expect(await stay.port.follow('main', 'a', 'b')).toBe(false)
  })
})
