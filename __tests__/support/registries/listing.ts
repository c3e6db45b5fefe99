/** Lists tags in the manner of a personality. */
import {
  failure,
  json,
  placeBehind,
  sortedOnce,
  type Listing,
  type Reply,
} from '../../../src/standins/registry/registry.ts'
import type { Personality } from './personality.ts'

/** `origin` is asked once the registry runs. */
export function listingOf(personality: Personality, origin: () => string): Listing {
  const { size, link, endsEmpty = false, contentType, extra } = personality
  const sort = orders[personality.order]()
  return ({ repository, tags: pushed, query }) => {
    const tags = sort(pushed)
    const asked = query.get('n') === null ? undefined : Number(query.get('n'))
    if (size.kind === 'refused' && (asked ?? 0) > size.above)
      return failure(size.status, size.code, size.message)
    const place = query.getAll('last').at(-1) ?? query.get('next_page') ?? undefined
    const start = place === undefined ? 0 : startOf(place, tags, personality)
    if (start === undefined) return { status: 404 }
    const most = sizeOf(personality, asked)
    const page = tags.slice(start, start + most)
    const isMore = start + page.length < tags.length || (endsEmpty && page.length === most)
    const values: Readonly<Record<string, string>> = {
      path: repository,
      n: String(most),
      place: placeAfter(start + page.length, page, personality),
      asked: encodeURIComponent(place ?? ''),
      origin: origin(),
    }
    const reply = json(
      200,
      { name: repository, tags: page.length === 0 ? null : page, ...extra?.(page) },
      isMore && link !== undefined ? { link: filled(link, values) } : {},
    )
    return contentType === undefined ? reply : withContentType(reply, contentType)
  }
}

const orders = {
  bytes: sortedOnce,
  'as pushed': () => (tags: readonly string[]) => tags,
  none: () => (tags: readonly string[]) => tags.toSorted((a, b) => (ending(a) < ending(b) ? -1 : 1)),
} as const

/** Tags differ at their ends, so sorted by these they are in no order that anybody would expect. */
function ending(tag: string): string {
  return `${tag.slice(-2)} ${tag}`
}

function sizeOf({ size }: Personality, asked: number | undefined): number {
  switch (size.kind) {
    case 'ignored':
      return Number.POSITIVE_INFINITY
    case 'clamped':
      return Math.min(asked ?? size.most, size.most)
    case 'refused':
      return asked ?? size.above
  }
}

function startOf(
  text: string,
  tags: readonly string[],
  { size, place, lost, order }: Personality,
): number | undefined {
  if (size.kind === 'ignored') return 0
  if (place === 'offset') return Number(text)
  if (place === 'opaque') return Number(Buffer.from(text, 'base64').toString().split(':')[1])
  const known = tags.indexOf(text)
  if (known >= 0 && !(lost === 'begins again' && known === tags.length - 1)) return known + 1
  if (lost === 'not found') return undefined
  if (lost === 'begins again') return 0
  return order === 'bytes' ? placeBehind(tags, text) : tags.length
}

function placeAfter(offset: number, page: readonly string[], { place }: Personality): string {
  if (place === 'offset') return String(offset)
  if (place === 'opaque')
    return encodeURIComponent(Buffer.from(`place:${offset}:of this list`).toString('base64'))
  return encodeURIComponent(page.at(-1) ?? '')
}

/** Fills in what stands in braces. */
export function filled(template: string, values: Readonly<Record<string, string>>): string {
  return template.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '')
}

function withContentType(reply: Reply, contentType: string): Reply {
  return { ...reply, headers: { ...reply.headers, 'content-type': contentType } }
}
