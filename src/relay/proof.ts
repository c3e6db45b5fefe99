/** Does a request come from its sender? */
import { isIdToken } from './id-token.ts'
import type { RelayPorts } from './relay-ports.ts'
import { hmac, isOneOf, utf8 } from './secrets.ts'
import type { Sender } from './sender.ts'

/** What was posted, as it came. */
export interface Posted {
  readonly headers: Headers
  /** Before anything reads it: signatures are over bytes. */
  readonly body: Uint8Array<ArrayBuffer>
}

/** Says yes or no and never why. A header that is missing costs the same work as one that is wrong. */
export async function isProven(
  { proof, secrets }: Sender,
  { headers, body }: Posted,
  ports: Pick<RelayPorts, 'keys' | 'now'>,
): Promise<boolean> {
  switch (proof.kind) {
    case 'path':
      // The request would not have found its sender.
      return true
    case 'signature': {
      const wanted = await Promise.all(secrets.map((secret) => hmac(proof.hash, secret, body)))
      const given = (headers.get(proof.header) ?? '').toLowerCase()
      return isOneOf(
        given,
        wanted.map((signature) => `${proof.prefix}${signature}`),
      )
    }
    case 'header':
      return isOneOf(headers.get(proof.header) ?? '', secrets)
    case 'bearer':
      return isOneOf(credentialsOf(headers, 'bearer'), secrets)
    case 'basic':
      return isOneOf(credentialsOf(headers, 'basic'), secrets.map(base64))
    case 'id-token':
      return isIdToken(credentialsOf(headers, 'bearer'), proof, ports)
  }
}

/** What follows the scheme, which has no case (RFC 9110, 11.1); empty for another scheme. */
function credentialsOf(headers: Headers, scheme: 'bearer' | 'basic'): string {
  const [, named = '', credentials = ''] = /^(\S+) +(\S+)$/.exec(headers.get('authorization') ?? '') ?? []
  return named.toLowerCase() === scheme ? credentials : ''
}

function base64(text: string): string {
  return btoa(String.fromCharCode(...utf8(text)))
}
