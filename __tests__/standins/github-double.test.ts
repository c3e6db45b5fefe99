/** What the double adds to the stand-in: tokens of every kind, faults on demand, counts and workflow events. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import type { BareRepository } from '../support/bare-repository.ts'
import { troubles, type Actor, type Fault } from '../support/github-double.ts'
import { createWire } from '../support/github-wire.ts'
import type { Wire } from '../support/github-wire.ts'
import { addRepository, openDouble, removeAddedRepositories } from '../support/open-double.ts'

const double = await openDouble()
let bare: BareRepository
let repository: string
let wire: Wire

beforeEach(() => {
  ;({ bare, repository, wire } = addRepository(double))
})
afterEach(removeAddedRepositories)

describe('a token', () => {
  const blob = { content: 'x', encoding: 'utf-8' }
  const pull = { title: 'Update', head: 'bump', base: 'main' }
  const integration = 'Resource not accessible by integration'

  interface Case {
    readonly actor: Actor
    readonly method: string
    readonly path: string
    readonly body?: object
    readonly status: number
    readonly message?: string
  }

  test.each<Case>([
    {
      actor: { kind: 'actions', permissions: { contents: 'read' } },
      method: 'POST',
      path: '/git/blobs',
      body: blob,
      status: 403,
      message: integration,
    },
    {
      actor: { kind: 'user', permissions: { contents: 'read' } },
      method: 'POST',
      path: '/git/blobs',
      body: blob,
      status: 403,
      message: 'Resource not accessible by personal access token',
    },
    {
      actor: { kind: 'actions', mayOpen: false },
      method: 'POST',
      path: '/pulls',
      body: pull,
      status: 403,
      message: 'GitHub Actions is not permitted to create or approve pull requests.',
    },
    {
      actor: { kind: 'actions', repositories: ['acme/other'] },
      method: 'GET',
      path: '',
      status: 404,
      message: 'Not Found',
    },
    {
      actor: { kind: 'actions' },
      method: 'GET',
      path: '/branches/main/protection',
      status: 403,
      message: integration,
    },
    {
      actor: { kind: 'app', permissions: { issues: 'none', pull_requests: 'write' } },
      method: 'POST',
      path: '/issues/1/comments',
      body: { body: 'x' },
      status: 201,
    },
    {
      actor: { kind: 'app', permissions: { issues: 'none', pull_requests: 'read' } },
      method: 'POST',
      path: '/issues/1/labels',
      body: { labels: ['x'] },
      status: 403,
      message: integration,
    },
    {
      actor: { kind: 'app', permissions: { statuses: 'none' } },
      method: 'GET',
      path: '/commits/main/status',
      status: 403,
      message: integration,
    },
    { actor: { kind: 'app' }, method: 'GET', path: '/user', status: 403, message: integration },
    { actor: { kind: 'user', login: 'carol' }, method: 'GET', path: '/user', status: 200 },
  ])(
    'of $actor is answered $status to $method $path',
    async ({ actor, method, path, body, status, message }) => {
      bare.branch('bump')
      bare.branch('seen')
      await wire.send('POST', '/pulls', { ...pull, head: 'seen' })
      const answer = await createWire(double, repository, double.token(actor)).send(method, path, body)
      expect([answer.status, answer.body.message]).toEqual([status, message])
    },
  )

  test.each([
    {
      permissions: { statuses: 'none', checks: 'none' },
      paths: ['object.status', 'object.statusCheckRollup'],
    },
    {
      permissions: { statuses: 'none' },
      paths: ['object.status', 'object.statusCheckRollup.contexts.nodes.0'],
    },
    { permissions: { checks: 'none' }, paths: ['object.statusCheckRollup.contexts.nodes.1'] },
  ] as const)(
    'with $permissions is refused those fields of a query alone',
    async ({ permissions, paths }) => {
      const sha = bare.git('rev-parse', 'main').trim()
      await wire.send('POST', `/statuses/${sha}`, { state: 'success', context: 'ci/build' })
      double.reportCheck(repository, { commit: sha, name: 'test', conclusion: 'success' })
      const as = createWire(double, repository, double.token({ kind: 'actions', permissions }))
      const [owner, name] = repository.split('/')
      const { data, errors } = await as.graphql(
        `query($owner: String!, $name: String!) { repository(owner: $owner, name: $name) { object(expression: "main") {
        oid ... on Commit { status { state } statusCheckRollup { contexts(first: 9) { nodes { __typename } } } } } } }`,
        { owner, name },
      )
      expect(data.repository.object.oid).toBe(sha)
      expect(
        errors.map(({ type, path }: { readonly type: string; readonly path: readonly string[] }) => [
          type,
          path.slice(1).join('.'),
        ]),
      ).toEqual(paths.map((path) => ['FORBIDDEN', path]))
    },
  )

  test('that may not write is refused a mutation', async () => {
    const as = createWire(
      double,
      repository,
      double.token({ kind: 'app', permissions: { contents: 'read' } }),
    )
    const input = { repositoryId: 'R_x', refUpdates: [] }
    const answer = await as.graphql(
      'mutation($input: UpdateRefsInput!) { updateRefs(input: $input) { clientMutationId } }',
      { input },
    )
    expect(answer).toEqual({
      data: { updateRefs: null },
      errors: [expect.objectContaining({ type: 'FORBIDDEN' })],
    })
  })

  test('sees a public repository that it does not reach, and may not write there', async () => {
    double.configure(repository, { settings: { isPrivate: false } })
    const as = createWire(double, repository, double.token({ kind: 'actions', repositories: ['acme/other'] }))
    expect((await as.send('GET', '')).status).toBe(200)
    expect((await as.send('POST', '/git/blobs', { content: '' })).status).toBe(403)
  })
})

describe('a fault', () => {
  const ref = { ref: 'refs/heads/bump' }
  const create = () => wire.send('POST', '/git/refs', { ...ref, sha: bare.git('rev-parse', 'main').trim() })
  const isThere = () => bare.git('branch', '--list', 'bump') !== ''

  test.each<{ readonly fault: Fault; readonly status: number | 'none'; readonly isThere: boolean }>([
    { fault: { when: 'before', nth: 1, answer: troubles.badGateway }, status: 502, isThere: false },
    { fault: { when: 'after', nth: 1, answer: troubles.badGateway }, status: 502, isThere: true },
    { fault: { when: 'before', nth: 1 }, status: 'none', isThere: false },
    { fault: { when: 'after', nth: 1 }, status: 'none', isThere: true },
    { fault: { when: 'before', nth: 1, answer: troubles.secondaryLimit(60) }, status: 403, isThere: false },
    {
      fault: { when: 'before', nth: 1, answer: troubles.primaryLimit(new Date(0)) },
      status: 403,
      isThere: false,
    },
    { fault: { when: 'before', nth: 2, answer: troubles.badGateway }, status: 201, isThere: true },
  ])('$fault.when the effect, number $fault.nth, is seen as $status', async (row) => {
    double.addFault({ ...row.fault, operation: 'git/create-ref', isWrite: true, match: inside(repository) })
    const status = await create().then(
      (answer) => answer.status,
      () => 'none',
    )
    expect([status, isThere()]).toEqual([row.status, row.isThere])
  })

  test.each([
    { end: 'release', isThere: true },
    { end: 'drop', isThere: false },
  ] as const)('may hold a write until the test says $end', async ({ end, isThere: landed }) => {
    const stall = double.stall({
      when: 'before',
      isWrite: true,
      match: inside(repository),
    })
    const answer = create().catch(() => 'dropped')
    expect((await stall.reached).method).toBe('POST')
    expect(isThere()).toBe(false)
    stall[end]()
    await answer
    expect(isThere()).toBe(landed)
  })

  test('may serve a reference as it was a minute ago, once, and not to those who ask for none of it', async () => {
    const sha = async () => (await wire.send('GET', '/git/ref/heads%2Fmain')).body.object.sha
    const before = await sha()
    double.staleRef(repository, 'main')
    const after = double.person(repository).push('main', { 'web.yaml': 'new\n' })
    expect([await sha(), await sha()]).toEqual([before, after])
  })
})

function inside(place: string): NonNullable<Fault['match']> {
  return ({ path }) => path.startsWith(`/repos/${place}/`)
}

test('requests are counted by what they ask for, those of people are not', async () => {
  double.forgetRequests()
  bare.branch('bump')
  await wire.send('POST', '/pulls', { title: 'Update', head: 'bump', base: 'main' })
  await wire.graphql('query whoAmI { viewer { login } }')
  await wire.graphql('query whoAmI { viewer { login } }')
  double.person(repository).close(1)
  expect(double.counts()).toEqual({ total: 3, 'pulls/create': 1, 'query whoAmI': 2 })
})

describe('workflows', () => {
  test.each<{ readonly actor: Actor; readonly settings?: object; readonly outcomes: readonly string[] }>([
    {
      actor: { kind: 'actions' },
      outcomes: ['suppressed', 'held', 'held', 'suppressed', 'suppressed', 'started', 'started'],
    },
    {
      actor: { kind: 'actions' },
      settings: { isEnterpriseServer: true },
      outcomes: ['suppressed', 'suppressed', 'suppressed', 'suppressed', 'suppressed', 'started', 'started'],
    },
    {
      actor: { kind: 'app' },
      outcomes: ['started', 'started', 'started', 'started', 'started', 'started', 'started'],
    },
  ])('of $actor.kind with $settings: $outcomes', async ({ actor, settings, outcomes }) => {
    double.configure(repository, { settings: { ...settings } })
    bare.branch('bump')
    bare.branch('next')
    bare.git('update-ref', 'refs/heads/next', 'bump')
    const as = createWire(double, repository, double.token(actor))
    const alice = double.person(repository)
    const sha = alice.push('next', { 'web.yaml': 'image: web:9\n' })
    const known = double.events(repository).length
    await as.send('POST', '/git/refs', { ref: 'refs/heads/other', sha })
    await as.send('POST', '/pulls', { title: 'Update', head: 'bump', base: 'main' })
    await as.send('PATCH', '/git/refs/heads%2Fbump', { sha })
    await as.send('POST', '/issues/1/comments', { body: 'Done.' })
    await as.send('PATCH', '/pulls/1', { state: 'closed' })
    await as.send('POST', '/dispatches', { event_type: 'image', client_payload: { tag: '1' } })
    await as.send('POST', '/actions/workflows/deploy.yml/dispatches', { ref: 'main' })
    const seen = double.events(repository).slice(known)
    const interesting = seen.filter(({ name, ref }) => name !== 'push' || ref === 'refs/heads/other')
    expect(interesting.map(({ name, action }) => [name, action].join(' ').trim())).toEqual([
      'push',
      'pull_request opened',
      'pull_request synchronize',
      'issue_comment created',
      'pull_request closed',
      'repository_dispatch image',
      'workflow_dispatch deploy.yml',
    ])
    expect(interesting.map(({ outcome }) => outcome)).toEqual(outcomes)
  })

  test('are skipped where the commit says so', () => {
    const alice = double.person(repository)
    alice.push('main', { 'web.yaml': 'image: web:9\n' }, 'Bump [skip ci]')
    expect(double.events(repository).at(-1)).toMatchObject({ name: 'push', outcome: 'suppressed' })
  })
})
