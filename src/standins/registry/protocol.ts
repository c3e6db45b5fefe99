/** The part of the distribution protocol that reads: tags, manifests, blobs. */
import type { Content } from './contents.ts'
import type { Listing } from './listing.ts'
import { failure, json, type Reply } from './reply.ts'
import type { Shelf } from './shelf.ts'

/** What a request gets from the shelf; `listing` answers for tags. */
export function answer(
  request: { readonly method: string; readonly path: string },
  shelf: Shelf,
  listing: Listing,
): Reply {
  const url = new URL(request.path, 'http://registry')
  if (!['GET', 'HEAD'].includes(request.method))
    return failure(405, 'UNSUPPORTED', 'this registry is only read')
  if (url.pathname === '/v2/' || url.pathname === '/v2') return json(200, {})
  const [, repository, kind, reference = ''] =
    /^\/v2\/(.+)\/(tags|manifests|blobs)\/([^/]+)$/.exec(url.pathname) ?? []
  const tags = repository === undefined ? undefined : shelf.findTags(repository)
  if (repository === undefined || tags === undefined)
    return failure(404, 'NAME_UNKNOWN', 'repository name not known to registry')
  if (kind === 'tags') return listing({ repository, tags, query: url.searchParams })
  if (kind === 'manifests')
    return content(shelf.findManifest(repository, decodeURIComponent(reference)), 'MANIFEST_UNKNOWN')
  return content(shelf.findBlob(repository, decodeURIComponent(reference)), 'BLOB_UNKNOWN')
}

function content(found: Content | undefined, missing: string): Reply {
  if (found === undefined) return failure(404, missing, 'not known to registry')
  return {
    status: 200,
    headers: { 'content-type': found.mediaType, 'docker-content-digest': found.digest },
    body: found.text,
  }
}
