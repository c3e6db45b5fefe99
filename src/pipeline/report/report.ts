/** Folds what a run saw and did into one value. */
import { isBranchUnread, type Scanned } from '../../model/scanned.ts'
import type { EnvironmentPlan, UpdatePlan } from '../../model/plan.ts'
import type { Selection } from '../../model/policy.ts'
import { imagesOf } from './status-of.ts'
import type { Problem } from '../../model/problem.ts'
import type { Identity } from '../../model/pull-request.ts'
import type { EnvironmentSelections, Publication, RunReport } from '../../model/report.ts'
import type { UnderWay } from '../../model/under-way.ts'
import { findTokenProblem } from '../../model/token.ts'
import { openRequests } from './open-requests.ts'

export interface Parts {
  readonly scanned: Scanned
  readonly selections: readonly EnvironmentSelections[]
  readonly plan: UpdatePlan
  readonly publications: readonly Publication[]
  readonly problems: readonly Problem[]
  readonly requests: ReadonlyMap<string, number>
  readonly identity?: Identity
  readonly underWay?: UnderWay
  /** Root of the pages of the host that the repository lives on. */
  readonly server: string
}

export function report(parts: Parts): RunReport {
  const { selections, plan, publications, problems, requests, identity, underWay } = parts
  const ofPolicies = selections.flatMap((each) => each.selections.flatMap(problemOf))
  const ofDeliveries = publications.flatMap(({ problem, warnings = [] }) => [
    ...(problem === undefined ? [] : [problem]),
    ...warnings,
  ])
  return {
    environments: plan.environments,
    selections,
    publications,
    problems: withoutRepeats([...problems, ...ofPolicies, ...ofDeliveries, ...ofToken(parts)]),
    requests,
    ...(identity && { identity }),
    images: imagesOf(parts),
    ...(underWay && { open: openRequests(underWay, plan, publications) }),
  }
}

/** Told where something is written, or would be. */
function ofToken({ identity, server, publications }: Parts): readonly Problem[] {
  const writes = publications.some(({ kind }) => writing.has(kind))
  const problem = identity && writes ? findTokenProblem(identity, server) : undefined
  return problem === undefined ? [] : [problem]
}

const writing = new Set<Publication['kind']>(['committed', 'planned', 'proposed'])

/** Every problem of the run, those of its environments' files included. */
export function allProblems({ environments, problems }: RunReport): readonly Problem[] {
  return withoutRepeats([...problems, ...environments.flatMap((each) => each.problems)])
}

/** 0: settled. 1: at least one problem of level `error`. (2 is a fault of ours, which the door sees.) */
export function exitCode(report: RunReport): 0 | 1 {
  return exitCodeFor(allProblems(report))
}

/** The same where there is no report of a run. */
export function exitCodeFor(problems: readonly Problem[]): 0 | 1 {
  return problems.some(({ level }) => level === 'error') ? 1 : 0
}

/** Was no file looked at? */
export function isUnread({ changes, holds, problems }: EnvironmentPlan): boolean {
  return changes.length + holds.length === 0 && isBranchUnread(problems)
}

function problemOf(selection: Selection): readonly Problem[] {
  return selection.kind === 'selected' || selection.problem === undefined ? [] : [selection.problem]
}

/** One failed image is told once, however many policies use it. */
function withoutRepeats(problems: readonly Problem[]): readonly Problem[] {
  const told = new Map(problems.map((problem) => [JSON.stringify(problem), problem]))
  return [...told.values()]
}
