import { createServer } from 'node:http'
import { afterEach, describe, expect, test } from '@jest/globals'
import type { Credential } from '../../../src/adapters/registry/keychain.ts'
import { rememberListings } from '../../../src/adapters/registry/remembering.ts'
import { parseImageName } from '../../../src/model/reference.ts'
import { problemError } from '../../../src/model/problem.ts'
import type { Fault } from '../../../src/standins/registry/registry.ts'
import { createInMemoryRegistry } from '../../support/in-memory-registry.ts'
import { closeStandIns, openStandIn } from '../../support/registry-on-stand-in.ts'

afterEach(closeStandIns)

const answers =
  (status: number, body = ''): (() => Fault) =>
  () => ({ kind: 'answer', status, body })
const coded = (code: string, message = ''): string =>
  JSON.stringify({ errors: [{ code, message, detail: null }] })

describe('what a registry answers has a name', () => {
  test.each<[number, string, string, string]>([
    [403, coded('DENIED'), 'registry-refused', 'error'],
    [404, coded('NAME_UNKNOWN'), 'repository-not-found', 'error'],
    [404, '', 'not-a-registry', 'error'],
    [404, '<html>', 'not-a-registry', 'error'],
    [400, coded('NAME_INVALID'), 'registry-failed', 'error'],
    [410, '', 'registry-failed', 'error'],
    [204, '', 'not-a-registry', 'error'],
    [302, '', 'not-a-registry', 'error'],
    [429, coded('TOOMANYREQUESTS'), 'rate-limited', 'warning'],
    [500, 'oops', 'registry-failed', 'warning'],
  ])('%i %s is %s, an %s', async (status, body, code, level) => {
    const { registry, name, standIn } = await openStandIn({ onRequest: answers(status, body) })
    await expect(registry.listTags(name('acme/web'))).rejects.toMatchObject({
      problems: [{ code, level, message: expect.stringContaining(standIn.host) }],
    })
  })

  test('a 404 without words from a registry whose front door opens is the image (zot)', async () => {
    const { registry, name } = await openStandIn({
      onRequest: ({ path }) => (path === '/v2/' ? undefined : { kind: 'answer', status: 404 }),
    })
    await expect(registry.listTags(name('acme/web'))).rejects.toMatchObject({
      problems: [{ code: 'repository-not-found' }],
    })
  })
})

describe('a refusal is about the login, or about what it may do', () => {
  const login: Credential = {
    kind: 'password',
    username: 'ada',
    password: 'open sesame',
    source: 'the vault',
  }
  const bearer = 'Bearer realm="http://{host}/token"'
  const isAllowed = answers(200, '{"token":"abc"}')()

  const basic = { challenge: 'Basic realm="x"', token: isAllowed }

  test.each<{ what: string; challenge: string; token: Fault; page: Fault; code: string }>([
    { what: 'a password', ...basic, page: answers(401)(), code: 'login-refused' },
    { what: 'a right', ...basic, page: answers(403, coded('DENIED'))(), code: 'registry-refused' },
    {
      what: 'a login at the token service',
      challenge: bearer,
      token: answers(401)(),
      page: isAllowed,
      code: 'login-refused',
    },
    {
      what: 'a login at the token service of GHCR',
      challenge: bearer,
      token: answers(403, coded('DENIED'))(),
      page: isAllowed,
      code: 'login-refused',
    },
    {
      what: 'a scope',
      challenge: bearer,
      token: isAllowed,
      page: answers(401, coded('UNAUTHORIZED'))(),
      code: 'registry-refused',
    },
  ])('$what that is refused', async ({ challenge, token, page, code }) => {
    const { registry, name } = await openStandIn(
      {
        onRequest: ({ path, headers }) => {
          if (path.startsWith('/token'))
            return headers['authorization'] === undefined ? answers(401)() : token
          if (headers['authorization'] !== undefined) return page
          const demand = challenge.replace('{host}', headers['host'] ?? '')
          return { kind: 'answer', status: 401, headers: { 'www-authenticate': demand } }
        },
      },
      { login },
    )
    await expect(registry.listTags(name('acme/web'))).rejects.toMatchObject({
      problems: [{ code, level: 'error', message: expect.stringContaining('with the login of the vault') }],
    })
  })
})

describe('messages', () => {
  test.each<[string, string, string]>([
    ['the words of the registry', coded('DENIED', 'no access'), 'DENIED no access'],
    ['a plain message', '{"message":"pull rate limit"}', 'pull rate limit'],
    ['plain text', 'go away', 'go away'],
    ['no control characters', 'go\u001b[31m\r\n::error::away\u0000', 'go [31m ::error::away'],
    [
      'no query of a signed address',
      'see https://store.example.com/x?signature=abc now',
      'see https://store.example.com/x?… now',
    ],
  ])('have %s', async (_, body, expected) => {
    const { registry, name } = await openStandIn({ onRequest: answers(403, body) })
    await expect(registry.listTags(name('acme/web'))).rejects.toThrow(`(403: ${expected})`)
  })

  test('are short whatever the registry says', async () => {
    const { registry, name } = await openStandIn({ onRequest: answers(403, 'x'.repeat(1_000_000)) })
    const message = await registry.listTags(name('acme/web')).then(String, String)
    expect(message.length).toBeLessThan(600)
    expect(message).toContain('xxx')
  })

  test('hold no secret, even where the registry repeats it', async () => {
    const login: Credential = {
      kind: 'password',
      username: 'ada',
      password: 'open sesame',
      source: 'the vault',
    }
    const { registry, name, masked } = await openStandIn(
      {
        auth: { ...login, kind: 'basic' },
        onRequest: ({ headers }) =>
          headers['authorization'] === undefined
            ? undefined
            : {
                kind: 'answer',
                status: 403,
                body: `bad header ${headers['authorization']} of ada:open sesame`,
              },
      },
      { login },
    )
    const message = await registry.listTags(name('acme/web')).then(String, String)
    expect(message).toContain('bad header Basic *** of ada:***')
    expect(masked).toHaveLength(2)
  })
})

describe('a secret that the registry repeats in another form', () => {
  const password = 'p@ss word/é"~'
  const login: Credential = { kind: 'password', username: 'ada', password, source: 'the vault' }
  const base64 = (text: string) => Buffer.from(text).toString('base64')
  const hexadecimal = (text: string) => [...Buffer.from(text)].map((byte) => `%${byte.toString(16)}`).join('')

  test.each([
    ['percent-encoded', encodeURIComponent(password)],
    ['percent-encoded in small letters', encodeURIComponent(password).toLowerCase()],
    ['percent-encoded as a whole', hexadecimal(password)],
    ['as a form', new URLSearchParams({ p: password }).toString().slice(2)],
    ['in JSON', JSON.stringify(password).slice(1, -1)],
    ['in Base64', base64(password)],
    ['in Base64 for URLs', Buffer.from(password).toString('base64url')],
    ['in Base64, percent-encoded', encodeURIComponent(base64(password))],
    ...['', 'a', 'ab', 'abc'].map((before) => [
      `in Base64 behind ${before.length} bytes`,
      base64(`${before}${password}\n`),
    ]),
    ['cut off by the end of the message', `${'x'.repeat(280)} ${password}`],
  ])('%s is struck', async (_, echo) => {
    const { registry, name } = await openStandIn(
      {
        auth: { ...login, kind: 'basic' },
        onRequest: ({ headers }) =>
          headers['authorization'] === undefined
            ? undefined
            : { kind: 'answer', status: 403, body: `You sent <${echo}>.` },
      },
      { login },
    )
    const message = await registry.listTags(name('acme/web')).then(String, String)
    expect(message).toContain('403: You sent <')
    expect(message).toContain('***')
    const pieces = Array.from({ length: echo.length - 5 }, (_, start) => echo.slice(start, start + 6))
    const telling = pieces.filter((piece) => !/^x* ?$/.test(piece))
    expect(telling.filter((piece) => message.includes(piece))).toEqual([])
  })
})

describe('a registry that is not allowed', () => {
  test('is not asked', async () => {
    const asked: string[] = []
    const { registry, name, standIn } = await openStandIn({}, { allowed: (host) => asked.push(host) === 0 })
    await expect(registry.listTags(name('acme/web'))).rejects.toMatchObject({
      problems: [{ code: 'allowed-registries', level: 'error' }],
    })
    await expect(registry.resolveDigest(name('acme/web'), '1')).rejects.toMatchObject({
      problems: [{ code: 'allowed-registries' }],
    })
    expect(standIn.requests).toEqual([])
    expect(asked).toEqual([standIn.host, standIn.host])
  })
})

describe('hosts that a registry names', () => {
  const elsewhere =
    (to: string) =>
    ({ path }: { readonly path: string }): Fault => ({
      kind: 'answer',
      status: 307,
      headers: { location: `http://${to}${path}` },
    })
  const notAllowed = (host: string) => ({
    problems: [{ code: 'allowed-registries', level: 'error', message: expect.stringContaining(host) }],
  })
  const repositories = { 'acme/web': ['1.0.0'] }

  test('are not followed to unless they are allowed', async () => {
    const other = await openStandIn({ repositories })
    const { registry, name, standIn } = await openStandIn(
      { onRequest: elsewhere(other.standIn.host) },
      { allowed: (host) => host !== other.standIn.host },
    )
    await expect(registry.listTags(name('acme/web'))).rejects.toMatchObject(notAllowed(other.standIn.host))
    await expect(registry.resolveDigest(name('acme/web'), '1.0.0')).rejects.toMatchObject(
      notAllowed(other.standIn.host),
    )
    expect(other.asked()).toEqual([])
    expect([...registry.requests().keys()]).toEqual([standIn.host])
  })

  test('may have a manifest, but no list of tags unless they were named', async () => {
    const other = await openStandIn({ repositories })
    const options = { onRequest: elsewhere(other.standIn.host) }
    const open = await openStandIn(options)
    await expect(open.registry.listTags(open.name('acme/web'))).rejects.toMatchObject(
      notAllowed(other.standIn.host),
    )
    expect(other.asked()).toEqual([])
    expect(await open.registry.resolveDigest(open.name('acme/web'), '1.0.0')).toBe(
      other.standIn.findDigest('acme/web', '1.0.0'),
    )
    const named: string[] = [other.standIn.host]
    const closed = await openStandIn(options, { allowed: (host) => named.includes(host) })
    named.push(closed.standIn.host)
    expect(await closed.registry.listTags(closed.name('acme/web'))).toEqual(['1.0.0'])
  })

  test('are asked for a token only when they are allowed', async () => {
    const service = await openStandIn()
    const { registry, name, standIn } = await openStandIn(
      {
        onRequest: () => ({
          kind: 'answer',
          status: 401,
          headers: { 'www-authenticate': `Bearer realm="http://${service.standIn.host}/token"` },
        }),
      },
      { allowed: (host) => host !== service.standIn.host },
    )
    await expect(registry.listTags(name('acme/web'))).rejects.toMatchObject(notAllowed(service.standIn.host))
    expect(service.asked()).toEqual([])
    expect([...registry.requests().keys()]).toEqual([standIn.host])
  })
})

test('a list is given up when its time ends, also in the middle of a page', async () => {
  let pages = 0
  const server = createServer((_, answer) => {
    answer.writeHead(200, { link: `<?last=${pages}>; rel="next"` })
    // The first pages come at once, the fourth never ends.
    if (pages++ < 3) answer.end(`{"tags":["t${pages}"]}`)
    else answer.write('{"tags":[')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const { registry } = await openStandIn({}, { timing: { listing: 200 } })
  const name = parseImageName(`127.0.0.1:${typeof address === 'object' ? address?.port : ''}/acme/web`)
  const listing = registry.listTags(name)
  await expect(listing).rejects.toMatchObject({
    problems: [
      { code: 'registry-unreachable', level: 'warning', message: expect.stringContaining('did not end') },
    ],
  })
  expect(pages).toBe(4)
  server.closeAllConnections()
  server.close()
})

test('a path that would lead out of the repository is no image', async () => {
  const { registry, standIn } = await openStandIn()
  const name = { ...parseImageName('nginx'), registry: standIn.host, repository: '../../token' }
  await expect(registry.listTags(name)).rejects.toMatchObject({ problems: [{ code: 'image-invalid' }] })
  expect(standIn.requests).toEqual([])
})

test('every request says who we are', async () => {
  const { registry, name, standIn } = await openStandIn({ repositories: { 'acme/web': ['1'] } })
  await registry.listTags(name('acme/web'))
  expect(standIn.requests[0]?.headers['user-agent']).toBe('image-bump/test')
})

describe('a registry with a memory', () => {
  test('lists an image once, under all its spellings and for all who ask at once', async () => {
    const inner = createInMemoryRegistry({ nginx: ['1', '2'] })
    const registry = rememberListings(inner)
    const spellings = ['nginx', 'docker.io/library/nginx', 'index.docker.io/nginx'].map(parseImageName)
    const listings = await Promise.all(spellings.map((name) => registry.listTags(name)))
    expect(listings).toEqual([
      ['1', '2'],
      ['1', '2'],
      ['1', '2'],
    ])
    inner.setTags('nginx', ['3'])
    expect(await registry.listTags(parseImageName('nginx'))).toEqual(['1', '2'])
    expect(inner.listed).toEqual(['nginx'])
    expect(registry.requests().get('index.docker.io')).toBe(1)
  })

  test('forgets a listing that failed, and digests are never kept', async () => {
    const inner = createInMemoryRegistry({ nginx: ['1'] })
    const registry = rememberListings(inner)
    inner.fail('nginx', problemError('registry-failed', 'down'))
    await expect(registry.listTags(parseImageName('nginx'))).rejects.toThrow('down')
    inner.fail('nginx', undefined)
    expect(await registry.listTags(parseImageName('nginx'))).toEqual(['1'])
    const before = await registry.resolveDigest(parseImageName('nginx'), '1')
    inner.setDigest('nginx', '1', `sha256:${'1'.repeat(64)}`)
    expect(await registry.resolveDigest(parseImageName('nginx'), '1')).not.toBe(before)
  })
})
