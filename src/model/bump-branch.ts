/** The names of our own branches: they follow from environment and group, so that an open request is found again. */
import { createHash } from 'node:crypto'
import type { Environment, Grouping } from './environment.ts'
import { type Course, courseOf, type PolicyKey, type Selection } from './policy.ts'

/** How the names of all our own branches begin. */
export const bumpPrefix = 'image-bump/'

/** A branch of our own and the group of changes that it carries. */
export interface OwnBranch {
  readonly branch: string
  /** Undefined where the whole environment is one group. */
  readonly group: string | undefined
  readonly course: Course
  /** No request comes from it. */
  readonly isBare?: true
}

/** Where a policy's changes go: a bump branch, or undefined for a commit straight to the environment's branch. */
export function findBump(environment: Environment, policy: PolicyKey, course: Course): OwnBranch | undefined {
  const { delivery, downgrade } = environment
  const isOwn = course !== 'forward' && downgrade === 'propose'
  // Where each policy has its own request already, that one is turned round: a second would contradict it.
  const standsAlone = delivery.kind === 'pull-request' && delivery.group.kind === 'policy'
  if (isOwn && !standsAlone) {
    const group = policyName(policy)
    return { branch: bumpBranchName(environment, group, 'rollback'), group, course }
  }
  if (delivery.kind === 'commit') return undefined
  const group = groupOf(delivery.group, policy)
  const branch = delivery.pushBranch ?? bumpBranchName(environment, group)
  return { branch, group, course: isOwn ? course : 'forward', ...(delivery.bare && { isBare: true }) }
}

/** The same by what the policy chose; where that is not known, forward. */
export function findBumpOf(
  environment: Environment,
  policy: PolicyKey,
  selection: Selection | undefined,
): OwnBranch | undefined {
  const course = selection?.kind === 'selected' ? courseOf(selection.weighed) : 'forward'
  return findBump(environment, policy, course)
}

/** The group that a policy's changes belong to; undefined where the whole environment is one group. */
export function groupOf(grouping: Grouping, policy: PolicyKey): string | undefined {
  const name = policyName(policy)
  switch (grouping.kind) {
    case 'environment':
      return undefined
    case 'policy':
      return name
    case 'named':
      return [...grouping.groups].find(([, members]) => members.includes(name))?.[0] ?? name
  }
}

/** Together with the prefix and a hash this stays below the 255 bytes that a file name may have, and so a loose ref. */
const longest = 200

/**
 * `image-bump/<environment>` or `image-bump/<environment>--<group>`, with `--rollback` behind it for a request that goes back. Where that could be the name of another pair, no name for a branch
 * (git-check-ref-format) or too long, it is made plain and ends in six hexadecimal digits of a hash of the names.
 */
export function bumpBranchName(
  environment: Environment,
  group: string | undefined,
  ...more: readonly 'rollback'[]
): string {
  const names = [environment.name, ...(group === undefined ? [] : [group]), ...more]
  const joined = names.join('--')
  if (joined.length <= longest && names.every(isPlain)) return `${bumpPrefix}${joined}`
  const plain = joined.replaceAll(/[^A-Za-z0-9_-]/g, '-').slice(0, longest)
  return `${bumpPrefix}${plain}-${shortHash(names.join('\0'))}`
}

/** No hyphen at its ends and no two in a row, so that the separator can be nothing else. */
function isPlain(name: string): boolean {
  return /^[A-Za-z0-9_]([A-Za-z0-9._-]*[A-Za-z0-9_])?$/.test(name) && !/--|\.\.|\.lock$/.test(name)
}

/** The part of a policy's key behind the colon. */
export function policyName(policy: PolicyKey): string {
  return policy.slice(policy.indexOf(':') + 1)
}

function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 6)
}
