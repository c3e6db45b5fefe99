/** The Registry port over the distribution API, for any registry that speaks it. */
import { problemError, type Problem, type ProblemError } from '../../model/problem.ts'
import { isTag, type ImageName } from '../../model/reference.ts'
import type { Clock, Registry } from '../../ports.ts'
import { createAuthentication, type OwnAnswer } from './authentication.ts'
import { answerProblem, findErrorCodes, registryProblem } from './errors.ts'
import type { HttpAnswer, HttpRequest } from './exchange.ts'
import { apiRoot } from './hosts.ts'
import { createHttp, type Timing } from './http.ts'
import type { Keychain } from './keychain.ts'
import { manifestLimit, manifestTypes, resolveDigest } from './manifest.ts'
import { followRedirects } from './redirects.ts'
import { createSecrets, type Secrets } from './secrets.ts'
import { createStrangers } from './strangers.ts'
import { listTags, pageLimit } from './tags.ts'
import { createTokens } from './tokens.ts'

export { dockerKeychain, type DockerKeychainOptions } from './docker-config.ts'
export { emptyKeychain, joinKeychains, type Credential, type Keychain } from './keychain.ts'
export { rememberListings } from './remembering.ts'

export interface RegistryOptions {
  readonly keychain: Keychain
  readonly clock: Clock
  /** Sent with every request, as in `image-bump/1.0.0`. */
  readonly userAgent: string
  /** Told of every secret before it is used, so that the log hides it. */
  readonly mask: (secret: string) => void
  /** May this registry (its canonical name: Docker Hub is `index.docker.io`) be asked at all? Without it every one may. */
  readonly allowed?: (registry: string) => boolean
  /** Bounds of time in milliseconds, instead of the usual ones. */
  readonly timing?: Partial<RegistryTiming>
}

export interface RegistryTiming extends Timing {
  /** How long a list of tags may take, with all its pages. */
  readonly listing: number
}

/** Makes the port. Its methods throw ProblemErrors whose messages name host and image and hold no secret. */
export function createRegistry(options: RegistryOptions): Registry {
  const { allowed = () => true, timing = {} } = options
  const http = createHttp(options)
  const secrets = createSecrets(options.mask)
  const send = async (request: HttpRequest): Promise<HttpAnswer> =>
    withoutEchoes(await http.send(request), secrets)
  const strangers = createStrangers(allowed)
  const tokens = createTokens({
    send: (request) => followRedirects(send, request, strangers),
    clock: options.clock,
    secrets,
    client: options.userAgent,
  })
  const noticed: Problem[] = []
  const warn = onceEach((problem) => noticed.push({ ...problem, message: secrets.strike(problem.message) }))
  const authentication = createAuthentication({ ...options, send, tokens, secrets, strangers, warn })

  function open(name: ImageName): OpenImage {
    if (!allowed(name.registry))
      throw problemError(
        'allowed-registries',
        `${name.registry} is not among the registries that may be asked; ${name.text} was not read.`,
      )
    const root = apiRoot(name)
    return {
      name,
      root,
      clock: options.clock,
      limits: timing.listing === undefined ? {} : { time: timing.listing },
      bare: send,
      send: (request) => authentication.send(request, name),
    }
  }

  return {
    listTags: (name) => secrets.guard(async () => listTags(tagSource(open(name)))),
    resolveDigest: (name, tag) => secrets.guard(async () => resolveDigest(manifestSource(open(name), tag))),
    problems: () => [...noticed],
    requests: () => http.requests(),
  }
}

/**
 * A server may say what it was sent. Secrets are struck here, before a message takes a part of its words: half a secret
 * would not be found any more.
 */
function withoutEchoes(answer: HttpAnswer, secrets: Secrets): HttpAnswer {
  if (answer.status === 200) return answer
  const text = new TextDecoder().decode(answer.body.subarray(0, longestWords))
  return { ...answer, body: new TextEncoder().encode(secrets.strike(text)) }
}

/** Bytes of an error's body that are looked at. */
const longestWords = 64 * 1024

interface OpenImage {
  readonly name: ImageName
  readonly root: URL
  readonly clock: Clock
  readonly limits: { readonly time?: number }
  /** Sends as nobody. */
  readonly bare: (request: HttpRequest) => Promise<HttpAnswer>
  /** Sends with the login that the registry wants. */
  readonly send: (request: HttpRequest) => Promise<OwnAnswer>
}

function tagSource(image: OpenImage): Parameters<typeof listTags>[0] {
  const text = image.name.text
  let url = pathTo(image, 'tags/list')
  return {
    ask: async (query, until) => {
      const asked = new URL(query, url)
      const answer = await image.send({
        method: 'GET',
        url: asked,
        headers: { accept: 'application/json' },
        limit: pageLimit,
        image: text,
        until,
        isListing: true,
      })
      // A mirror project may say that the repository lies under another path (Harbor); its next pages do, too.
      if (answer.url.origin === url.origin) url = answer.url
      return answer
    },
    explain: (answer) => explain(answer, image, text),
    clock: image.clock,
    limits: image.limits,
    host: image.root.host,
    image: text,
  }
}

function manifestSource(image: OpenImage, tag: string): Parameters<typeof resolveDigest>[0] {
  const text = `${image.name.text}:${tag}`
  if (!isTag(tag))
    throw problemError(
      'digest-not-found',
      `"${tag}" of ${image.name.text} is not a tag that could have a manifest.`,
    )
  const url = pathTo(image, `manifests/${tag}`)
  return {
    ask: (method) =>
      image.send({ method, url, headers: { accept: manifestTypes }, limit: manifestLimit, image: text }),
    explain: (answer) => explain(answer, image, text, 'digest-not-found'),
    host: image.root.host,
    image: text,
  }
}

/** The address below the image; a path that a URL would read as another one is no path of an image. */
function pathTo({ name, root }: OpenImage, rest: string): URL {
  const path = `/v2/${name.repository}/${rest}`
  const url = new URL(root)
  url.pathname = path
  if (url.pathname !== path)
    throw problemError('image-invalid', `"${name.repository}" in ${name.text} is not a path in a registry`)
  return url
}

/** A 404 may mean the image, its tag, or that no registry is there, which its front door tells. */
async function explain(
  answer: OwnAnswer,
  { bare, root, clock }: OpenImage,
  image: string,
  missing: 'repository-not-found' | 'digest-not-found' = 'repository-not-found',
): Promise<ProblemError> {
  const subject = { host: answer.url.host, image, login: answer.login, now: clock.now() }
  const codes = findErrorCodes(answer)
  if (answer.status !== 404) return answerProblem(answer, subject)
  if (codes === undefined) {
    const door = await bare({ method: 'GET', url: new URL('/v2/', root), limit: pageLimit, image })
    if (![200, 401, 403].includes(door.status))
      return registryProblem(
        'not-a-registry',
        `${subject.host} answers, but not as a registry does; ${image} was not read.`,
      )
  }
  return answerProblem(
    answer,
    subject,
    codes?.includes('NAME_UNKNOWN') === true ? 'repository-not-found' : missing,
  )
}

function onceEach(tell: (problem: Problem) => void): (problem: Problem) => void {
  const told = new Set<string>()
  return (problem) => {
    if (!told.has(problem.message)) tell(problem)
    told.add(problem.message)
  }
}
