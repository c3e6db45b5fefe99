import type { LookupFunction } from 'node:net'
import type { RequestListener } from 'node:http'
import { afterEach, describe, expect, test } from '@jest/globals'
import { createHttp } from '../../../src/adapters/registry/http.ts'
import type { TransportOptions } from '../../../src/adapters/registry/transport/transport.ts'
import {
  closedPort,
  closeLoopback,
  listenPlain,
  listenRaw,
  listenTls,
  oneTagRegistry,
  pem,
  type SeenHeaders,
} from '../../support/loopback.ts'
import { openRegistry } from '../../support/open-registry.ts'
import { createPatientClock } from '../../support/patient-clock.ts'

afterEach(closeLoopback)

/** Every name lies on this machine. */
const lookup: LookupFunction = (_name, _options, callback) =>
  callback(null, [{ address: '127.0.0.1', family: 4 }])
const options: TransportOptions = { lookup, tls: { ca: [pem('ca.pem')], hosts: new Map() } }
/** The same port under a name that is not this machine's. */
const named = (host: string): string => host.replace('127.0.0.1', 'registry.example.com')
const insecure = { insecure: true }

describe('insecure: true', () => {
  test('has a registry asked over plain http that speaks no TLS, and this is found out once', async () => {
    const host = named(await listenPlain(oneTagRegistry()))
    const registry = openRegistry(options)
    expect(await Promise.all([registry.list(host, insecure), registry.list(host, insecure)])).toEqual([
      ['1.0.0'],
      ['1.0.0'],
    ])
    expect(await registry.list(host, insecure)).toEqual(['1.0.0'])
    // Two for finding out, one a list.
    expect(registry.requests()).toEqual({ [host]: 5 })
    expect(registry.clock.pauses).toEqual([])
  })

  test('changes nothing for a registry that speaks https', async () => {
    const host = named(await listenTls(oneTagRegistry()))
    const registry = openRegistry(options)
    expect(await registry.list(host, insecure)).toEqual(['1.0.0'])
    expect(registry.requests()).toEqual({ [host]: 2 })
  })

  test('does not make up for a certificate that proves nothing', async () => {
    const host = named(await listenTls(oneTagRegistry(), 'elsewhere'))
    expect(await openRegistry(options).problemOf(host, insecure)).toMatch(/^tls-failed error: .*altnames/)
  })

  test('of one image does not count for another on the same host', async () => {
    const host = named(await listenPlain(oneTagRegistry()))
    const registry = openRegistry(options)
    expect(await registry.list(host, insecure)).toEqual(['1.0.0'])
    expect(await registry.problemOf(host)).toMatch(/^tls-failed error: .* does not speak TLS/)
  })

  test('is nothing to a host for which a CA was given: that one speaks https', async () => {
    const host = named(await listenPlain(oneTagRegistry()))
    const tls = { ca: [], hosts: new Map([[host, { ca: pem('ca.pem') }]]) }
    const registry = openRegistry({ lookup, tls })
    expect(await registry.problemOf(host, insecure)).toMatch(/^tls-failed error: .* does not speak TLS/)
  })

  test('has plain http tried where a TLS greeting is met by hanging up', async () => {
    const host = named(
      await listenRaw((socket) => {
        socket.once('data', (bytes) => {
          const isTls = bytes[0] === 0x16
          const body = JSON.stringify({ tags: ['1.0.0'] })
          socket.end(isTls ? '' : `HTTP/1.1 200 OK\r\ncontent-length: ${body.length}\r\n\r\n${body}`)
        })
      }),
    )
    expect(await openRegistry(options).list(host, insecure)).toEqual(['1.0.0'])
  })

  test('where nobody is there: a warning after the usual patience, and another look a minute later', async () => {
    const host = named(await closedPort())
    const registry = openRegistry(options)
    expect(await registry.problemOf(host, insecure)).toMatch(/^registry-unreachable warning: .*ECONNREFUSED/)
    expect(registry.clock.pauses).toHaveLength(3)
    expect(registry.requests()).toEqual({ [host]: 6 })
    await registry.problemOf(host, insecure)
    expect(registry.requests()).toEqual({ [host]: 6 })
    registry.clock.advance(60_000)
    await registry.problemOf(host, insecure)
    expect(registry.requests()).toEqual({ [host]: 12 })
  })
})

describe('a login', () => {
  const login = { kind: 'password', username: 'ada', password: 'open sesame', source: 'the test' } as const
  const wanting =
    (challenge: string, seen: SeenHeaders[]): RequestListener =>
    (request, answer) => {
      seen.push({ path: request.url ?? '', headers: request.headers })
      if (request.headers.authorization === undefined)
        answer.writeHead(401, { 'www-authenticate': challenge }).end()
      else answer.end(JSON.stringify({ tags: ['1.0.0'] }))
    }

  test.each([
    'Basic realm="x"',
    'Bearer realm="https://auth.example.com/token"',
    'Bearer realm="http://auth.example.com/token"',
  ])('is never sent over plain http to another machine, though it says %s', async (challenge) => {
    const seen: SeenHeaders[] = []
    const host = named(await listenPlain(wanting(challenge, seen)))
    const registry = openRegistry(options, login)
    expect(await registry.problemOf(host, insecure)).toMatch(
      /^login-needs-tls error: registry\.example\.com:\d+ wants a login .* over plain http/,
    )
    expect(Object.keys(registry.requests())).toEqual([host])
    expect(seen.map(({ headers }) => headers['authorization'])).toEqual(seen.map(() => undefined))
  })

  test('goes over plain http within this machine', async () => {
    const seen: SeenHeaders[] = []
    const host = await listenPlain(wanting('Basic realm="x"', seen))
    expect(await openRegistry({}, login).list(host)).toEqual(['1.0.0'])
  })

  test.each([
    ['a header', { headers: { Authorization: 'Basic YWRhOm9wZW4gc2VzYW1l' } }],
    ['a form', { method: 'POST', body: 'refresh_token=x' }],
  ] as const)('in %s is stopped at the door, whoever asks for it', async (_, more) => {
    const http = createHttp({ clock: createPatientClock(), userAgent: 'image-bump/test' })
    const url = new URL('http://registry.example.com/v2/')
    const request = { method: 'GET', url, limit: 10, image: 'acme/web', ...more } as const
    await expect(http.send(request)).rejects.toMatchObject({ problems: [{ code: 'login-needs-tls' }] })
    expect(http.requests().size).toBe(0)
  })
})
