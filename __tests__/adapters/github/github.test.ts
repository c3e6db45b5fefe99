/** What the adapter adds to the promises of every forge: GitHub's addresses, limits and ways to fail. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals'
import { createForge } from '../../../src/adapters/github/github.ts'
import type { GitHubOptions } from '../../../src/adapters/github/github.ts'
import { ProblemError } from '../../../src/model/problem.ts'
import type { Problem } from '../../../src/model/problem.ts'
import type { Forge, NewPullRequest } from '../../../src/ports.ts'
import { createForgeOnDouble } from '../../support/forge-on-double.ts'
import type { ForgeOnDouble } from '../../support/forge-on-double.ts'
import { startGitHubDouble } from '../../support/github-double.ts'
import type { Actor, Fault, GitHubDouble } from '../../support/github-double.ts'

const web: NewPullRequest = {
  head: 'image-bump/production--web',
  base: 'main',
  title: 'Update web to 1.2.3',
  body: 'From 1.2.2 to 1.2.3.',
  labels: [],
  draft: false,
}

let double: GitHubDouble
const subjects: ForgeOnDouble[] = []

beforeAll(async () => {
  double = await startGitHubDouble()
})
afterEach(() => {
  for (const subject of subjects.splice(0)) subject.remove()
  double.failOnViolations()
})
afterAll(() => double.close())

describe('addresses and headers', () => {
  test('GitHub Enterprise Server is reached under its own paths', async () => {
    const paths = { apiUrl: `${double.apiUrl}/api/v3/`, graphqlUrl: `${double.url}/api/graphql` }
    const { forge, repository, push } = setUp(paths)
    push(web.head)
    await forge.open({ ...web, labels: ['images'] })
    await forge.find([web.head])
    expect(requestsTo(repository).map(({ url }) => url)).toEqual([
      `/api/v3/repos/${repository}/pulls`,
      `/api/v3/repos/${repository}/issues/1/labels`,
      '/api/graphql',
    ])
  })

  test('the address of GraphQL is taken as given, not made from that of REST', async () => {
    const { forge, repository } = setUp({ graphqlUrl: `${double.url}/api/graphql` })
    await forge.find([web.head])
    expect(requestsTo(repository).map(({ url }) => url)).toEqual(['/api/graphql'])
  })

  test('every request says who asks, for which version, with the token', async () => {
    const { forge, repository, push } = setUp({ token: double.token() })
    push(web.head)
    await forge.open(web)
    await forge.find([web.head])
    expect(requestsTo(repository).map(({ headers }) => headers)).toEqual([commonHeaders, commonHeaders])
  })

  test('requests go through the fetch that was given', async () => {
    const seen: string[] = []
    const { forge } = setUp({
      fetch: (input, init) => {
        seen.push(new Request(input).url)
        return fetch(input, init)
      },
    })
    await forge.find([web.head])
    expect(seen).toEqual([double.graphqlUrl])
  })

  test.each(['acme', 'acme/', '/gitops', 'https://github.com/acme/gitops', ''])(
    'the repository "%s" is refused before anything is sent',
    (repository) => {
      expect(() => createForge({ ...nowhere, repository })).toThrow('is not written owner/name')
    },
  )
})

describe('finding', () => {
  test.each([
    { heads: 0, queries: 0 },
    { heads: 100, queries: 1 },
    { heads: 101, queries: 2 },
  ])('$heads branches take $queries queries', async ({ heads, queries }) => {
    const { forge, repository, push } = setUp()
    push(web.head)
    const opened = await forge.open(web)
    const others = Array.from({ length: heads }, (_, index) => `image-bump/production--${index}`)
    const before = requestsTo(repository).length
    expect(await forge.find([...others.slice(1), ...(heads > 0 ? [web.head] : [])])).toEqual(
      heads > 0 ? [opened] : [],
    )
    expect(requestsTo(repository).length - before).toBe(queries)
  })

  test('our request is found behind a page full of those from forks', async () => {
    const { forge, push, openFromFork } = setUp()
    push(web.head)
    for (let count = 0; count < 11; count += 1) await openFromFork(web)
    const opened = await forge.open(web)
    expect(await forge.find([web.head])).toEqual([opened])
  })
})

describe('GitHub refuses', () => {
  const readOnly: Actor = { kind: 'actions', pullRequests: 'read' }
  const blind: Actor = { kind: 'app', pullRequests: 'none' }
  const locked: Actor = { kind: 'actions', pullRequests: 'write', mayOpen: false }

  test.each<{ readonly what: string; readonly says: string; readonly actor?: Actor; readonly act: Act }>([
    {
      what: 'a token that may only read',
      actor: readOnly,
      act: (forge) => forge.open(web),
      says:
        'GitHub refused to open a pull request from image-bump/production--web into main (403): ' +
        'Resource not accessible by integration. The token lacks the permission pull-requests: write.',
    },
    {
      what: 'an update with a token that may only read',
      actor: readOnly,
      act: (forge) => forge.update(1, web),
      says:
        'GitHub refused to update pull request #1 (403): Resource not accessible by integration. ' +
        'The token lacks the permission pull-requests: write.',
    },
    {
      what: 'a token that may not even read',
      actor: blind,
      act: (forge) => forge.find([web.head]),
      says:
        'GitHub refused to find the pull requests of image-bump/production--web: Resource not accessible by integration. ' +
        'The token lacks the permission pull-requests: read.',
    },
    {
      what: 'a workflow where the setting is off',
      actor: locked,
      act: (forge) => forge.open(web),
      says:
        'GitHub refused to open a pull request from image-bump/production--web into main (403): ' +
        'GitHub Actions is not permitted to create or approve pull requests. ' +
        'Turn on "Allow GitHub Actions to create and approve pull requests" in the settings of the repository ' +
        "(Actions, General) and of its organization, or use a GitHub App's token.",
    },
    {
      what: 'a branch that does not exist',
      act: (forge) => forge.open({ ...web, head: 'nowhere' }),
      says: 'GitHub refused to open a pull request from nowhere into main (422): Validation Failed: head invalid.',
    },
    {
      what: 'a branch without commits of its own',
      act: (forge) => forge.open({ ...web, head: 'main' }),
      says:
        'GitHub refused to open a pull request from main into main (422): ' +
        'Validation Failed: No commits between main and main.',
    },
    {
      what: 'a text that is too long',
      act: (forge) => forge.open({ ...web, body: 'x'.repeat(65_537) }),
      says:
        'GitHub refused to open a pull request from image-bump/production--web into main (422): ' +
        'Validation Failed: body is too long (maximum is 65536 characters).',
    },
    {
      what: 'a request that does not exist',
      act: (forge) => forge.update(7, web),
      says: 'GitHub refused to update pull request #7 (404): Not Found. It does not exist, or the token cannot see it.',
    },
  ])('$what, and the problem names the cure', async ({ actor, act, says }) => {
    const { forge, push } = setUp({ token: double.token(actor) })
    push(web.head)
    expect(await problemOf(act(forge))).toEqual({ code: 'github-refused', level: 'error', message: says })
  })

  test('a token it does not know', async () => {
    const { forge } = setUp({ token: 'ghp_expired' })
    expect(await problemOf(forge.find([web.head]))).toEqual({
      code: 'github-refused',
      level: 'error',
      message:
        'GitHub refused to find the pull requests of image-bump/production--web (401): Bad credentials. ' +
        'The token is wrong or has expired.',
    })
  })

  test('a repository that it does not show', async () => {
    const { forge } = setUp({ repository: 'acme/hidden' })
    expect(await problemOf(forge.find([web.head]))).toEqual({
      code: 'github-refused',
      level: 'error',
      message:
        "GitHub refused to find the pull requests of image-bump/production--web: Could not resolve to a Repository with the name 'acme/hidden'. " +
        'It does not exist, or the token cannot see it.',
    })
  })

  test('the labels only: the problem says that the request is open', async () => {
    const { forge, repository, push } = setUp()
    push(web.head)
    strike(
      repository,
      'POST',
      { when: 'before', answer: { status: 403, body: { message: 'No labels today' } } },
      2,
    )
    const problem = await problemOf(forge.open({ ...web, labels: ['images'] }))
    expect(problem).toMatchObject({
      code: 'github-refused',
      message: 'GitHub refused to label pull request #1, which is open, (403): No labels today.',
    })
    expect(double.pulls(repository)).toHaveLength(1)
  })

  test('a second request that then cannot be found: its own words are told', async () => {
    const { forge, repository, push } = setUp()
    push(web.head)
    const answer = {
      status: 422,
      body: { message: 'Validation Failed', errors: ['A pull request already exists'] },
    }
    strike(repository, 'POST', { when: 'before', answer })
    expect(await problemOf(forge.open(web))).toMatchObject({
      code: 'github-refused',
      message: expect.stringContaining('(422): Validation Failed: A pull request already exists.'),
    })
  })
})

describe('GitHub fails', () => {
  const page = '<html><title>Unicorn!</title></html>'

  test.each<{ readonly what: string; readonly fault: Omit<Fault, 'match'>; readonly says: string }>([
    {
      what: 'a bad gateway with a page for people',
      fault: { when: 'before', answer: { status: 502, body: page } },
      says: 'GitHub failed to update pull request #1 (502).',
    },
    {
      what: 'a fault of its own',
      fault: { when: 'before', answer: { status: 500, body: { message: 'Server Error' } } },
      says: 'GitHub failed to update pull request #1 (500): Server Error.',
    },
    {
      what: 'a page where JSON should be',
      fault: { when: 'after', answer: { status: 200, body: page } },
      says: 'What answered the request to update pull request #1 did not answer as GitHub does.',
    },
    {
      what: 'a connection that is dropped',
      fault: { when: 'before' },
      says: 'GitHub could not be reached to update pull request #1: other side closed, UND_ERR_SOCKET.',
    },
  ])('$what is a warning, and nothing is tried twice', async ({ fault, says }) => {
    const { forge, repository, push } = setUp()
    push(web.head)
    await forge.open(web)
    strike(repository, 'PATCH', fault)
    const before = requestsTo(repository).length
    expect(await problemOf(forge.update(1, web))).toEqual({
      code: 'github-failed',
      level: 'warning',
      message: says,
    })
    expect(requestsTo(repository).length - before).toBe(1)
  })

  test.each([
    { what: 'errors of no known type', body: { data: null, errors: [{ message: 'Something went wrong' }] } },
    {
      what: 'an error beside data',
      body: { data: { repository: {} }, errors: [{ message: 'Something went wrong' }] },
    },
    { what: 'less than was asked for', body: { data: { repository: {} } } },
    { what: 'nothing', body: {} },
  ])('a query that answers $what finds nothing rather than a part', async ({ body }) => {
    const { forge, repository } = setUp()
    strike(repository, 'POST', { when: 'before', answer: { status: 200, body } })
    expect(await problemOf(forge.find([web.head]))).toMatchObject({ code: 'github-failed', level: 'warning' })
  })

  test('a request whose answer was lost is found and updated by the next try', async () => {
    const { forge, repository, push } = setUp()
    push(web.head)
    strike(repository, 'POST', { when: 'after' })
    expect(await problemOf(forge.open(web))).toMatchObject({ code: 'github-failed' })
    expect(await forge.open({ ...web, title: 'Again' })).toMatchObject({ number: 1, title: 'Again' })
    expect(double.pulls(repository)).toHaveLength(1)
  })

  test('a host that nobody listens on is named with the reason', async () => {
    const closed = await startGitHubDouble()
    await closed.close()
    const { forge } = setUp({ apiUrl: closed.apiUrl, graphqlUrl: closed.graphqlUrl })
    const problem = await problemOf(forge.find([web.head]))
    expect(problem).toMatchObject({ code: 'github-failed', level: 'warning' })
    expect(problem?.message).toContain('ECONNREFUSED')
  })
})

describe('GitHub limits the rate', () => {
  test.each([
    { status: 429, headers: { 'retry-after': '60' }, until: ' It answers again in 60 seconds.' },
    { status: 403, headers: { 'retry-after': '5' }, until: ' It answers again in 5 seconds.' },
    {
      status: 403,
      headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1800000000' },
      until: ' It answers again at 2027-01-15T08:00:00.000Z.',
    },
    { status: 403, headers: {}, until: '' },
  ])('with $status and $headers', async ({ status, headers, until }) => {
    const { forge, repository } = setUp()
    const body = { message: 'You have exceeded a secondary rate limit' }
    strike(repository, 'PATCH', { when: 'before', answer: { status, headers, body } })
    expect(await problemOf(forge.update(1, web))).toEqual({
      code: 'rate-limited',
      level: 'warning',
      message:
        'GitHub limits the rate of requests and did not update pull request #1: ' +
        `You have exceeded a secondary rate limit.${until}`,
    })
  })

  test('in a query, which is answered 200', async () => {
    const { forge, repository } = setUp()
    const errors = [{ type: 'RATE_LIMITED', message: 'API rate limit exceeded' }]
    strike(repository, 'POST', { when: 'before', answer: { status: 200, body: { errors } } })
    expect(await problemOf(forge.find([web.head]))).toMatchObject({ code: 'rate-limited', level: 'warning' })
  })
})

describe("GitHub's words in a message", () => {
  const token = 'ghp_verySecret'

  test('never bear the token, whether it answers, breaks off or cannot be called', async () => {
    const echo = { status: 403, body: { message: `The token ${token} is bad`, errors: [`see ${token}`] } }
    const throwing = (): Promise<Response> =>
      Promise.reject(
        Object.assign(new TypeError('no'), { cause: { message: `bad header "token ${token}"` } }),
      )
    const answering = () => Promise.resolve(Response.json(echo.body, { status: echo.status }))
    for (const fetch of [throwing, answering]) {
      const forge = createForge({ ...nowhere, token: `${token}\n`, fetch })
      const acts = [() => forge.find([web.head]), () => forge.open(web), () => forge.update(1, web)]
      for (const act of acts) {
        const problem = await problemOf(act())
        expect(problem?.message).toContain('***')
        expect(JSON.stringify(problem)).not.toContain(token)
      }
    }
  })

  test('stand on one line, without control characters, and are cut', async () => {
    const message = `one\r\n::error::two\u001b[31m\u2028three\u202e ${'y'.repeat(500)}`
    const forge = createForge({
      ...nowhere,
      fetch: () => Promise.resolve(Response.json({ message }, { status: 403 })),
    })
    const problem = await problemOf(forge.update(1, web))
    expect(problem?.message).toMatch(/\(403\): one ::error::two \[31m three y+…$/)
    expect(problem?.message.length).toBeLessThan(400)
  })
})

type Act = (forge: Forge) => Promise<unknown>

const commonHeaders = expect.objectContaining({
  'user-agent': expect.stringMatching(/^image-bump\/test /),
  'x-github-api-version': '2022-11-28',
  authorization: expect.stringMatching(/^token ghs_/),
})

/** For tests that bring their own fetch or ask nothing. */
const nowhere: GitHubOptions = {
  repository: 'acme/gitops',
  token: 'x',
  apiUrl: 'http://nowhere.invalid',
  graphqlUrl: 'http://nowhere.invalid/graphql',
  userAgent: 'image-bump/test',
}

function setUp(options: Partial<GitHubOptions> = {}): ForgeOnDouble {
  const subject = createForgeOnDouble(double, options)
  subjects.push(subject)
  return subject
}

/** Requests that name the repository in their path, or in the variables of a query. */
function requestsTo(repository: string) {
  return double.requests.filter((request) => isFor(repository, request))
}

function isFor(repository: string, { path, body }: GitHubDouble['requests'][number]): boolean {
  const [owner, name] = repository.split('/')
  const variables = { ...Object(body).variables }
  const isQueried = variables.owner === owner && variables.name === name
  return path.startsWith(`/repos/${repository}/`) || isQueried
}

/** Lets the nth request of that method fail, the first unless told. */
function strike(repository: string, method: string, fault: Omit<Fault, 'match' | 'nth'>, nth = 1): void {
  const match: Fault['match'] = (request) => request.method === method && isFor(repository, request)
  double.addFault({ ...fault, match, nth })
}

async function problemOf(act: Promise<unknown>): Promise<Problem | undefined> {
  const thrown = await act.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  return thrown instanceof ProblemError ? thrown.problems[0] : undefined
}
