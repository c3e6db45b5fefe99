/** Other hosts that a registry names: where tokens are given, where an answer lies, who else has its list of tags. */
import { isIP } from 'node:net'
import { isDockerHub } from '../../model/reference.ts'
import { registryProblem } from './errors.ts'
import type { HttpRequest } from './exchange.ts'

export interface Strangers {
  /** May a token for this registry be asked for there? Its own host, one that is allowed, or the service it is known for. */
  mayGiveTokens(registry: URL, service: URL): boolean
  /** Throws `allowed-registries` unless a redirect may lead the request to this address. */
  checkRedirect(request: HttpRequest, target: URL): void
}

/** `allowed` knows hosts by their canonical names, as the option of the registry does. */
export function createStrangers(allowed: (registry: string) => boolean): Strangers {
  const mayAsk = ({ host }: URL): boolean => allowed(canonical(host))
  // Where everybody is allowed nobody was named; this host belongs to nobody (RFC 2606).
  const isNamed = (target: URL): boolean => mayAsk(target) && !allowed('nobody.invalid')
  return {
    mayGiveTokens: (registry, service) =>
      registry.host === service.host ||
      mayAsk(service) ||
      tokenServices.get(canonical(registry.host)) === service.host,
    checkRedirect: ({ url, image, isListing = false }, target) => {
      if (target.host === url.host) return
      if (!mayAsk(target))
        throw registryProblem(
          'allowed-registries',
          `${url.host} sends the question about ${image} on to ${target.host}, which is not among the registries that may be asked.`,
        )
      if (isListing && !speaksFor(url, target) && !isNamed(target))
        throw registryProblem(
          'allowed-registries',
          `${url.host} sends the question for the tags of ${image} on to ${target.host}. Another host's list is taken only where allowed-registries names that host.`,
        )
    },
  }
}

/** Token services on a host of their own. */
const tokenServices: ReadonlyMap<string, string> = new Map([
  ['index.docker.io', 'auth.docker.io'],
  ['lscr.io', 'ghcr.io'],
  ['registry.gitlab.com', 'gitlab.com'],
])

/**
 * May one host list the tags of the other? Bytes with a digest may lie anywhere, and so may a manifest; but a list decides
 * what is chosen, and a redirect of it is a misconfigured proxy sooner than a registry's way. Taken are hosts below the
 * registry and beside it in one domain; and registry.k8s.io, which has no list of its own and sends all to Google's hosts
 * (kubernetes/registry.k8s.io, docs/request-handling.md).
 */
function speaksFor(registry: URL, { hostname }: URL): boolean {
  if (registry.hostname === 'registry.k8s.io' && hostname.endsWith('.pkg.dev')) return true
  if (isIP(registry.hostname) !== 0) return false
  const parent = registry.hostname.slice(registry.hostname.indexOf('.') + 1)
  return (
    hostname.endsWith(`.${registry.hostname}`) || (parent.includes('.') && hostname.endsWith(`.${parent}`))
  )
}

function canonical(host: string): string {
  return isDockerHub(host) ? 'index.docker.io' : host
}
