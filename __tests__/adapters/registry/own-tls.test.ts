/** A registry on this machine that speaks TLS, though nothing says so. */
import { connect } from 'node:net'
import { afterEach, describe, expect, test } from '@jest/globals'
import { emptyKeychain } from '../../../src/adapters/registry/keychain.ts'
import { createRegistry, createTransport } from '../../../src/adapters/registry/registry.ts'
import { parseImageName } from '../../../src/model/reference.ts'
import { closeLoopback, listenRaw, listenTls, oneTagRegistry, pem } from '../../support/loopback.ts'
import { openRegistry } from '../../support/open-registry.ts'
import { createPatientClock } from '../../support/patient-clock.ts'

afterEach(closeLoopback)

const known = { tls: { ca: [pem('ca.pem')], hosts: new Map() } }
const here = (host: string): string => host.replace('127.0.0.1', 'localhost')

describe('a registry on this machine that speaks TLS', () => {
  test('is found by the CA that counts for all hosts, without a pause and once', async () => {
    const host = here(await listenTls(oneTagRegistry()))
    const registry = openRegistry(known)
    expect(await registry.list(host)).toEqual(['1.0.0'])
    expect(await registry.list(host)).toEqual(['1.0.0'])
    expect(registry.clock.pauses).toEqual([])
    // In vain, for finding out, and one a list.
    expect(registry.requests()).toEqual({ [host]: 4 })
  })

  test('whose certificate proves nothing is told of as such', async () => {
    const host = here(await listenTls(oneTagRegistry()))
    expect(await openRegistry().problemOf(host)).toMatch(
      /^tls-failed error: localhost:\d+ was not asked .* certificate cannot be trusted/,
    )
  })

  test('is examined there', async () => {
    const host = here(await listenTls(oneTagRegistry()))
    const registry = createRegistry({
      keychain: emptyKeychain,
      clock: createPatientClock(),
      userAgent: 'image-bump/test',
      mask: () => undefined,
      transport: createTransport(known),
    })
    expect(await registry.examine(parseImageName(`${host}/acme/web`))).toMatchObject({
      api: `https://${host}/`,
      requests: [{ status: 200 }],
      outcome: { kind: 'listed', tags: ['1.0.0'] },
    })
  })

  test.each([
    'Client sent an HTTP request to an HTTPS server.\n',
    '<html><title>400 The plain HTTP request was sent to HTTPS port</title>',
  ])('is believed when it says so itself: %s', async (words) => {
    const tls = await listenTls(oneTagRegistry())
    // Speaks both at one port, as a server behind it would by its first byte.
    const host = await listenRaw((socket) => {
      socket.once('data', (bytes) => {
        if (bytes[0] !== 0x16) return void socket.end(`HTTP/1.0 400 Bad Request\r\n\r\n${words}`)
        socket.pause()
        const onward = connect(Number(tls.split(':')[1]), '127.0.0.1')
        onward.on('error', () => socket.destroy())
        onward.write(bytes)
        socket.pipe(onward).pipe(socket)
      })
    })
    expect(await openRegistry(known).list(here(host))).toEqual(['1.0.0'])
  })
})

test('a host on this machine that understands neither is told of with both', async () => {
  const host = here(await listenRaw((socket) => void socket.once('data', () => socket.destroy())))
  expect(await openRegistry(known).problemOf(host)).toMatch(
    /^registry-unreachable warning: .* \(asked by plain http, as all on this machine; https failed, too\)\.$/,
  )
  const other = here(await listenRaw((socket) => void socket.end('SSH-2.0-OpenSSH_9.2\r\n')))
  expect(await openRegistry(known).problemOf(other)).toMatch(/^not-a-registry error: /)
})
