import { createHash } from 'node:crypto'
import { afterEach, expect, test } from '@jest/globals'
import { serveRegistry, type RegistryStandIn } from '../../../src/standins/registry/registry.ts'

const running: RegistryStandIn[] = []
afterEach(async () => {
  await Promise.all(running.splice(0).map((standIn) => standIn.close()))
})

async function serve(...options: Parameters<typeof serveRegistry>): Promise<RegistryStandIn> {
  const standIn = await serveRegistry(...options)
  running.push(standIn)
  return standIn
}

test('pages of tags are sorted by bytes and linked by the last tag', async () => {
  const { url } = await serve({ repositories: { web: ['b', 'a', 'C', 'a.1'] } })
  const first = await fetch(`${url}/v2/web/tags/list?n=2`)
  expect(await first.json()).toEqual({ name: 'web', tags: ['C', 'a'] })
  expect(first.headers.get('link')).toBe('</v2/web/tags/list?last=a&n=2>; rel="next"')
  const second = await fetch(`${url}/v2/web/tags/list?last=a&n=2`)
  expect(await second.json()).toEqual({ name: 'web', tags: ['a.1', 'b'] })
  expect(second.headers.get('link')).toBeNull()
})

test('a manifest, by tag or digest, leads to a configuration with labels, and all of it is addressed by its bytes', async () => {
  const standIn = await serve()
  standIn.setTags('acme/web', ['1.0.0'], {
    'org.opencontainers.image.source': 'https://example.com/acme/web',
  })
  const base = `${standIn.url}/v2/acme/web`
  const digest = standIn.findDigest('acme/web', '1.0.0') ?? ''
  const byTag = await (await fetch(`${base}/manifests/1.0.0`)).text()
  expect(await (await fetch(`${base}/manifests/${digest}`)).text()).toBe(byTag)
  expect(digest).toBe(`sha256:${createHash('sha256').update(byTag).digest('hex')}`)
  const config = /"digest":"(sha256:[0-9a-f]{64})"/.exec(byTag)?.[1]
  expect(await (await fetch(`${base}/blobs/${config}`)).json()).toMatchObject({
    config: {
      Labels: {
        'org.opencontainers.image.title': 'acme/web',
        'org.opencontainers.image.version': '1.0.0',
        'org.opencontainers.image.source': 'https://example.com/acme/web',
      },
    },
  })
})

test('the same tags make the same digests in every run, and new tags replace the old', async () => {
  const [one, two] = [
    await serve({ repositories: { web: ['1'] } }),
    await serve({ repositories: { web: ['1'] } }),
  ]
  expect(one.findDigest('web', '1')).toBe(two.findDigest('web', '1'))
  one.setTags('web', ['2'])
  expect((await fetch(`${one.url}/v2/web/manifests/1`)).status).toBe(404)
  expect(
    (await fetch(`${one.url}/v2/web/manifests/2`, { method: 'HEAD' })).headers.get('docker-content-digest'),
  ).toBe(one.findDigest('web', '2'))
})

test('a token opens the repository that it was asked for, until it is revoked', async () => {
  const auth = { kind: 'bearer', username: 'ada', password: 'secret' } as const
  const standIn = await serve({ repositories: { web: ['1'], api: ['1'] }, auth })
  const refused = await fetch(`${standIn.url}/v2/web/tags/list`)
  expect(refused.headers.get('www-authenticate')).toBe(
    `Bearer realm="${standIn.url}/token",service="stand-in",scope="repository:web:pull"`,
  )
  const tokenFor = async (headers: Record<string, string>): Promise<string> => {
    const answer = await fetch(`${standIn.url}/token?scope=repository:web:pull`, { headers })
    return /"token":"([^"]+)"/.exec(await answer.text())?.[1] ?? ''
  }
  const read = async (repository: string, token: string): Promise<number> =>
    (
      await fetch(`${standIn.url}/v2/${repository}/tags/list`, {
        headers: { authorization: `Bearer ${token}` },
      })
    ).status
  const token = await tokenFor({ authorization: `Basic ${Buffer.from('ada:secret').toString('base64')}` })
  expect(await read('web', token)).toBe(200)
  expect(await read('api', token)).toBe(401)
  expect(await read('web', await tokenFor({}))).toBe(401)
  standIn.revokeTokens()
  expect(await read('web', token)).toBe(401)
})

test('requests are noted, spoilt ones too', async () => {
  const standIn = await serve({ onRequest: ({ path }) => (path === '/v2/' ? { kind: 'drop' } : undefined) })
  await expect(fetch(`${standIn.url}/v2/`)).rejects.toThrow('fetch failed')
  await fetch(`${standIn.url}/v2/web/tags/list`, { method: 'POST', body: 'hello' })
  expect(standIn.requests.map(({ method, path, body }) => [method, path, body])).toEqual([
    ['GET', '/v2/', ''],
    ['POST', '/v2/web/tags/list', 'hello'],
  ])
})
