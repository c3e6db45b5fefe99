/** Builds the real ports from what a door was given. Only here do logins meet hosts. */
import { existsSync, statSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { systemClock } from '../adapters/clock.ts'
import { combineDeliveries } from '../adapters/delivery.ts'
import { createGit } from '../adapters/git/git.ts'
import { createWorktree } from '../adapters/git/worktree.ts'
import { createDelivery, createFacts, createForge, createPacing, noForge } from '../adapters/github/github.ts'
import type { ForgeOptions } from '../adapters/github/github.ts'
import { emptyKeychain, type KeychainMaker } from '../adapters/registry/keychain.ts'
import { createLogins } from '../adapters/registry/logins.ts'
import { createRenderer } from '../adapters/kustomize/kustomize.ts'
import { awaitAnnounced } from '../adapters/registry/awaiting.ts'
import {
  createRegistry,
  createTransport,
  readProxies,
  type RegistryTls,
} from '../adapters/registry/registry.ts'
import { rememberListings } from '../adapters/registry/remembering.ts'
import { replayAnswers } from '../adapters/registry/replaying.ts'
import type { Announced } from '../model/announced.ts'
import { problemError } from '../model/problem.ts'
import type { RegistryAnswer } from '../model/registry-answer.ts'
import type { AskFacts } from '../model/repository-facts.ts'
import type { Forge, Git, Ports, Registry, Renderer } from '../ports.ts'
import { committer } from './committer.ts'
import type { DeliveryInputs } from './delivery-inputs.ts'
import type { RegistryInputs } from './registry-inputs.ts'

export interface World {
  /** The root of the checkout. */
  readonly directory: string
  readonly env: NodeJS.ProcessEnv
  /** For the remote, the API, and GitHub's own registry; empty when none was given. */
  readonly token: string
  /** `owner/name`; empty when unknown. */
  readonly repository: string
  readonly urls: GitHubUrls
  readonly allowed: (registry: string) => boolean
  readonly registries: RegistryInputs
  readonly delivery: DeliveryInputs
  /** What an event says was pushed; nothing if absent. */
  readonly announced?: readonly Announced[]
  /** Did strangers write the files? Then no registry gets a login, and no program is started on them. */
  readonly isStrange?: boolean
  /** What registries said before: then none is asked, and no login is looked for. */
  readonly answers?: readonly RegistryAnswer[]
  /** Told of every secret before anything else is printed. */
  readonly mask: (secret: string) => void
  /** How GitHub is asked; the global `fetch` if absent. */
  readonly fetch?: typeof fetch
}

export interface GitHubUrls {
  readonly server: string
  readonly api: string
  readonly graphql: string
}

const userAgent = 'image-bump'

/** The ports of the line, and what else is asked of GitHub where somebody can be asked. */
export function livePorts(world: World): Ports & { readonly facts?: AskFacts } {
  const { directory, token, mask } = world
  if (token !== '') mask(token)
  const github = findGitHub(world)
  return {
    registry: world.answers === undefined ? askedRegistry(world) : replayAnswers(world.answers),
    git: gitOf(world, github),
    worktree: createWorktree(directory),
    forge: github === undefined ? forgeless(world) : createForge(github),
    renderer: world.isStrange === true ? noRenderer : createRenderer({ env: world.env }),
    clock: systemClock,
    ...(github && { facts: createFacts(github) }),
  }
}

/** The options of all connections to GitHub, which keep one pace; undefined where nobody can be asked. */
function findGitHub({ token, repository, urls, fetch }: World): ForgeOptions | undefined {
  if (token === '' || repository === '') return undefined
  return {
    repository,
    token,
    apiUrl: urls.api,
    graphqlUrl: urls.graphql,
    userAgent,
    clock: systemClock,
    ...(fetch && { fetch }),
    // What answers on this machine is a stand-in, which no one has to spare.
    ...(!isHere(urls.api) && { pacing: createPacing() }),
  }
}

function isHere(url: string): boolean {
  return /^https?:\/\/(?:localhost|127\.0\.0\.1|\[::1\])(?:[:/]|$)/i.test(url)
}

function gitOf(world: World, github: ForgeOptions | undefined): Git {
  const { directory, env, token, urls, mask, delivery } = world
  const { signing, signingKeys } = delivery
  const access = token === '' ? {} : { token: { url: urls.server, value: token } }
  const keys = { ...(signing && { signing }), signingKeys }
  return combineDeliveries({
    ...delivery,
    git: createGit({ directory, env, committer, clock: systemClock, mask, ...access, ...keys }),
    api: github && createDelivery(github),
    signs: signing !== undefined,
  })
}

function askedRegistry(world: World): Registry {
  return rememberListings(awaitAnnounced(registryOf(world), world.announced ?? [], systemClock))
}

function registryOf(world: World): Registry {
  const { env, allowed, mask, registries, isStrange = false } = world
  const keychain = isStrange ? emptyKeychain : loginsOf(world)
  const tls = isStrange ? withoutClients(registries.tls) : registries.tls
  const transport = createTransport({ proxies: readProxies(env), tls })
  return createRegistry({ keychain, clock: systemClock, userAgent, mask, allowed, transport })
}

function loginsOf({ env, registries, urls, token }: World): KeychainMaker {
  const github = { server: urls.server, token, actor: env['GITHUB_ACTOR'] }
  return createLogins({ ...registries, github, env, home: homedir() })
}

/** CAs stay; a certificate of ours would be a login. */
function withoutClients({ ca, hosts }: RegistryTls): RegistryTls {
  const named = [...hosts].map(([host, own]) => [host, own.ca === undefined ? {} : { ca: own.ca }] as const)
  return { ca, hosts: new Map(named) }
}

/** kustomize reads any file of the machine that a kustomization names. */
const noRenderer: Renderer = {
  render: (_files, work) =>
    work(() =>
      Promise.reject(
        problemError('render-unavailable', 'Nothing is rendered of a fork: strangers wrote the files.'),
      ),
    ),
}

/** A forge that says what is missing only when it is asked: direct commits need none. */
function forgeless({ token, repository }: World): Forge {
  const missing = [
    ...(token === '' ? ['a token (GITHUB_TOKEN)'] : []),
    ...(repository === '' ? ['the repository (GITHUB_REPOSITORY)'] : []),
  ]
  return noForge(problemError('arguments-invalid', `Pull requests need ${missing.join(' and ')}.`))
}

/** The nearest folder upwards that holds `.git`; the folder itself where there is none. Throws `arguments-invalid` for what is no folder. */
export function checkoutRoot(directory: string): string {
  const start = resolve(directory)
  if (statSync(start, { throwIfNoEntry: false })?.isDirectory() !== true)
    throw problemError(
      'arguments-invalid',
      `${directory} is not a folder, so no checkout can be found there.`,
    )
  for (let folder = start; ; folder = dirname(folder)) {
    if (existsSync(join(folder, '.git'))) return folder
    if (folder === dirname(folder)) return start
  }
}
