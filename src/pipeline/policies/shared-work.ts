/** What policies have in common is done once: 600 images in three environments often share a listing, an exclusion and a spec. */
import type { Exclusion, PolicySpec } from '../../model/policy.ts'
import type { Tag } from '../../model/reference.ts'
import { type Choice, chooseFrom, type ReadPolicy, readPolicy } from './choose.ts'
import { exclude, readExclusion, type Remaining } from './exclude.ts'

/** The steps of a choice; equal specs and exclusions, and one and the same list of tags, are worked through once. */
export interface SharedWork {
  readonly read: (spec: PolicySpec) => ReadPolicy
  readonly remaining: (tags: readonly Tag[], exclusion: Exclusion) => Remaining
  readonly choose: (policy: ReadPolicy, remaining: Remaining) => Choice
}

/** Starts with nothing done. */
export function sharedWork(): SharedWork {
  const specs = new Map<string, ReadPolicy>()
  const excluders = new Map<string, ReturnType<typeof readExclusion>>()
  const remainders = new Map<readonly Tag[], Map<string, Remaining>>()
  const choices = new Map<Remaining, Map<ReadPolicy, Choice>>()
  return {
    read: (spec) => once(specs, JSON.stringify(spec), () => readPolicy(spec)),
    remaining: (tags, exclusion) => {
      const text = JSON.stringify(exclusion)
      const byExclusion = once(remainders, tags, () => new Map<string, Remaining>())
      return once(byExclusion, text, () =>
        exclude(
          tags,
          once(excluders, text, () => readExclusion(exclusion)),
        ),
      )
    },
    choose: (policy, remaining) => {
      const byPolicy = once(choices, remaining, () => new Map<ReadPolicy, Choice>())
      return once(byPolicy, policy, () => chooseFrom(policy, remaining))
    },
  }
}

function once<Key, Value>(made: Map<Key, Value>, key: Key, make: () => Value): Value {
  const known = made.get(key)
  if (known !== undefined) return known
  const value = make()
  made.set(key, value)
  return value
}
