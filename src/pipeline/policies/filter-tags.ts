/** `filterTags`: which tags a policy looks at, and by which part of them. Flux: image-reflector-controller internal/policy/filter.go. */
import { expand, lackingGroups, parseRegex, parseTemplate, type Regex } from '../../languages/regex/regex.ts'
import type { PolicySpec } from '../../model/policy.ts'
import type { Problem } from '../../model/problem.ts'
import type { Tag } from '../../model/reference.ts'
import { sortOut } from './record.ts'
import { compareBytes } from './tags.ts'

/** A compiled filter. */
export interface Filter {
  /** Empty where there is none. */
  readonly pattern: string
  /** How it narrows the rule, for the record: empty, or as in " among tags that match ^v". */
  readonly sentence: string
  readonly matches: (tag: Tag) => boolean
  /** What the rule compares for a tag that matches, and undefined for another; absent where it compares the tag itself. */
  readonly extract?: (tag: Tag) => string | undefined
  /** What its template names and its pattern does not have, as in `$1x`. */
  readonly lacking: readonly string[]
}

/** What a filter leaves. */
export interface Filtered {
  /** Each once. */
  readonly keys: readonly string[]
  readonly tagOf: (key: string) => Tag
  readonly unmatched: readonly Tag[]
  /** How many tags gave way to another with the same key. */
  readonly shadowed: number
}

/** Compiles a filter, or gives `pattern-invalid`. No filter, like an empty pattern, lets every tag through. */
export function readFilter(filterTags: PolicySpec['filterTags']): Filter | Problem {
  const { pattern = '', extract = '' } = filterTags ?? {}
  const regex = pattern === '' ? everything : parseRegex(pattern)
  if (regex.kind === 'invalid') {
    return {
      code: 'pattern-invalid',
      level: 'error',
      message: `the filter ${JSON.stringify(pattern)} is no RE2 pattern: ${regex.message}`,
      flux: `failed to filter tags: invalid regular expression pattern '${pattern}': ${regex.message}`,
    }
  }
  const among = pattern === '' ? '' : ` among tags that match ${pattern}`
  const { isMatch: matches } = regex
  if (extract === '') return { pattern, sentence: among, matches, lacking: [] }
  const sentence = `${among}, compared by ${extract}`
  const lacking = lackingGroups(extract, regex.names)
  return { pattern, sentence, matches, extract: extractor(regex, extract), lacking }
}

const everything: Omit<Regex, 'findAll'> = {
  kind: 'regex',
  pattern: '',
  names: [''],
  isMatch: () => true,
  find: () => [''],
}

function extractor(regex: Pick<Regex, 'names' | 'find'>, extract: string): (tag: Tag) => string | undefined {
  const template = parseTemplate(extract, regex.names)
  return (tag) => {
    const match = regex.find(tag)
    return match && expand(template, match)
  }
}

/** Of several tags with one key the first by bytes stays: it stands last in Flux's list. `tags` are distinct. */
export function filterTags(tags: readonly Tag[], { pattern, matches, extract }: Filter): Filtered {
  if (extract !== undefined) return keepByKey(tags, extract)
  if (pattern === '') return { keys: tags, tagOf: (key) => key, unmatched: [], shadowed: 0 }
  const { kept, others } = sortOut(tags, matches)
  return { keys: kept, tagOf: (key) => key, unmatched: others, shadowed: 0 }
}

function keepByKey(tags: readonly Tag[], extract: (tag: Tag) => string | undefined): Filtered {
  const byKey = new Map<string, Tag>()
  const unmatched: Tag[] = []
  for (const tag of tags) {
    const key = extract(tag)
    const known = key === undefined ? undefined : byKey.get(key)
    if (key === undefined) unmatched.push(tag)
    else if (known === undefined || compareBytes(tag, known) < 0) byKey.set(key, tag)
  }
  return {
    keys: [...byKey.keys()],
    tagOf: (key) => byKey.get(key) ?? key,
    unmatched,
    shadowed: tags.length - unmatched.length - byKey.size,
  }
}

/** What the rule compares for one tag; undefined where the filter leaves it out. */
export function keyOf(tag: Tag, { matches, extract }: Filter): string | undefined {
  if (extract !== undefined) return extract(tag)
  return matches(tag) ? tag : undefined
}
