/** One policy's decision over one listing, with the record of how it came about. */
import type { DecisionRecord, Dropped, Exclusion, PolicySpec } from '../../model/policy.ts'
import type { Problem } from '../../model/problem.ts'
import type { Tag } from '../../model/reference.ts'
import { readRule } from './choice.ts'
import { exclude, readExclusion, type Remaining } from './exclude.ts'
import { type Filter, type Filtered, filterTags, readFilter } from './filter-tags.ts'
import { emptyRecord } from './record.ts'
import type { Rule } from './rule.ts'

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
 * Chooses a tag as Flux's ImagePolicy does. Tags may come in any order; one that is there twice counts once.
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

/** The order of checks is Flux's: the choice, the tags, the filter, and then what the rule says (imagepolicy_controller.go). */
export function chooseFrom({ rule, filter }: ReadPolicy, remaining: Remaining): Choice {
  const { listed, excluded, tags } = remaining
  const record = emptyRecord(listed, excluded)
  if ('code' in rule) return { kind: 'failed', problem: rule, record }
  if (remaining.problem !== undefined) return { kind: 'failed', problem: remaining.problem, record }
  if (tags.length === 0) return { kind: 'failed', problem: noTags(noneLeft(listed)), record }
  if ('code' in filter) return { kind: 'failed', problem: filter, record }
  const filtered = filterTags(tags, filter)
  return decide(rule, filtered, {
    ...record,
    unmatched: filtered.unmatched,
    rule: `${rule.sentence}${filter.sentence}`,
    warnings: warningsOf(filtered),
  })
}

function decide(rule: Rule, filtered: Filtered, before: DecisionRecord): Choice {
  const { keys, tagOf, unmatched } = filtered
  if (keys.length === 0) {
    const message = `the filter matches none of ${unmatched.count} tags`
    return { kind: 'failed', problem: noTags(message), record: before }
  }
  const { outcome, unparsable, outOfRange } = rule.choose(keys)
  const record = { ...before, unparsable: asTags(unparsable, tagOf), outOfRange: asTags(outOfRange, tagOf) }
  if (outcome.kind === 'lost') {
    const { code, message, flux } = outcome
    return { kind: 'failed', problem: { code, level: 'error', message, flux }, record }
  }
  const tag = tagOf(outcome.key)
  const runnersUp = outcome.runnersUp.map(tagOf)
  return { kind: 'chosen', tag, key: outcome.key, record: { ...record, runnersUp, winner: tag } }
}

function noTags(message: string): Problem {
  return { code: 'no-tags', level: 'error', message, flux: 'version list argument cannot be empty' }
}

function noneLeft(listed: number): string {
  return listed === 0 ? 'the image has no tags' : `the exclusion leaves none of ${listed} tags`
}

function asTags({ count, examples }: Dropped, tagOf: Filtered['tagOf']): Dropped {
  return { count, examples: examples.map(tagOf) }
}

function warningsOf({ shadowed }: Filtered): readonly string[] {
  if (shadowed === 0) return []
  return [`passed over, since another tag extracts to the same text and comes first by bytes: ${shadowed}`]
}
