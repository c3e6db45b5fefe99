/** What a policy can do that its writer may not have in mind. */
import { anchorsOf } from '../../languages/regex/regex.ts'
import { isBounded, takesPrereleases } from '../../languages/semver/semver.ts'
import type { Tag } from '../../model/reference.ts'
import { type Filter, type Filtered, keyOf } from './filter-tags.ts'
import { dropped } from './record.ts'
import type { Rule } from './rule.ts'
import { isUneven, ofEachShape } from './uneven-numbers.ts'

export interface Footgun {
  readonly kind: FootgunKind
  /** One sentence on what was seen and what may come of it. */
  readonly message: string
}

/** Stable names: people allow a footgun by its kind. */
export type FootgunKind =
  | 'unbounded-range'
  | 'prerelease'
  | 'latest'
  | 'latest-stops'
  | 'unanchored-filter'
  | 'alphabetical-numbers'
  | 'extract-without-group'
  | 'filter-matches-nothing'
  | 'filter-matches-all'
  | 'same-key'

/** A policy without a problem, and what its exclusion keeps from it. */
export interface Armed {
  readonly rule: Rule
  readonly filter: Filter
  readonly excludes: (tag: Tag) => boolean
}

/** What can be told of a policy whatever the tags are. */
export function footgunsInPolicy(armed: Armed): readonly Footgun[] {
  const { rule, filter } = armed
  return [
    rangeWithoutEnd(rule),
    prereleaseCanWin(rule),
    latestPasses(armed),
    filterWithoutAnchors(filter.pattern),
    extractWithoutGroup(filter),
  ].filter((each) => each !== undefined)
}

/** What shows only in the tags that it chooses from; `best` are the winner's key and those next to it. */
export function footgunsInTags(
  { rule, filter }: Pick<Armed, 'rule' | 'filter'>,
  filtered: Filtered,
  best: readonly string[],
): readonly Footgun[] {
  return [unevenNumbers(rule, filtered, best), uselessFilter(filter, filtered), sameKey(filtered)].filter(
    (each) => each !== undefined,
  )
}

function rangeWithoutEnd({ range }: Rule): Footgun | undefined {
  if (range === undefined || isBounded(range)) return undefined
  const message = `the range ${range.text} has no upper bound, so the next major version is taken as soon as it is there`
  return { kind: 'unbounded-range', message }
}

function prereleaseCanWin({ range }: Rule): Footgun | undefined {
  if (range === undefined || !takesPrereleases(range)) return undefined
  return {
    kind: 'prerelease',
    message: `a prerelease can win, since the range ${range.text} names one`,
  }
}

/** Text among numbers cannot win, but stops a numerical policy; among versions it is passed over. */
function latestPasses({ rule, filter, excludes }: Armed): Footgun | undefined {
  const key = excludes('latest') ? undefined : keyOf('latest', filter)
  if (key === undefined) return undefined
  const canWin = rule.objection(key) === undefined
  if (!canWin && rule.kind === 'semver') return undefined
  const why = filter.pattern === '' ? 'no filter keeps it out' : 'the filter lets it through'
  if (canWin) return { kind: 'latest', message: `the tag latest can win, since ${why}` }
  const message = `the tag latest would stop this policy: it is no number, and ${why}`
  return { kind: 'latest-stops', message }
}

function filterWithoutAnchors(pattern: string): Footgun | undefined {
  if (pattern === '') return undefined
  const { start, end } = anchorsOf(pattern)
  if (start && end) return undefined
  const missing = [...(start ? [] : ['^']), ...(end ? [] : ['$'])].join(' and ')
  const message = `the filter ${pattern} matches longer tags too, since it is not held by ${missing}`
  return { kind: 'unanchored-filter', message }
}

/** In Go `$1x` is the group named `1x`. */
function extractWithoutGroup({ pattern, lacking: [written] }: Filter): Footgun | undefined {
  if (written === undefined) return undefined
  const message = `${written} in the extract is always empty, since the filter ${pattern} has no such group; braces end a name, as in \${1}x`
  return { kind: 'extract-without-group', message }
}

/** The winner and those next to it are held against all others. */
function unevenNumbers(
  { kind }: Rule,
  { keys, tagOf }: Filtered,
  best: readonly string[],
): Footgun | undefined {
  if (kind !== 'alphabetical') return undefined
  for (const good of ofEachShape(best)) {
    const uneven = keys.filter((key) => isUneven(good, key))
    const [other] = dropped(uneven, good).examples
    if (other !== undefined) {
      const message = `${tagOf(good)} and ${tagOf(other)} hold numbers of different lengths, which the alphabet does not put in the order of their size`
      return { kind: 'alphabetical-numbers', message }
    }
  }
  return undefined
}

/** A filter that extracts has work to do even where it matches all; one tag says nothing. */
function uselessFilter({ pattern, extract }: Filter, { keys, unmatched }: Filtered): Footgun | undefined {
  if (pattern === '') return undefined
  if (keys.length === 0) {
    const message = `the filter ${pattern} matches none of ${unmatched.length} tags`
    return { kind: 'filter-matches-nothing', message }
  }
  if (unmatched.length > 0 || keys.length === 1 || extract !== undefined) return undefined
  return { kind: 'filter-matches-all', message: `the filter ${pattern} matches all ${keys.length} tags` }
}

function sameKey({ shadowed }: Filtered): Footgun | undefined {
  if (shadowed === 0) return undefined
  const message = `of tags with the same extracted text only the first by bytes takes part; left out: ${shadowed}`
  return { kind: 'same-key', message }
}
