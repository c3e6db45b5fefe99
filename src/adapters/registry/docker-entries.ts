/** What stands in docker's config.json, and which of it belongs to an image. */
import { z } from 'zod'
import { isDockerHub } from '../../model/reference.ts'
import type { Credential } from './keychain.ts'

const entry = z.object({
  auth: z.string().optional(),
  username: z.string().optional(),
  password: z.string().optional(),
  identitytoken: z.string().optional(),
  registrytoken: z.string().optional(),
})
const entries = z.record(z.string(), entry)
/** The parts of the file that hold logins. */
const dockerConfig = z.object({
  auths: entries.nullish(),
  credHelpers: z.record(z.string(), z.string()).nullish(),
  credsStore: z.string().nullish(),
})

export interface DockerConfig extends z.infer<typeof dockerConfig> {
  /** Where it was read, for messages. */
  readonly source: string
}

/** Reads a configuration; undefined for text that is none. */
export function parseDockerConfig(text: string, source: string): DockerConfig | undefined {
  try {
    return readDockerConfig(JSON.parse(text), source)
  } catch {
    return undefined
  }
}

/** The same for JSON that was read before. */
export function readDockerConfig(json: unknown, source: string): DockerConfig | undefined {
  const read = dockerConfig.safeParse(json)
  return read.success ? { ...read.data, source } : undefined
}

/** What Kubernetes' older secrets hold, `kubernetes.io/dockercfg`: the entries themselves, each of which has some kind of login. */
export function readDockerCfg(json: unknown, source: string): DockerConfig | undefined {
  const read = entries.safeParse(json)
  if (!read.success) return undefined
  const isCfg = Object.values(read.data).every((value) => Object.keys(value).length > 0)
  return isCfg ? { auths: read.data, source } : undefined
}

/** Everything in it that must not be read by others, as it stands there and decoded. */
export function secretsIn({ auths }: DockerConfig): readonly string[] {
  return Object.values(auths ?? {}).flatMap(({ auth, password, identitytoken, registrytoken }) =>
    [auth, decode(auth)?.password, password, identitytoken, registrytoken].flatMap((secret) => secret || []),
  )
}

/** A helper for the host goes before the store for all. */
export function findHelper({ credHelpers, credsStore }: DockerConfig, registry: string): string | undefined {
  const own = Object.entries(credHelpers ?? {}).find(([key]) => normalize(key) === registry.toLowerCase())
  return own?.[1] || credsStore || undefined
}

/** Docker Hub goes by its oldest name there. */
export function serverName(registry: string): string {
  return isDockerHub(registry) ? 'https://index.docker.io/v1/' : registry
}

/** The entry whose key is the longest beginning of `host/path`, in whole parts; last, one for all hosts below a domain. */
export function findEntry({ auths, source }: DockerConfig, image: string): Credential | undefined {
  const entries = new Map(Object.entries(auths ?? {}).map(([key, value]) => [normalize(key), value]))
  const parts = image
    .toLowerCase()
    .split('/')
    .filter((part) => part !== '')
  const keys = parts.map((_, index) => parts.slice(0, parts.length - index).join('/'))
  const wildcard = `*.${(parts[0] ?? '').split('.').slice(1).join('.')}`
  for (const key of [...keys, wildcard]) {
    const value = entries.get(key)
    const credential = value && readEntry(value, source)
    if (credential !== undefined) return credential
  }
  return undefined
}

/** `https://ghcr.io/v1/` and `ghcr.io` are one key, and so are all names of Docker Hub. */
function normalize(key: string): string {
  const [host = '', ...path] = key
    .toLowerCase()
    .replace(/^https?:\/\//, '')
    .replace(/(\/v[12])?\/*$/, '')
    .split('/')
  return [isDockerHub(host) ? 'index.docker.io' : host, ...path].join('/')
}

function readEntry(value: z.infer<typeof entry>, source: string): Credential | undefined {
  if (value.registrytoken) return { kind: 'bearer-token', token: value.registrytoken, source }
  const { username, password } = decode(value.auth) ?? {
    username: value.username ?? '',
    password: value.password ?? '',
  }
  if (value.identitytoken) return { kind: 'identity-token', username, token: value.identitytoken, source }
  return password === '' ? undefined : { kind: 'password', username, password, source }
}

/** `auth` is the base64 of `user:password`; the password may hold colons, and old versions of docker padded it with NULs. */
function decode(
  auth: string | undefined,
): { readonly username: string; readonly password: string } | undefined {
  const text = Buffer.from(auth ?? '', 'base64')
    .toString('utf8')
    .replace(/\0+$/, '')
  const colon = text.indexOf(':')
  return colon <= 0 ? undefined : { username: text.slice(0, colon), password: text.slice(colon + 1) }
}
