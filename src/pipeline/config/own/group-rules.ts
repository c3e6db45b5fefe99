/** Rules on named groups: which policies share a pull request. */
import { isWhole, type Draft, type Rule } from './draft.ts'
import { wrongKey, wrongValue, type Finding, type Path } from './finding.ts'
import { hint, quote } from './wording.ts'
import { fullName, usesOf } from './uses.ts'

/** All rules on named groups. */
export const groupRules: readonly Rule[] = [membersAreKnown, membersAreInOneGroup, groupsAreNoPolicies]

function membersAreKnown(draft: Draft): readonly Finding[] {
  return namedGroups(draft).flatMap(({ members, policies }) =>
    members
      .filter(({ policy }) => !policies.includes(policy) && !isLost(policy, draft))
      .map(({ policy, path }) =>
        wrongValue(path, `the environment has no policy ${quote(policy)}${hint(policy, policies)}`),
      ),
  )
}

/** A fragment that is not right may well have it. */
function isLost(policy: string, { lost }: Draft): boolean {
  return lost.some((folder) => policy.startsWith(`${folder}/`))
}

function membersAreInOneGroup(draft: Draft): readonly Finding[] {
  return namedGroups(draft).flatMap(({ members }) =>
    members.flatMap(({ policy, path }, position) => {
      const first = members.slice(0, position).find((other) => other.policy === policy)
      if (first === undefined) return []
      return [
        wrongValue(path, `${quote(policy)} is in the group ${quote(first.group)} already; wanted it once`),
      ]
    }),
  )
}

/** A policy in no group stands alone under its own name, so a group of that name without it would claim the same branch. */
function groupsAreNoPolicies(draft: Draft): readonly Finding[] {
  return namedGroups(draft).flatMap(({ path, groups, members, policies }) =>
    groups
      .filter((group) => policies.includes(group) && !members.some(({ policy }) => policy === group))
      .map((group) =>
        wrongKey(
          [...path, group],
          `the group ${quote(group)} bears the name of a policy that is in no group; wanted another`,
        ),
      ),
  )
}

interface NamedGroups {
  readonly path: Path
  readonly groups: readonly string[]
  readonly members: readonly { readonly group: string; readonly policy: string; readonly path: Path }[]
  /** The policies of the environment. */
  readonly policies: readonly string[]
}

/** The environments that name groups, as far as their policies could be read. */
function namedGroups(draft: Draft): readonly NamedGroups[] {
  if (draft.names.images === undefined) return []
  return [...draft.environments].flatMap(([name, environment]) => {
    const { delivery } = environment
    const group = typeof delivery === 'object' ? delivery.pullRequest?.group : undefined
    if (typeof group !== 'object' || !isWhole(draft, ['environments', name, 'policies'])) return []
    const path = ['environments', name, 'delivery', 'pullRequest', 'group']
    const members = Object.entries(group).flatMap(([group, policies]) =>
      policies.map((policy, position) => ({ group, policy, path: [...path, group, position] })),
    )
    const policies = usesOf(name, draft).map(fullName)
    return [{ path, groups: Object.keys(group), members, policies }]
  })
}
