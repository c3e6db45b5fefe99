/** Where people approve what goes into an environment, a policy of Flux that may surprise them is refused unless its root allows that by name. */
import type { Environment, UnusablePolicy } from '../../../model/environment.ts'
import type { ImagePolicy } from '../../../model/policy.ts'
import type { Problem } from '../../../model/problem.ts'
import { type Footgun, footgunsOf } from '../../policies/policies.ts'
import { isNamedFootgun } from '../own/footgun-rules.ts'
import { quote } from '../own/wording.ts'

/** The environment with each refused policy as one that cannot be used, and why. A policy that no tag can be chosen by has nothing to surprise with. */
export function refuseFootguns<Kind extends Environment>(
  environment: Kind,
  allow: readonly string[],
): { readonly environment: Kind; readonly problems: readonly Problem[] } {
  const refused = environment.policies.flatMap((policy): readonly UnusablePolicy[] => {
    const [footgun] = footgunsOf(policy.spec, policy.repository.exclusion).filter(
      ({ kind }) => isNamedFootgun(kind) && !allow.includes(kind),
    )
    return footgun === undefined ? [] : [{ key: policy.key, problem: refusal(footgun, policy, environment) }]
  })
  if (refused.length === 0) return { environment, problems: [] }
  const keys = new Set(refused.map(({ key }) => key))
  const policies = environment.policies.filter(({ key }) => !keys.has(key))
  const unusable = [...(environment.unusable ?? []), ...refused]
  return {
    environment: { ...environment, policies, unusable },
    problems: refused.map(({ problem }) => problem),
  }
}

function refusal({ kind, message }: Footgun, { key, place }: ImagePolicy, { name }: Environment): Problem {
  const sentence = `The ImagePolicy ${quote(key)} decides for ${quote(name)}, which is delivered by pull request, and ${message}; tighten it, or write \`allow: [${kind}]\` at the root in \`flux\`.`
  return { code: 'footgun-refused', level: 'error', message: sentence, ...(place && { place }) }
}
