import { afterEach, describe, expect, test } from '@jest/globals'
import type { Credential, Keychain } from '../../../src/adapters/registry/keychain.ts'
import { problemError } from '../../../src/model/problem.ts'
import type { Fault, StandInAuth } from '../../../src/standins/registry/registry.ts'
import { closeStandIns, openStandIn } from '../../support/registry-on-stand-in.ts'

afterEach(closeStandIns)

const login: Credential = { kind: 'password', username: 'ada', password: 'open sesame', source: 'the vault' }
const wrong: Credential = { ...login, password: 'stale secret' }
const bearer: StandInAuth = { kind: 'bearer', username: 'ada', password: 'open sesame' }
const basicHeader = `Basic ${Buffer.from('ada:open sesame').toString('base64')}`
const repositories = { 'acme/web': ['1.0.0', '1.1.0', '1.2.0'] }

const refuse = (challenge: string, body = ''): Fault => ({
  kind: 'answer',
  status: 401,
  headers: { 'www-authenticate': challenge },
  body,
})
/** Not to be read by anybody whom the registry knows us as, or a login that it does not know. */
const refused = { problems: [{ code: expect.stringMatching(/^(registry|login)-refused$/), level: 'error' }] }
const loginRefused = { problems: [{ code: 'login-refused', level: 'error' }] }

describe('a login is shown only to who asks for it', () => {
  test('a registry that asks for nothing sees nothing', async () => {
    const { registry, name, standIn, masked } = await openStandIn({ repositories }, { login })
    await registry.listTags(name('acme/web'))
    expect(standIn.requests.map(({ headers }) => headers['authorization'])).toEqual([undefined])
    expect(masked).toEqual([])
  })

  test('with tokens, the password goes to the token service and the token to the registry', async () => {
    const { registry, name, standIn, masked } = await openStandIn({ repositories, auth: bearer }, { login })
    await registry.listTags(name('acme/web'))
    const token = standIn.requests[2]?.headers['authorization']?.replace('Bearer ', '')
    expect(
      standIn.requests.map(({ path, headers }) => [path.split('?')[0], headers['authorization']]),
    ).toEqual([
      ['/v2/acme/web/tags/list', undefined],
      ['/token', basicHeader],
      ['/v2/acme/web/tags/list', `Bearer ${token}`],
    ])
    const query = new URL(standIn.requests[1]?.path ?? '', standIn.url).searchParams
    expect([...query]).toEqual([
      ['service', 'stand-in'],
      ['scope', 'repository:acme/web:pull'],
      ['account', 'ada'],
    ])
    expect(masked).toEqual(['open sesame', basicHeader.replace('Basic ', ''), token])
  })

  test('the token serves all pages and manifests of its image, and no other image', async () => {
    const options = { repositories: { ...repositories, 'acme/api': ['1'] }, auth: bearer, pageSize: 1 }
    const { registry, name, asked } = await openStandIn(options, { login })
    await registry.listTags(name('acme/web'))
    await registry.resolveDigest(name('acme/web'), '1.0.0')
    expect(asked().filter((line) => line.startsWith('GET /token'))).toHaveLength(1)
    await registry.listTags(name('acme/api'))
    expect(asked().filter((line) => line.startsWith('GET /token'))).toHaveLength(2)
  })

  test('a token that another needs at the same time is fetched once', async () => {
    const { registry, name, asked } = await openStandIn({ repositories, auth: bearer }, { login })
    await Promise.all(Array.from({ length: 20 }, () => registry.listTags(name('acme/web'))))
    expect(asked().filter((line) => line.startsWith('GET /token'))).toHaveLength(1)
  })

  test('a token that has come to its end is fetched anew, ten seconds before', async () => {
    const { registry, name, asked, clock } = await openStandIn({ repositories, auth: bearer }, { login })
    await registry.listTags(name('acme/web'))
    clock.advance(289_000)
    await registry.listTags(name('acme/web'))
    expect(asked().filter((line) => line.startsWith('GET /token'))).toHaveLength(1)
    clock.advance(1_000)
    await registry.listTags(name('acme/web'))
    expect(asked().filter((line) => line.startsWith('GET /token'))).toHaveLength(2)
  })
})

describe('no login goes where it does not belong', () => {
  test.each([
    ['http://registry.example.com/token', 'registry-refused'],
    ['http://169.254.169.254/latest/meta-data', 'address-refused'],
    ['https://169.254.169.254/latest/meta-data', 'address-refused'],
    ['http://10.0.0.1/token', 'registry-refused'],
  ])('a token service at %s is not asked: %s', async (realm, code) => {
    const fault = refuse(`Bearer realm="${realm}",service="x",scope="repository:acme/web:pull"`)
    const { registry, name, standIn, masked } = await openStandIn({ onRequest: () => fault }, { login })
    await expect(registry.listTags(name('acme/web'))).rejects.toMatchObject({ problems: [{ code }] })
    expect([...registry.requests().keys()]).toEqual([standIn.host])
    expect(standIn.requests.every(({ headers }) => headers['authorization'] === undefined)).toBe(true)
    expect(masked).not.toContain(basicHeader)
  })

  test('a redirect to another host carries none, and its challenge is answered as nobody', async () => {
    const other = await openStandIn({ repositories, auth: { ...bearer, open: true } })
    const { registry, name, standIn } = await openStandIn(
      {
        auth: bearer,
        onRequest: ({ path, headers }) =>
          headers['authorization']?.startsWith('Bearer ') === true
            ? { kind: 'answer', status: 307, headers: { location: `${other.standIn.url}${path}` } }
            : undefined,
      },
      { login },
    )
    await expect(registry.resolveDigest(name('acme/web'), '1.0.0')).rejects.toThrow(other.standIn.host)
    expect(other.asked().length).toBeGreaterThan(0)
    const seen = other.standIn.requests.map(({ headers }) => headers['authorization'] ?? '')
    expect(seen.filter((header) => header !== '')).toEqual([])
    expect(standIn.requests.length).toBeLessThanOrEqual(10)
  })

  test('an open registry that redirects elsewhere is read there as nobody', async () => {
    const other = await openStandIn({ repositories, auth: { ...bearer, open: true } })
    const { registry, name } = await openStandIn(
      {
        onRequest: ({ path }) => ({
          kind: 'answer',
          status: 307,
          headers: { location: `${other.standIn.url}${path}` },
        }),
      },
      { login },
    )
    expect(await registry.resolveDigest(name('acme/web'), '1.0.0')).toBe(
      other.standIn.findDigest('acme/web', '1.0.0'),
    )
    expect(other.standIn.requests.some(({ headers }) => headers['authorization'] === basicHeader)).toBe(false)
  })

  test('a redirect to plain http elsewhere is not followed', async () => {
    const { registry, name, standIn } = await openStandIn({
      onRequest: () => ({
        kind: 'answer',
        status: 302,
        headers: { location: 'http://registry.example.com/' },
      }),
    })
    await expect(registry.listTags(name('acme/web'))).rejects.toMatchObject({
      problems: [{ code: 'not-a-registry' }],
    })
    expect([...registry.requests().keys()]).toEqual([standIn.host])
  })
})

describe('a refused login', () => {
  test('is followed by none, once, with a warning', async () => {
    const auth = { ...bearer, open: true }
    const { registry, name, warnings, standIn } = await openStandIn({ repositories, auth }, { login: wrong })
    expect(await registry.listTags(name('acme/web'))).toHaveLength(3)
    expect(await registry.listTags(name('acme/web'))).toHaveLength(3)
    expect(warnings()).toEqual([
      {
        code: 'login-refused',
        level: 'warning',
        message: expect.stringContaining('the login of the vault'),
      },
    ])
    expect(standIn.requests.filter(({ path }) => path.startsWith('/token'))).toHaveLength(2)
  })

  test('and no leave for strangers is an error that names the login', async () => {
    const { registry, name, warnings } = await openStandIn({ repositories, auth: bearer }, { login: wrong })
    await expect(registry.listTags(name('acme/web'))).rejects.toMatchObject({
      problems: [
        {
          code: 'login-refused',
          level: 'error',
          message: expect.stringContaining('the login of the vault'),
        },
      ],
    })
    expect(warnings()).toEqual([])
  })

  test('by Basic is an error after one try', async () => {
    const { registry, name, asked } = await openStandIn(
      { repositories, auth: { ...bearer, kind: 'basic' } },
      { login: wrong },
    )
    await expect(registry.listTags(name('acme/web'))).rejects.toMatchObject(loginRefused)
    expect(asked()).toHaveLength(2)
  })

  test('that cannot even be read does not keep a public image from being read, and is told', async () => {
    const keychain = {
      find: () => Promise.reject(problemError('credential-helper-failed', 'docker-credential-x is gone.')),
    }
    const { registry, name, warnings } = await openStandIn(
      { repositories, auth: { ...bearer, open: true } },
      { keychain },
    )
    expect(await registry.listTags(name('acme/web'))).toHaveLength(3)
    expect(warnings()).toEqual([
      { code: 'credential-helper-failed', level: 'warning', message: 'docker-credential-x is gone.' },
    ])
  })

  test('that cannot even be read stands in the message of the refusal', async () => {
    const keychain = {
      find: () => Promise.reject(problemError('credential-helper-failed', 'docker-credential-x is gone.')),
    }
    const { registry, name } = await openStandIn({ repositories, auth: bearer }, { keychain })
    await expect(registry.listTags(name('acme/web'))).rejects.toThrow(
      'because: docker-credential-x is gone (401',
    )
  })
})

describe('a registry that answers 401 whatever is sent', () => {
  test.each<[string, string, object]>([
    ['to tokens', 'bearer', refused],
    ['to passwords', 'Basic realm="x"', loginRefused],
    ['without a challenge', '', refused],
    ['with a challenge that nobody knows', 'Negotiate', refused],
  ])('%s is given up', async (_, challenge, problem) => {
    const { registry, name, standIn } = await openStandIn(
      {
        onRequest: ({ path, headers }) => {
          if (path.startsWith('/token')) return { kind: 'answer', status: 200, body: '{"token":"abc123"}' }
          return refuse(challenge === 'bearer' ? `Bearer realm="http://${headers['host']}/token"` : challenge)
        },
      },
      { login },
    )
    await expect(registry.listTags(name('acme/web'))).rejects.toMatchObject(problem)
    expect(standIn.requests.length).toBeLessThanOrEqual(5)
  })
})

test('a token that is revoked between two pages is fetched anew, from a fresh challenge', async () => {
  const subject = await openStandIn(
    {
      repositories,
      auth: bearer,
      pageSize: 1,
      // A token that is refused gets the wrong challenge (Harbor).
      onRequest: ({ path, headers }) => {
        if (
          path.includes('last=1.0.0') &&
          headers['authorization']?.startsWith('Bearer ') === true &&
          !revoked
        ) {
          revoked = true
          return refuse('Basic realm="harbor"')
        }
        return undefined
      },
    },
    { login },
  )
  let revoked = false
  expect(await subject.registry.listTags(subject.name('acme/web'))).toEqual(['1.0.0', '1.1.0', '1.2.0'])
  expect(revoked).toBe(true)
})

test('where the 401 names no demand, the front door is asked for it, and its scope is not taken', async () => {
  const { registry, name, standIn } = await openStandIn(
    {
      repositories,
      onRequest: ({ path, headers }) => {
        if (path.startsWith('/token'))
          return { kind: 'answer', status: 200, body: '{"access_token":"abc123"}' }
        if (path === '/v2/')
          return refuse(
            `Bearer realm="http://${headers['host']}/token?a=b",scope="repository:user/image:pull"`,
          )
        return headers['authorization'] === 'Bearer abc123' ? undefined : { kind: 'answer', status: 401 }
      },
    },
    { login },
  )
  expect(await registry.listTags(name('acme/web'))).toHaveLength(3)
  expect(standIn.requests.map(({ path }) => path)).toEqual([
    '/v2/acme/web/tags/list?n=1000',
    '/v2/',
    '/token?a=b&scope=repository%3Aacme%2Fweb%3Apull&account=ada',
    '/v2/acme/web/tags/list?n=1000',
  ])
})

test.each<[string, string, readonly string[]]>([
  [
    'another right for tags (ACR)',
    'repository:acme/web:metadata_read',
    ['repository:acme/web:metadata_read', 'repository:acme/web:pull'],
  ],
  ['several', 'repository:other:pull repository:acme/web:pull,push', ['repository:acme/web:pull']],
  [
    'other images, and to write',
    'repository:other/secret:pull,push repository:acme/web:push,metadata_read,delete,* registry:catalog:*',
    ['repository:acme/web:metadata_read', 'repository:acme/web:pull'],
  ],
  ['its own word for all', 'aws', ['aws', 'repository:acme/web:pull']],
  ['a wildcard (Forgejo)', '*', ['*', 'repository:acme/web:pull']],
  ['none', '', ['repository:acme/web:pull']],
])(
  'of scopes, a registry that demands %s gets what it demands first, as far as it is to read this image, and the right to pull',
  async (_, scope, expected) => {
    const { registry, name, standIn } = await openStandIn({
      onRequest: ({ path, headers }) =>
        path.startsWith('/token')
          ? { kind: 'answer', status: 503, headers: { 'retry-after': '99' } }
          : refuse(`Bearer realm="http://${headers['host']}/token",scope="${scope}"`),
    })
    await expect(registry.listTags(name('acme/web'))).rejects.toMatchObject({
      problems: [{ code: 'registry-failed', level: 'warning' }],
    })
    const asked = standIn.requests.find(({ path }) => path.startsWith('/token'))
    expect(new URL(asked?.path ?? '', standIn.url).searchParams.getAll('scope')).toEqual(expected)
  },
)

describe('an identity token', () => {
  const identity: Credential = {
    kind: 'identity-token',
    username: '<token>',
    token: 'refresh-me',
    source: 'the vault',
  }

  test.each<[string, number, string]>([
    ['is changed for a bearer token by POST', 200, 'POST'],
    ['is used as a password where the service knows no POST', 405, 'GET'],
  ])('%s', async (_, status, last) => {
    const { registry, name, standIn } = await openStandIn(
      {
        repositories,
        onRequest: ({ method, path, headers }) => {
          const good: Fault = { kind: 'answer', status: 200, body: '{"access_token":"abc123"}' }
          if (path.startsWith('/token'))
            return method === 'POST' && status !== 200 ? { kind: 'answer', status } : good
          return headers['authorization'] === 'Bearer abc123'
            ? undefined
            : refuse(`Bearer realm="http://${headers['host']}/token",service="s"`)
        },
      },
      { login: identity },
    )
    expect(await registry.listTags(name('acme/web'))).toHaveLength(3)
    const services = standIn.requests.filter(({ path }) => path.startsWith('/token'))
    expect(services.at(-1)?.method).toBe(last)
    expect(Object.fromEntries(new URLSearchParams(services[0]?.body))).toEqual({
      grant_type: 'refresh_token',
      refresh_token: 'refresh-me',
      service: 's',
      scope: 'repository:acme/web:pull',
      client_id: 'image-bump/test',
    })
  })
})

test.each(['{}', '<html>', '{"token":""}', '{"token":"two words"}', '{"token":"line\\nbreak"}'])(
  'a token service that answers %s has sent no token',
  async (body) => {
    const { registry, name } = await openStandIn({
      onRequest: ({ path, headers }) =>
        path.startsWith('/token')
          ? { kind: 'answer', status: 200, body }
          : refuse(`Bearer realm="http://${headers['host']}/token"`),
    })
    await expect(registry.listTags(name('acme/web'))).rejects.toMatchObject({
      problems: [{ code: 'registry-failed', level: 'error' }],
    })
  },
)

test.each([202, 400, 404])('a token service that answers %i has sent no token either', async (status) => {
  const { registry, name } = await openStandIn({
    onRequest: ({ path, headers }) =>
      path.startsWith('/token')
        ? { kind: 'answer', status, body: '{"token":"abc123"}' }
        : refuse(`Bearer realm="http://${headers['host']}/token"`),
  })
  await expect(registry.listTags(name('acme/web'))).rejects.toMatchObject({
    problems: [{ code: 'registry-failed', level: 'error', message: expect.stringContaining(String(status)) }],
  })
})

test('an identity token does not follow its token service to another host', async () => {
  const other = await openStandIn()
  const identity: Credential = {
    kind: 'identity-token',
    username: '<token>',
    token: 'refresh-me',
    source: 'the vault',
  }
  const { registry, name } = await openStandIn(
    {
      onRequest: ({ path, headers }) =>
        path.startsWith('/token')
          ? { kind: 'answer', status: 307, headers: { location: `${other.standIn.url}/token` } }
          : refuse(`Bearer realm="http://${headers['host']}/token"`),
    },
    { login: identity },
  )
  await expect(registry.listTags(name('acme/web'))).rejects.toMatchObject({
    problems: [{ code: 'registry-failed' }],
  })
  expect(other.asked()).toEqual([])
})

describe('what a host demanded for one image', () => {
  const names = ['acme/web', 'acme/api', 'acme/job']
  const all = Object.fromEntries(names.map((repository) => [repository, ['1.0.0']]))

  test('is not tried twice for another that is refused', async () => {
    const { registry, name, asked } = await openStandIn({ repositories: all, auth: bearer }, { login: wrong })
    for (const repository of names)
      await expect(registry.listTags(name(repository))).rejects.toMatchObject(refused)
    // A token that is refused, and one of nobody's, which is refused with the list; and the list as nobody.
    expect(asked()).toHaveLength(3 * 4)
  })

  test('does not keep one from being read that needs no login, when the login is refused for it', async () => {
    const { registry, name, warnings } = await openStandIn(
      {
        repositories: all,
        onRequest: ({ path, headers }) => {
          const isOpen = path.includes('/acme/api/')
          if (headers['authorization'] === basicHeader)
            return isOpen ? { kind: 'answer', status: 403 } : undefined
          return isOpen ? undefined : refuse('Basic realm="x"')
        },
      },
      { login },
    )
    expect(await registry.listTags(name('acme/web'))).toEqual(['1.0.0'])
    expect(await registry.listTags(name('acme/api'))).toEqual(['1.0.0'])
    expect(warnings()).toEqual([
      {
        code: 'login-refused',
        level: 'warning',
        message: expect.stringMatching(
          /refused .*acme\/api with the login of the vault and let it be read without/,
        ),
      },
    ])
  })
})

test('a registry that says 403 to nobody is asked at its front door what it wants, for a login that there is', async () => {
  const answers = (path: string, authorization = ''): Fault | undefined => {
    if (path === '/v2/') return refuse('Basic realm="x"')
    return authorization === basicHeader ? undefined : { kind: 'answer', status: 403 }
  }
  const onRequest = ({ path, headers }: { path: string; headers: Readonly<Record<string, string>> }) =>
    answers(path, headers['authorization'])
  const known = await openStandIn({ repositories, onRequest }, { login })
  expect(await known.registry.listTags(known.name('acme/web'))).toHaveLength(3)
  const unknown = await openStandIn({ repositories, onRequest })
  await expect(unknown.registry.listTags(unknown.name('acme/web'))).rejects.toMatchObject(refused)
  expect(unknown.asked()).toHaveLength(1)
})

test('a bearer token is sent as it is, also where a password is demanded', async () => {
  const token: Credential = { kind: 'bearer-token', token: 'as-it-is', source: 'the vault' }
  const { registry, name, masked } = await openStandIn(
    {
      repositories,
      onRequest: ({ headers }) =>
        headers['authorization'] === 'Bearer as-it-is' ? undefined : refuse('Basic realm="x"'),
    },
    { login: token },
  )
  expect(await registry.listTags(name('acme/web'))).toHaveLength(3)
  expect(masked).toEqual(['as-it-is'])
})

test('a login that nobody chose for the host is refused with a note only', async () => {
  const { registry, name, warnings } = await openStandIn(
    { repositories, auth: { ...bearer, open: true } },
    {
      login: {
        kind: 'password',
        username: 'ada',
        password: 'stale',
        source: 'GITHUB_TOKEN',
        isImplied: true,
      },
    },
  )
  expect(await registry.listTags(name('acme/web'))).toHaveLength(3)
  expect(warnings()).toEqual([
    {
      code: 'login-refused',
      level: 'note',
      message: expect.stringContaining('the login of GITHUB_TOKEN'),
    },
  ])
})

test('a secret that the files name and the workflow did not give stands in the message of a refusal', async () => {
  const { registry, name } = await openStandIn({ repositories, auth: bearer })
  await expect(registry.listTags(name('acme/web'), { secretRef: 'dev/regcred' })).rejects.toThrow(
    'asked without a login: the workflow gave none for this host, nor one named "dev/regcred"',
  )
})

test('two logins for one image are kept apart', async () => {
  const keychain: Keychain = {
    find: async ({ access }) => (access?.secretRef === 'good' ? login : wrong),
  }
  const { registry, name } = await openStandIn({ repositories, auth: bearer }, { keychain })
  expect(await registry.listTags(name('acme/web'), { secretRef: 'good' })).toHaveLength(3)
  await expect(registry.listTags(name('acme/web'), { secretRef: 'bad' })).rejects.toMatchObject(loginRefused)
})

describe('a token lives', () => {
  test.each<[string, object, number]>([
    ['a minute where nothing is said', {}, 50],
    ['a minute where less is said', { expires_in: 1 }, 50],
    ['as long as is said', { expires_in: 300 }, 290],
    ['as long as is said in text', { expires_in: '300' }, 290],
    ['a minute where no number is said', { expires_in: 'soon' }, 50],
    ['a day at the most', { expires_in: 1e300 }, 86_390],
    ['from when it was issued', { expires_in: 300, issued_at: '2025-12-31T23:59:00Z' }, 230],
    [
      'from now where it was issued later than now',
      { expires_in: 300, issued_at: '2026-01-01T01:00:00Z' },
      290,
    ],
    ['from now where it ended before now', { expires_in: 300, issued_at: '2025-12-31T23:00:00Z' }, 290],
    ['from now where nobody knows when it was issued', { expires_in: 300, issued_at: 'today' }, 290],
  ])('%s: %j', async (_, body, seconds) => {
    const { registry, name, asked, clock } = await openStandIn({
      repositories,
      onRequest: ({ path, headers }) => {
        if (path.startsWith('/token'))
          return { kind: 'answer', status: 200, body: JSON.stringify({ token: 'abc', ...body }) }
        return headers['authorization'] === 'Bearer abc'
          ? undefined
          : refuse(`Bearer realm="http://${headers['host']}/token"`)
      },
    })
    const tokens = () => asked().filter((line) => line.startsWith('GET /token')).length
    await registry.listTags(name('acme/web'))
    clock.advance(seconds * 1000 - 1)
    await registry.listTags(name('acme/web'))
    expect(tokens()).toBe(1)
    clock.advance(1)
    await registry.listTags(name('acme/web'))
    expect(tokens()).toBe(2)
  })
})

test.each(['Bearer realm="/token"', 'Bearer service="x"'])(
  'a challenge that names no token service, %s, is taken for Basic; where that fails, it is told of',
  async (challenge) => {
    const { registry, name } = await openStandIn({ onRequest: () => refuse(challenge) }, { login })
    await expect(registry.listTags(name('acme/web'))).rejects.toThrow(
      /with the login of the vault, and its challenge cannot be used/,
    )
    const nobody = await openStandIn({ onRequest: () => refuse(challenge) })
    await expect(nobody.registry.listTags(nobody.name('acme/web'))).rejects.toThrow(
      /without a login, and its challenge cannot be used/,
    )
  },
)

test('a token service has no more time than the list of tags that waits for it', async () => {
  const { registry, name, asked, clock } = await openStandIn(
    {
      onRequest: ({ path, headers }) => {
        if (path.startsWith('/token'))
          return { kind: 'answer', status: 429, headers: { 'retry-after': '50' } }
        clock.advance(60_000)
        return refuse(`Bearer realm="http://${headers['host']}/token"`)
      },
    },
    { timing: { listing: 100_000 } },
  )
  await expect(registry.listTags(name('acme/web'))).rejects.toMatchObject({
    problems: [{ code: 'rate-limited' }],
  })
  expect(asked().filter((line) => line.startsWith('GET /token'))).toHaveLength(1)
})
