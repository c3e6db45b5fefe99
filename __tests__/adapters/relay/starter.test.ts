/** The one event that is started, as GitHub gets it; and what the relay makes of what GitHub says. */
import { generateKeyPairSync } from 'node:crypto'
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals'
import { createStarter, type Credential } from '../../../src/adapters/relay/starter.ts'
import type { Target } from '../../../src/relay/sender.ts'
import { type BareRepository, createBareRepository } from '../../support/bare-repository.ts'
import { type Actor, type GitHubDouble, startGitHubDouble, troubles } from '../../support/github-double.ts'
import { closeLoopback, closedPort } from '../../support/loopback.ts'
import { createPatientClock } from '../../support/patient-clock.ts'

const clock = createPatientClock('2026-01-02T03:04:05Z')
const keys = generateKeyPairSync('rsa', { modulusLength: 2048 })
const [pkcs1, pkcs8] = (['pkcs1', 'pkcs8'] as const).map((type) =>
  keys.privateKey.export({ type, format: 'pem' }).toString(),
)
const workflow = 'actions/create-workflow-dispatch'
let double: GitHubDouble
let bare: BareRepository
let count = 0
let repository = ''

beforeAll(async () => {
  double = await startGitHubDouble({ now: () => clock.now() })
  bare = createBareRepository()
})
afterEach(() => double.failOnViolations())
afterAll(async () => {
  bare.remove()
  await double.close()
  await closeLoopback()
})

describe('an event', () => {
  test('by workflow_dispatch is given the images in the input, and needs actions: write alone', async () => {
    setUp()
    await start(asToken({ kind: 'user', permissions: { contents: 'none', actions: 'write' } }), [
      'ghcr.io/acme/a',
      'r.io:5000/b',
    ])
    expect(double.events(repository)).toMatchObject([
      {
        name: 'workflow_dispatch',
        action: 'image-bump.yaml',
        ref: 'main',
        payload: { only: 'ghcr.io/acme/a,r.io:5000/b' },
      },
    ])
  })

  test('by repository_dispatch has the payload that RELAY.md tells of', async () => {
    setUp()
    await start(asToken(), ['ghcr.io/acme/a', 'ghcr.io/acme/b'], { kind: 'repository', type: 'image-pushed' })
    expect(double.events(repository)).toMatchObject([
      {
        name: 'repository_dispatch',
        action: 'image-pushed',
        payload: {
          v: 1,
          images: [{ image: 'ghcr.io/acme/a' }, { image: 'ghcr.io/acme/b' }],
          source: { type: 'harbor', id: 'h-1', time: '2026-01-02T03:04:05.000Z' },
        },
      },
    ])
  })
})

describe('an App', () => {
  test.each([
    ['PKCS #1, as GitHub gives it', pkcs1],
    ['PKCS #8', pkcs8],
    ['with its line breaks written out', pkcs1?.replaceAll('\n', String.raw`\n`)],
  ])(
    'with a key in %s starts it by a token for this repository and permission alone',
    async (_, pem = '') => {
      setUp()
      addApp({ actions: 'write', contents: 'write' })
      await start(asApp(pem))
      expect(double.events(repository)).toHaveLength(1)
      expect(double.requests.at(-2)?.body).toEqual({
        repositories: [repository.split('/')[1]],
        permissions: { actions: 'write' },
      })
    },
  )

  test('asks for a token once an hour, and for another where that was taken back', async () => {
    setUp()
    addApp({ actions: 'write' })
    const again = starter(asApp())
    for (const minutes of [0, 54, 2]) {
      clock.advance(minutes * 60_000)
      await again()
    }
    expect(double.counts()).toMatchObject({ 'apps/create-installation-access-token': 2, [workflow]: 3 })
    double.addFault({
      operation: workflow,
      nth: 1,
      when: 'before',
      answer: { status: 401, body: { message: 'Bad credentials' } },
    })
    await again()
    expect(double.counts()).toMatchObject({ 'apps/create-installation-access-token': 3, [workflow]: 5 })
    expect(double.events(repository)).toHaveLength(4)
  })

  test('that is not installed, or was not granted enough, is told so', async () => {
    setUp()
    addApp({ actions: 'write' }, [])
    expect(await refusalOf(asApp())).toMatchObject({
      code: 'github-refused',
      message: expect.stringMatching(
        /^GitHub refused to find the installation of the App for acme\/gitops-\d+ \(404\): Not Found$/,
      ),
    })
    setUp()
    addApp({ contents: 'write' })
    expect(await refusalOf(asApp())).toMatchObject({
      message: expect.stringContaining('The permissions requested are not granted to this installation.'),
    })
    expect(double.events(repository)).toEqual([])
  })

  test('with a key of another App is refused; what is no key is told without a word of it', async () => {
    setUp()
    addApp({ actions: 'write' })
    const other = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
    const pem = other.export({ type: 'pkcs1', format: 'pem' }).toString()
    expect(await refusalOf(asApp(pem))).toMatchObject({ code: 'token-refused' })
    expect(await refusalOf(asApp('no key at all'))).toMatchObject({
      code: 'arguments-invalid',
      message: "The App's private key is not a PEM as GitHub gives it.",
    })
  })
})

describe('trouble', () => {
  const limited = (headers: Readonly<Record<string, string>>, status = 403) => ({
    status,
    headers,
    body: { message: 'You have exceeded a secondary rate limit.' },
  })

  test.each([
    { what: 'a server error', answer: troubles.serverError, pause: 750 },
    { what: 'a bad gateway', answer: troubles.badGateway, pause: 750 },
    { what: 'a secondary limit with Retry-After', answer: limited({ 'retry-after': '17' }), pause: 17_000 },
    { what: 'a secondary limit without', answer: limited({}), pause: 60_000 },
    { what: '429', answer: limited({ 'retry-after': '3' }, 429), pause: 3_000 },
    { what: 'a limit that names its end', answer: 'reset', pause: 90_000 },
    { what: 'a dropped connection', answer: undefined, pause: 750 },
  ])('of a moment ($what) is waited out', async ({ answer, pause }) => {
    setUp()
    const end = Math.floor(clock.now().getTime() / 1000) + 90
    const ends = limited({ 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(end) })
    const given = answer === 'reset' ? ends : answer
    double.addFault({
      operation: workflow,
      nth: 1,
      when: 'before',
      ...(given && typeof given === 'object' && { answer: given }),
    })
    const before = clock.pauses.length
    await start(asToken())
    expect(double.events(repository)).toHaveLength(1)
    const [pauseTaken = 0] = clock.pauses.slice(before)
    expect(Math.abs(pauseTaken - pause)).toBeLessThan(1_000)
  })

  test('that lasts is told at last, by what GitHub said', async () => {
    setUp()
    const path = `/repos/${repository}/`
    double.addFault({
      match: (request) => request.path.startsWith(path),
      when: 'before',
      answer: troubles.serverError,
    })
    expect(await refusalOf(asToken())).toMatchObject({
      code: 'github-failed',
      message: `GitHub failed to start image-bump.yaml in ${repository} (500): Server Error`,
    })
  })

  test.each([
    {
      what: 'a token without the permission',
      actor: { kind: 'app', permissions: { actions: 'read' } },
      code: 'permission-missing',
    },
    {
      what: 'a repository that the token does not reach',
      actor: { kind: 'app', repositories: [] },
      code: 'github-refused',
    },
  ] as const)('that no second try would cure ($what) is told at once', async ({ actor, code }) => {
    setUp()
    expect(await refusalOf(asToken(actor))).toMatchObject({ code })
    expect(double.counts()).toMatchObject({ total: 1 })
  })

  test('that is a wrong ref or token is told too', async () => {
    setUp()
    const event = { kind: 'workflow', workflow: 'image-bump.yaml', ref: 'gone', input: 'only' } as const
    expect(await refusalOf(asToken(), event)).toMatchObject({
      message: expect.stringContaining('No ref found for: gone'),
    })
    const secret = 'ghs_of_nobody'
    const refusal = await refusalOf({ kind: 'token', token: secret })
    expect(refusal).toMatchObject({ code: 'token-refused' })
    expect(JSON.stringify(refusal)).not.toContain(secret)
  })

  test('of a host that is not there names the reason', async () => {
    setUp()
    const api = `http://${await closedPort()}`
    expect(await refusalOf(asToken(), undefined, api)).toMatchObject({
      code: 'github-failed',
      message: expect.stringMatching(
        /^GitHub could not be reached to start image-bump\.yaml in acme\/gitops-\d+: .*ECONNREFUSED/,
      ),
    })
  })

  test('of a redirect sends the token nowhere', async () => {
    setUp()
    const location = `${double.apiUrl}/elsewhere`
    double.addFault({
      operation: workflow,
      nth: 1,
      when: 'before',
      answer: { status: 307, headers: { location }, body: { message: 'Moved' } },
    })
    expect(await refusalOf(asToken())).toMatchObject({ code: 'github-refused' })
    expect(double.requests.filter(({ path }) => path === '/elsewhere')).toEqual([])
  })
})

function setUp(): void {
  count += 1
  repository = `acme/gitops-${count}`
  double.addRepository({ owner: 'acme', name: `gitops-${count}`, directory: bare.directory })
  double.forgetRequests()
}

function addApp(permissions: Actor['permissions'] = {}, repositories = [repository]): void {
  double.addApp({ id: `app-${count}`, publicKey: keys.publicKey, permissions, repositories })
}

function asApp(pem = pkcs1 ?? ''): Credential {
  return { kind: 'app', key: { id: `app-${count}`, pem } }
}

function asToken(actor?: Actor): Credential {
  return { kind: 'token', token: double.token(actor) }
}

const usual: Target['event'] = { kind: 'workflow', workflow: 'image-bump.yaml', ref: 'main', input: 'only' }

function starter(
  credential: Credential,
  images = ['ghcr.io/acme/a'],
  { event = usual, api = double.apiUrl } = {},
) {
  const now = () => clock.now()
  const patience = { ...clock, atMost: 600_000 }
  const send = createStarter({ api, credential, fetch, now, patience })
  const source = { kind: 'harbor', id: 'h-1', time: new Date('2026-01-02T03:04:05Z') } as const
  return () => send({ target: { name: 'gitops', repository, event }, images, source })
}

function start(credential: Credential, images?: string[], event = usual): Promise<void> {
  return starter(credential, images, { event })()
}

/** The problem that it ends with. */
async function refusalOf(credential: Credential, event = usual, api = double.apiUrl): Promise<unknown> {
  const thrown: unknown = await starter(credential, undefined, { event, api })().then(
    () => undefined,
    (error: unknown) => error,
  )
  return Object(thrown).problems?.[0]
}
