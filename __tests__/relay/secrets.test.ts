/** Digests, signatures and paths against results of other programs. */
import { createHash, createHmac } from 'node:crypto'
import { expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { pathsOf } from '../../src/relay/path.ts'
import { hmac, isOneOf, isSame, readBase64, sha256, utf8 } from '../../src/relay/secrets.ts'
import type { Sender } from '../../src/relay/sender.ts'

const texts = fc.string({ unit: 'binary', minLength: 1, maxLength: 80 })

test('digests and signatures are those of OpenSSL', () =>
  fc.assert(
    fc.asyncProperty(texts, texts, async (secret, body) => {
      expect(await sha256(body)).toBe(createHash('sha256').update(body).digest('hex'))
      for (const [hash, name] of [
        ['SHA-1', 'sha1'],
        ['SHA-256', 'sha256'],
      ] as const)
        expect(await hmac(hash, secret, utf8(body))).toBe(createHmac(name, secret).update(body).digest('hex'))
    }),
    { seed: 1, numRuns: 50 },
  ))

test('texts are the same when they are, and not when one only begins the other', () =>
  fc.assert(
    fc.asyncProperty(texts, texts, async (one, other) => {
      expect(await isSame(one, one)).toBe(true)
      expect(await isSame(one, other)).toBe(one === other)
      expect(await isSame(one, `${one}${other}`)).toBe(false)
      expect(await isOneOf(one, [other, one])).toBe(true)
      expect(await isOneOf(`${one}x`, ['', one])).toBe(false)
    }),
    { seed: 1, numRuns: 50 },
  ))

test('a comparison digests both texts whole, wherever they differ: time tells nothing', async () => {
  const digested: number[] = []
  const digest = crypto.subtle.digest.bind(crypto.subtle)
  const spied: typeof digest = (algorithm, data) => {
    digested.push(data.byteLength)
    return digest(algorithm, data)
  }
  crypto.subtle.digest = spied
  try {
    await isOneOf('x'.repeat(20), ['a'.repeat(20), `${'x'.repeat(19)}a`, 'x'.repeat(20)])
  } finally {
    crypto.subtle.digest = digest
  }
  expect(digested).toEqual(Array.from({ length: 6 }, () => 20))
})

test.each([
  ['aGVsbG8', 'hello'],
  ['aGVsbG8=', 'hello'],
  ['-_-_', '\u{fb}\u{ff}\u{bf}'],
  ['', ''],
])('base64 %s is read', (text, wanted) => {
  expect(String.fromCharCode(...(readBase64(text) ?? [0]))).toBe(wanted)
})

test.each(['a', 'a b=', '%', 'aGVsbG8.'])('%s is no base64', (text) => {
  expect(readBase64(text)).toBeUndefined()
})

test("the path of a token is that of Flux's Receiver, one for each secret", async () => {
  const sender: Sender = {
    name: 'hub',
    kind: 'docker-hub',
    proof: { kind: 'path' },
    secrets: ['bd0c8fc94c3f4ed4a5a0', 'next'],
    path: { kind: 'token', name: 'dockerhub-receiver', namespace: 'default' },
    images: [],
    targets: [],
  }
  // printf bd0c8fc94c3f4ed4a5a0dockerhub-receiverdefault | sha256sum
  expect(await pathsOf(sender)).toEqual([
    '/hook/9c8c8b4ac257de4573b1c859384d41d0b20ee3d31a84719501e332cd2d0b6f50',
    `/hook/${createHash('sha256').update('nextdockerhub-receiverdefault').digest('hex')}`,
  ])
})
