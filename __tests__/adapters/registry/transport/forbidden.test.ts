import { afterEach, describe, expect, test } from '@jest/globals'
import type { LookupFunction } from 'node:net'
import { createHttp } from '../../../../src/adapters/registry/http.ts'
import { followRedirects } from '../../../../src/adapters/registry/redirects.ts'
import { createStrangers } from '../../../../src/adapters/registry/strangers.ts'
import { isForbidden } from '../../../../src/adapters/registry/transport/forbidden.ts'
import { readProxies } from '../../../../src/adapters/registry/transport/proxies.ts'
import { closeLoopback, listenPlain, oneTagRegistry } from '../../../support/loopback.ts'
import { openRegistry } from '../../../support/open-registry.ts'
import { createPatientClock } from '../../../support/patient-clock.ts'
import { serveProxy } from '../../../support/proxy-double.ts'

afterEach(closeLoopback)

test.each<[string, boolean]>([
  ['169.254.169.254', true],
  ['169.254.170.2', true],
  ['169.254.0.1', true],
  ['169.253.255.255', false],
  ['[fe80::1]', true],
  ['[fd00:ec2::254]', true],
  ['[fd00:ec2::23]', true],
  ['[fd20:ce::254]', true],
  ['[fd00::254]', false],
  ['[::ffff:169.254.169.254]', true],
  ['[::ffff:a9fe:a9fe]', true],
  ['[64:ff9b::169.254.169.254]', true],
  ['[64:ff9b::8.8.8.8]', false],
  ['100.100.100.200', true],
  ['100.100.100.201', false],
  ['168.63.129.16', true],
  ['192.0.0.192', true],
  ['metadata.google.internal', true],
  ['Metadata.Google.Internal.', true],
  ['metadata.goog', true],
  ['registry.metadata.goog', false],
  ['2852039166', true],
  ['0xA9FEA9FE', true],
  ['169.254.43518', true],
  ['10.0.0.5', false],
  ['127.0.0.1', false],
  ['ghcr.io', false],
])('%s is never asked: %s', (host, expected) => {
  expect(isForbidden(new URL(`https://${host}/`).hostname)).toBe(expected)
})

/** All names lead there. */
const leadingTo =
  (...addresses: readonly string[]): LookupFunction =>
  (_name, _options, callback) =>
    callback(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    )

describe('a metadata service is refused, and nothing is sent to it', () => {
  test.each(['169.254.169.254', '[fd00:ec2::254]:5000', '2852039166:5000', 'metadata.google.internal'])(
    'where an image names it: %s',
    async (host) => {
      const registry = openRegistry()
      expect(await registry.problemOf(host)).toMatch(/^address-refused error: /)
      expect(await registry.problemOf(host, { insecure: true })).toMatch(/^address-refused error: /)
      expect(registry.requests()).toEqual({})
    },
  )

  test.each([
    ['169.254.169.254'],
    ['fd00:ec2::254'],
    ['::ffff:169.254.169.254'],
    ['192.0.2.1', '169.254.169.254'],
  ])('where a name leads to it: %s', async (...addresses) => {
    const registry = openRegistry({ lookup: leadingTo(...addresses) })
    const problem = await registry.problemOf('registry.example.com:5000')
    expect(problem).toMatch(/^address-refused error: .*its name leads to /)
    expect(registry.clock.pauses).toEqual([])
  })

  test('where a name leads to it only after https was tried in vain', async () => {
    const registry = openRegistry({ lookup: leadingTo('169.254.169.254') })
    expect(await registry.problemOf('registry.example.com', { insecure: true })).toMatch(/^address-refused/)
  })

  test('where a registry sends us there', async () => {
    const host = await listenPlain((_, answer) => {
      answer.writeHead(307, { location: 'https://169.254.169.254/latest/meta-data' }).end()
    })
    const http = createHttp({ clock: createPatientClock(), userAgent: 'image-bump/test' })
    const url = new URL(`http://${host}/v2/acme/web/blobs/x`)
    const request = { method: 'GET', url, limit: 10, image: 'acme/web' } as const
    const everybody = createStrangers(() => true)
    await expect(followRedirects((each) => http.send(each), request, everybody)).rejects.toMatchObject({
      problems: [{ code: 'address-refused', level: 'error' }],
    })
    expect([...http.requests().keys()]).toEqual([host])
  })

  test.each([
    'http://ada:secret@169.254.169.254',
    'ada:secret@metadata.google.internal:80',
    '100.100.100.200',
  ])('where the proxy settings name it: %s', async (address) => {
    const registry = openRegistry({ proxies: readProxies({ HTTPS_PROXY: address }) })
    const problem = await registry.problemOf('registry.example.com')
    expect(problem).toMatch(
      /^address-refused error: registry\.example\.com was not asked .* the proxy settings name one: HTTPS_PROXY is [\w.]+\.$/,
    )
    expect(problem).not.toContain('secret')
  })

  test('where the name of a proxy leads to it', async () => {
    const proxies = readProxies({ ALL_PROXY: 'http://ada:secret@proxy.example.com:3128' })
    for (const host of ['registry.example.com', '10.0.0.5:5000']) {
      const problem = await openRegistry({ proxies, lookup: leadingTo('169.254.169.254') }).problemOf(host)
      expect(problem).toMatch(
        /^address-refused error: .*the proxy settings name proxy\.example\.com:3128: its name leads to/,
      )
      expect(problem).not.toContain('secret')
    }
  })

  test('where a proxy would find it', async () => {
    const inside = await listenPlain(oneTagRegistry())
    const proxy = await serveProxy({
      world: { '169.254.169.254:80': inside, '169.254.169.254:443': inside },
    })
    const proxies = readProxies({ ALL_PROXY: `http://${proxy.host}` })
    expect(await openRegistry({ proxies }).problemOf('169.254.169.254')).toMatch(/^address-refused/)
    expect(proxy.seen).toEqual([])
  })
})
