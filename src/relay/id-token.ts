/** Tokens by which Google says who sends a Pub/Sub message (OpenID Connect Core 3.1.3.7; cloud.google.com, "Authenticate push subscriptions"). */
import { z } from 'zod'
import type { PublicKey, RelayPorts } from './relay-ports.ts'
import { readBase64, readJsonBytes, utf8 } from './secrets.ts'

/** Whom the token must be for, and whom it must come from. */
export interface Wanted {
  readonly audience: string
  readonly email: string
}

const header = z.object({ alg: z.literal('RS256'), kid: z.string() })

const claims = z.object({
  iss: z.enum(['https://accounts.google.com', 'accounts.google.com']),
  aud: z.string(),
  email: z.string(),
  email_verified: z.literal(true),
  exp: z.number(),
  iat: z.number(),
})

/** How far clocks may differ, in seconds. */
const leeway = 60

/** Is it a token of Google's, for us, from that service account, and still good? Nothing in it is believed before its signature. */
export async function isIdToken(
  token: string,
  wanted: Wanted,
  { keys, now }: Pick<RelayPorts, 'keys' | 'now'>,
): Promise<boolean> {
  const [head = '', body = '', signature = '', ...rest] = token.split('.')
  const { kid } = header.safeParse(readPart(head)).data ?? {}
  const signed = readBase64(signature)
  if (kid === undefined || signed === undefined || rest.length > 0) return false
  const key = (await keys(kid)).find((each) => each.kid === kid)
  if (key === undefined || !(await isSigned(key, signed, utf8(`${head}.${body}`)))) return false
  const said = claims.safeParse(readPart(body)).data
  if (said === undefined) return false
  const second = now().getTime() / 1000
  const isInTime = said.exp > second - leeway && said.iat < second + leeway
  return isInTime && said.aud === wanted.audience && said.email === wanted.email
}

async function isSigned(
  { kty, n, e }: PublicKey,
  signature: Uint8Array<ArrayBuffer>,
  text: Uint8Array<ArrayBuffer>,
): Promise<boolean> {
  const algorithm = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }
  const key = await crypto.subtle.importKey('jwk', { kty, n, e }, algorithm, false, ['verify'])
  return crypto.subtle.verify(algorithm, key, signature, text)
}

function readPart(part: string): unknown {
  const bytes = readBase64(part)
  return bytes && readJsonBytes(bytes)
}
