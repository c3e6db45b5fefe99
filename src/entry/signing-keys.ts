/** The input signing-keys as text -> keys by the names of Flux's secrets. */
import { parse } from 'yaml'
import { z } from 'zod'
import { parseSigningKey, type SigningKey } from '../adapters/git/git.ts'
import { problemError } from '../model/problem.ts'

/**
 * A YAML map of names to keys: `namespace/name` of a secret, or `name` for every namespace. A key is the text alone, or what Flux's secret holds: `git.asc` with
 * `passphrase`, or `identity` with `password`. Throws `arguments-invalid`, without a word of a key.
 */
export function parseSigningKeys(text: string): ReadonlyMap<string, SigningKey> {
  if (text.trim() === '') return new Map()
  const read = keysByName.safeParse(readYaml(text))
  if (!read.success)
    throw problemError(
      'arguments-invalid',
      'signing-keys cannot be read; wanted a YAML map of the names of secrets to keys, or to `git.asc` and `passphrase`, or `identity` and `password`. A key that comes from a secret of GitHub is best written with toJSON.',
    )
  return new Map(
    Object.entries(read.data).map(([name, { key, passphrase }]) => [
      name,
      parseSigningKey(key, passphrase, `signing-keys at ${name}`),
    ]),
  )
}

/** Names as Kubernetes has them, with or without a namespace. */
const secretName = z.string().regex(/^([a-z0-9]([-a-z0-9]*[a-z0-9])?\/)?[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/)

const keyAlone = z.string().transform((key) => ({ key, passphrase: '' }))
const gpg = z
  .strictObject({ 'git.asc': z.string(), passphrase: z.string().default('') })
  .transform(({ 'git.asc': key, passphrase }) => ({ key, passphrase }))
/** What Flux does not read of such a secret may stand in it. */
const ssh = z
  .strictObject({
    identity: z.string(),
    password: z.string().default(''),
    'identity.pub': z.string().optional(),
    known_hosts: z.string().optional(),
  })
  .transform(({ identity: key, password: passphrase }) => ({ key, passphrase }))

const keysByName = z.record(secretName, z.union([keyAlone, gpg, ssh]))

/** Every scalar as text: a passphrase may look like a number. */
function readYaml(text: string): unknown {
  try {
    return parse(text, { schema: 'failsafe', logLevel: 'error' })
  } catch {
    return undefined
  }
}
