/** The inputs about commits. */
import { describe, expect, test } from '@jest/globals'
import {
  type DeliveryInputs,
  type DeliveryTexts,
  parseDeliveryInputs,
} from '../../src/entry/delivery-inputs.ts'
import { problemsOf } from '../../src/model/problem.ts'

const nothing: DeliveryTexts = {
  commits: '',
  'update-workspace': '',
  'signing-key': '',
  'signing-key-passphrase': '',
  'signing-keys': '',
}
const key = '-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----'

function parsed(texts: Partial<DeliveryTexts>): {
  readonly inputs: DeliveryInputs
  readonly messages: readonly string[]
} {
  const messages: string[] = []
  const inputs = parseDeliveryInputs({ ...nothing, ...texts }, true, (read, instead) => {
    try {
      return read()
    } catch (thrown) {
      messages.push(...problemsOf(thrown).map(({ code, message }) => `${code}: ${message}`))
      return instead
    }
  })
  return { inputs, messages }
}

describe('commits', () => {
  test.each([
    ['', 'auto'],
    ['auto', 'auto'],
    [' api\n', 'api'],
    ['git', 'git'],
  ])('"%s" means %s', (commits, way) => {
    const inputs = { commits: way, updateWorkspace: true, signingKeys: new Map() }
    expect(parsed({ commits })).toEqual({ inputs, messages: [] })
  })

  test.each(['API', 'rest', 'true'])('"%s" is no way to commit', (commits) => {
    expect(parsed({ commits }).messages).toEqual([
      `arguments-invalid: commits is "${commits}"; it must be auto, api or git.`,
    ])
  })
})

describe('a signing key', () => {
  test('is taken with its passphrase, whose own blanks count', () => {
    const texts = { 'signing-key': `\n${key}`, 'signing-key-passphrase': ' open sesame \n' }
    expect(parsed(texts).inputs.signing).toEqual({
      kind: 'ssh',
      text: `${key}\n`,
      passphrase: ' open sesame ',
    })
  })

  test.each<[string, Partial<DeliveryTexts>, RegExp]>([
    ['with the API', { 'signing-key': key, commits: 'api' }, /needs commits to be git or auto/],
    ['that is no key', { 'signing-key': 'hunter2' }, /must be a private key/],
    ['that is missing', { 'signing-key-passphrase': 'hunter2' }, /signing-key is not/],
  ])('%s is refused, and not shown', (_, texts, says) => {
    const { inputs, messages } = parsed(texts)
    expect(messages).toEqual([expect.stringMatching(says)])
    expect(messages.join()).not.toContain('hunter2')
    expect(inputs.signing).toBeUndefined()
  })
})

describe('signing keys by the names of secrets', () => {
  const gpg = '-----BEGIN PGP PRIVATE KEY BLOCK-----\n\nAAAA\n-----END PGP PRIVATE KEY BLOCK-----\n'

  test('are keys alone, on lines or as JSON, or what secrets of Flux hold', () => {
    const text = `flux-system/plain: ${JSON.stringify(`${key}\n`)}
lines: |
${key.replace(/^/gm, '  ')}
flux-system/gpg:
  git.asc: ${JSON.stringify(gpg)}
  passphrase: 007
apps/ssh: { identity: ${JSON.stringify(key)}, password: open sesame, identity.pub: ssh-ed25519 AAAA, known_hosts: x }
`
    const { inputs, messages } = parsed({ 'signing-keys': text })
    const ssh = { kind: 'ssh', text: `${key}\n` }
    expect([messages, [...inputs.signingKeys]]).toEqual([
      [],
      [
        ['flux-system/plain', { ...ssh, passphrase: '' }],
        ['lines', { ...ssh, passphrase: '' }],
        ['flux-system/gpg', { kind: 'gpg', text: gpg, passphrase: '007' }],
        ['apps/ssh', { ...ssh, passphrase: 'open sesame' }],
      ],
    ])
  })

  test.each([
    ['what is no map', 'secret text'],
    ['a name that no secret can have', `Flux_System: ${JSON.stringify(key)}`],
    ['a field that no secret of Flux has', '{ a: { key: secret } }'],
    ['what cannot be parsed', '{ secret'],
  ])('%s is refused without a word of it', (_, text) => {
    const { messages } = parsed({ 'signing-keys': text })
    expect(messages).toEqual([
      expect.stringMatching(/^arguments-invalid: signing-keys cannot be read; wanted a YAML map/),
    ])
    expect(messages[0]).not.toContain('secret text')
  })

  test('what is no private key is told with its name, and so is a way to commit that signs nothing', () => {
    expect(parsed({ 'signing-keys': 'a/b: ssh-ed25519 AAAA' }).messages).toEqual([
      expect.stringMatching(
        /^arguments-invalid: signing-keys at a\/b must be a private key: .* It is a public key\.$/,
      ),
    ])
    expect(parsed({ 'signing-keys': `a/b: ${JSON.stringify(key)}`, commits: 'api' }).messages).toEqual([
      'arguments-invalid: signing-keys needs commits to be git or auto: what the API writes is signed by GitHub or not at all.',
    ])
  })
})
