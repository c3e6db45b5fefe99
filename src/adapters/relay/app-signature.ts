/** How a GitHub App says who it is: a token signed by its private key (docs.github.com, "Generating a JSON Web Token for a GitHub App"). */
import { problemError } from '../../model/problem.ts'

/** Who an App is, and by what it proves it. */
export interface AppKey {
  /** Client id or App id. */
  readonly id: string
  /** The private key, PEM as GitHub gives it. Never to be shown. */
  readonly pem: string
}

const algorithm = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }

/** Good for nine minutes, and from a minute ago: GitHub allows ten, and clocks differ. Throws `arguments-invalid` for what is no private key. */
export async function signAppToken({ id, pem }: AppKey, now: Date): Promise<string> {
  const second = Math.floor(now.getTime() / 1000)
  const claims = { iat: second - 60, exp: second + 540, iss: id }
  const text = [{ alg: 'RS256', typ: 'JWT' }, claims].map((part) => base64url(JSON.stringify(part))).join('.')
  const key = await importKey(pem)
  const signature = await crypto.subtle.sign(algorithm, key, new TextEncoder().encode(text))
  return `${text}.${base64url(String.fromCharCode(...new Uint8Array(signature)))}`
}

async function importKey(pem: string) {
  try {
    // What holds a key in an environment variable often has its line breaks written out.
    const [, kind = '', body = ''] =
      /-----BEGIN (RSA )?PRIVATE KEY-----([^-]+)-----END/.exec(pem.replaceAll(String.raw`\n`, '\n')) ?? []
    const der = Uint8Array.from(atob(body.replaceAll(/\s/g, '')), (character) => character.charCodeAt(0))
    return await crypto.subtle.importKey('pkcs8', kind === '' ? der : asPkcs8(der), algorithm, false, [
      'sign',
    ])
  } catch {
    throw problemError('arguments-invalid', "The App's private key is not a PEM as GitHub gives it.")
  }
}

/** GitHub gives PKCS #1, Web Crypto wants PKCS #8: the same key, named as one of RSA (RFC 5958, section 2). */
function asPkcs8(der: Uint8Array): Uint8Array<ArrayBuffer> {
  const version = [0x02, 0x01, 0x00]
  const rsaEncryption = [
    0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00,
  ]
  return element(0x30, [...version, ...rsaEncryption, ...element(0x04, [...der])])
}

/** X.690, 8.1: tag, length, contents. */
function element(tag: number, contents: readonly number[]): Uint8Array<ArrayBuffer> {
  const { length } = contents
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 0xff]
  return Uint8Array.from([tag, ...size, ...contents])
}

function base64url(text: string): string {
  return btoa(text).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}
