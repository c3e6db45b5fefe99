/** The public keys by which Google signs its tokens. The address is fixed: nothing that is sent to the relay names another. */
import { z } from 'zod'
import type { PublicKey } from '../../relay/relay-ports.ts'

/** How the keys are read. */
export interface KeysOptions {
  readonly fetch: typeof fetch
  readonly now: () => Date
  /** Google's own (accounts.google.com/.well-known/openid-configuration, `jwks_uri`) if absent. */
  readonly address?: string
}

const keySet = z.object({
  keys: z.array(z.object({ kid: z.string(), kty: z.literal('RSA'), n: z.string(), e: z.string() })),
})

/** Kept for an hour; Google announces a key some days before it signs by it. */
const lifetime = 3_600_000
/** A token with a key that nobody knows makes us look again, but no more often than this. */
const leastPause = 60_000

/** Gives the keys that were read last, read anew where they are old or lack the one wanted. Throws where they cannot be read. */
export function createGoogleKeys({
  fetch,
  now,
  address = 'https://www.googleapis.com/oauth2/v3/certs',
}: KeysOptions): (id: string) => Promise<readonly PublicKey[]> {
  let known: readonly PublicKey[] = []
  let asked = Number.NEGATIVE_INFINITY
  return async (id) => {
    const age = now().getTime() - asked
    const isKnown = known.some(({ kid }) => kid === id)
    if (age < (isKnown ? lifetime : leastPause)) return known
    asked = now().getTime()
    const response = await fetch(address, { redirect: 'error', signal: AbortSignal.timeout(5_000) })
    if (!response.ok) throw new Error(`Google's keys could not be read (${response.status})`)
    known = keySet.parse(await response.json()).keys
    return known
  }
}
