/** A registry that lists each repository once, for a line that runs again after a branch moved. */
import { formatImageName } from '../../model/reference.ts'
import type { Tag } from '../../model/reference.ts'
import type { Registry } from '../../ports.ts'

/** The same registry with a memory for listings, under every spelling of an image. A listing that failed is forgotten. */
export function rememberListings(registry: Registry): Registry {
  const listings = new Map<string, Promise<readonly Tag[]>>()
  return {
    listTags: (name) => {
      const key = formatImageName(name)
      const known = listings.get(key)
      if (known !== undefined) return known
      const listing = registry.listTags(name)
      listings.set(key, listing)
      listing.catch(() => listings.delete(key))
      return listing
    },
    resolveDigest: (name, tag) => registry.resolveDigest(name, tag),
    problems: () => registry.problems(),
    requests: () => registry.requests(),
  }
}
