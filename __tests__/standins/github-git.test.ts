/** Commits and branches through GitHub's API: what comes out is what git says is there. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import type { BareRepository } from '../support/bare-repository.ts'
import type { Actor } from '../support/github-double.ts'
import { createWire } from '../support/github-wire.ts'
import type { Wire } from '../support/github-wire.ts'
import { addRepository, openDouble, removeAddedRepositories } from '../support/open-double.ts'

const actions: Actor = { kind: 'actions' }
const user: Actor = { kind: 'user', login: 'alice' }
const missing = 'eeed0456ca0e8d129a91bd4826732ab95a3edbb6'

const double = await openDouble()
let bare: BareRepository
let repository: string
let wire: Wire
let main: string

beforeEach(() => {
  ;({ bare, repository, wire } = addRepository(double))
  main = bare.git('rev-parse', 'main').trim()
})
afterEach(removeAddedRepositories)

function treeOf(commit: string): string {
  return bare.git('rev-parse', `${commit}^{tree}`).trim()
}

const blob = { path: 'apps/web.yaml', mode: '100644', type: 'blob' }

describe('trees', () => {
  test('take inline text, blobs of any bytes, every mode, and removals', async () => {
    const { body: bytes } = await wire.send('POST', '/git/blobs', {
      content: Buffer.from([0, 255, 13, 10]).toString('base64'),
      encoding: 'base64',
    })
    const { body } = await wire.send('POST', '/git/trees', {
      base_tree: treeOf(main),
      tree: [
        { ...blob, content: 'image: web:2\r\n' },
        { path: 'bin/run', mode: '100755', type: 'blob', sha: bytes.sha },
        { path: 'link', mode: '120000', type: 'blob', content: 'bin/run' },
        { path: 'sub', mode: '160000', type: 'commit', sha: missing },
        { path: 'web.yaml', mode: '100644', type: 'blob', sha: null },
      ],
    })
    expect(bare.git('ls-tree', '-r', body.sha).trim().split('\n')).toEqual([
      expect.stringMatching(/^100644 .*apps\/web\.yaml$/),
      expect.stringMatching(new RegExp(`^100755 blob ${bytes.sha}\tbin/run$`)),
      expect.stringMatching(/^120000 .*link$/),
      `160000 commit ${missing}\tsub`,
    ])
    expect(bare.git('cat-file', 'blob', `${body.sha}:apps/web.yaml`)).toBe('image: web:2\r\n')
    const { body: again } = await wire.send('GET', `/git/trees/${body.sha}?recursive=1`)
    expect(again.tree.map(({ path }: { path: string }) => path)).toContain('apps/web.yaml')
    const { body: read } = await wire.send('GET', `/git/blobs/${bytes.sha}`)
    expect(Buffer.from(read.content, 'base64')).toEqual(Buffer.from([0, 255, 13, 10]))
  })

  test.each([
    { entry: { ...blob, path: 'apps//web.yaml', content: '' }, says: 'malformed path component' },
    { entry: { ...blob, path: '.git/config', content: '' }, says: 'malformed path component' },
    { entry: { ...blob, path: '/web.yaml', content: '' }, says: 'cannot start with a slash' },
    { entry: { ...blob, sha: missing }, says: `tree.sha ${missing} is not a valid blob` },
    { entry: { ...blob, path: 'gone', sha: null }, says: 'GitRPC::BadObjectState' },
  ])('$entry.path with $says is refused', async ({ entry, says }) => {
    const { status, body } = await wire.send('POST', '/git/trees', { base_tree: treeOf(main), tree: [entry] })
    expect([status, body.message]).toEqual([422, expect.stringContaining(says)])
  })
})

test('a tree builds on a tree, not on a commit', async () => {
  const tree = [{ ...blob, content: '' }]
  const { status, body } = await wire.send('POST', '/git/trees', { base_tree: main, tree })
  expect([status, body.message]).toEqual([422, 'base_tree is not a valid tree oid'])
})

describe('commits', () => {
  const author = { name: 'A Person', email: 'person@example.com', date: '2026-02-03T04:05:06Z' }

  interface Case {
    readonly actor: Actor | undefined
    readonly wish: object
    readonly log: unknown
    readonly verified: boolean
  }

  test.each<Case>([
    {
      actor: undefined,
      wish: {},
      log: 'image-bump[bot] <41000000+image-bump[bot]@users.noreply.github.com>, GitHub <noreply@github.com>',
      verified: true,
    },
    {
      actor: actions,
      wish: {},
      log: 'github-actions[bot] <41898282+github-actions[bot]@users.noreply.github.com>, GitHub <noreply@github.com>',
      verified: true,
    },
    {
      actor: actions,
      wish: { author },
      log: 'A Person <person@example.com>, A Person <person@example.com>',
      verified: false,
    },
    { actor: user, wish: {}, log: expect.stringMatching(/^alice <\d+\+alice@.*>, alice </), verified: false },
  ])('of $actor.kind with $wish are verified: $verified', async ({ actor, wish, log, verified }) => {
    const as = createWire(double, repository, double.token(actor))
    const tree = treeOf('main')
    const message = 'Bump web\n\nA line.\n'
    const { status, body } = await as.send('POST', '/git/commits', {
      message,
      tree,
      parents: [main],
      ...wish,
    })
    expect([status, body.verification.verified]).toEqual([201, verified])
    expect(bare.git('log', '-1', '--format=%an <%ae>, %cn <%ce>', body.sha).trim()).toEqual(log)
    expect(bare.git('log', '-1', '--format=%B', body.sha)).toBe(`${message}\n`)
    expect((await as.send('GET', `/git/commits/${body.sha}`)).body).toEqual(body)
  })

  test.each([
    { wish: { tree: missing }, says: 'Tree SHA does not exist' },
    { wish: { parents: [missing] }, says: 'Parent SHA does not exist or is not a commit object' },
  ])('with $wish are refused', async ({ wish, says }) => {
    const tree = treeOf('main')
    const { status, body } = await wire.send('POST', '/git/commits', {
      message: 'm',
      tree,
      parents: [main],
      ...wish,
    })
    expect([status, body.message]).toEqual([422, says])
  })
})

describe('references', () => {
  test('are created once, moved forward, moved back only by force, and deleted', async () => {
    const next = double.person(repository).push('next', { 'web.yaml': 'image: web:2\n' })
    const ref = 'refs/heads/bump/web'
    const answers = [
      await wire.send('POST', '/git/refs', { ref, sha: main }),
      await wire.send('POST', '/git/refs', { ref, sha: next }),
      await wire.send('PATCH', '/git/refs/heads%2Fbump%2Fweb', { sha: next }),
      await wire.send('PATCH', '/git/refs/heads%2Fbump%2Fweb', { sha: main, force: false }),
      await wire.send('PATCH', '/git/refs/heads%2Fbump%2Fweb', { sha: main, force: true }),
      await wire.send('DELETE', '/git/refs/heads%2Fbump%2Fweb'),
      await wire.send('DELETE', '/git/refs/heads%2Fbump%2Fweb'),
      await wire.send('GET', '/git/ref/heads%2Fbump%2Fweb'),
    ]
    expect(answers.map(({ status, body }) => [status, body.message])).toEqual([
      [201, undefined],
      [422, 'Reference already exists'],
      [200, undefined],
      [422, 'Update is not a fast forward'],
      [200, undefined],
      [204, undefined],
      [422, 'Reference does not exist'],
      [404, 'Not Found'],
    ])
    const { body } = await wire.send('GET', '/git/matching-refs/heads%2Fma')
    expect(body.map(({ object }: { object: object }) => object)).toEqual([
      expect.objectContaining({ sha: main }),
    ])
  })

  test.each([
    { wish: { ref: 'heads/x', sha: missing }, says: "Reference name must start with 'refs/'." },
    {
      wish: { ref: 'refs/x', sha: missing },
      says: 'Reference name must contain at least three slash-separated components.',
    },
    { wish: { ref: 'refs/heads/x', sha: missing }, says: 'Object does not exist' },
  ])('$wish.ref to nothing are refused', async ({ wish, says }) => {
    const { status, body } = await wire.send('POST', '/git/refs', wish)
    expect([status, body.message]).toEqual([422, says])
  })

  const mutation = 'mutation($input: UpdateRefsInput!) { updateRefs(input: $input) { clientMutationId } }'

  test('may stand beside branches and tags, where no workflow and no rule looks', async () => {
    double.configure(repository, {
      rules: [{ branch: '*', kind: 'ruleset', noUpdate: true, noCreation: true }],
    })
    const ref = 'refs/image-bump/ledger'
    expect((await wire.send('POST', '/git/refs', { ref, sha: main })).status).toBe(201)
    expect((await wire.send('GET', '/git/ref/image-bump%2Fledger')).body).toMatchObject({
      ref,
      object: { sha: main },
    })
    const { body } = await wire.send('POST', '/git/commits', {
      message: 'First',
      tree: treeOf(main),
      parents: [],
    })
    const moved = await wire.graphql(
      'mutation($input: UpdateRefsInput!) { updateRefs(input: $input) { clientMutationId } }',
      {
        input: {
          repositoryId: (await wire.send('GET', '')).body.node_id,
          refUpdates: [{ name: ref, beforeOid: main, afterOid: body.sha, force: true }],
        },
      },
    )
    expect(moved.errors).toBeUndefined()
    expect(bare.git('rev-parse', ref).trim()).toBe(body.sha)
    expect(double.events(repository)).toEqual([])
  })

  test('move together or not at all, each from where it must stand', async () => {
    const next = double.person(repository).push('next', { 'web.yaml': 'image: web:2\n' })
    const { body } = await wire.send('GET', '')
    const update = (...refUpdates: readonly object[]) =>
      wire.graphql(mutation, { input: { repositoryId: body.node_id, refUpdates } })
    const create = { name: 'refs/heads/new', beforeOid: '0'.repeat(40), afterOid: next }
    const stale = { name: 'refs/heads/main', beforeOid: next, afterOid: next }
    expect((await update(create, stale)).errors[0].type).toBe('STALE_DATA')
    expect(bare.git('branch', '--list', 'new')).toBe('')
    expect(await update(create, { ...stale, beforeOid: main })).toEqual({
      data: { updateRefs: { clientMutationId: null } },
    })
    expect([bare.git('rev-parse', 'new'), bare.git('rev-parse', 'main')]).toEqual([`${next}\n`, `${next}\n`])
    expect(double.events(repository).at(-1)).toMatchObject({
      name: 'push',
      ref: 'refs/heads/main',
      commit: next,
    })
  })

  test('a commit in one go is made on the expected head only', async () => {
    const commit = (expectedHeadOid: string) =>
      wire.graphql(
        `mutation($input: CreateCommitOnBranchInput!) { createCommitOnBranch(input: $input) { commit { oid signature { isValid } } } }`,
        {
          input: {
            branch: { repositoryNameWithOwner: repository, branchName: 'main' },
            message: { headline: 'Bump web', body: 'Why.' },
            expectedHeadOid,
            fileChanges: {
              additions: [{ path: 'web.yaml', contents: Buffer.from('image: web:3\n').toString('base64') }],
            },
          },
        },
      )
    const { data } = await commit(main)
    expect(data.createCommitOnBranch.commit).toEqual({
      oid: bare.git('rev-parse', 'main').trim(),
      signature: { isValid: true },
    })
    expect(bare.git('show', 'main:web.yaml')).toBe('image: web:3\n')
    const { errors } = await commit(main)
    expect(errors[0]).toMatchObject({
      type: 'STALE_DATA',
      message: `Expected branch to point to "${main}" but it did not.  Pull and try again.`,
    })
  })

  test('somebody else may be faster', async () => {
    const tree = treeOf('main')
    const { body } = await wire.send('POST', '/git/commits', { message: 'ours', tree, parents: [main] })
    double.beforeRefMoves(repository, () =>
      double.person(repository).push('main', { 'web.yaml': 'theirs\n' }),
    )
    const { status } = await wire.send('PATCH', '/git/refs/heads%2Fmain', { sha: body.sha })
    expect(status).toBe(422)
    expect(bare.git('show', 'main:web.yaml')).toBe('theirs\n')
  })
})

describe('history', () => {
  test('two commits are compared, and what is unknown is not found', async () => {
    const next = double.person(repository).push('next', { 'api.yaml': 'image: api:1\n' }, 'Add api')
    const { body } = await wire.send('GET', `/compare/main...${next}`)
    expect(body).toMatchObject({ status: 'ahead', ahead_by: 1, behind_by: 0, total_commits: 1 })
    expect(body.commits[0].commit.message).toBe('Add api')
    expect(body.files).toEqual([
      expect.objectContaining({ filename: 'api.yaml', status: 'added', additions: 1 }),
    ])
    expect((await wire.send('GET', '/compare/next...main')).body.status).toBe('behind')
    expect((await wire.send('GET', '/compare/v1...main')).status).toBe(404)
  })

  test('commits are listed by path, shown, and known to GraphQL', async () => {
    const next = double.person(repository).push('main', { 'api.yaml': 'image: api:1\n' }, 'Add api')
    const shas = async (query: string) =>
      (await wire.send('GET', `/commits${query}`)).body.map(({ sha }: { sha: string }) => sha)
    expect(await shas('')).toEqual([next, main])
    expect(await shas('?path=web.yaml')).toEqual([main])
    expect((await wire.send('GET', `/commits/${next}`)).body).toMatchObject({ stats: { total: 1 } })
    const { data } = await wire.graphql(
      `query($owner: String!, $name: String!) { repository(owner: $owner, name: $name) { object(expression: "main") {
        ... on Commit { history(first: 1, path: "api.yaml") { nodes { oid messageHeadline author { email } } } } } } }`,
      { owner: 'acme', name: repository.slice(5) },
    )
    const nodes = [{ oid: next, messageHeadline: 'Add api', author: { email: 'alice@example.com' } }]
    expect(data.repository.object.history.nodes).toEqual(nodes)
  })

  test('releases are found by their tags, drafts are not', async () => {
    const releases = [
      { tag: 'v1.2.3', body: 'Fixes.' },
      { tag: 'v2', body: '', isDraft: true },
    ]
    double.configure(repository, { releases })
    expect((await wire.send('GET', '/releases')).body).toHaveLength(1)
    expect((await wire.send('GET', '/releases/tags/v1.2.3')).body).toMatchObject({ body: 'Fixes.' })
    expect((await wire.send('GET', '/releases/tags/v2')).status).toBe(404)
    expect((await wire.send('GET', '/releases/latest')).body).toMatchObject({ tag_name: 'v1.2.3' })
  })
})
