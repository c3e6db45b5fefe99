/** One entry of docker's configuration: a login in one of the ways that tools write it. */
import { z } from 'zod'
import type { Credential } from './keychain.ts'

const text = z.string().nullish().catch(undefined)
const entry = z.object({
  auth: text,
  username: text,
  password: text,
  identitytoken: text,
  registrytoken: text,
})

/** What it says as text; all of it may be absent. */
export type DockerEntry = z.infer<typeof entry>

/** Reads what is there; of what is no text nothing is. */
export function parseEntry(value: unknown): DockerEntry {
  return entry.safeParse(value).data ?? {}
}

/** Does it hold something that ought to be a login, and cannot be read as one? An empty entry holds nothing: its login lies with a helper. */
export function isBroken(value: unknown): boolean {
  if (value === null) return false
  const read = entry.safeParse(value)
  if (!read.success) return true
  if (findCredential(read.data, '') !== undefined) return false
  const { auth } = read.data
  const isMistyped = Object.entries(value ?? {}).some(([key, said]) => isField(key) && isNoText(said))
  return isMistyped || (Boolean(auth) && decode(auth) === undefined)
}

/** Has it one of the keys that hold logins? */
export function isEntry(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).some(isField)
}

function isField(key: string): boolean {
  return Object.hasOwn(entry.shape, key)
}

function isNoText(said: unknown): boolean {
  return said !== null && said !== undefined && typeof said !== 'string'
}

/** The login in it, if there is one. */
export function findCredential(
  { auth, username, password, identitytoken, registrytoken }: DockerEntry,
  source: string,
): Credential | undefined {
  if (registrytoken) return { kind: 'bearer-token', token: registrytoken, source }
  const login = decode(auth) ?? { username: username ?? '', password: password ?? '' }
  if (identitytoken) return { kind: 'identity-token', username: login.username, token: identitytoken, source }
  return login.password === '' ? undefined : { kind: 'password', ...login, source }
}

/** What must not be read by others, as it stands there and decoded. */
export function secretsOf({ auth, password, identitytoken, registrytoken }: DockerEntry): readonly string[] {
  return [auth, decode(auth)?.password, password, identitytoken, registrytoken].flatMap(
    (secret) => secret || [],
  )
}

/** `auth` is the base64 of `user:password`; the password may hold colons, and old versions of docker padded it with NULs. */
function decode(
  auth: string | null | undefined,
): { readonly username: string; readonly password: string } | undefined {
  const written = (auth ?? '').replace(/\s+/g, '')
  // Node decodes whatever it can find in a text, also in one that is no Base64.
  if (!/^[\w+/-]*={0,2}$/.test(written)) return undefined
  const text = Buffer.from(written, 'base64').toString('utf8').replace(/\0+$/, '')
  const colon = text.indexOf(':')
  const isText = !text.includes('\u{fffd}')
  return colon > 0 && isText ? { username: text.slice(0, colon), password: text.slice(colon + 1) } : undefined
}
