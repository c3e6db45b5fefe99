/** Logins as docker and its kin keep them on a machine: what `docker login` and the login actions leave behind. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { askHelper, programRunner, type RunProgram } from './credential-helper.ts'
import {
  findEntry,
  findHelper,
  parseDockerConfig,
  secretsIn,
  serverName,
  type DockerConfig,
} from './docker-entries.ts'
import { registryProblem } from './errors.ts'
import { joinKeychains, type Credential, type Keychain } from './keychain.ts'

export interface DockerKeychainOptions {
  /** `DOCKER_AUTH_CONFIG` holds a configuration; `DOCKER_CONFIG`, `REGISTRY_AUTH_FILE` and `XDG_*` say where files lie. All may be absent. */
  readonly env: Readonly<Record<string, string | undefined>>
  /** The home folder, for `.docker/config.json` and `.config`. */
  readonly home: string
  /** Told of every secret that was read. */
  readonly mask: (secret: string) => void
  /** The text of a file, or undefined when it is not there. */
  readonly read?: (path: string) => Promise<string | undefined>
  readonly run?: RunProgram
}

/**
 * The logins of `$DOCKER_AUTH_CONFIG`, then those of docker's config.json, in the order of docker's command line; then those
 * of Podman, Buildah and Skopeo (containers-auth.json(5)). Each is read at the first question. `find` throws
 * `credential-helper-failed` for a configuration that cannot be read and a helper that fails, unless another has the login.
 */
export function dockerKeychain(options: DockerKeychainOptions): Keychain {
  const { env, read = readText } = options
  const ask = createAsking(options)
  const places: readonly Place[] = [
    { source: 'DOCKER_AUTH_CONFIG', read: () => Promise.resolve(env['DOCKER_AUTH_CONFIG']) },
    ...pathsOf(options).map((path) => ({ source: path, read: () => read(path) })),
  ]
  return joinKeychains(places.map((place) => configKeychain(place, ask, options.mask)))
}

/** One configuration. */
interface Place {
  readonly source: string
  readonly read: () => Promise<string | undefined>
}

type Ask = (helper: string, server: string) => Promise<Credential | undefined>

function configKeychain({ source, read }: Place, ask: Ask, mask: (secret: string) => void): Keychain {
  let config: Promise<DockerConfig | undefined> | undefined
  const load = async (): Promise<DockerConfig | undefined> => {
    const text = await read()
    const parsed = text?.trim() ? parseConfig(text, source) : undefined
    for (const secret of parsed === undefined ? [] : secretsIn(parsed)) mask(secret)
    return parsed
  }
  return {
    find: async ({ registry, repository }) => {
      config ??= load()
      const loaded = await config
      if (loaded === undefined) return undefined
      const helper = findHelper(loaded, registry)
      const asked = helper === undefined ? undefined : await ask(helper, serverName(registry))
      return asked ?? findEntry(loaded, `${registry}/${repository}`)
    },
  }
}

/** A helper is asked once about a server: some of them ask a cloud. */
function createAsking({ env, mask, run = programRunner(env) }: DockerKeychainOptions): Ask {
  const answers = new Map<string, Promise<Credential | undefined>>()
  const askAnew: Ask = async (helper, server) => {
    const credential = await askHelper(run, helper, server)
    if (credential !== undefined)
      mask(credential.kind === 'password' ? credential.password : credential.token)
    return credential
  }
  return (helper, server) => {
    const key = `${helper} ${server}`
    const answer = answers.get(key) ?? askAnew(helper, server)
    answers.set(key, answer)
    return answer
  }
}

function pathsOf({ env, home }: DockerKeychainOptions): readonly string[] {
  const runtime = env['XDG_RUNTIME_DIR']
  return [
    join(env['DOCKER_CONFIG'] || join(home, '.docker'), 'config.json'),
    ...(env['REGISTRY_AUTH_FILE'] ? [env['REGISTRY_AUTH_FILE']] : []),
    ...(runtime ? [join(runtime, 'containers', 'auth.json')] : []),
    join(env['XDG_CONFIG_HOME'] || join(home, '.config'), 'containers', 'auth.json'),
  ]
}

/** The message says nothing of the text itself, which holds secrets. */
function parseConfig(text: string, source: string): DockerConfig {
  const config = parseDockerConfig(text, source)
  if (config !== undefined) return config
  throw registryProblem(
    'credential-helper-failed',
    `${source} is not a configuration of docker; no login was read from it.`,
    'warning',
  )
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
