/** `filterTags`: which tags a policy looks at, and by which part of them. Flux: image-reflector-controller internal/policy/filter.go. */
import { expand, parseRegex, parseTemplate, type Regex } from '../../languages/regex/regex.ts'
import type { Dropped, PolicySpec } from '../../model/policy.ts'
import type { Problem } from '../../model/problem.ts'
import type { Tag } from '../../model/reference.ts'
import { keep } from './record.ts'
import { compareBytes } from './tags.ts'

/** A compiled filter. */
export interface Filter {
  /** How it narrows the rule, for the record: empty, or as in " among tags that match ^v". */
  readonly sentence: string
  readonly matches: (tag: Tag) => boolean
  /** What the rule compares for a tag that matches; undefined where it compares the tag itself. */
  readonly extract?: (tag: Tag) => string
}

/** What a filter leaves. */
export interface Filtered {
  /** Each once. */
  readonly keys: readonly string[]
  readonly tagOf: (key: string) => Tag
  readonly unmatched: Dropped
  /** How many tags gave way to another with the same key. */
  readonly shadowed: number
}

/** Compiles a filter, or gives `pattern-invalid`. No filter, like an empty pattern, lets every tag through. */
export function readFilter(filterTags: PolicySpec['filterTags']): Filter | Problem {
  const { pattern = '', extract = '' } = filterTags ?? {}
  const regex = parseRegex(pattern)
  if (regex.kind === 'invalid') {
    return {
      code: 'pattern-invalid',
      level: 'error',
      message: `the filter ${JSON.stringify(pattern)} is no RE2 pattern: ${regex.message}`,
      flux: `failed to filter tags: invalid regular expression pattern '${pattern}': ${regex.message}`,
    }
  }
  const among = pattern === '' ? '' : ` among tags that match ${pattern}`
  const matches = pattern === '' ? () => true : regex.isMatch
  if (extract === '') return { sentence: among, matches }
  return { sentence: `${among}, compared by ${extract}`, matches, extract: extractor(regex, extract) }
}

function extractor(regex: Regex, extract: string): (tag: Tag) => string {
  const template = parseTemplate(extract, regex.names)
  return (tag) => expand(template, regex.find(tag) ?? [])
}

/** Of several tags with one key the first by bytes stays: it stands last in Flux's list. `tags` are distinct. */
export function filterTags(tags: readonly Tag[], { matches, extract }: Filter): Filtered {
  const { kept, dropped } = keep(tags, matches)
  if (extract === undefined) return { keys: kept, tagOf: (key) => key, unmatched: dropped, shadowed: 0 }
  const byKey = new Map<string, Tag>()
  for (const tag of kept) {
    const key = extract(tag)
    const known = byKey.get(key)
    if (known === undefined || compareBytes(tag, known) < 0) byKey.set(key, tag)
  }
  return {
    keys: [...byKey.keys()],
    tagOf: (key) => byKey.get(key) ?? key,
    unmatched: dropped,
    shadowed: kept.length - byKey.size,
  }
}

/** What the rule compares for one tag; undefined where the filter leaves it out. */
export function keyOf(tag: Tag, { matches, extract }: Filter): string | undefined {
  if (!matches(tag)) return undefined
  return extract === undefined ? tag : extract(tag)
}
