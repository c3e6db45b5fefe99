/** Logins as docker keeps them, in its config.json: what `docker login` and the login actions leave behind. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { askHelper, programRunner, type RunProgram } from './credential-helper.ts'
import { dockerConfig, findEntry, findHelper, serverName, type DockerConfig } from './docker-entries.ts'
import { registryProblem } from './errors.ts'
import type { Credential, Keychain } from './keychain.ts'

export interface DockerKeychainOptions {
  /** `DOCKER_AUTH_CONFIG` holds a configuration, `DOCKER_CONFIG` names the folder of one; both may be absent. */
  readonly env: Readonly<Record<string, string | undefined>>
  /** The home folder, for `.docker/config.json`. */
  readonly home: string
  /** Told of every secret that was read. */
  readonly mask: (secret: string) => void
  /** The text of a file, or undefined when it is not there. */
  readonly read?: (path: string) => Promise<string | undefined>
  readonly run?: RunProgram
}

/**
 * The logins of `$DOCKER_AUTH_CONFIG`, then those of `$DOCKER_CONFIG/config.json` or `~/.docker/config.json`, in the order
 * of docker's command line. Read at the first question. `find` throws `credential-helper-failed` for a configuration
 * that cannot be read and a helper that fails.
 */
export function dockerKeychain(options: DockerKeychainOptions): Keychain {
  const { env, mask, run = programRunner(env) } = options
  let configs: Promise<readonly DockerConfig[]> | undefined
  const answers = new Map<string, Promise<Credential | undefined>>()

  /** A helper is asked once about a server: some of them ask a cloud. */
  function ask(helper: string, server: string): Promise<Credential | undefined> {
    const key = `${helper} ${server}`
    const answer = answers.get(key) ?? askHelper(run, helper, server)
    answers.set(key, answer)
    return answer
  }

  return {
    find: async (registry, repository = '') => {
      configs ??= readConfigs(options)
      for (const config of await configs) {
        const helper = findHelper(config, registry)
        const asked = helper === undefined ? undefined : await ask(helper, serverName(registry))
        const credential = asked ?? findEntry(config, `${registry}/${repository}`)
        if (credential !== undefined) return announce(credential, mask)
      }
      return undefined
    },
  }
}

async function readConfigs({
  env,
  home,
  read = readText,
}: DockerKeychainOptions): Promise<readonly DockerConfig[]> {
  const path = join(env['DOCKER_CONFIG'] || join(home, '.docker'), 'config.json')
  const texts = [
    { source: 'DOCKER_AUTH_CONFIG', text: env['DOCKER_AUTH_CONFIG'] },
    { source: path, text: await read(path) },
  ]
  return texts.flatMap(({ source, text }) => (text?.trim() ? [{ source, ...parseConfig(text, source) }] : []))
}

/** The message says nothing of the text itself, which holds secrets. */
function parseConfig(text: string, source: string): Omit<DockerConfig, 'source'> {
  try {
    return dockerConfig.parse(JSON.parse(text))
  } catch {
    throw registryProblem(
      'credential-helper-failed',
      `${source} is not a configuration of docker; no login was read from it.`,
      'warning',
    )
  }
}

function announce(credential: Credential, mask: (secret: string) => void): Credential {
  mask(credential.kind === 'password' ? credential.password : credential.token)
  return credential
}

const absent = z.object({ code: z.enum(['ENOENT', 'ENOTDIR']) })

async function readText(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (absent.safeParse(error).success) return undefined
    throw registryProblem(
      'credential-helper-failed',
      `${path} cannot be read; no login was read from it.`,
      'warning',
    )
  }
}
