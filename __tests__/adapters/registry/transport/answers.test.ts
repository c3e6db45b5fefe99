import type { RequestListener } from 'node:http'
import type { LookupFunction } from 'node:net'
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import { afterEach, describe, expect, test } from '@jest/globals'
import type { HttpAnswer, HttpRequest } from '../../../../src/adapters/registry/exchange.ts'
import { createHttp } from '../../../../src/adapters/registry/http.ts'
import { createTransport } from '../../../../src/adapters/registry/transport/transport.ts'
import { closeLoopback, listenPlain, listenRaw } from '../../../support/loopback.ts'
import { openRegistry } from '../../../support/open-registry.ts'
import { createPatientClock } from '../../../support/patient-clock.ts'

afterEach(closeLoopback)

async function ask(host: string, more: Partial<HttpRequest> = {}): Promise<HttpAnswer> {
  const http = createHttp({ clock: createPatientClock(), userAgent: 'image-bump/test' })
  const url = new URL(`http://${host}/v2/`)
  return http.send({ method: 'GET', url, limit: 1_000, image: 'acme/web', ...more })
}

const answering =
  (body: Uint8Array, headers: Readonly<Record<string, string>> = {}): RequestListener =>
  (_, answer) =>
    void answer.writeHead(200, headers).end(body)

const text = 'x'.repeat(900)

describe('a compressed body', () => {
  test.each([
    ['gzip', gzipSync(text)],
    ['x-gzip', gzipSync(text)],
    ['GZIP', gzipSync(text)],
    ['deflate', deflateSync(text)],
    ['br', brotliCompressSync(text)],
    ['identity', Buffer.from(text)],
    ['aws-chunked', Buffer.from(text)],
    ['', Buffer.from(text)],
  ])('as %s is read as it was meant', async (encoding, bytes) => {
    const answer = await ask(await listenPlain(answering(bytes, { 'content-encoding': encoding })))
    expect({ body: String(answer.body), cut: answer.cut }).toEqual({ body: text, cut: false })
  })

  test('is what we ask for', async () => {
    const host = await listenPlain((request, answer) => void answer.end(request.headers['accept-encoding']))
    expect(String((await ask(host)).body)).toBe('gzip')
  })

  test('may be empty', async () => {
    const host = await listenPlain(answering(Buffer.alloc(0), { 'content-encoding': 'gzip' }))
    expect((await ask(host)).body).toHaveLength(0)
  })

  test('is not looked for in the answer to HEAD', async () => {
    const host = await listenPlain(answering(gzipSync(text), { 'content-encoding': 'gzip' }))
    expect((await ask(host, { method: 'HEAD' })).body).toHaveLength(0)
  })

  test.each([
    ['in the middle', gzipSync(text).subarray(0, 12)],
    ['before its checksum', gzipSync(text).subarray(0, -4)],
  ])('that ends %s is no body', async (_, bytes) => {
    const host = await listenPlain(answering(bytes, { 'content-encoding': 'gzip' }))
    await expect(ask(host)).rejects.toMatchObject({ problems: [{ code: 'registry-failed' }] })
  })

  test('that unfolds to a gigabyte is cut at the limit, and no more of it is unfolded', async () => {
    const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024))
    const sent = Buffer.concat(Array.from({ length: 16 }, () => bomb))
    const host = await listenPlain(answering(sent, { 'content-encoding': 'gzip' }))
    const before = process.memoryUsage().rss
    const answer = await ask(host, { limit: 8 * 1024 * 1024 })
    expect({ length: answer.body.length, cut: answer.cut }).toEqual({ length: 8 * 1024 * 1024, cut: true })
    expect(process.memoryUsage().rss - before).toBeLessThan(200 * 1024 * 1024)
  })

  test('that unfolds to nothing for ever is given up', async () => {
    const nothing = Buffer.concat(Array.from({ length: 1_000 }, () => gzipSync('')))
    let sent = 0
    const host = await listenPlain((_, answer) => {
      answer.writeHead(200, { 'content-encoding': 'gzip' })
      const more = (): void => {
        if (answer.destroyed) return
        sent += nothing.length
        if (answer.write(nothing)) setImmediate(more)
        else answer.once('drain', more)
      }
      more()
    })
    await expect(ask(host)).rejects.toMatchObject({ problems: [{ code: 'registry-failed' }] })
    expect(sent).toBeLessThan(100_000_000)
  })
})

test('of an endless body no more is fetched than the limit and what was under way', async () => {
  let sent = 0
  const host = await listenPlain((_, answer) => {
    const part = Buffer.alloc(64 * 1024)
    const more = (): void => {
      if (answer.destroyed) return
      sent += part.length
      if (answer.write(part)) setImmediate(more)
      else answer.once('drain', more)
    }
    more()
  })
  expect((await ask(host, { limit: 100_000 })).cut).toBe(true)
  expect(sent).toBeLessThan(20_000_000)
})

describe('a body that breaks off', () => {
  test.each([
    ['before its length is reached', 'content-length: 900\r\n\r\n{"tags":["1.0.0"]}'],
    ['before its last chunk', 'transfer-encoding: chunked\r\n\r\n12\r\n{"tags":["1.0.0"]}\r\n'],
  ])('%s is no body, though it could be read', async (_, rest) => {
    const host = await listenRaw((socket) => {
      socket.once('data', () => socket.end(`HTTP/1.1 200 OK\r\n${rest}`))
    })
    await expect(ask(host)).rejects.toMatchObject({ problems: [{ code: 'registry-unreachable' }] })
  })
})

test('headers are read byte for byte, also where they are not ASCII and where they come twice', async () => {
  const host = await listenRaw((socket) => {
    socket.once('data', () => {
      socket.end(
        Buffer.from(
          'HTTP/1.1 200 OK\r\nx-a: caf\u00c3\u00a9 \u00e9\r\nlink: <a>\r\nlink: <b>\r\ncontent-length: 0\r\n\r\n',
          'latin1',
        ),
      )
    })
  })
  const { headers } = await ask(host)
  expect(headers.get('link')).toBe('<a>, <b>')
  expect(headers.get('x-a')).toContain('caf\u00c3\u00a9')
})

test('connections are kept: pages that follow each other take one', async () => {
  const ports = new Set<number | undefined>()
  const host = await listenPlain((request, answer) => {
    ports.add(request.socket.remotePort)
    answer.end('{}')
  })
  const http = createHttp({ clock: createPatientClock(), userAgent: 'image-bump/test' })
  const url = new URL(`http://${host}/v2/`)
  for (let page = 0; page < 5; page++) await http.send({ method: 'GET', url, limit: 10, image: 'acme/web' })
  expect(ports.size).toBe(1)
})

test('a transport that is closed has closed its connections', async () => {
  const closed: Promise<unknown>[] = []
  const host = await listenPlain((request, answer) => {
    closed.push(new Promise((resolve) => request.socket.once('close', resolve)))
    answer.end('{}')
  })
  const transport = createTransport()
  const http = createHttp({ clock: createPatientClock(), userAgent: 'image-bump/test', transport })
  const url = new URL(`http://${host}/v2/`)
  await http.send({ method: 'GET', url, limit: 10, image: 'acme/web' })
  await transport.close()
  expect(await Promise.all(closed)).toHaveLength(1)
  await createTransport().close()
})

describe('a host that gives no answer has a reason with a name', () => {
  const failing =
    (code: string): LookupFunction =>
    (name, _options, callback) =>
      callback(Object.assign(new Error(`getaddrinfo ${code} ${name}`), { code }), [])

  test.each([
    ['ENOTFOUND', 'registry-name-unknown error', 0],
    ['ENODATA', 'registry-name-unknown error', 0],
    ['EAI_AGAIN', 'registry-unreachable warning', 3],
    ['ECONNREFUSED', 'registry-unreachable warning', 3],
    ['ENETUNREACH', 'registry-unreachable warning', 3],
    ['ECONNRESET', 'registry-unreachable warning', 3],
    ['CERT_HAS_EXPIRED', 'tls-failed error', 0],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'tls-failed error', 0],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'tls-failed error', 0],
    ['ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE', 'tls-failed error', 0],
    ['HPE_INVALID_HEADER_TOKEN', 'registry-failed warning', 3],
  ])('%s is %s, after %i more tries', async (code, expected, tries) => {
    const registry = openRegistry({ lookup: failing(code) })
    const problem = await registry.problemOf('registry.example.com')
    expect(problem).toMatch(new RegExp(`^${expected}: registry\\.example\\.com .*${code}`))
    expect(registry.clock.pauses).toHaveLength(tries)
  })
})
