/** Policies that tests name -> their specs in the configuration or in Flux's manifests. */
import type { Config } from '../../model/environment.ts'
import type { ImagePolicy, PolicyKey, PolicySpec } from '../../model/policy.ts'
import type { Problem } from '../../model/problem.ts'
import { throwIfAny } from '../../model/thrown.ts'
import type { FluxPolicy, FluxRoot } from '../config/flux/flux.ts'
import { hint, listed, quote } from '../config/form.ts'
import type { PolicyTest, TestedPolicy } from './test.ts'

/** A test whose policy is known. */
export interface SpecifiedTest extends PolicyTest {
  readonly spec: PolicySpec
}

/** Where named policies are looked for: in the configuration first, then in the roots of Flux's manifests. */
export interface NamedPolicies extends Config {
  readonly roots?: readonly Pick<FluxRoot, 'name' | 'policies'>[]
}

/** Throws one ProblemError with each key that is nowhere, stands for several specs, or cannot be used. */
export function withSpecs(tests: readonly PolicyTest[], named: NamedPolicies): readonly SpecifiedTest[] {
  const sources = { own: ownSpecs(named), roots: named.roots ?? [] }
  const problems: Problem[] = []
  const specified = tests.map((test) => {
    const spec = specOf(test.policy, sources)
    if ('code' in spec) problems.push(spec)
    return { ...test, spec: 'code' in spec ? {} : spec }
  })
  throwIfAny(problems)
  return specified
}

/** Does the test name a policy that the environments do not have, or a root of Flux's manifests? */
export function isNamedElsewhere({ policy }: PolicyTest, environments: Config['environments']): boolean {
  if (policy.kind === 'written') return false
  const isOwn = environments.some(({ policies }) => policies.some(({ key }) => key === policy.key))
  return policy.root !== undefined || !isOwn
}

interface Sources {
  readonly own: OwnSpecs
  readonly roots: NonNullable<NamedPolicies['roots']>
}

/** For each key its distinct specs. */
type OwnSpecs = ReadonlyMap<PolicyKey, readonly PolicySpec[]>

function ownSpecs({ environments }: Config): OwnSpecs {
  const policies: readonly ImagePolicy[] = environments.flatMap((environment) => environment.policies)
  const keys = [...new Set(policies.map(({ key }) => key))]
  return new Map(
    keys.map((key) => [key, distinct(policies.flatMap((each) => (each.key === key ? [each.spec] : [])))]),
  )
}

function distinct(specs: readonly PolicySpec[]): readonly PolicySpec[] {
  return [...new Map(specs.map((spec) => [JSON.stringify(spec), spec])).values()]
}

function specOf(policy: TestedPolicy, sources: Sources): PolicySpec | Problem {
  if (policy.kind === 'written') return policy.spec
  const found = findSpec(policy, sources)
  if (typeof found !== 'string') return found
  return { code: 'tests-invalid', level: 'error', message: found, place: policy.place }
}

type Named = Extract<TestedPolicy, { readonly kind: 'named' }>

function findSpec(policy: Named, { own, roots }: Sources): PolicySpec | string {
  const { key, root } = policy
  const [spec, other] = root === undefined ? (own.get(key) ?? []) : []
  if (spec === undefined) return specInRoots(policy, own, roots)
  if (other === undefined) return spec
  return `several environments have a policy ${quote(key)}, with different specs; wanted \`spec\``
}

/** The spec, or a sentence on why there is none. */
function specInRoots({ key, root }: Named, own: OwnSpecs, all: Sources['roots']): PolicySpec | string {
  const roots = all.filter(({ name }) => root === undefined || name === root)
  if (root !== undefined && roots.length === 0) {
    return `there is no root ${quote(root)} of Flux's manifests${hint(
      root,
      all.map(({ name }) => name),
    )}`
  }
  const policies = roots.flatMap(({ policies }) => policies)
  const found = policies.filter((policy) => policy.key === key)
  const [unusable] = found.filter(({ spec }) => spec === undefined)
  if (unusable !== undefined) return unusableText(unusable)
  const [spec, other] = distinct(found.flatMap(({ spec }) => spec ?? []))
  if (spec === undefined) {
    const known = [...(root === undefined ? own.keys() : []), ...policies.map((policy) => policy.key)]
    const wide =
      own.size > 0 ? "neither the configuration nor Flux's manifests have a" : "Flux's manifests have no"
    const where = all.length === 0 ? 'the configuration has no' : wide
    return `${root === undefined ? where : `the root ${quote(root)} has no`} policy ${quote(key)}${hint(key, [...new Set(known)])}`
  }
  if (other === undefined) return spec
  const names = roots
    .filter(({ policies }) => policies.some((policy) => policy.key === key))
    .map(({ name }) => name)
  return `several roots have a policy ${quote(key)}, with different specs; wanted \`root\` with ${listed(names.map(quote), 'or')}`
}

function unusableText({ key, place, problem }: FluxPolicy): string {
  const at = place.line === undefined ? place.file : `${place.file}:${place.line}`
  return `the policy ${quote(key)} at ${at} has no spec that can be used: ${problem?.message ?? 'it is not whole'}`
}
