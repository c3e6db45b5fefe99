/** Checks that look at more than one value, or know more than its kind. Each is a function of its own and tells all it objects to. */
import { groupRules } from './group-rules.ts'
import { isWhole, type Draft, type Rule } from './draft.ts'
import { wrongKey, type Finding } from './finding.ts'
import { imageRules } from './image-rules.ts'
import { pathRules } from './path-rules.ts'
import { policyRules } from './policy-rules.ts'
import { promotionRules } from './promotion-rules.ts'
import { rootRules } from './root-rules.ts'
import { templateRules } from './template-rules.ts'
import { star, usesOf } from './uses.ts'
import { windowRules } from './window-rules.ts'
import type { WrittenEnvironment } from './written.ts'

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
  ...promotionRules,
  ...windowRules,
  ...templateRules,
  ...rootRules,
]

/** Flux's objects may be all there is. */
function environmentsExist(draft: Draft): readonly Finding[] {
  if (draft.names.environments?.length !== 0) return []
  if (draft.flux.length > 0 || !isWhole(draft, ['flux'])) return []
  return [wrongKey(['environments'], '`environments` names no environment; wanted at least one')]
}

/** A star waits for the images of fragments, and nobody knows what one that is not right would have. */
function awaitsFragments({ policies = {} }: WrittenEnvironment, { include, lost }: Draft): boolean {
  return lost.length > 0 || (include.length > 0 && Object.hasOwn(policies, star))
}

/** Not wrong while a file grows, but such an environment resolves no marker. */
function environmentsHavePolicies(draft: Draft): readonly Finding[] {
  if (draft.names.images === undefined) return []
  return [...draft.environments]
    .filter(([name]) => isWhole(draft, ['environments', name, 'policies']))
    .filter(([name, environment]) => usesOf(name, draft).length === 0 && !awaitsFragments(environment, draft))
    .map(([name]) => ({
      ...wrongKey(['environments', name], `\`${name}\` has no policies, so none of its markers is resolved`),
      level: 'warning' as const,
    }))
}
