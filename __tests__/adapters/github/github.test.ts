/** What the adapter adds to the promises of every forge: GitHub's addresses, limits and ways to fail. */
import { describe, expect, test } from '@jest/globals'
import { createForge, type ForgeOptions } from '../../../src/adapters/github/github.ts'
import type { ProblemCode } from '../../../src/model/problem.ts'
import type { Forge } from '../../../src/ports.ts'
import { forgesUnderTest, problemOf, web } from '../../support/forges-under-test.ts'
import { startGitHubDouble, troubles, type Actor, type Fault } from '../../support/github-double.ts'
import { createPatientClock } from '../../support/patient-clock.ts'

const { double, setUp, setUpOpen, asked, strike } = forgesUnderTest()

describe('addresses and headers', () => {
  test('GitHub Enterprise Server is reached under its own paths', async () => {
    const { forge, repository, push, since } = setUp({
      apiUrl: `${double().apiUrl}/api/v3/`,
      graphqlUrl: `${double().url}/api/graphql`,
    })
    push(web.head)
    await forge.open(web)
    await forge.find([web.head])
    expect(
      double()
        .requests.slice(since)
        .map(({ url }) => url),
    ).toEqual([`/api/v3/repos/${repository}/pulls`, '/api/graphql'])
  })

  test('every request says who asks, for which version, with the token', async () => {
    const { forge, since } = await setUpOpen()
    await forge.find([web.head])
    expect(
      double()
        .requests.slice(since)
        .map(({ headers }) => headers),
    ).toEqual([commonHeaders, commonHeaders])
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
    expect(seen).toEqual([double().graphqlUrl])
  })

  test.each(['acme', 'acme/', '/gitops', 'https://github.com/acme/gitops', ''])(
    'the repository "%s" is refused before anything is sent',
    (repository) => {
      expect(() => createForge({ ...nowhere, repository })).toThrow('is not written owner/name')
    },
  )
})

describe('GitHub refuses', () => {
  const readOnly: Actor = { kind: 'actions', pullRequests: 'read' }
  const locked: Actor = { kind: 'actions', pullRequests: 'write', mayOpen: false }
  const opening = 'GitHub refused to open a pull request from image-bump/production--web into main'

  test.each<{
    readonly what: string
    readonly code: ProblemCode
    readonly says: string
    readonly actor?: Actor
    readonly act: Act
  }>([
    {
      what: 'a token that may only read',
      actor: readOnly,
      act: (forge) => forge.open(web),
      code: 'permission-missing',
      says: `${opening} (403): Resource not accessible by integration. The token lacks the permission pull-requests: write.`,
    },
    {
      what: 'a personal token that may only read',
      actor: { kind: 'user', pullRequests: 'read' },
      act: (forge) => forge.update(1, web),
      code: 'permission-missing',
      says:
        'GitHub refused to update pull request #1 (403): Resource not accessible by personal access token. ' +
        'The token lacks the permission pull-requests: write.',
    },
    {
      what: 'a token that may not comment, and GitHub names either permission that would do',
      actor: { kind: 'actions', permissions: { issues: 'read', pull_requests: 'read' } },
      act: (forge) => forge.comment(1, 'x'),
      code: 'permission-missing',
      says:
        'GitHub refused to comment on pull request #1 (403): Resource not accessible by integration. ' +
        'The token lacks the permission issues: write or pull-requests: write.',
    },
    {
      what: 'a token that may not even read',
      actor: { kind: 'app', pullRequests: 'none' },
      act: (forge) => forge.find([web.head]),
      code: 'permission-missing',
      says:
        'GitHub refused to find the pull requests of image-bump/production--web: Resource not accessible by integration. ' +
        'The token lacks the permission pull-requests: read.',
    },
    {
      what: 'a workflow where the setting is off',
      actor: locked,
      act: (forge) => forge.open(web),
      code: 'actions-may-not-open',
      says:
        `${opening} (403): GitHub Actions is not permitted to create or approve pull requests. ` +
        'Turn on "Allow GitHub Actions to create and approve pull requests" in the settings of the repository ' +
        "(Actions, General) and of its organization, or use a GitHub App's token.",
    },
    {
      what: 'a branch that does not exist',
      act: (forge) => forge.open({ ...web, head: 'nowhere' }),
      code: 'github-refused',
      says: 'GitHub refused to open a pull request from nowhere into main (422): Validation Failed: head invalid.',
    },
    {
      what: 'a branch without commits of its own',
      act: (forge) => forge.open({ ...web, head: 'main' }),
      code: 'github-refused',
      says:
        'GitHub refused to open a pull request from main into main (422): ' +
        'Validation Failed: No commits between main and main.',
    },
    {
      what: 'a text that is too long',
      act: (forge) => forge.open({ ...web, body: 'x'.repeat(65_537) }),
      code: 'github-refused',
      says: `${opening} (422): Validation Failed: body is too long (maximum is 65536 characters).`,
    },
    {
      what: 'to close a request that does not exist',
      act: (forge) => forge.close(7, 'x'),
      code: 'github-refused',
      says: 'GitHub refused to close pull request #7 (404): Not Found. It does not exist, or the token cannot see it.',
    },
  ])('$what, and the problem names the cure', async ({ actor, act, code, says }) => {
    const { forge, push } = setUp({ token: double().token(actor) })
    push(web.head)
    expect(await problemOf(act(forge))).toEqual({ code, level: 'error', message: says })
  })

  test('a token it does not know', async () => {
    const { forge } = setUp({ token: 'ghp_expired' })
    expect(await problemOf(forge.find([web.head]))).toEqual({
      code: 'token-refused',
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

  test.each<{ code: ProblemCode; status: number; says: string; headers?: Record<string, string> }>([
    {
      code: 'sso-required',
      status: 403,
      says: 'Resource protected by organization SAML enforcement. You must grant your Personal Access token access to this organization.',
      headers: { 'x-github-sso': 'required; url=https://github.com/orgs/acme/sso?authorization_request=xyz' },
    },
    {
      code: 'ip-not-allowed',
      status: 403,
      says: 'Although you appear to have the correct authorization credentials, the `acme` organization has an IP allow list enabled, and your IP address is not permitted to access this resource.',
    },
    { code: 'repository-archived', status: 403, says: 'Repository was archived so is read-only.' },
    {
      code: 'draft-refused',
      status: 422,
      says: 'Validation Failed: Draft pull requests are not supported in this repository.',
    },
  ])('with words that mean $code', async ({ code, status, says, headers = {} }) => {
    const { forge, push } = setUp()
    push(web.head)
    const answer = { status, headers, body: { message: says, documentation_url: '' } }
    strike('pulls/create', { when: 'before', answer })
    const problem = await problemOf(forge.open({ ...web, draft: true }))
    expect(problem).toMatchObject({ code, level: 'error', message: expect.stringContaining(says) })
    expect(problem?.message).not.toContain('authorization_request')
  })

  test('scopes that a classic token lacks', async () => {
    const { forge } = setUp()
    const message = "Your token has not been granted the required scopes to execute this query. ['repo']"
    const errors = [{ type: 'INSUFFICIENT_SCOPES', message }]
    strike('query findPullRequests', { when: 'before', answer: { status: 200, body: { errors } } })
    expect(await problemOf(forge.find([web.head]))).toMatchObject({
      code: 'permission-missing',
      message: expect.stringContaining('lacks the permission pull-requests: read.'),
    })
  })

  test('a second request that then cannot be found: it is looked for twice, and its own words are told', async () => {
    const { forge, push, clock } = setUp()
    push(web.head)
    const body = {
      message: 'Validation Failed',
      errors: ['A pull request already exists'],
      documentation_url: '',
    }
    strike('pulls/create', { when: 'before', answer: { status: 422, body } })
    expect(await problemOf(forge.open(web))).toMatchObject({
      code: 'github-refused',
      message: expect.stringContaining('(422): Validation Failed: A pull request already exists.'),
    })
    expect(clock.pauses).toEqual([1000])
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
    const subject = await setUpOpen()
    strike('pulls/update', fault)
    expect(await problemOf(subject.forge.update(1, web))).toEqual({
      code: 'github-failed',
      level: 'warning',
      message: says,
    })
    expect(asked(subject)).toEqual(['POST /pulls', 'PATCH /pulls/1'])
  })

  test.each<Omit<Fault, 'match'>>([
    { when: 'after', answer: troubles.badGateway },
    { when: 'after' },
    { when: 'before' },
  ])('a request whose answer was lost ($when) is there once after the next try', async (fault) => {
    const { forge, repository, push } = setUp()
    push(web.head)
    strike('pulls/create', fault)
    expect(await problemOf(forge.open(web))).toMatchObject({ code: 'github-failed' })
    const again = await forge.open({ ...web, title: 'Again' })
    expect(again).toMatchObject({ number: 1, title: 'Again', isOwn: true })
    expect(await forge.find([web.head])).toEqual([again])
    expect(double().pulls(repository)).toHaveLength(1)
  })

  test('closing after an answer that was lost is closing', async () => {
    const { forge } = await setUpOpen()
    strike('pulls/update', { when: 'after', answer: troubles.badGateway })
    expect(await problemOf(forge.close(1, 'Done.'))).toMatchObject({ code: 'github-failed' })
    expect(await forge.close(1, 'Done.')).toMatchObject({ state: 'closed', body: 'Done.' })
  })

  test('a request that this run has not seen is looked up for what the REST API does not tell', async () => {
    const { repository, person } = await setUpOpen()
    person().approve(1)
    const other = setUp({ repository })
    double().forgetRequests()
    expect(await other.forge.update(1, { title: 'Again' })).toMatchObject({ title: 'Again', approved: true })
    expect(double().counts()).toEqual({ total: 2, 'pulls/update': 1, 'query lookUpPullRequest': 1 })
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
    const { forge } = setUp()
    const body = { message: 'You have exceeded a secondary rate limit' }
    strike('pulls/update', { when: 'before', answer: { status, headers, body } })
    expect(await problemOf(forge.update(1, web))).toEqual({
      code: 'rate-limited',
      level: 'warning',
      message:
        'GitHub limits the rate of requests and did not update pull request #1: ' +
        `You have exceeded a secondary rate limit.${until}`,
    })
  })

  test('in a query, which is answered 200', async () => {
    const { forge } = setUp()
    const errors = [{ type: 'RATE_LIMITED', message: 'API rate limit exceeded' }]
    strike('query findPullRequests', { when: 'before', answer: { status: 200, body: { errors } } })
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
const nowhere: ForgeOptions = {
  repository: 'acme/gitops',
  token: 'x',
  apiUrl: 'http://nowhere.invalid',
  graphqlUrl: 'http://nowhere.invalid/graphql',
  userAgent: 'image-bump/test',
  clock: createPatientClock(),
}
