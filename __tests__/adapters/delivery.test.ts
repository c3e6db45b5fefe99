/** Which way a push goes, and what both ways have in common. */
import { describe, expect, test } from '@jest/globals'
import { combineDeliveries, type CommitsBy, deliveryFor, type Ways } from '../../src/adapters/delivery.ts'
import { type ProblemCode, problemError } from '../../src/model/problem.ts'
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
    [
      'one of whose commits has a key of its own',
      { ...plain, commits: [commit, { ...commit, signingKey: 'flux-system/signing' }] },
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
      writeLedger: (bytes) => Promise.resolve(void heard.push(`ledger of ${bytes.length} bytes`)),
      problems: () => [{ code: 'commits-unverified', level: 'note', message: 'unsigned' }],
    }
    const port = combineDeliveries({ git, api, signs: false, updateWorkspace: true, ...how })
    return { port, git, heard, push: { ...plain, base, lease: base }, base }
  }

  test('deliver and delete by the API where that is the way', async () => {
    const { port, heard, push, base } = await createWorld({ commits: 'auto' })
    expect(await port.deliver(push)).toEqual(['made-by-api'])
    await port.remove('bump', base)
    await port.writeLedger(new Uint8Array(7), undefined)
    expect(heard).toEqual(['deliver main', 'remove bump', 'ledger of 7 bytes'])
    expect(port.problems?.().map(({ code }) => code)).toEqual(['commits-unverified'])
  })

  test('deliver and delete by git where that was chosen', async () => {
    const { port, git, heard, push } = await createWorld({ commits: 'git' })
    const [id] = await port.deliver({ ...push, branch: 'bump', lease: undefined })
    expect(await git.heads(['bump'])).toEqual(new Map([['bump', id]]))
    await port.remove('bump', id!)
    expect(await git.heads(['bump'])).toEqual(new Map())
    await port.writeLedger(new Uint8Array(7), undefined)
    expect((await git.readLedger())?.bytes).toHaveLength(7)
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

  test('write the ledger by git where a server’s API does not, unless the API was chosen or another run was faster', async () => {
    const api = (code: ProblemCode): Ways['api'] => ({
      deliver: () => Promise.resolve([]),
      remove: () => Promise.resolve(),
      writeLedger: () => Promise.reject(problemError(code, 'no')),
    })
    const { port, git } = await createWorld({ commits: 'auto', api: api('github-refused') })
    await port.writeLedger(new Uint8Array(7), undefined)
    expect((await git.readLedger())?.bytes).toHaveLength(7)
    const chosen = await createWorld({ commits: 'api', api: api('push-refused') })
    expect(await codeOf(chosen.port.writeLedger(new Uint8Array(7), undefined))).toBe('push-refused')
    const slower = await createWorld({ commits: 'auto', api: api('branch-moved') })
    expect(await codeOf(slower.port.writeLedger(new Uint8Array(7), undefined))).toBe('branch-moved')
    expect(await slower.git.readLedger()).toBeUndefined()
  })

  test('refuse to write a ledger by the API without a token', async () => {
    const { port } = await createWorld({ commits: 'api', api: undefined })
    expect(await codeOf(port.writeLedger(new Uint8Array(), undefined))).toBe('arguments-invalid')
  })

  test('leave the checkout where it is when told so', async () => {
    const follow = () => Promise.resolve(true)
    const git = { ...createInMemoryGit({}), follow }
    expect(await (await createWorld({ commits: 'git', git })).port.follow('main', 'a', 'b')).toBe(true)
    const stay = await createWorld({ commits: 'git', git, updateWorkspace: false })
    expect(await stay.port.follow('main', 'a', 'b')).toBe(false)
  })
})
