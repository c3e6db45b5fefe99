import { rootCertificates, TLSSocket } from 'node:tls'
import { afterEach, describe, expect, test } from '@jest/globals'
import { createTrust, type HostTls } from '../../../../src/adapters/registry/transport/trust.ts'
import { closeLoopback, listenPlain, listenTls, oneTagRegistry, pem } from '../../../support/loopback.ts'
import { openRegistry, type OpenRegistry } from '../../../support/open-registry.ts'

afterEach(closeLoopback)

const ca = pem('ca.pem')
const asClient = { ca, cert: pem('client.pem'), key: pem('client.key') }

/** A registry client with what the workflow gave for one host, and for all. */
function trusting(host: string, own: HostTls = {}, all: readonly string[] = []): OpenRegistry {
  return openRegistry({ tls: { ca: all, hosts: new Map([[host, own]]) } })
}

describe('a registry whose CA only its owner knows', () => {
  test('is believed where the workflow gave that CA for it', async () => {
    const host = await listenTls(oneTagRegistry())
    expect(await trusting(host, { ca }).list(host)).toEqual(['1.0.0'])
  })

  test('or gave it for every host', async () => {
    const host = await listenTls(oneTagRegistry())
    expect(await trusting(host, {}, [ca]).list(host)).toEqual(['1.0.0'])
  })

  test('is not believed by a CA that was given for another host', async () => {
    const [known, unknown] = [await listenTls(oneTagRegistry()), await listenTls(oneTagRegistry())]
    const hosts = new Map<string, HostTls>([
      [known, { ca }],
      [unknown, {}],
    ])
    const registry = openRegistry({ tls: { ca: [], hosts } })
    expect(await registry.list(known)).toEqual(['1.0.0'])
    expect(await registry.problemOf(unknown)).toMatch(/^tls-failed error: .* cannot be trusted: /)
  })
})

test('a CA that was given counts beside the usual ones, and without one nothing changes', () => {
  const given = [createTrust({ ca: [ca], hosts: new Map() }).optionsFor('ghcr.io').ca].flat()
  expect(given).toContain(ca)
  expect(given.length).toBeGreaterThanOrEqual(rootCertificates.length)
  expect(createTrust({ ca: [], hosts: new Map() }).optionsFor('ghcr.io')).toEqual({})
})

test.each([
  ['registry.example.com', 'registry.example.com:443', true],
  ['Registry.Example.com', 'registry.example.com', true],
  ['registry.example.com', 'registry.example.com:5000', false],
  ['docker.io', 'registry-1.docker.io', true],
  ['[::1]:5000', '[::1]:5000', true],
])('what was given for %s is for %s: %s', (given, host, expected) => {
  expect(createTrust({ ca: [], hosts: new Map([[given, {}]]) }).names(host)).toBe(expected)
})

describe('a certificate that proves nothing is an error that says why, and costs one request', () => {
  test.each([
    ['expired', 'certificate has expired'],
    ['elsewhere', "is not in the cert's"],
    ['stranger', 'self-signed certificate'],
  ] as const)('%s', async (certificate, why) => {
    const host = await listenTls(oneTagRegistry(), certificate)
    const registry = trusting(host, { ca })
    const problem = await registry.problemOf(host)
    expect(problem).toContain(`tls-failed error: ${host} was not asked about ${host}/acme/web`)
    expect(problem).toContain(why)
    expect(registry.requests()).toEqual({ [host]: 1 })
    expect(registry.clock.pauses).toEqual([])
  })
})

test('checking cannot be switched off for the whole process, which would send logins to anybody', async () => {
  const before = process.env['NODE_TLS_REJECT_UNAUTHORIZED']
  const host = await listenTls(oneTagRegistry(), 'stranger')
  try {
    process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0'
    expect(await trusting(host).problemOf(host)).toMatch(/^tls-failed error: /)
  } finally {
    if (before === undefined) delete process.env['NODE_TLS_REJECT_UNAUTHORIZED']
    else process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = before
  }
})

describe('a registry that wants to know us by a certificate', () => {
  const demanding = { requestCert: true, rejectUnauthorized: true, ca }

  test.each(['TLSv1.2', 'TLSv1.3'] as const)(
    'lets us in with the one that was given (%s)',
    async (version) => {
      const host = await listenTls(oneTagRegistry(), 'server', { ...demanding, maxVersion: version })
      const registry = trusting(host, asClient)
      expect(await registry.list(host)).toEqual(['1.0.0'])
      expect(registry.masked).toContain(asClient.key.split('\n')[1])
    },
  )

  test.each(['TLSv1.2', 'TLSv1.3'] as const)('does not without (%s)', async (version) => {
    const host = await listenTls(oneTagRegistry(), 'server', { ...demanding, maxVersion: version })
    expect(await trusting(host, { ca }).problemOf(host)).toMatch(/^tls-failed error: /)
  })

  test('is not shown the certificate that is for another host', async () => {
    let shown: object | undefined
    const other = await listenTls(oneTagRegistry(), 'server', { ...demanding, rejectUnauthorized: false })
    const curious = await listenTls(
      (request, answer) => {
        shown = request.socket instanceof TLSSocket ? request.socket.getPeerCertificate() : undefined
        answer.end(JSON.stringify({ tags: [] }))
      },
      'server',
      { ...demanding, rejectUnauthorized: false },
    )
    const hosts = new Map<string, HostTls>([
      [other, asClient],
      [curious, { ca }],
    ])
    await openRegistry({ tls: { ca: [], hosts } }).list(curious)
    expect(shown).toEqual({})
  })
})

test('a host that speaks no TLS is an error that says so', async () => {
  const host = await listenPlain(oneTagRegistry())
  expect(await trusting(host, { ca }).problemOf(host)).toMatch(/^tls-failed error: .* does not speak TLS/)
})
