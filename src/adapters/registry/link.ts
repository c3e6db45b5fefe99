/** The `Link` header (RFC 8288), as far as listings need it: the query of the next page. */

export type NextPage =
  | { readonly kind: 'none' }
  /** With the question mark. */
  | { readonly kind: 'next'; readonly query: string }
  | { readonly kind: 'unreadable' }

/**
 * What the header says of the next page. Only the query is taken: proxies and mirrors put wrong schemes, hosts and
 * paths into it, and nobody shall lead us elsewhere. A link without `rel` is the next page, as Flux reads it.
 */
export function findNextPage(header: string | null, current: URL): NextPage {
  if (header === null || header.trim() === '') return { kind: 'none' }
  const links = [...header.matchAll(/<([^>]*)>((?:[^,"<]|"(?:[^"\\]|\\.)*")*)/g)]
  if (links.length === 0) return { kind: 'unreadable' }
  const next = links.find(([, , parameters = '']) => isNext(parameters))
  if (next === undefined) return { kind: 'none' }
  const target = next[1] ?? ''
  return URL.canParse(target, current.href)
    ? { kind: 'next', query: queryOf(new URL(target, current)) }
    : { kind: 'unreadable' }
}

function isNext(parameters: string): boolean {
  const rel = /;\s*rel\s*=\s*(?:"([^"]*)"|([^\s;,]+))/i.exec(parameters)
  if (rel === null) return true
  return (rel[1] ?? rel[2] ?? '').toLowerCase().split(/\s+/).includes('next')
}

/** Where a parameter stands twice the last one counts (Artifactory appends a second `last`). */
function queryOf(url: URL): string {
  const parameters = new Map(url.searchParams)
  return parameters.size === url.searchParams.size
    ? url.search
    : `?${new URLSearchParams([...parameters]).toString()}`
}
