import { describe, expect, test } from '@jest/globals'
import { parseRegistryTls } from '../../src/entry/registry-tls.ts'
import { ProblemError } from '../../src/model/problem.ts'
import { pem } from '../support/loopback.ts'

const [ca, cert, key] = [pem('ca.pem'), pem('client.pem'), pem('client.key')]
const otherKey = pem('server.key')
/** A text in YAML's block form, `spaces` deep. */
const block = (text: string, spaces: number): string =>
  `|\n${text.replace(/^(?=.)/gm, ' '.repeat(spaces))}`.trimEnd()
const json = (value: unknown): string => JSON.stringify(value)

describe('registry-tls', () => {
  test('maps hosts to CAs and client certificates, in YAML', () => {
    const text = [
      `'*':`,
      `  ca: ${block(ca, 4)}`,
      `registry.example.com:5000:`,
      `  ca: ${block(ca, 4)}`,
      `  cert: ${block(cert, 4)}`,
      `  key: ${block(key, 4)}`,
    ].join('\n')
    const { ca: all, hosts } = parseRegistryTls(text)
    expect(all.map((each) => each.trim())).toEqual([ca.trim()])
    expect([...hosts.keys()]).toEqual(['registry.example.com:5000'])
    expect(hosts.get('registry.example.com:5000')?.key?.trim()).toBe(key.trim())
  })

  test('or in JSON', () => {
    const text = json({ 'registry.example.com': { ca: ca + cert }, '[::1]:5000': { cert, key } })
    expect(parseRegistryTls(text)).toEqual({
      ca: [],
      hosts: new Map([
        ['registry.example.com', { ca: ca + cert }],
        ['[::1]:5000', { cert, key }],
      ]),
    })
  })

  test.each(['', '  \n', '{}', '# nothing yet'])('may say nothing: %j', (text) => {
    expect(parseRegistryTls(text)).toEqual({ ca: [], hosts: new Map() })
  })

  test('may name a host alone, which then is asked by https and nothing else', () => {
    expect(parseRegistryTls('localhost:5000: {}').hosts).toEqual(new Map([['localhost:5000', {}]]))
  })
})

describe('what is wrong in it is told by host, and nothing of its texts is', () => {
  test.each<[string, string, string]>([
    ['no YAML', 'a: {\nb', 'neither YAML nor JSON, from line'],
    ['a star without quotes', `*:\n  ca: ${block(ca, 4)}`, 'YAML wants the star in quotes'],
    ['a list', '- a', 'must map hosts'],
    ['a text', 'secret', 'must map hosts'],
    ['an alias that leads nowhere', 'a: *secret', 'neither YAML nor JSON|must map hosts'],
    ['an unknown key', json({ 'a.b': { secret: 'x' } }), 'must map hosts'],
    ['a number', json({ 'a.b': { ca: 1 } }), 'must map hosts'],
    ['what is no host', json({ 'https://secret': {} }), 'names something that is not a host'],
    ['a CA that is none', json({ 'a.b': { ca: 'secret' } }), 'ca for a.b that is not a certificate in PEM'],
    ['a CA that is a key', json({ 'a.b': { ca: key } }), 'ca for a.b that is not a certificate in PEM'],
    [
      'a CA that is cut',
      json({ 'a.b': { ca: ca.slice(0, 200) } }),
      'ca for a.b that is not a certificate in PEM',
    ],
    [
      'a good CA and a bad one',
      json({ 'a.b': { ca: `${ca}-----BEGIN CERTIFICATE-----\nsecret\n-----END CERTIFICATE-----\n` } }),
      'ca for a.b that is not a certificate in PEM',
    ],
    [
      'a cert that is none',
      json({ 'a.b': { cert: 'secret', key } }),
      'cert for a.b that is not a certificate in PEM',
    ],
    [
      'a key that is none',
      json({ 'a.b': { cert, key: 'secret' } }),
      'key for a.b that is not a private key in PEM',
    ],
    [
      'a key of another cert',
      json({ 'a.b': { cert, key: otherKey } }),
      'key for a.b that is not the one of its cert',
    ],
    [
      'a key with a password',
      json({ 'a.b': { cert, key: '-----BEGIN ENCRYPTED PRIVATE KEY-----\nsecret\n-----END' } }),
      'key for a.b that wants a password',
    ],
    ['a cert alone', json({ 'a.b': { cert } }), 'only one of cert and key for a.b'],
    ['a key alone', json({ 'a.b': { key } }), 'only one of cert and key for a.b'],
    ['a certificate for all hosts', json({ '*': { cert, key } }), 'client certificate for all hosts'],
  ])('%s', (_, text, message) => {
    expect(() => parseRegistryTls(text)).toThrow(new RegExp(`^registry-tls .*(${message})`))
    expect(() => parseRegistryTls(text)).not.toThrow(/secret|BEGIN|MIG/)
  })

  test('all at once, as arguments-invalid', () => {
    const problems = problemsOf(() => parseRegistryTls(json({ 'a.b': { key }, 'c.d': { ca: 'x' } })))
    expect(problems).toEqual([
      'arguments-invalid registry-tls has only one of cert and key for a.b; they go together.',
      'arguments-invalid registry-tls has a ca for c.d that is not a certificate in PEM.',
    ])
  })
})

function problemsOf(work: () => unknown): readonly string[] {
  try {
    work()
    return []
  } catch (thrown) {
    return thrown instanceof ProblemError
      ? thrown.problems.map(({ code, message }) => `${code} ${message}`)
      : []
  }
}
