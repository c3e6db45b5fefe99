/** Does each policy choose something, is it used, and does it do what its writer has in mind? */
import type { Environment } from '../../model/environment.ts'
import { type CheckResult, type Concern, type Finding, findingOf } from '../../model/finding.ts'
import { type DecisionRecord, type ImagePolicy, type Selection, withoutKey } from '../../model/policy.ts'
import { selectionsOf } from '../../model/report.ts'
import { named } from '../../model/words.ts'
import { footgunsOf } from '../policies/policies.ts'
import type { RunSeen, Symptoms } from './symptoms.ts'
import { problemsFor, withoutRepeats } from './sorting.ts'
import { unusedFindings } from './unused-policies.ts'

export function checkPolicies(seen: Symptoms): CheckResult {
  const { run } = seen
  const own = problemsFor('policies', seen)
  if (run === undefined)
    return { check: 'policies', summary: 'no policy is known', isMade: false, findings: own }
  const uses = run.config.environments.flatMap((environment) =>
    environment.policies.map((policy) => ({
      environment,
      policy,
      selection: selectionFor(environment, policy, run),
    })),
  )
  const unused = unusedFindings(run, seen.naming)
  const found = uses.flatMap(({ environment, policy, selection }) => [
    ...choiceFindings(environment, policy, selection),
    ...(unused.get(policy) ?? []),
    ...surprises(environment, policy, selection),
  ])
  const chosen = uses.filter(({ selection }) => selection?.kind === 'selected').length
  return {
    check: 'policies',
    summary: seen.unscanned === undefined ? `${chosen} of ${uses.length} chose a tag` : seen.unscanned,
    isMade: seen.unscanned === undefined,
    findings: withoutRepeats([...own, ...found, ...unusable(run)]),
  }
}

function selectionFor(environment: Environment, { key }: ImagePolicy, run: RunSeen): Selection | undefined {
  return selectionsOf(environment.name, run.selections).find(({ policy }) => policy.key === key)
}

function concern({ name }: Environment, { key }: ImagePolicy): readonly Concern[] {
  return [{ environment: name, policy: key }]
}

/** A registry's failure is told of the registry, and what is suspended of the configuration. */
function choiceFindings(
  environment: Environment,
  policy: ImagePolicy,
  selection: Selection | undefined,
): readonly Finding[] {
  if (selection?.kind !== 'failed' || selection.problem.code === 'suspended') return []
  const { problem, record } = selection
  const finding = findingOf('policies', problem, { concerns: concern(environment, policy), stops: true })
  const misses = nearestMisses(record)
  return [
    {
      ...finding,
      seen: `${policy.key} chose nothing: ${withoutKey(problem.message, policy.key).replace(/\.$/, '')}.${misses}`,
      fix: `${finding.fix} Tag by tag: image-bump explain ${policy.key} --tag <tag>`,
    },
  ]
}

function nearestMisses(record: DecisionRecord): string {
  const stages = [
    ['out of range', record.outOfRange],
    ['not matched by the filter', record.unmatched],
    ['no version', record.unparsable],
    ['excluded', record.excluded],
  ] as const
  const told = stages.flatMap(([what, { count, examples }]) =>
    count === 0
      ? []
      : [
          `${named(examples)}${count > examples.length ? `, and ${count - examples.length} more,` : ''} ${examples.length === 1 ? 'is' : 'are'} ${what}`,
        ],
  )
  return told.length === 0 ? '' : ` Nearest: ${told.join('; ')}.`
}

function unusable({ config }: RunSeen): readonly Finding[] {
  return config.environments.flatMap(({ name, unusable: broken = [] }) =>
    broken.map(({ key, problem }) =>
      findingOf('policies', problem, { concerns: [{ environment: name, policy: key }], stops: true }),
    ),
  )
}

/** What a policy can do that its writer may not have in mind: by its own words, and in the tags. */
function surprises(
  environment: Environment,
  policy: ImagePolicy,
  selection: Selection | undefined,
): readonly Finding[] {
  const known = footgunsOf(policy.spec, policy.repository.exclusion).map(({ message }) => message)
  const seen = selection === undefined || selection.kind === 'undecided' ? [] : selection.record.warnings
  return [...new Set([...known, ...seen])].map((message) => ({
    check: 'policies',
    kind: 'footgun',
    level: 'warning',
    seen: `${policy.key}: ${message}.`,
    ...(policy.place && { place: policy.place }),
    fix: `Make the policy tighter; image-bump explain ${policy.key} shows what it chooses.`,
    concerns: concern(environment, policy),
    stops: false,
  }))
}
