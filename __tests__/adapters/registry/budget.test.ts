/** How many requests it takes: the fewest that the protocol allows. */
import { afterEach, describe, expect, test } from '@jest/globals'
import type { Credential } from '../../../src/adapters/registry/keychain.ts'
import { rememberListings } from '../../../src/adapters/registry/remembering.ts'
import { closeStandIns, openStandIn } from '../../support/registry-on-stand-in.ts'
import { openPersonality, pathIn } from '../../support/registries/open.ts'
import { personalities } from '../../support/registries/known.ts'

afterEach(closeStandIns)

const login: Credential = { kind: 'password', username: 'ada', password: 'open sesame', source: 'the vault' }
const user = { username: 'ada', password: 'open sesame' }
const numbered = (count: number) => Array.from({ length: count }, (_, index) => `1.0.${index}`)

test.each([
  [1, 1],
  [999, 1],
  [1001, 2],
  [3001, 4],
])('%i tags of an open registry take %i requests', async (tags, pages) => {
  const { registry, standIn, name } = await openStandIn({ repositories: { 'acme/web': numbered(tags) } })
  expect(await registry.listTags(name('acme/web'))).toHaveLength(tags)
  expect([...registry.requests()]).toEqual([[standIn.host, pages]])
})

describe('the demand of a host is learned once', () => {
  const repositories = { 'acme/a': ['1'], 'acme/b': ['1'], 'acme/c': ['1'] }
  const list = (image: string) => `GET /v2/acme/${image}/tags/list?n=1000`
  const token = (image: string, account = '') =>
    `GET /token?service=stand-in&scope=repository%3Aacme%2F${image}%3Apull${account}`

  test('with tokens, each repository then takes one for itself and its pages', async () => {
    const { registry, name, asked } = await openStandIn({
      repositories,
      auth: { kind: 'bearer', ...user, open: true },
    })
    for (const image of ['a', 'b', 'c']) await registry.listTags(name(`acme/${image}`))
    expect(asked()).toEqual([
      list('a'),
      token('a'),
      list('a'),
      ...['b', 'c'].flatMap((image) => [token(image), list(image)]),
    ])
  })

  test('with a login, too', async () => {
    const { registry, name, asked } = await openStandIn(
      { repositories, auth: { kind: 'bearer', ...user } },
      { login },
    )
    for (const image of ['a', 'b']) await registry.listTags(name(`acme/${image}`))
    expect(asked()).toEqual([
      list('a'),
      token('a', '&account=ada'),
      list('a'),
      token('b', '&account=ada'),
      list('b'),
    ])
  })

  test('with a password, only pages are left', async () => {
    const { registry, name, asked } = await openStandIn(
      { repositories, auth: { kind: 'basic', ...user } },
      { login },
    )
    for (const image of ['a', 'b', 'c']) await registry.listTags(name(`acme/${image}`))
    expect(asked()).toEqual([list('a'), list('a'), list('b'), list('c')])
  })

  test('also when all are asked for at once', async () => {
    const { registry, name, standIn } = await openStandIn({
      repositories,
      auth: { kind: 'bearer', ...user, open: true },
    })
    await Promise.all(['a', 'b', 'c'].map((image) => registry.listTags(name(`acme/${image}`))))
    expect(standIn.requests).toHaveLength(7)
  })

  test('and a token serves all that is asked about its repository', async () => {
    const { registry, name, asked } = await openStandIn({
      repositories: { 'acme/a': numbered(120) },
      auth: { kind: 'bearer', ...user, open: true },
      pageSize: 50,
    })
    await registry.listTags(name('acme/a'))
    await registry.resolveDigest(name('acme/a'), '1.0.0')
    await registry.inspect(name('acme/a'), '1.0.0')
    expect(asked().filter((line) => line.includes('/token'))).toHaveLength(1)
    expect(asked()).toHaveLength(2 + 3 + 1 + 3)
  })
})

test.each(personalities.map((personality) => [personality.name, personality] as const))(
  'a second image of %s is asked for nothing that the first has taught',
  async (_, personality) => {
    const { registry, standIn, name } = await openPersonality(personality)
    for (const image of ['acme/a', 'acme/b']) standIn.setTags(pathIn(personality, image), ['1'])
    await registry.listTags(name('acme/a'))
    const before = standIn.requests.length
    await registry.listTags(name('acme/b'))
    const { door, liesUnder } = personality
    // A redirect is learned for its own image only.
    const more = (door.kind === 'token' ? 1 : 0) + (liesUnder === undefined ? 0 : 1)
    expect(standIn.requests.length - before).toBe(1 + more)
  },
)

test('four requests at once to a host are the most, and one after it has complained', async () => {
  const open = { now: 0, most: 0 }
  const repositories = Object.fromEntries(numbered(12).map((tag) => [`acme/${tag}`, [tag]]))
  let complains = false
  const { registry, standIn, name } = await openStandIn({
    repositories,
    latency: 15,
    onRequest: () => {
      open.most = Math.max(open.most, ++open.now)
      setTimeout(() => open.now--, 10)
      if (!complains) return undefined
      complains = false
      return { kind: 'answer', status: 429 }
    },
  })
  const listAll = () => Promise.all(Object.keys(repositories).map((image) => registry.listTags(name(image))))
  await listAll()
  expect([open.most, standIn.requests.length]).toEqual([4, 12])
  complains = true
  await registry.listTags(name('acme/1.0.0'))
  open.most = 0
  await listAll()
  expect([open.most, standIn.requests.length]).toEqual([1, 12 + 2 + 12])
})

test('many lists of a suspicious length take one question more, and not one each', async () => {
  const repositories = Object.fromEntries(numbered(40).map((tag) => [`acme/${tag}`, numbered(50)]))
  const { registry, name, standIn } = await openStandIn({ repositories })
  const lists = await Promise.all(Object.keys(repositories).map((image) => registry.listTags(name(image))))
  expect(lists.map(({ length }) => length)).toEqual(lists.map(() => 50))
  expect(standIn.requests).toHaveLength(40 + 1)
})

test('each repository is listed once a run, however many ask', async () => {
  const { registry, name, asked } = await openStandIn({ repositories: { 'acme/web': numbered(3) } })
  const remembering = rememberListings(registry)
  await Promise.all(numbered(20).map(() => remembering.listTags(name('acme/web'))))
  await remembering.listTags(name('acme/web'))
  expect(asked()).toEqual(['GET /v2/acme/web/tags/list?n=1000'])
})

test('a hundred thousand tags take a hundred requests and less than three seconds', async () => {
  const { registry, standIn, name } = await openStandIn({ repositories: { 'acme/web': numbered(100_000) } })
  await registry.listTags(name('acme/web'))
  const start = performance.now()
  expect(await registry.listTags(name('acme/web'))).toHaveLength(100_000)
  expect(performance.now() - start).toBeLessThan(3_000)
  expect(registry.requests().get(standIn.host)).toBe(2 * 100)
})
