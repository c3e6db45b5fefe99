/** Where the API of a registry is found: by https, or by plain http where that is allowed and nothing else is there. */
import type { RegistryAccess } from '../../model/policy.ts'
import type { ImageName } from '../../model/reference.ts'
import { apiRoots } from './hosts.ts'
import type { Http } from './http.ts'

export interface Roots {
  /** The root for this image. What is found out about a host is remembered. Throws `image-invalid` for a host that no URL can hold. */
  find(name: ImageName, access?: RegistryAccess): Promise<URL>
}

export interface RootsOptions {
  readonly http: Pick<Http, 'isThere'>
  /** Does this host speak https for sure? */
  readonly isTlsHost: (host: string) => boolean
}

export function createRoots({ http, isTlsHost }: RootsOptions): Roots {
  const known = new Map<string, Promise<URL | undefined>>()
  const findOnce = (roots: readonly URL[], host: string, image: string): Promise<URL | undefined> => {
    const found = known.get(host) ?? findAnswering(roots, http, image)
    known.set(host, found)
    return found
  }
  return {
    find: async (name, access) => {
      const roots = apiRoots(name, access, isTlsHost(name.registry))
      const [first] = roots
      if (roots.length === 1) return first
      const found = await findOnce(roots, first.host, name.text)
      // Nobody answered: the request itself will say why, with more patience, and the next image looks again.
      if (found === undefined) known.delete(first.host)
      return found ?? first
    },
  }
}

/** The first root that answers anything at all (distribution specification, "Determining Support"). */
async function findAnswering(
  roots: readonly URL[],
  http: RootsOptions['http'],
  image: string,
): Promise<URL | undefined> {
  for (const root of roots) if (await http.isThere(new URL('/v2/', root), image)) return root
  return undefined
}
