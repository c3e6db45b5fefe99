import { afterEach, describe, expect, test } from '@jest/globals'
import { rememberListings } from '../../../src/adapters/registry/registry.ts'
import type { Credential } from '../../../src/adapters/registry/registry.ts'
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
