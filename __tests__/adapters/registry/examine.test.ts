import { afterEach, describe, expect, test } from '@jest/globals'
import type { Credential } from '../../../src/adapters/registry/keychain.ts'
import { personalities } from '../../support/registries/known.ts'
import { openPersonality, pathIn } from '../../support/registries/open.ts'
import { closeStandIns, openStandIn } from '../../support/registry-on-stand-in.ts'

afterEach(closeStandIns)

const login: Credential = { kind: 'password', username: 'ada', password: 'open sesame', source: 'the vault' }
const user = { username: 'ada', password: 'open sesame' }

test('an examination shows the way from the demand to the last page, and whose login it took', async () => {
  const { registry, standIn, name } = await openStandIn(
    { repositories: { 'acme/web': ['1', '2', '3'] }, auth: { kind: 'bearer', ...user }, pageSize: 2 },
    { login },
  )
  const { host } = standIn
  const page = (query: string) => ({ method: 'GET', host, path: `/v2/acme/web/tags/list${query}` })
  expect(await registry.examine(name('acme/web'))).toEqual({
    api: `http://${host}/`,
    login: 'with the login of the vault',
    challenges: [{ scheme: 'bearer', realm: host, service: 'stand-in', scope: 'repository:acme/web:pull' }],
    requests: [
      { ...page('?n=1000'), status: 401 },
      { method: 'GET', host, path: '/token', status: 200 },
      { ...page('?n=1000'), status: 200 },
      { ...page('?last=2&n=2'), status: 200 },
    ],
    outcome: { kind: 'listed', tags: ['1', '2', '3'], pages: 2 },
  })
})

test('an examination begins anew, whatever was learned before', async () => {
  const { registry, name } = await openStandIn({
    repositories: { 'acme/web': ['1'] },
    auth: { kind: 'bearer', ...user, open: true },
  })
  await registry.listTags(name('acme/web'))
  const first = await registry.examine(name('acme/web'))
  expect(first.requests.map(({ status }) => status)).toEqual([401, 200, 200])
  expect(await registry.examine(name('acme/web'))).toEqual(first)
})

test('a host that nobody answers for has a request without a status', async () => {
  const { registry, standIn, name } = await openStandIn({ onRequest: () => ({ kind: 'drop' }) })
  expect(await registry.examine(name('acme/web'))).toEqual({
    api: `${standIn.url}/`,
    login: 'without a login',
    challenges: [],
    requests: [{ method: 'GET', host: standIn.host, path: '/v2/acme/web/tags/list?n=1000' }],
    outcome: { kind: 'failed', problem: expect.objectContaining({ code: 'registry-unreachable' }) },
  })
})

test('a refused login is told by its source, with the status that refused it', async () => {
  const { registry, name } = await openStandIn(
    { repositories: { 'acme/web': ['1'] }, auth: { kind: 'bearer', ...user } },
    { login: { ...login, password: 'wrong' } },
  )
  const { requests, outcome } = await registry.examine(name('acme/web'))
  expect(requests).toContainEqual(expect.objectContaining({ path: '/token', status: 401 }))
  expect(outcome).toMatchObject({
    kind: 'failed',
    problem: { code: 'login-refused', message: expect.stringContaining('the vault') },
  })
})

test('the demand is what was said to nobody, not what a refused token heard (Harbor)', async () => {
  const { registry, name, standIn } = await openStandIn({
    onRequest: ({ path, headers }) => {
      if (path.startsWith('/token')) return { kind: 'answer', status: 200, body: '{"token":"abc"}' }
      const demand =
        headers['authorization'] === undefined
          ? `Bearer realm="http://${headers['host']}/token",service="harbor-registry"`
          : 'Basic realm="harbor"'
      return { kind: 'answer', status: 401, headers: { 'www-authenticate': demand } }
    },
  })
  const { challenges, outcome } = await registry.examine(name('acme/web'))
  expect(challenges).toEqual([{ scheme: 'bearer', realm: standIn.host, service: 'harbor-registry' }])
  expect(outcome).toMatchObject({ kind: 'failed', problem: { code: 'registry-refused' } })
})

describe('no examination holds a secret', () => {
  test.each(personalities.map((personality) => [personality.name, personality] as const))(
    'of %s',
    async (_, personality) => {
      const { registry, standIn, name, masked } = await openPersonality(personality)
      standIn.setTags(pathIn(personality, 'acme/web'), ['1', '2'])
      const { outcome, ...others } = await registry.examine(name('acme/web'))
      expect(outcome).toMatchObject({ kind: 'listed', tags: ['1', '2'] })
      const text = JSON.stringify(others)
      expect(masked.filter((secret) => text.includes(secret))).toEqual([])
      expect(masked.length).toBeGreaterThanOrEqual(personality.door.kind === 'open' ? 0 : 1)
    },
  )

  test('not even where the registry repeats it in its challenge and in a Link', async () => {
    const echo = Buffer.from('ada:open sesame').toString('base64')
    const { registry, name } = await openStandIn(
      {
        onRequest: ({ headers, path }) =>
          headers['authorization'] === undefined || path.includes('again')
            ? {
                kind: 'answer',
                status: 401,
                headers: { 'www-authenticate': `Basic realm="${echo} open sesame", service="open sesame"` },
              }
            : { kind: 'answer', status: 200, headers: { link: `<?again=${echo}>` }, body: '{"tags":["1"]}' },
      },
      { login },
    )
    await registry.listTags(name('acme/web')).catch(() => undefined)
    const text = JSON.stringify(await registry.examine(name('acme/web')))
    expect(text).toContain('***')
    expect(text).not.toContain('open sesame')
    expect(text).not.toContain(echo)
  })
})

test('a login that was sent is told of, also where the registry then leads elsewhere', async () => {
  const { registry, name } = await openStandIn(
    {
      onRequest: ({ headers }) =>
        headers['authorization'] === undefined
          ? { kind: 'answer', status: 401, headers: { 'www-authenticate': 'Basic realm="x"' } }
          : { kind: 'answer', status: 302, headers: { location: 'http://elsewhere.example.com/' } },
    },
    { login },
  )
  expect(await registry.examine(name('acme/web'))).toMatchObject({
    login: 'with the login of the vault',
    outcome: { kind: 'failed', problem: { code: 'not-a-registry' } },
  })
})
