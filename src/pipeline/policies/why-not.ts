/** Why a policy did not choose a certain tag: the stage at which the tag falls out, and one sentence. */
import type { Exclusion, Pin, PolicySpec } from '../../model/policy.ts'
import { isAttachment, type Tag } from '../../model/reference.ts'
import { pinText } from './by-hand.ts'
import { chooseFrom, type ReadPolicy, readPolicy } from './choose.ts'
import { exclude, readExclusion } from './exclude.ts'
import { type Filter, keyOf } from './filter-tags.ts'
import type { Rule } from './rule.ts'
import { compareBytes } from './tags.ts'

/** In the order in which a choice is made; `policy-failed` means that this policy chooses none of these tags. */
export type Stage =
  | 'not-listed'
  | 'excluded'
  | 'not-matched'
  | 'not-parsable'
  | 'out-of-range'
  | 'same-key'
  | 'policy-failed'
  | 'beaten'
  | 'winner'

export interface WhyNot {
  readonly tag: Tag
  readonly stage: Stage
  /** One sentence, in which the tag is named. */
  readonly reason: string
  /** What the policy compares for this tag, where it comes so far. */
  readonly key?: string
}

/** What a policy chooses from, and how. */
export interface Question {
  readonly spec: PolicySpec
  readonly tags: readonly Tag[]
  readonly exclusion: Exclusion
  /** What is chosen instead of the policy's winner. */
  readonly pin?: Pin
}

/** Asks about any text; the winner itself is answered with `winner`. */
export function whyNot(question: Question, tag: Tag): WhyNot {
  return { tag, ...underPin(question, tag, answer(question, tag)) }
}

type Answer = Omit<WhyNot, 'tag'>

/** The pinned tag is chosen if it is listed, and the policy's own winner gives way to it. */
function underPin({ pin }: Question, tag: Tag, answer: Answer): Answer {
  if (pin === undefined || answer.stage === 'not-listed') return answer
  if (tag === pin.tag) return { ...answer, stage: 'winner', reason: `${tag} is chosen: ${pinText(pin)}` }
  if (answer.stage !== 'winner') return answer
  return { ...answer, stage: 'beaten', reason: `${tag} gives way to ${pin.tag}, which is ${pinText(pin)}` }
}

function answer({ spec, tags, exclusion }: Question, tag: Tag): Answer {
  const policy = readPolicy(spec)
  const { rule, filter } = policy
  if ('code' in rule) return failed(rule.message)
  if (!tags.includes(tag)) return { stage: 'not-listed', reason: notListed(tag, tags) }
  const excluder = readExclusion(exclusion)
  if ('code' in excluder) return failed(excluder.message)
  if (excluder.excludes(tag)) return { stage: 'excluded', reason: excludedBy(tag, exclusion) }
  if ('code' in filter) return failed(filter.message)
  const key = keyOf(tag, filter)
  if (key === undefined) {
    return { stage: 'not-matched', reason: `${tag} does not match the filter ${spec.filterTags?.pattern}` }
  }
  return { ...amongOthers({ policy, rule, filter, tag, key }, exclude(tags, excluder)), key }
}

function failed(message: string): Answer {
  return { stage: 'policy-failed', reason: message }
}

/** With and without the `v` is the slip that people make. */
function notListed(tag: Tag, tags: readonly Tag[]): string {
  const other = tag.startsWith('v') ? tag.slice(1) : `v${tag}`
  const hint = tags.includes(other) ? `; ${other} is` : ''
  return `${tag} is not among the tags listed (${tags.length})${hint}`
}

function excludedBy(tag: Tag, { patterns, attachments }: Exclusion): string {
  if (attachments && isAttachment(tag)) {
    return `${tag} is excluded as a signature, an attestation, an SBOM or another attachment of an image`
  }
  const pattern = patterns.find((pattern) => {
    const excluder = readExclusion({ patterns: [pattern], attachments: false })
    return !('code' in excluder) && excluder.excludes(tag)
  })
  return `${tag} is excluded by the pattern ${pattern}`
}

interface Candidate {
  readonly policy: ReadPolicy
  readonly rule: Rule
  readonly filter: Filter
  readonly tag: Tag
  readonly key: string
}

/** A tag that the policy compares with others: by its key. */
function amongOthers(candidate: Candidate, remaining: ReturnType<typeof exclude>): Answer {
  const { policy, rule, filter, tag, key } = candidate
  const isExtracted = filter.extract !== undefined
  const named = isExtracted ? `${tag}, compared as ${JSON.stringify(key)},` : tag
  const objection = rule.objection(key)
  if (objection !== undefined) return { stage: objection.stage, reason: `${named} ${objection.predicate}` }
  const first = remaining.tags.reduce((first, other) => earlierWithKey(candidate, first, other), tag)
  if (first !== tag) {
    const reason = `${named} gives way to ${first}, which is compared as the same and comes first by bytes`
    return { stage: 'same-key', reason }
  }
  const choice = chooseFrom(policy, remaining)
  if (choice.kind === 'failed') return failed(choice.problem.message)
  if (choice.tag === tag) return { stage: 'winner', reason: `${tag} is chosen: ${choice.record.rule}` }
  const winner = isExtracted ? `${choice.tag}, compared as ${JSON.stringify(choice.key)}` : choice.tag
  return {
    stage: 'beaten',
    reason: `${named} fits and is beaten by ${winner}: ${rule.preference(choice.key, key)}`,
  }
}

function earlierWithKey({ filter, key }: Candidate, first: Tag, other: Tag): Tag {
  return keyOf(other, filter) === key && compareBytes(other, first) < 0 ? other : first
}
