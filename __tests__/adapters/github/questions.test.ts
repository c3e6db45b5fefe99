/** Questions beside those about requests: whose token it is, what lies between two commits, what releases say. */
import { execFileSync } from 'node:child_process'
import { describe, expect, test } from '@jest/globals'
import { noForge } from '../../../src/adapters/github/no-forge.ts'
import { problemError } from '../../../src/model/problem.ts'
import { forgesUnderTest, problemOf, web } from '../../support/forges-under-test.ts'
import { troubles, type Actor } from '../../support/github-double.ts'

const { setUp, asked, strike, double } = forgesUnderTest()

describe('whose token it is', () => {
  test.each<{ actor: Actor; want: object }>([
    {
      actor: { kind: 'actions' },
      want: {
        login: 'github-actions[bot]',
        kind: 'actions',
        email: '41898282+github-actions[bot]@users.noreply.github.com',
      },
    },
    {
      actor: { kind: 'app', login: 'acme-bump' },
      want: {
        login: 'acme-bump[bot]',
        kind: 'app',
        email: expect.stringMatching(/^\d+\+acme-bump\[bot\]@users\.noreply\.github\.com$/),
      },
    },
    {
      actor: { kind: 'user', login: 'alice' },
      want: {
        login: 'alice',
        kind: 'user',
        email: expect.stringMatching(/^\d+\+alice@users\.noreply\.github\.com$/),
      },
    },
  ])('$actor.kind', async ({ actor, want }) => {
    const subject = setUp({ token: double().token(actor) })
    expect(await subject.forge.whoAmI()).toEqual(want)
  })

  test('the address is that of the commits which GitHub makes for it', async () => {
    const { forge, repository, push, person } = setUp()
    push(web.head)
    const opened = await forge.open(web)
    person().approve(1)
    await forge.arm({ number: 1, head: opened!.headCommit, method: 'merge' })
    const [commit] = person().ask('GET', '/commits').slice(0, 1)
    expect(commit.commit.author.email).toBe((await forge.whoAmI()).email)
    expect(double().pulls(repository)[0]?.merged).toBe(true)
  })

  test('a person who shows an address commits under it', async () => {
    const { forge } = setUp({ token: double().token({ kind: 'user' }) })
    const answer = (regular: { body?: unknown } | undefined) => ({
      status: 200,
      body: { ...Object(regular?.body), email: 'alice@example.com' },
    })
    strike('users/get-authenticated', { when: 'after', answer })
    expect(await forge.whoAmI()).toMatchObject({ email: 'alice@example.com' })
  })

  test('it is asked once, and again after a failure', async () => {
    const subject = setUp()
    strike('query whoAmI', { when: 'before', answer: troubles.badGateway })
    expect(await problemOf(subject.forge.whoAmI())).toMatchObject({ code: 'github-failed' })
    const both = await Promise.all([subject.forge.whoAmI(), subject.forge.whoAmI()])
    expect(both[0]).toEqual(both[1])
    expect(asked(subject)).toEqual(['query whoAmI', 'query whoAmI'])
  })
})

describe('what lies between two commits', () => {
  test('the first lines of at most fifty messages, the oldest first, and how many there are', async () => {
    const { forge, repository, directory } = setUp()
    const git = (args: readonly string[], input = '') =>
      execFileSync('git', [...args], { cwd: directory, input, encoding: 'utf8' }).trim()
    const from = git(['rev-parse', 'main'])
    // All at once: fifty pushes would take as many seconds on a busy machine.
    const messages = Array.from({ length: 52 }, (_, index) => `Step ${index + 1}\n\nWith a body.\n`)
    const stream = messages.map(
      (message, index) =>
        `commit refs/heads/main\ncommitter A <a@example.org> ${1_700_000_000 + index} +0000\n` +
        `data ${message.length}\n${message}${index === 0 ? `from ${from}\n` : ''}\n`,
    )
    git(['fast-import', '--quiet'], stream.join(''))
    const to = git(['rev-parse', 'main'])
    const compared = await forge.compare(repository, from, to)
    expect(compared?.total).toBe(52)
    expect(compared?.subjects).toHaveLength(50)
    expect(compared?.subjects.slice(0, 2)).toEqual(['Step 1', 'Step 2'])
    expect(compared?.url).toMatch(new RegExp(`/compare/${from}\\.\\.\\.${to}$`))
  })

  test.each([
    { what: 'a repository that is hidden', repository: 'acme/hidden' },
    { what: 'what is no repository', repository: 'https://example.com/x' },
    { what: 'a path that leads elsewhere', repository: 'acme/../user' },
  ])('$what cannot be compared', async ({ repository }) => {
    const { forge } = setUp()
    expect(await forge.compare(repository, 'a'.repeat(40), 'b'.repeat(40))).toBeUndefined()
  })

  test('commits that are not there cannot be compared; a failure is told', async () => {
    const { forge, repository } = setUp()
    expect(await forge.compare(repository, 'a'.repeat(40), 'b'.repeat(40))).toBeUndefined()
    strike('repos/compare-commits-with-basehead', { when: 'before', answer: troubles.badGateway })
    expect(await problemOf(forge.compare(repository, 'main', 'main'))).toMatchObject({
      code: 'github-failed',
    })
  })
})

describe('what releases say', () => {
  test('those that are published under these tags, in one question', async () => {
    const subject = setUp()
    const { forge, repository } = subject
    const releases = [
      { tag: 'v1.2.3', name: 'Spring', body: 'Faster.' },
      { tag: 'v1.2.4', body: '' },
      { tag: 'v1.3.0', body: 'Not yet.', isDraft: true },
      { tag: 'team/v2', body: 'Slashes.' },
    ]
    double().configure(repository, { releases })
    const page = `${double().url}/${repository}/releases/tag`
    const tags = ['v1.3.0', 'v1.2.4', 'v9', 'v1.2.3', 'team/v2', 'v1.2.3']
    expect(await forge.releases(repository, tags)).toEqual([
      { tag: 'v1.2.4', url: `${page}/v1.2.4`, name: 'v1.2.4', notes: '' },
      { tag: 'v1.2.3', url: `${page}/v1.2.3`, name: 'Spring', notes: 'Faster.' },
      { tag: 'team/v2', url: `${page}/team%2Fv2`, name: 'team/v2', notes: 'Slashes.' },
    ])
    await forge.releases(
      repository,
      Array.from({ length: 300 }, (_, index) => `v${index}`),
    )
    expect(asked(subject)).toEqual(['query findReleases', 'query findReleases'])
  })

  test('none are asked for by no tag, nor where nothing is shown', async () => {
    const subject = setUp()
    expect(await subject.forge.releases(subject.repository, [])).toEqual([])
    expect(asked(subject)).toEqual([])
    expect(await subject.forge.releases('acme/hidden', ['v1'])).toEqual([])
  })
})

test('where there is no forge, what needs one says so, and what only adds words gives nothing', async () => {
  const forge = noForge(problemError('arguments-invalid', 'Pull requests need a token.'))
  const problem = { code: 'arguments-invalid' }
  expect(await problemOf(forge.find(['x']))).toMatchObject(problem)
  expect(await problemOf(forge.open(web))).toMatchObject(problem)
  expect(await problemOf(forge.whoAmI())).toMatchObject(problem)
  expect(await forge.compare('acme/web', 'a', 'b')).toBeUndefined()
  expect(await forge.releases('acme/web', ['v1'])).toEqual([])
})
