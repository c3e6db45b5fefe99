/** Checks that look at more than one value, or know more than its kind. Each is a function of its own and tells all it objects to. */
import { groupRules } from './group-rules.ts'
import { isWhole, type Draft, type Rule } from './draft.ts'
import { wrongKey, type Finding } from './finding.ts'
import { imageRules } from './image-rules.ts'
import { pathRules } from './path-rules.ts'
import { policyRules } from './policy-rules.ts'
import { usesOf } from './uses.ts'

/** Everything that the rules object to. */
export function findBroken(draft: Draft, branch: string): readonly Finding[] {
  return rules.flatMap((rule) => rule(draft, branch))
}

const rules: readonly Rule[] = [
  environmentsExist,
  environmentsHavePolicies,
  ...imageRules,
  ...policyRules,
  ...pathRules,
  ...groupRules,
]

function environmentsExist({ names }: Draft): readonly Finding[] {
  if (names.environments?.length !== 0) return []
  return [wrongKey(['environments'], '`environments` names no environment; wanted at least one')]
}

/** Not wrong while a file grows, but such an environment resolves no marker. */
function environmentsHavePolicies(draft: Draft): readonly Finding[] {
  const { images } = draft.names
  if (images === undefined) return []
  return [...draft.environments]
    .filter(([name]) => isWhole(draft, ['environments', name, 'policies']))
    .filter(([name, environment]) => usesOf(name, environment, images).length === 0)
    .map(([name]) => ({
      ...wrongKey(['environments', name], `\`${name}\` has no policies, so none of its markers is resolved`),
      level: 'warning' as const,
    }))
}
