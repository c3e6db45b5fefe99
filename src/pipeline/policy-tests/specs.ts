/** Policies that tests name -> their specs in the configuration. */
import type { Config } from '../../model/environment.ts'
import type { ImagePolicy, PolicyKey, PolicySpec } from '../../model/policy.ts'
import { type Problem, ProblemError } from '../../model/problem.ts'
import { hint, quote } from '../config/form.ts'
import type { PolicyTest, TestedPolicy } from './test.ts'

/** A test whose policy is known. */
export interface SpecifiedTest extends PolicyTest {
  readonly spec: PolicySpec
}

/** Throws one ProblemError with each key that the configuration does not have, or has with several specs. */
export function withSpecs(tests: readonly PolicyTest[], { environments }: Config): readonly SpecifiedTest[] {
  const specs = specsByKey(environments.flatMap(({ policies }) => policies))
  const problems: Problem[] = []
  const specified = tests.map((test) => {
    const spec = specOf(test.policy, specs)
    if ('code' in spec) problems.push(spec)
    return { ...test, spec: 'code' in spec ? {} : spec }
  })
  const [first, ...others] = problems
  if (first !== undefined) throw new ProblemError([first, ...others])
  return specified
}

/** For each key its distinct specs. */
type Specs = ReadonlyMap<PolicyKey, readonly PolicySpec[]>

function specsByKey(policies: readonly ImagePolicy[]): Specs {
  const byKey = new Map<PolicyKey, Map<string, PolicySpec>>()
  for (const { key, spec } of policies) {
    byKey.set(key, (byKey.get(key) ?? new Map<string, PolicySpec>()).set(JSON.stringify(spec), spec))
  }
  return new Map([...byKey].map(([key, specs]) => [key, [...specs.values()]]))
}

function specOf(policy: TestedPolicy, specs: Specs): PolicySpec | Problem {
  if (policy.kind === 'written') return policy.spec
  const { key, place } = policy
  const [spec, other] = specs.get(key) ?? []
  if (spec !== undefined && other === undefined) return spec
  const message =
    spec === undefined
      ? `the configuration has no policy ${quote(key)}${hint(key, [...specs.keys()])}`
      : `several environments have a policy ${quote(key)}, with different specs; wanted \`spec\``
  return { code: 'tests-invalid', level: 'error', message, place }
}
