/** Images that a sender names, in the forms that templates and people can write: text, lists, maps. */
import { findJson } from '../model/json.ts'
import type { Announced } from '../model/announced.ts'
import { formatImageName, isAttachment, isTag } from '../model/reference.ts'
import { type ImagePush, readPush } from '../relay/push-event.ts'

/** All of them, or what is wrong with the first that is none. `why` says where it stands and never what it says: it may hold a secret. */
export type NamedReading =
  | { readonly kind: 'named'; readonly pushes: readonly ImagePush[] }
  | { readonly kind: 'wrong'; readonly why: string }

/** So many images fit into what GitHub lets a sender write (65,535 characters), and more than one run should be told. */
const mostImages = 1_000
/** The longest path is 255 characters, the longest tag 128, and a digest may follow. */
const mostCharacters = 600

/**
 * Takes a name, several in one text (separated by commas or line breaks, or as a JSON list), or a list of names and of maps with `image`.
 * `at` is where it stands, for people; `tag` is what stands beside a single name.
 */
export function readNamed(value: unknown, at: string, tag?: unknown): NamedReading {
  const found = itemsOf(value, at)
  const items = found.length === 1 ? found.map((item) => ({ tag, ...item })) : found
  if (items.length === 0) return wrong(`\`${at}\` names nothing`)
  if (items.length > mostImages) return wrong(`\`${at}\` names more than ${mostImages} images`)
  const pushes: ImagePush[] = []
  for (const item of items) {
    const push = readItem(item)
    if (typeof push === 'string') return wrong(`\`${item.at}\` ${push}`)
    pushes.push(push)
  }
  return { kind: 'named', pushes }
}

/** Each image once, with all tags that were named of it. */
export function announcedOf(pushes: readonly ImagePush[]): readonly Announced[] {
  const byName = new Map<string, Announced>()
  for (const { image, tags } of pushes) {
    const key = formatImageName(image)
    const known = byName.get(key)
    const real = tags.filter((tag) => isTag(tag) && !isAttachment(tag))
    byName.set(key, { image: known?.image ?? image, tags: [...new Set([...(known?.tags ?? []), ...real])] })
  }
  return [...byName.values()]
}

interface Item {
  readonly at: string
  readonly image: unknown
  readonly tag?: unknown
}

function itemsOf(value: unknown, at: string): readonly Item[] {
  if (typeof value === 'string') return textItems(value, at)
  if (!Array.isArray(value)) return [{ at, image: value }]
  return value.map((item: unknown, index): Item => {
    const place = `${at}[${index}]`
    if (typeof item !== 'object' || item === null) return { at: place, image: item }
    const { image, tag }: { image?: unknown; tag?: unknown } = item
    return { at: `${place}.image`, image, ...(tag !== undefined && { tag }) }
  })
}

/** A name may begin with a bracket, too: `[::1]:5000/web`. */
function textItems(text: string, at: string): readonly Item[] {
  const list = text.trimStart().startsWith('[') ? findJson(text) : undefined
  if (Array.isArray(list)) return itemsOf(list, at)
  const names = text.split(/[,\n]/).map((name) => name.trim())
  return names.filter((name) => name !== '').map((image) => ({ at, image }))
}

function readItem({ image, tag }: Item): ImagePush | string {
  if (typeof image !== 'string') return 'is no text'
  const text = image.trim()
  if (text === '') return 'is empty'
  if (text.length > mostCharacters) return 'is too long for an image'
  if (text.includes('://')) return 'has a scheme before the host'
  return readPush({ image: text, tags: typeof tag === 'string' ? [tag] : [] }) ?? 'is no image'
}

function wrong(why: string): NamedReading {
  return { kind: 'wrong', why }
}
