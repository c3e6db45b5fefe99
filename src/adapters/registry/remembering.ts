/** A registry that lists each repository once, for a line that runs again after a branch moved. */
import { accessKey } from '../../model/policy.ts'
import { formatImageName, type Tag } from '../../model/reference.ts'
import type { Registry } from '../../ports.ts'

/** The same registry with a memory for listings, under every spelling of an image, one for each way to it. A listing that failed is forgotten. */
export function rememberListings(registry: Registry): Registry {
  const listings = new Map<string, Promise<readonly Tag[]>>()
  return {
    listTags: (name, access) => {
      const key = `${formatImageName(name)} ${accessKey(access)}`
      const known = listings.get(key)
      if (known !== undefined) return known
      const listing = registry.listTags(name, access)
      listings.set(key, listing)
      listing.catch(() => listings.delete(key))
      return listing
    },
    resolveDigest: (name, tag, access) => registry.resolveDigest(name, tag, access),
    inspect: (name, reference, access) => registry.inspect(name, reference, access),
    examine: (name, access) => registry.examine(name, access),
    problems: () => registry.problems(),
    requests: () => registry.requests(),
  }
}
