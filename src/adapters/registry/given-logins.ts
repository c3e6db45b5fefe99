/** Logins that the workflow gives as text: docker's configuration, as Kubernetes' secrets of images hold it. */
import { parse } from 'yaml'
import { z } from 'zod'
import { problemError } from '../../model/problem.ts'
import { findEntry, readDockerCfg, readDockerConfig, secretsIn, type DockerConfig } from './docker-entries.ts'
import { splitJson } from './json-texts.ts'
import { joinKeychains, type Keychain } from './keychain.ts'

/** A configuration, and the name of Flux's secret that it stands for, if any: `namespace/name`, or `name` in every namespace. */
export interface GivenLogin {
  readonly name?: string
  readonly config: DockerConfig
}

/** How messages call them. */
const source = 'the input registry-credentials'

/**
 * Reads one configuration or several one after another, as JSON (`auths`, or the entries alone as in `.dockercfg`) or its Base64; or a YAML map of
 * names to such. Empty text holds none. Throws `arguments-invalid`, without a word of the text.
 */
export function parseGivenLogins(text: string): readonly GivenLogin[] {
  if (text.trim() === '') return []
  const given = findConfigs(text)?.map((config) => ({ config })) ?? findInYaml(text)
  if (given === undefined)
    throw wrong('cannot be read; wanted JSON with `auths`, its Base64, or a YAML map of names to these')
  const [broken] = given.flatMap(({ config }) => config.broken)
  if (broken !== undefined)
    throw wrong(
      `has an entry for ${isHost(broken) ? broken : 'something that is no host'} that cannot be read as a login; wanted is \`auth\` with the Base64 of user:password, or \`username\` and \`password\``,
    )
  if (given.some(({ config }) => secretsIn(config).length === 0))
    throw wrong(
      'holds a configuration without any login; helpers and stores named in it are not run, so each login must be in `auths`',
    )
  return given
}

/** What else stands there as a key may be a secret. */
function isHost(key: string): boolean {
  return /^(?:https?:\/\/)?(?:localhost|(?:\*\.)?[\w-]+(?:\.[\w-]+)+|[\w-]+(?=:))(?::\d+)?(?:\/[\w./-]*)?$/.test(
    key,
  )
}

/** A named one is for images whose `secretRef` is that name; one without a name for all images on its hosts. Named ones go first. */
export function givenKeychain(given: readonly GivenLogin[], mask: (secret: string) => void): Keychain {
  given.flatMap(({ config }) => secretsIn(config)).forEach(mask)
  const keychains = given.map(({ name, config }): Keychain & { readonly name: string | undefined } => ({
    name,
    find: ({ registry, repository }) => Promise.resolve(findEntry(config, `${registry}/${repository}`)),
  }))
  return {
    find: (question, notice) => {
      const secret = question.access?.secretRef
      const named = keychains.filter(
        ({ name }) => name !== undefined && secret !== undefined && isFor(name, secret),
      )
      const others = keychains.filter(({ name }) => name === undefined)
      return joinKeychains([...named, ...others]).find(question, notice)
    },
  }
}

/** Our own configuration names a secret without a namespace, and so may the workflow. */
function isFor(name: string, secret: string): boolean {
  const last = (text: string): string => text.slice(text.indexOf('/') + 1)
  return name === secret || (last(name) === last(secret) && (!name.includes('/') || !secret.includes('/')))
}

/** Undefined for text that is neither JSON nor its Base64, or not that of configurations. */
function findConfigs(text: string): readonly DockerConfig[] | undefined {
  const json = splitJson(text) ?? splitJson(Buffer.from(text.replace(/\s+/g, ''), 'base64').toString('utf8'))
  const configs = json?.map(readConfig)
  return configs?.every((config) => config !== undefined) ? configs : undefined
}

function readConfig(json: unknown): DockerConfig | undefined {
  const read = readDockerConfig(json, source)
  return read?.auths ? { auths: read.auths, broken: read.broken, source } : readDockerCfg(json, source)
}

/** A configuration written in YAML, or a map of names to configurations. */
function findInYaml(text: string): readonly GivenLogin[] | undefined {
  const yaml = readYaml(text)
  const config = readConfig(yaml)
  if (config !== undefined) return [{ config }]
  const map = namedTexts.safeParse(yaml)
  if (!map.success) return undefined
  const given = Object.entries(map.data).map(([name, value]) => findNamed(name, value))
  return given.every((logins) => logins !== undefined) ? given.flat() : undefined
}

function findNamed(name: string, value: unknown): readonly GivenLogin[] | undefined {
  if (typeof value === 'string') return findConfigs(value)?.map((config) => ({ name, config }))
  const config = readConfig(value)
  return config && [{ name, config }]
}

/** Names as Kubernetes has them, with or without a namespace. */
const namedTexts = z.record(
  z.string().regex(/^([a-z0-9]([-a-z0-9]*[a-z0-9])?\/)?[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/),
  z.union([z.string(), z.record(z.string(), z.unknown())]),
)

/** Every scalar as text: a password may look like a number. */
function readYaml(text: string): unknown {
  try {
    return parse(text, { schema: 'failsafe', logLevel: 'error' })
  } catch {
    return undefined
  }
}

function wrong(what: string): Error {
  return problemError('arguments-invalid', `registry-credentials ${what}.`)
}
