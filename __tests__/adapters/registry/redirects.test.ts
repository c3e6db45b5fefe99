import { describe, expect, test } from '@jest/globals'
import type { HttpAnswer, HttpRequest } from '../../../src/adapters/registry/exchange.ts'
import { followRedirects } from '../../../src/adapters/registry/redirects.ts'
import { createStrangers } from '../../../src/adapters/registry/strangers.ts'

const start = new URL('https://registry.example.com/v2/acme/web/blobs/sha256:abc')
const headers = { accept: 'application/json', authorization: 'Basic secret', cookie: 'a=b', 'x-own': 'c' }

/** Sends to hosts that only redirect, as these tell, and gives what each was sent. */
async function follow(redirects: Readonly<Record<string, string>>, more: Partial<HttpRequest> = {}) {
  const sent: HttpRequest[] = []
  const send = async (request: HttpRequest): Promise<HttpAnswer> => {
    sent.push(request)
    const location = redirects[request.url.href]
    return {
      status: location === undefined ? 200 : 307,
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

  test.each([
    'http://registry.example.com/blob',
    'http://storage.example.net/blob',
    'https://169.254.169.254/latest/meta-data',
    'http://169.254.169.254/latest/meta-data',
    'https://10.0.0.1/blob',
    'https://[::1]/blob',
    'https://localhost/blob',
    'file:///etc/passwd',
    'ftp://storage.example.net/blob',
  ])('to %s is not followed', async (target) => {
    const { sent, answer } = await follow({ [start.href]: target })
    expect(sent).toHaveLength(1)
    expect(answer.status).toBe(307)
  })

  test('is followed five times and not six', async () => {
    const hop = (number: number) => `https://registry.example.com/hop/${number}`
    const chain = Object.fromEntries([1, 2, 3, 4, 5, 6].map((number) => [hop(number), hop(number + 1)]))
    const { sent, answer } = await follow({ [start.href]: hop(1), ...chain })
    expect(sent).toHaveLength(6)
    expect(answer).toMatchObject({ status: 307, url: new URL(hop(5)) })
  })

  test('of a form is not followed: it holds secrets', async () => {
    const { sent } = await follow(
      { [start.href]: '/elsewhere' },
      { method: 'POST', body: 'refresh_token=secret' },
    )
    expect(sent).toHaveLength(1)
  })
})
