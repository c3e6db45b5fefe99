/** Asking registries with what was learned of them: logins that work, tokens that live. */
import { problemError, type Problem } from '../../model/problem.ts'
import type { ImageName } from '../../model/reference.ts'
import type { RegistryAccess } from '../../model/policy.ts'
import type { Clock } from '../../ports.ts'
import { createAuthentication } from './authentication.ts'
import { checkProvider } from './clouds/cloud-hosts.ts'
import type { HttpAnswer, HttpRequest } from './exchange.ts'
import type { HostPages } from './host-pages.ts'
import type { Keychain } from './keychain.ts'
import type { OpenImage } from './open-image.ts'
import { followRedirects } from './redirects.ts'
import type { Roots } from './roots.ts'
import type { Secrets } from './secrets.ts'
import { createStrangers } from './strangers.ts'
import { createTokens } from './tokens.ts'

export interface SessionOptions {
  readonly send: (request: HttpRequest) => Promise<HttpAnswer>
  /** Where registries answer. */
  readonly roots: Roots
  readonly keychain: Keychain
  readonly clock: Clock
  readonly secrets: Secrets
  readonly userAgent: string
  readonly allowed: (registry: string) => boolean
  readonly warn: (problem: Problem) => void
  /** How long a list of tags may take, in milliseconds. */
  readonly listing?: number | undefined
  /** Told of each login before it is sent, as messages speak of it. */
  readonly noteLogin?: ((says: string) => void) | undefined
}

/** Opens images; throws `allowed-registries` for one on a host that may not be asked, and `provider-host-mismatch` for one that claims another's cloud. */
export type OpenImages = (name: ImageName, access?: RegistryAccess) => Promise<OpenImage>

export function createSession(options: SessionOptions): OpenImages {
  const { send, roots, clock, allowed, listing } = options
  const strangers = createStrangers(allowed)
  const tokens = createTokens({
    ...options,
    send: (request) => followRedirects(send, request, strangers),
    client: options.userAgent,
  })
  const authentication = createAuthentication({ ...options, tokens, strangers })
  const hosts = new Map<string, HostPages>()
  return async (name, access = {}) => {
    if (!allowed(name.registry))
      throw problemError(
        'allowed-registries',
        `${name.registry} is not among the registries that may be asked; ${name.text} was not read.`,
      )
    checkProvider(name, access)
    const pages = hosts.get(name.registry) ?? {}
    hosts.set(name.registry, pages)
    return {
      name,
      root: await roots.find(name, access),
      clock,
      limits: listing === undefined ? {} : { time: listing },
      pages,
      bare: send,
      send: (request) => authentication.send(request, name, access),
    }
  }
}
