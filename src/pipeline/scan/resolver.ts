/** Of several environments that may write one file, the one that a marker belongs to. */
import type { Delivery, Environment } from '../../model/environment.ts'
import type { PolicyKey } from '../../model/policy.ts'

export type Verdict =
  | { readonly kind: 'ours' }
  /** Another one resolves it, or tells that nobody does. */
  | { readonly kind: 'left' }
  /** Several have the policy and do not agree on it: nobody writes it. */
  | { readonly kind: 'contested'; readonly names: readonly string[] }
  /** Nobody has the policy, and it is ours to say so. */
  | { readonly kind: 'unknown' }

/** May both write one file? Flux runs every automation on all that its path holds; environments of our own file do not share. */
export function shareFiles(one: Environment, other: Environment): boolean {
  return one.flux !== undefined || other.flux !== undefined
}

/** Whose a marker of this policy is, for one environment among those that share the file. Each of them comes to the same. */
export function judge(key: PolicyKey, environment: Environment, sharers: readonly Environment[]): Verdict {
  const all = [environment, ...sharers].toSorted((a, b) => (a.name < b.name ? -1 : 1))
  const having = all.filter((each) => hasPolicy(each, key))
  if (having.length === 0) return tellerOf(key, all) === environment ? { kind: 'unknown' } : { kind: 'left' }
  // An environment that is suspended writes nothing, so it is in nobody's way.
  const active = having.filter(({ suspend }) => !suspend)
  const writers = active.length === 0 ? having : active
  if (!writers.includes(environment)) return { kind: 'left' }
  if (writers.some((writer) => !agree(key, writer, environment)))
    return { kind: 'contested', names: writers.map(({ name }) => name) }
  return writers[0] === environment ? { kind: 'ours' } : { kind: 'left' }
}

/** Does the environment have the policy, usable or not? */
function hasPolicy({ policies, unusable = [] }: Environment, key: PolicyKey): boolean {
  return policies.some((policy) => policy.key === key) || unusable.some((policy) => policy.key === key)
}

/** The one whose namespace the marker names; else the first by name. */
function tellerOf(key: PolicyKey, all: readonly Environment[]): Environment | undefined {
  return all.find(({ namespace }) => key.startsWith(`${namespace}:`)) ?? all[0]
}

/** Two automations that would write the same value by the same way are no quarrel: it is written once. */
function agree(key: PolicyKey, one: Environment, other: Environment): boolean {
  if (one === other) return true
  if (one.flux === undefined || other.flux === undefined) return false
  return meaningOf(key, one) === meaningOf(key, other) && goSameWay(one.delivery, other.delivery)
}

/** Of automations that share a push branch only the first has it. */
function goSameWay(one: Delivery, other: Delivery): boolean {
  if (one.kind === 'commit' || other.kind === 'commit') return one.kind === other.kind
  const [branch, ...others] = [one.pushBranch, other.pushBranch].filter((each) => each !== undefined)
  return others.every((each) => each === branch)
}

function meaningOf(key: PolicyKey, { policies }: Environment): string {
  const policy = policies.find((each) => each.key === key)
  const { repository, spec, digestReflection, suspend = false } = policy ?? {}
  return JSON.stringify([repository, spec, digestReflection, suspend])
}
