/** The part of the distribution protocol that reads: tags, manifests, blobs. */
import { failure, json, type Reply } from './reply.ts'
import type { Content, Shelf } from './shelf.ts'

/** What a request gets from the shelf. `pageSize` bounds a page of tags. */
export function answer(
  request: { readonly method: string; readonly path: string },
  shelf: Shelf,
  pageSize: number = Number.POSITIVE_INFINITY,
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
  if (kind === 'tags') return listTags({ repository, tags }, url.searchParams, pageSize)
  if (kind === 'manifests')
    return content(shelf.findManifest(repository, decodeURIComponent(reference)), 'MANIFEST_UNKNOWN')
  return content(shelf.findBlob(repository, decodeURIComponent(reference)), 'BLOB_UNKNOWN')
}

/** Distribution specification, "Listing Tags": `n` tags behind `last`, and a `Link` when there are more. */
function listTags(
  { repository, tags }: { readonly repository: string; readonly tags: readonly string[] },
  query: URLSearchParams,
  pageSize: number,
): Reply {
  const last = query.get('last')
  const left =
    last === null ? tags : tags.filter((tag) => Buffer.compare(Buffer.from(tag), Buffer.from(last)) > 0)
  const asked = Number(query.get('n') ?? Number.POSITIVE_INFINITY)
  const page = left.slice(0, Math.min(asked, pageSize))
  const next = new URLSearchParams({ last: page.at(-1) ?? '', n: String(page.length) }).toString()
  const more = page.length > 0 && page.length < left.length
  return json(
    200,
    { name: repository, tags: page },
    more ? { link: `</v2/${repository}/tags/list?${next}>; rel="next"` } : {},
  )
}

function content(found: Content | undefined, missing: string): Reply {
  if (found === undefined) return failure(404, missing, 'not known to registry')
  return {
    status: 200,
    headers: { 'content-type': found.mediaType, 'docker-content-digest': found.digest },
    body: found.text,
  }
}
