/** The `Link` header (RFC 8288, 3), as far as listings need it: the query of the next page. */

export type NextPage =
  | { readonly kind: 'none' }
  /** With the question mark. */
  | { readonly kind: 'next'; readonly query: string }
  | { readonly kind: 'unreadable' }

/**
 * What the header says of the next page. Only the query is taken: proxies and mirrors put wrong schemes, hosts and
 * paths into it, and nobody shall lead us elsewhere. Where no link says `next`, one that does not say that it is something else is
 * the next page, as Flux reads it (go-containerregistry pkg/v1/remote/list.go looks at no relation at all): to follow one
 * too many costs a request, to miss one costs tags.
 */
export function findNextPage(header: string | null, current: URL): NextPage {
  if (header === null || header.trim() === '') return { kind: 'none' }
  const { links, isWhole } = readLinks(header)
  const next =
    links.find(({ relations }) => relations.includes('next')) ??
    links.find(
      ({ relations }) => !(relations.length > 0 && relations.every((each) => otherRelations.has(each))),
    )
  if (next === undefined) return { kind: isWhole ? 'none' : 'unreadable' }
  return URL.canParse(next.target, current.href)
    ? { kind: 'next', query: queryOf(new URL(next.target, current)) }
    : { kind: 'unreadable' }
}

interface Link {
  readonly target: string
  /** In small letters. */
  readonly relations: readonly string[]
}

/** Reads links as far as they are some (RFC 8288, appendix B.2). */
function readLinks(header: string): { readonly links: readonly Link[]; readonly isWhole: boolean } {
  const links: Link[] = []
  let at = 0
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at
    const found = pattern.exec(header)
    at += found?.[0].length ?? 0
    return found
  }
  for (;;) {
    take(/[\s,]*/y)
    if (at === header.length) return { links, isWhole: links.length > 0 }
    const target = take(/<([^>]*)>/y)?.[1]
    if (target === undefined) return { links, isWhole: false }
    links.push({ target, relations: relationsIn(take) })
    if (take(/\s*(?:,|$)/y) === null) return { links, isWhole: false }
  }
}

/** Reads parameters to their end. Of several `rel` the first counts (RFC 8288, 3.3). */
function relationsIn(take: (pattern: RegExp) => RegExpExecArray | null): readonly string[] {
  let relations: readonly string[] | undefined
  for (;;) {
    take(/[\s;]*/y)
    const found = take(new RegExp(parameter))
    if (found === null) return relations ?? []
    const [, name = '', quoted, single, word = ''] = found
    if (name.toLowerCase() !== 'rel') continue
    const said = quoted?.replace(/\\(.)/gs, '$1') ?? single ?? word
    relations ??= said
      .toLowerCase()
      .split(/\s+/)
      .filter((relation) => relation !== '')
  }
}

/**
 * A name, and its value: in quotes, which end with the header where their end is missing; in single quotes, which no rule knows and
 * people write; or a word.
 */
const parameter =
  /([^\s=;,"<>]+)(?:\s*=\s*(?:"((?:[^"\\]|\\.)*)(?:"|\\?$)|'([^']*)'(?=\s*(?:[;,]|$))|([^\s;,"]*)))?/sy

/** What stands beside the next page, and what servers in front of a registry add (IANA, "Link Relations"). */
const otherRelations: ReadonlySet<string> = new Set(
  (
    'about alternate author canonical collection contents current describedby dns-prefetch edit first help icon index item last ' +
    'latest-version license modulepreload preconnect predecessor-version prefetch preload prev previous privacy-policy profile ' +
    'related search self service service-desc service-doc start status stylesheet successor-version terms-of-service type up ' +
    'version-history via'
  ).split(' '),
)

/** Where a parameter stands twice the last one counts (Artifactory appends a second `last`). */
function queryOf(url: URL): string {
  const parameters = new Map(url.searchParams)
  return parameters.size === url.searchParams.size
    ? url.search
    : `?${new URLSearchParams([...parameters]).toString()}`
}
