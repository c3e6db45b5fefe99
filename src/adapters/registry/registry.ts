/** The Registry port over the distribution API, for any registry that speaks it. */
import type { Problem } from '../../model/problem.ts'
import type { Examination } from '../../model/examination.ts'
import type { Clock, Registry } from '../../ports.ts'
import { examine } from './examine.ts'
import type { HttpAnswer, HttpRequest } from './exchange.ts'
import { createHttp, type Http, type Timing } from './http.ts'
import { rememberInspections } from './inspections.ts'
import type { Keychain, KeychainMaker, KeychainTools } from './keychain.ts'
import { resolveDigest } from './manifest.ts'
import { manifestSource, tagSource, type OpenImage } from './open-image.ts'
import { createRoots } from './roots.ts'
import { createSecrets, type Secrets } from './secrets.ts'
import { createSession, type OpenImages, type SessionOptions } from './session.ts'
import { listTags } from './tags.ts'
import { createTrace } from './trace.ts'
import { createTransport, type Transport } from './transport/transport.ts'

export { readProxies } from './transport/proxies.ts'
export { createTransport, type Transport } from './transport/transport.ts'
export type { HostTls, RegistryTls } from './transport/trust.ts'

export interface RegistryOptions {
  readonly keychain: Keychain | KeychainMaker
  readonly clock: Clock
  /** Sent with every request, as in `image-bump/1.0.0`. */
  readonly userAgent: string
  /** Told of every secret before it is used, so that the log hides it. */
  readonly mask: (secret: string) => void
  /** May this registry (its canonical name: Docker Hub is `index.docker.io`) be asked at all? Without it every one may. */
  readonly allowed?: (registry: string) => boolean
  /** The way to the network; one without proxies, and with the usual CAs alone, if absent. */
  readonly transport?: Transport
  /** Bounds of time in milliseconds, instead of the usual ones. */
  readonly timing?: Partial<RegistryTiming>
}

export interface RegistryTiming extends Timing {
  /** How long a list of tags may take, with all its pages. */
  readonly listing: number
}

/** Makes the port. Its methods throw ProblemErrors whose messages name host and image and hold no secret. */
export function createRegistry(options: RegistryOptions): Registry {
  const { allowed = () => true, timing = {}, transport = createTransport() } = options
  const http = createHttp({ ...options, transport })
  const secrets = createSecrets(options.mask)
  for (const secret of transport.secrets) secrets.keep(secret)
  const roots = createRoots({ http, isTlsHost: (host) => transport.isTlsHost(host) || http.speaksTls(host) })
  const send = async (request: HttpRequest): Promise<HttpAnswer> =>
    withoutEchoes(await http.send(request), secrets)
  const keychain = makeKeychain(options.keychain, { send, secrets, clock: options.clock })
  const noticed: Problem[] = []
  const warn = onceEach((problem) => noticed.push({ ...problem, message: secrets.strike(problem.message) }))
  const session = { ...options, keychain, send, roots, secrets, allowed, warn, listing: timing.listing }
  const onImage = byRightRoot(createSession(session), http)
  const inspections = rememberInspections(http)

  return {
    listTags: (...image) => secrets.guard(() => onImage(image, (opened) => listTags(tagSource(opened)))),
    resolveDigest: (name, tag, access) =>
      secrets.guard(() => onImage([name, access], (opened) => resolveDigest(manifestSource(opened, tag)))),
    inspect: (name, reference, access) =>
      secrets.guard(() => onImage([name, access], (opened) => inspections.inspect(opened, reference))),
    examine: (...image) =>
      secrets.guard(async () => {
        const first = await examineAnew(image, session)
        const isWrongRoot = first.outcome.kind === 'failed' && speaksTlsAfterAll(new URL(first.api), http)
        return isWrongRoot ? examineAnew(image, session) : first
      }),
    problems: () => [...noticed],
    requests: () => http.requests(),
  }
}

type Image = Parameters<OpenImages>
type OnImage = <T>(image: Image, work: (opened: OpenImage) => Promise<T>) => Promise<T>

/** Does the work, and once more where it turned out meanwhile that the registry speaks TLS. */
function byRightRoot(open: OpenImages, http: Pick<Http, 'speaksTls'>): OnImage {
  return async (image, work) => {
    const opened = await open(...image)
    return work(opened).catch(async (thrown: unknown) => {
      if (!speaksTlsAfterAll(opened.root, http)) throw thrown
      return work(await open(...image))
    })
  }
}

function speaksTlsAfterAll({ protocol, host }: URL, http: Pick<Http, 'speaksTls'>): boolean {
  return protocol === 'http:' && http.speaksTls(host)
}

/** In a session of its own, so that the whole way is seen, from the first demand on. */
async function examineAnew(image: Image, session: SessionOptions): Promise<Examination> {
  const trace = createTrace(session.secrets)
  const send = trace.observe(session.send)
  const opened = await createSession({ ...session, send, noteLogin: trace.noteLogin })(...image)
  return examine(opened, trace, session.secrets)
}

function makeKeychain(keychain: Keychain | KeychainMaker, tools: KeychainTools): Keychain {
  return typeof keychain === 'function' ? keychain(tools) : keychain
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

function onceEach(tell: (problem: Problem) => void): (problem: Problem) => void {
  const told = new Set<string>()
  return (problem) => {
    if (!told.has(problem.message)) tell(problem)
    told.add(problem.message)
  }
}
