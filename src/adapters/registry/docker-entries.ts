/** What stands in docker's config.json, and which of it belongs to an image. */
import { z } from 'zod'
import { isDockerHub } from '../../model/reference.ts'
import { findCredential, isBroken, isEntry, parseEntry, secretsOf, type DockerEntry } from './docker-entry.ts'
import { registryProblem } from './errors.ts'
import type { Credential } from './keychain.ts'

/** The parts of the file that hold logins. */
const dockerConfig = z.object({
  auths: z.record(z.string(), z.unknown()).nullish(),
  credHelpers: z.record(z.string(), z.string()).nullish(),
  credsStore: z.string().nullish(),
})

export interface DockerConfig {
  /** Where it was read, for messages. */
  readonly source: string
  readonly auths?: Readonly<Record<string, DockerEntry>>
  /** The keys of `auths` whose entries hold something that cannot be read as a login. */
  readonly broken: readonly string[]
  readonly credHelpers?: Readonly<Record<string, string>> | null | undefined
  readonly credsStore?: string | null | undefined
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
  if (!read.success) return undefined
  const { auths, ...helpers } = read.data
  return { ...helpers, ...(auths ? readAuths(auths) : { broken: [] }), source }
}

/** What Kubernetes' older secrets hold, `kubernetes.io/dockercfg`: the entries themselves, each of which has some kind of login. */
export function readDockerCfg(json: unknown, source: string): DockerConfig | undefined {
  const read = z.record(z.string(), z.unknown()).safeParse(json)
  const isCfg = read.success && Object.values(read.data).every(isEntry)
  return isCfg ? { ...readAuths(read.data), source } : undefined
}

function readAuths(auths: Readonly<Record<string, unknown>>): Pick<DockerConfig, 'broken'> & {
  readonly auths: Readonly<Record<string, DockerEntry>>
} {
  const all = Object.entries(auths)
  return {
    auths: Object.fromEntries(all.map(([key, value]) => [key, parseEntry(value)])),
    broken: all.filter(([, value]) => isBroken(value)).map(([key]) => key),
  }
}

/** Everything in it that must not be read by others, as it stands there and decoded. */
export function secretsIn({ auths = {} }: DockerConfig): readonly string[] {
  return Object.values(auths).flatMap(secretsOf)
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

/**
 * The entry whose key is the longest beginning of `host/path`, in whole parts; last, one for all hosts below a domain. Throws
 * `credential-helper-failed` for one that cannot be read.
 */
export function findEntry(config: DockerConfig, image: string): Credential | undefined {
  const { auths = {}, broken, source } = config
  const entries = new Map(Object.entries(auths).map(([key, value]) => [normalize(key), value]))
  const unread = new Set(broken.map(normalize))
  for (const key of keysOf(image)) {
    if (unread.has(key)) throw unreadable(key, source)
    const value = entries.get(key)
    const credential = value && findCredential(value, source)
    if (credential !== undefined) return credential
  }
  return undefined
}

function keysOf(image: string): readonly string[] {
  const parts = image
    .toLowerCase()
    .split('/')
    .filter((part) => part !== '')
  const keys = parts.map((_, index) => parts.slice(0, parts.length - index).join('/'))
  return [...keys, `*.${(parts[0] ?? '').split('.').slice(1).join('.')}`]
}

function unreadable(key: string, source: string): Error {
  return registryProblem(
    'credential-helper-failed',
    `${source} has an entry for ${key} that cannot be read as a login; wanted is \`auth\` with the Base64 of user:password, or \`username\` and \`password\`.`,
    'warning',
  )
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
