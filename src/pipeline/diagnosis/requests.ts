/** What is held and why, what waits for a person or for time, and what the next run would do. */
import { findBumpOf } from '../../model/bump-branch.ts'
import { type CheckResult, type Finding } from '../../model/finding.ts'
import { type Environment, noBranch } from '../../model/environment.ts'
import type { EnvironmentPlan, Hold, HoldReason, Wait } from '../../model/plan.ts'
import type { PolicyKey } from '../../model/policy.ts'
import type { Level } from '../../model/problem.ts'
import type { PullRequest } from '../../model/pull-request.ts'
import { selectionsOf } from '../../model/report.ts'
import { counted } from '../../model/words.ts'
import type { RunSeen, Symptoms } from './symptoms.ts'
import { problemsFor } from './sorting.ts'

export function checkRequests(seen: Symptoms): CheckResult {
  const { run, unscanned, unasked } = seen
  const own = problemsFor('requests', seen)
  const without = unscanned ?? (run === undefined ? 'no environment is known' : undefined)
  if (run === undefined || without !== undefined)
    return { check: 'requests', summary: without ?? '', isMade: false, findings: own }
  const planned = run.plan.environments
  const held = planned.flatMap((each) => heldFindings(each, run))
  const open = planned.flatMap((each) => openFindings(each, run))
  const due = planned.flatMap((each) => dueFindings(each, run))
  const counts = `${counted(open.length, 'request')} open, ${counted(held.length, 'version')} held`
  return {
    check: 'requests',
    summary: unasked === undefined ? counts : `${counted(held.length, 'version')} held; GitHub ${unasked}`,
    isMade: true,
    findings: [...held, ...open, ...due, ...own],
  }
}

/** One a policy: all its fields are held together. What is suspended is told of the configuration. */
function heldFindings({ environment, holds }: EnvironmentPlan, run: RunSeen): readonly Finding[] {
  const byPolicy = new Map<PolicyKey, Hold>()
  for (const hold of holds) {
    const { policy, field } = hold.change.marker
    if (!byPolicy.has(policy) || field === 'tag' || field === 'image') byPolicy.set(policy, hold)
  }
  return [...byPolicy].flatMap(([policy, { change, why, lift }]): readonly Finding[] => {
    if (why === 'suspended') return []
    const { marker, to } = change
    const request = requestOf(environment.name, policy, run)
    const where = request === undefined ? '' : ` Its request is ${request.url}.`
    return [
      {
        check: 'requests',
        kind: `held-${why}`,
        level: levels[why],
        seen: `${policy}: ${marker.value || '(empty)'} is not changed to ${to || '(empty)'}. ${lift}${where}`,
        place: marker.place,
        fix: fixes[why](environment.name),
        concerns: [{ environment: environment.name, policy }],
        stops: true,
      },
    ]
  })
}

const levels: Readonly<Record<HoldReason, Level>> = {
  approved: 'note',
  closed: 'note',
  downgrade: 'warning',
  edited: 'warning',
  'flux-fails': 'error',
  'gate-bypassed': 'error',
  'max-open': 'note',
  overtaken: 'note',
  reverted: 'note',
  soak: 'note',
  status: 'note',
  suspended: 'note',
  'tag-moved': 'warning',
  undecided: 'note',
  unprotected: 'error',
  window: 'note',
}

const fixes: Readonly<Record<HoldReason, (environment: string) => string>> = {
  approved: () => 'Merge the request, or close it.',
  closed: () => 'Tick the box in the closed request, or give it the label image-bump/again.',
  downgrade: (name) => `Edit the file by hand to go back, or write \`downgrade: propose\` for ${name}.`,
  edited: () =>
    'Take the commits of others off the branch, or merge or close the request and delete the branch.',
  'flux-fails': () => 'Correct what Flux fails at; it writes nothing for this automation either.',
  'gate-bypassed': (name) =>
    `Give each environment a value of its own to mark, or write \`delivery: pullRequest\` for ${name}.`,
  'max-open': (name) => `Merge or close an open request, or raise \`maxOpen\` of ${name}.`,
  overtaken: () => 'Nothing to do: the next plan decides again.',
  reverted: (name) =>
    `Write the version into the file by hand to have it back, or \`hold: ignore\` for ${name}.`,
  soak: () => 'Nothing to do but wait; a person opens the gate of a request with a label of `from.bypass`.',
  status: () =>
    'Look at the status named; a person opens the gate of a request with a label of `from.bypass`.',
  suspended: () => 'Take `suspend` away.',
  'tag-moved': () => 'Find out who pushed the tag again; push another one, which is taken.',
  undecided: () => 'Mend what keeps the other policies of the request undecided; the next run goes on.',
  unprotected: () => 'Protect the branch by a rule that asks for a review or a check.',
  window: (name) => `Wait for the window of ${name}, end the freeze, or merge by hand.`,
}

function requestOf(environment: string, policy: PolicyKey, run: RunSeen): PullRequest | undefined {
  const planned = run.plan.environments.find((each) => each.environment.name === environment)
  const selection = selectionsOf(environment, run.selections).find((each) => each.policy.key === policy)
  if (planned === undefined) return undefined
  const bump = findBumpOf(planned.environment, policy, selection)
  return bump && run.underWay?.existing.get(bump.branch)?.request
}

/** Open requests, each once, with the gates that keep them closed. */
function openFindings(
  { environment, changes, waits = [] }: EnvironmentPlan,
  run: RunSeen,
): readonly Finding[] {
  const policies = new Set(changes.map(({ marker }) => marker.policy))
  const byRequest = new Map<
    number,
    { readonly request: PullRequest; readonly policies: readonly PolicyKey[] }
  >()
  for (const policy of policies) {
    const request = requestOf(environment.name, policy, run)
    if (request === undefined) continue
    const known = byRequest.get(request.number)?.policies ?? []
    byRequest.set(request.number, { request, policies: [...known, policy] })
  }
  return [...byRequest.values()].map(({ request, policies: own }): Finding => {
    const closed = own.flatMap((policy) => closedGates(policy, waits))
    const waiting =
      closed.length === 0 ? 'waits for a person' : `waits: ${closed.map(({ text }) => text).join('; ')}`
    return {
      check: 'requests',
      kind: closed.length === 0 ? 'request-open' : 'request-waits',
      level: 'note',
      seen: `${own.join(' and ')}: the request #${request.number} is open and ${waiting}.`,
      fix:
        closed.length === 0
          ? `Review and merge it: ${request.url}`
          : `Nothing to do but wait: ${request.url}`,
      concerns: own.map((policy) => ({ environment: environment.name, policy })),
      stops: true,
    }
  })
}

/** What a run would do now: then it did not run, or not since. */
function dueFindings(
  { environment, changes, waits = [] }: EnvironmentPlan,
  run: RunSeen,
): readonly Finding[] {
  const { name } = environment
  const fresh = changes.filter(({ marker }) => requestOf(name, marker.policy, run) === undefined)
  const policies = [...new Set(fresh.map(({ marker }) => marker.policy))]
  return policies.flatMap((policy): readonly Finding[] => {
    const own = fresh.filter(({ marker }) => marker.policy === policy)
    const first = own.find(({ marker }) => marker.field === 'tag' || marker.field === 'image') ?? own[0]
    if (first === undefined) return []
    const { marker, to } = first
    const closed = closedGates(policy, waits)
    const after =
      closed.length === 0
        ? 'nothing stands in its way'
        : `the request then waits: ${closed.map(({ text }) => text).join('; ')}`
    return [
      {
        check: 'requests',
        kind: 'change-due',
        level: 'note',
        seen: `${policy}: a run would change ${marker.value || '(empty)'} to ${to || '(empty)'} now and ${deliveryText(environment)}; ${after}.`,
        place: marker.place,
        fix: 'Start the workflow and look at its log, or see it here first: image-bump plan',
        concerns: [{ environment: name, policy }],
        stops: true,
      },
    ]
  })
}

/** A branch that is checked out detached has no name. */
function deliveryText({ branch, delivery }: Environment): string {
  if (delivery.kind !== 'commit') return 'propose it by a pull request'
  return branch === noBranch ? 'commit it' : `commit it to ${branch}`
}

function closedGates(policy: PolicyKey, waits: readonly Wait[]): Wait['gates'] {
  const gates = waits.filter((wait) => wait.policy === policy).flatMap((wait) => wait.gates)
  return gates.filter(({ state }) => state !== 'passed')
}
