/** The names of our own branches: they follow from environment and group, so that an open request is found again. */
import { createHash } from 'node:crypto'
import type { Environment, Grouping } from './environment.ts'
import type { PolicyKey } from './policy.ts'

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
 * `image-bump/<environment>` or `image-bump/<environment>--<group>`. Where that could be the name of another pair, no name for a branch
 * (git-check-ref-format) or too long, it is made plain and ends in six hexadecimal digits of a hash of the names.
 */
export function bumpBranchName(environment: Environment, group: string | undefined): string {
  const names = group === undefined ? [environment.name] : [environment.name, group]
  const joined = names.join('--')
  if (joined.length <= longest && names.every(isPlain)) return `image-bump/${joined}`
  const plain = joined.replaceAll(/[^A-Za-z0-9_-]/g, '-').slice(0, longest)
  return `image-bump/${plain}-${shortHash(names.join('\0'))}`
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
