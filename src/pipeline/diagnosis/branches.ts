/** Are the branches there, and does what guards them fit how changes are delivered? */
import type { Environment } from '../../model/environment.ts'
import { type CheckResult, type Finding, findingOf } from '../../model/finding.ts'
import { gateContext, type GateKind } from '../../model/gate.ts'
import type { Problem } from '../../model/problem.ts'
import { kindsOf } from '../../model/promotion.ts'
import { type BranchRules, guardsText, isGuarded } from '../../model/pull-request.ts'
import { counted, joined, named } from '../../model/words.ts'
import { placed } from './places.ts'
import type { Symptoms } from './symptoms.ts'
import { problemsFor } from './sorting.ts'

export function checkBranches(seen: Symptoms): CheckResult {
  const { run, rules, unasked, facts } = seen
  const findings = problemsFor('branches', seen).map((finding) => placed(finding, seen))
  if (run === undefined)
    return { check: 'branches', summary: 'no environment is known', isMade: false, findings }
  const environments = run.config.environments
  if (unasked !== undefined) return { check: 'branches', summary: unasked, isMade: false, findings }
  const judged = environments.flatMap((environment) => {
    const own = rules.get(environment.branch)
    return [
      ...(own === undefined ? [] : findingsFor(environment, own)),
      ...(facts?.allowsAutoMerge === false ? unarmed(environment) : []),
    ]
  })
  const branches = [...new Set(environments.map(({ branch }) => branch))]
  return {
    check: 'branches',
    summary: summaryOf(branches, rules),
    isMade: true,
    findings: [...findings, ...judged.map((finding) => placed(finding, seen))],
  }
}

function summaryOf(branches: readonly string[], rules: Symptoms['rules']): string {
  const told = branches.flatMap((branch) => {
    const own = rules.get(branch)
    return own === undefined ? [] : [guardsText(own, branch, (each) => each).replace(/\.$/, '')]
  })
  return told.length === 1 ? named(told) : `${counted(branches.length, 'branch')}: ${told.join('; ')}`
}

/** Statuses that requests of the environment bear. */
export function gatesOf({ from, windows }: Environment): readonly string[] {
  const kinds: readonly GateKind[] = [
    ...(from ? kindsOf(from) : []),
    ...(windows ? (['window'] as const) : []),
  ]
  return kinds.map(gateContext)
}

/** Names of the gates that the branch does not ask for; none where its rules are not shown. */
export function missingGates(environment: Environment, { known, checks }: BranchRules): readonly string[] {
  return known ? gatesOf(environment).filter((gate) => !checks.includes(gate)) : []
}

function findingsFor(environment: Environment, rules: BranchRules): readonly Finding[] {
  return environment.delivery.kind === 'commit'
    ? ofCommits(environment, rules)
    : ofRequests(environment, rules)
}

function unarmed({ name, delivery }: Environment): readonly Finding[] {
  if (delivery.kind === 'commit' || delivery.autoMerge === 'off') return []
  const message = `${name} asks for auto-merge, and the repository does not allow it: its requests wait for a person.`
  const problem = { code: 'auto-merge-refused', level: 'warning', message } as const
  return [findingOf('branches', problem, { concerns: [{ environment: name }] })]
}

/** A rule may let some pass, which is not shown: what is refused is seen when it happens. */
function ofCommits({ name, branch, delivery }: Environment, rules: BranchRules): readonly Finding[] {
  if (!rules.known || !(rules.pullRequest || rules.checks.length > 0 || rules.mergeQueue)) return []
  if (delivery.kind === 'commit' && delivery.onRefusal === 'pull-request') return []
  return [
    {
      check: 'branches',
      kind: 'commits-to-guarded-branch',
      level: 'warning',
      seen: `${name} takes commits straight to ${branch}, and ${guardsText(rules, branch, (each) => each)} Only a token that may pass the rule can push them.`,
      fix: `Write \`delivery: pullRequest\` for ${name}, or put the App whose token the workflow uses on the bypass list of the rule.`,
      concerns: [{ environment: name }],
      stops: false,
    },
  ]
}

function ofRequests(environment: Environment, rules: BranchRules): readonly Finding[] {
  const { name, branch, delivery } = environment
  const about = { concerns: [{ environment: name }] }
  const found: Finding[] = []
  if (!rules.known)
    found.push({
      check: 'branches',
      kind: 'rules-not-shown',
      level: 'note',
      seen: guardsText(rules, branch, (each) => each),
      fix: `Ask with a token that may read it: gh api repos/{owner}/{repo}/rules/branches/${branch}`,
      ...about,
      stops: false,
    })
  const required = delivery.kind === 'pull-request' && delivery.requireProtection
  if (required && !isGuarded(rules))
    found.push(findingOf('branches', unprotected(environment, rules), { ...about, stops: true }))
  else if (rules.known && !isGuarded(rules))
    found.push({
      check: 'branches',
      kind: 'branch-unguarded',
      level: 'warning',
      seen: `${branch} asks for no review and no check, so a request of ${name} can be merged unseen.`,
      fix: `Let a rule ask for a review or a check of what enters ${branch}: Settings, Rules, Rulesets.`,
      ...about,
      stops: false,
    })
  const missing = missingGates(environment, rules)
  if (missing.length > 0) {
    const message = `${branch} does not ask for ${joined(missing)}, so a request of ${name} can be merged before its gates are open.`
    found.push(findingOf('branches', { code: 'gates-not-required', level: 'warning', message }, about))
  }
  return found
}

function unprotected({ name, branch }: Environment, { known }: BranchRules): Problem {
  const what = known ? 'asks for no review and no check' : 'does not show this token what guards it'
  return {
    code: 'branch-unprotected',
    level: 'error',
    message: `${branch} ${what}, so \`requireProtection\` lets nothing of ${name} be delivered.`,
  }
}
