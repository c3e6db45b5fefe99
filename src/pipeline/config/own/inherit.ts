/** `extends`: the fields of another policy hold where none are given. */
import type { Draft } from './draft.ts'
import type { WrittenPolicy } from './written.ts'

/** A policy with all that it extends. */
export interface Inherited {
  readonly fields: Omit<WrittenPolicy, 'extends'>
  /** False where a policy that it extends is not there, cannot be read or extends this one: fields may be missing for no other reason. */
  readonly isComplete: boolean
}

/** A named policy, and the file that it stands in. */
export interface Named {
  readonly name: string
  readonly policy: WrittenPolicy
  readonly draft: Draft
}

/** The policy of that name: the file's own, else for a fragment the one of the configuration. */
function findPolicy(name: string, draft: Draft): Named | undefined {
  const policy = draft.policies.get(name)
  if (policy !== undefined) return { name, policy, draft }
  // A name that is written here and could not be read is not to be taken for the one above.
  const isOwn = draft.names.policies?.includes(name) ?? true
  return isOwn || draft.main === undefined ? undefined : findPolicy(name, draft.main)
}

/** The policies that this one extends, nearest first, up to the end or to where they come round again. */
export function ancestorsOf(policy: WrittenPolicy, draft: Draft): readonly Named[] {
  const found: Named[] = []
  let next = policy.extends === undefined ? undefined : findPolicy(policy.extends, draft)
  while (next !== undefined && !found.some((known) => known.policy === next?.policy)) {
    found.push(next)
    next = next.policy.extends === undefined ? undefined : findPolicy(next.policy.extends, next.draft)
  }
  return found
}

/** A policy as it is written, by its name or in its place, with what it extends. */
export function inherit(written: WrittenPolicy | string, draft: Draft): Inherited {
  if (typeof written === 'string') {
    const named = findPolicy(written, draft)
    return named === undefined ? { fields: {}, isComplete: false } : inherit(named.policy, named.draft)
  }
  const ancestors = ancestorsOf(written, draft)
  const oldest = ancestors.at(-1)?.policy ?? written
  const whole = ancestors.reduce<WrittenPolicy>((fields, { policy }) => ({ ...policy, ...fields }), written)
  const { extends: _, ...fields } = whole
  return { fields, isComplete: oldest.extends === undefined }
}
