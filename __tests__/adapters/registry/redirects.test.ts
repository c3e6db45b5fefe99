import { describe, expect, test } from '@jest/globals'
import type { HttpAnswer, HttpRequest } from '../../../src/adapters/registry/exchange.ts'
import { followRedirects } from '../../../src/adapters/registry/redirects.ts'
import { createStrangers } from '../../../src/adapters/registry/strangers.ts'

const start = new URL('https://registry.example.com/v2/acme/web/blobs/sha256:abc')
const headers = { accept: 'application/json', authorization: 'Basic secret', cookie: 'a=b', 'x-own': 'c' }

/** Sends to hosts that only redirect, as these tell, and gives what each was sent. */
async function follow(
  redirects: Readonly<Record<string, string>>,
  more: Partial<HttpRequest> = {},
  status = 200,
) {
  const sent: HttpRequest[] = []
  const send = async (request: HttpRequest): Promise<HttpAnswer> => {
    sent.push(request)
    const location = redirects[request.url.href]
    return {
      status: location === undefined ? status : 307,
      headers: new Headers(location === undefined ? {} : { location }),
      body: new Uint8Array(),
      cut: false,
      url: request.url,
    }
  }
  const request = { method: 'GET', url: start, headers, limit: 1, image: 'the image', ...more } as const
  const answer = await followRedirects(
    send,
    request,
    createStrangers(() => true),
  )
  return { answer, sent: sent.map(({ url, headers: own }) => ({ url: url.href, headers: own })) }
}

describe('a redirect', () => {
  test('to another host takes along what is wanted, and nothing else: no login, no cookie, no header of ours', async () => {
    const storage = 'https://storage.example.net/blob?signature=abc'
    const { sent, answer } = await follow({ [start.href]: storage })
    expect(sent[1]).toEqual({ url: storage, headers: { accept: 'application/json' } })
    expect(answer.url.href).toBe(storage)
  })

  test.each(['https://registry.example.com:8443/blob', 'https://other.registry.example.com/blob'])(
    'to %s is one to another host',
    async (target) => {
      const { sent } = await follow({ [start.href]: target })
      expect(sent[1]?.headers).toEqual({ accept: 'application/json' })
    },
  )

  test('back to the first host does not bring the login back', async () => {
    const there = 'https://storage.example.net/blob'
    const { sent } = await follow({ [start.href]: there, [there]: 'https://registry.example.com/again' })
    expect(sent[2]?.headers).toEqual({ accept: 'application/json' })
  })

  test('within the host keeps all of it', async () => {
    const { sent } = await follow({ [start.href]: '/v2/acme/library/web/blobs/sha256:abc' })
    expect(sent[1]).toEqual({
      url: 'https://registry.example.com/v2/acme/library/web/blobs/sha256:abc',
      headers,
    })
  })

  test.each<[target: string, words: string]>([
    ['http://registry.example.com/blob', 'to http://registry.example.com, which is not https'],
    ['http://storage.example.net/blob?sig=secret', 'to http://storage.example.net, which is not https'],
    ['https://10.0.0.1/blob', 'to https://10.0.0.1, which is an address inside a network'],
    ['https://[::1]/blob', 'to https://[::1], which is an address inside a network'],
    ['https://localhost:8443/blob', 'to https://localhost:8443, which is an address inside a network'],
    ['file:///etc/passwd', 'to file:, which is no address of the web'],
    ['ftp://storage.example.net/blob', 'to ftp://storage.example.net, which is no address of the web'],
    ['http://[::', 'to something that is no address'],
    ['', 'in a circle, back to https://registry.example.com'],
  ])('to %j is not followed, and told of without its query', async (target, words) => {
    const followed = follow({ [start.href]: target })
    await expect(followed).rejects.toMatchObject({ problems: [{ code: 'not-a-registry', level: 'error' }] })
    await expect(followed).rejects.toThrow(
      `registry.example.com did not answer about the image as a registry does: it redirects ${words} (307).`,
    )
  })

  test.each(['https://169.254.169.254/latest?x=secret', 'http://169.254.169.254/', 'http://metadata.goog/'])(
    'to %s is an address that is never asked',
    async (target) => {
      const followed = follow({ [start.href]: target })
      await expect(followed).rejects.toMatchObject({ problems: [{ code: 'address-refused' }] })
      await expect(followed).rejects.toThrow(/registry\.example\.com sent us there by a redirect\.$/)
      await expect(followed).rejects.not.toThrow(/secret/)
    },
  )

  test('that does not say where to is told of', async () => {
    await expect(follow({}, {}, 302)).rejects.toThrow('it redirects and does not say where to (302).')
  })

  test('is followed five times and not six', async () => {
    const hop = (number: number) => `https://registry.example.com/hop/${number}`
    const five = Object.fromEntries([1, 2, 3, 4].map((number) => [hop(number), hop(number + 1)]))
    const to = (last: string) => follow({ [start.href]: hop(1), ...five, [hop(5)]: last })
    expect((await follow({ [start.href]: hop(1), ...five })).sent).toHaveLength(6)
    await expect(to(hop(6))).rejects.toThrow('more than five times, at last to https://registry.example.com')
    await expect(to(hop(2))).rejects.toThrow('in a circle, back to https://registry.example.com')
  })

  test('of a form is not followed: it holds secrets', async () => {
    const { sent } = await follow(
      { [start.href]: '/elsewhere' },
      { method: 'POST', body: 'refresh_token=secret' },
    )
    expect(sent).toHaveLength(1)
  })
})
