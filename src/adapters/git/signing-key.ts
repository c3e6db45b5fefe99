/** A private key that signs commits, told from its own text: GPG's or that of SSH, as Flux's `signingKey` knows them. */
import { problemError } from '../../model/problem.ts'

export interface SigningKey {
  readonly kind: 'gpg' | 'ssh'
  /** As people keep it: armoured, or PEM. */
  readonly text: string
  /** Empty where the key has none. */
  readonly passphrase: string
}

/** Throws `arguments-invalid` for what is no private key; the message has nothing of the text in it. `input` is what the text was given in. */
export function parseSigningKey(text: string, passphrase: string, input = 'signing-key'): SigningKey {
  // Secrets lose their last line break easily, and without it OpenSSH reads no key.
  const plain = `${text.replaceAll('\r\n', '\n').trim()}\n`
  const kind = kindOf(plain)
  if (kind !== undefined) return { kind, text: plain, passphrase }
  const what = /-----BEGIN PGP PUBLIC|^(?:ssh|ecdsa)-/m.test(plain) ? 'It is a public key' : 'It is none'
  throw problemError(
    'arguments-invalid',
    `${input} must be a private key: what \`gpg --armor --export-secret-keys\` gives, or a key file of OpenSSH. ${what}.`,
  )
}

/** What must not show: the passphrase, and each line that makes up the key. */
export function secretsOfKey({ text, passphrase }: SigningKey): readonly string[] {
  const lines = text.split('\n').filter((line) => line.length >= 16 && !line.startsWith('-----'))
  return [...lines, ...(passphrase === '' ? [] : [passphrase])]
}

function kindOf(text: string): SigningKey['kind'] | undefined {
  if (/^-----BEGIN PGP PRIVATE KEY BLOCK-----$/m.test(text)) return 'gpg'
  if (/^-----BEGIN (?:OPENSSH |RSA |EC |ENCRYPTED )?PRIVATE KEY-----$/m.test(text)) return 'ssh'
  return undefined
}
