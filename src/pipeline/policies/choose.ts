/** One policy's decision over one listing, with the record of how it came about. */
import type { DecisionRecord, Dropped, Exclusion, PolicySpec } from '../../model/policy.ts'
import type { Problem } from '../../model/problem.ts'
import type { Tag } from '../../model/reference.ts'
import { readRule } from './choice.ts'
import { exclude, readExclusion, type Remaining } from './exclude.ts'
import { type Filter, type Filtered, filterTags, readFilter } from './filter-tags.ts'
import { type Footgun, footgunsInPolicy, footgunsInTags } from './footguns.ts'
import { dropped, emptyRecord, nothing } from './record.ts'
import type { Lost, Rule, Verdict } from './rule.ts'

/** What a policy made of a listing; the record is there either way. */
export type Choice =
  | {
      readonly kind: 'chosen'
      readonly tag: Tag
      /** What the policy compared: the tag, or what its filter extracted. */
      readonly key: string
      readonly record: DecisionRecord
    }
  | { readonly kind: 'failed'; readonly problem: Problem; readonly record: DecisionRecord }

/**
 * Chooses a tag as Flux's ImagePolicy does. Takes each tag once, in any order.
 * Gives `choice-missing`, `order-invalid`, `range-invalid`, `pattern-invalid`, `no-tags`, `no-tag-fits` or `value-not-a-number`.
 */
export function choose(spec: PolicySpec, tags: readonly Tag[], exclusion: Exclusion): Choice {
  return chooseFrom(readPolicy(spec), exclude(tags, readExclusion(exclusion)))
}

/** A policy with its rule and its filter compiled, or what is wrong with them. */
export interface ReadPolicy {
  readonly rule: Rule | Problem
  readonly filter: Filter | Problem
}

export function readPolicy(spec: PolicySpec): ReadPolicy {
  return { rule: readRule(spec.policy), filter: readFilter(spec.filterTags) }
}

/** What a policy can do that its writer may not have in mind, whatever tags there are. Nothing is told of one that has a problem. */
export function footgunsOf(spec: PolicySpec, exclusion: Exclusion): readonly Footgun[] {
  const { rule, filter } = readPolicy(spec)
  const excluder = readExclusion(exclusion)
  if ('code' in rule || 'code' in filter || 'code' in excluder) return []
  return footgunsInPolicy({ rule, filter, excludes: excluder.excludes })
}

/** The order of checks is Flux's: the choice, the tags, the filter, and then what the rule says (imagepolicy_controller.go). */
export function chooseFrom({ rule, filter }: ReadPolicy, remaining: Remaining): Choice {
  const { listed, excluded, tags } = remaining
  const fail = (problem: Problem): Choice => {
    return { kind: 'failed', problem, record: emptyRecord(listed, dropped(excluded)) }
  }
  if ('code' in rule) return fail(rule)
  if (remaining.problem !== undefined) return fail(remaining.problem)
  if (tags.length === 0) return fail(noTags(noneLeft(listed)))
  if ('code' in filter) return fail(filter)
  return decide({ rule, filter }, remaining)
}

/** A policy without a problem. */
interface SoundPolicy {
  readonly rule: Rule
  readonly filter: Filter
}

function decide(policy: SoundPolicy, remaining: Remaining): Choice {
  const { rule, filter } = policy
  const filtered = filterTags(remaining.tags, filter)
  const { keys, tagOf, unmatched } = filtered
  const verdict = keys.length === 0 ? noneMatches(unmatched.length) : rule.choose(keys)
  const { outcome, unparsable, outOfRange } = verdict
  const best = outcome.kind === 'won' ? [outcome.key, ...outcome.runnersUp] : []
  const [winner, ...runnersUp] = best.map(tagOf)
  const footguns = [
    ...footgunsInPolicy({ ...policy, excludes: remaining.excludes }),
    ...footgunsInTags(policy, filtered, best),
  ]
  const record = {
    listed: remaining.listed,
    excluded: dropped(remaining.excluded, winner),
    unmatched: dropped(unmatched, winner),
    unparsable: asTags(unparsable, tagOf),
    outOfRange: asTags(outOfRange, tagOf),
    runnersUp,
    rule: `${rule.sentence}${filter.sentence}`,
    warnings: footguns.map(({ message }) => message),
  }
  if (outcome.kind === 'lost') return { kind: 'failed', problem: problemOf(outcome, tagOf), record }
  const tag = tagOf(outcome.key)
  return { kind: 'chosen', tag, key: outcome.key, record: { ...record, winner: tag } }
}

function noTags(message: string): Problem {
  return { code: 'no-tags', level: 'error', message, flux: 'version list argument cannot be empty' }
}

function noneLeft(listed: number): string {
  return listed === 0 ? 'the image has no tags' : `the exclusion leaves none of ${listed} tags`
}

function noneMatches(unmatched: number): Verdict {
  const { code, message, flux = '' } = noTags(`the filter matches none of ${unmatched} tags`)
  return { outcome: { kind: 'lost', code, message, flux }, unparsable: nothing, outOfRange: nothing }
}

/** A key that was extracted is told with its tag. */
function problemOf({ code, message, flux, key }: Lost, tagOf: Filtered['tagOf']): Problem {
  const tag = key === undefined ? undefined : tagOf(key)
  const from = tag === key ? '' : `; it was extracted from the tag ${tag}`
  return { code, level: 'error', message: `${message}${from}`, flux }
}

function asTags({ count, examples }: Dropped, tagOf: Filtered['tagOf']): Dropped {
  return { count, examples: examples.map(tagOf) }
}
