/** Digests, signatures, and comparison that takes as long whatever differs. Web Crypto only. */

type Bytes = Uint8Array<ArrayBuffer>

/** Text as bytes. */
export function utf8(text: string): Bytes {
  return Uint8Array.from(new TextEncoder().encode(text))
}

/** Lower-case hexadecimal digits. */
export function hex(bytes: ArrayBuffer): string {
  return [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** The SHA-256 of a text, in hexadecimal digits. */
export async function sha256(text: string): Promise<string> {
  return hex(await crypto.subtle.digest('SHA-256', utf8(text)))
}

/** The HMAC of a body, in hexadecimal digits. */
export async function hmac(hash: 'SHA-1' | 'SHA-256', secret: string, body: Bytes): Promise<string> {
  const key = await crypto.subtle.importKey('raw', utf8(secret), { name: 'HMAC', hash }, false, ['sign'])
  return hex(await crypto.subtle.sign('HMAC', key, body))
}

/** Are the texts the same? Digests of both are compared to their end, so neither length nor place of a difference shows in the time. */
export async function isSame(one: string, other: string): Promise<boolean> {
  const [first, second] = await Promise.all([sha256(one), sha256(other)])
  let difference = 0
  for (let at = 0; at < first.length; at += 1) difference |= first.charCodeAt(at) ^ second.charCodeAt(at)
  return difference === 0
}

/** Is it one of them? Each is looked at, wherever the right one stands. */
export async function isOneOf(text: string, all: readonly string[]): Promise<boolean> {
  const found = await Promise.all(all.map((each) => isSame(text, each)))
  return found.includes(true)
}

/** The bytes of base64, in the alphabet of URLs too (RFC 4648, 4 and 5); undefined for what is none. */
export function readBase64(text: string): Bytes | undefined {
  const plain = text.replaceAll('-', '+').replaceAll('_', '/').replace(/=+$/, '')
  if (!/^[A-Za-z0-9+/]*$/.test(plain) || plain.length % 4 === 1) return undefined
  return Uint8Array.from(atob(plain), (character) => character.charCodeAt(0))
}

/** The JSON that these bytes are in UTF-8; undefined for what is none. */
export function readJsonBytes(bytes: Bytes): unknown {
  try {
    const json: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
    return json
  } catch {
    return undefined
  }
}
