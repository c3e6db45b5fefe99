/** Why a policy chooses what it chooses in one environment, for a terminal and for programs. */
import type { Environment } from '../../model/environment.ts'
import type { Wait } from '../../model/plan.ts'
import type { DecisionRecord, ImagePolicy, Weighed } from '../../model/policy.ts'
import { printable } from '../../model/printable.ts'
import type { Problem } from '../../model/problem.ts'
import type { Tag } from '../../model/reference.ts'
import { decisionRows, type Row, tableLines } from './decision.ts'
import { problemJson, waitJson } from './json.ts'
import { problemLines } from './terminal.ts'

export interface Explanation {
  readonly environment: Environment
  readonly policy: ImagePolicy
  /** The winner, and what the policy compared of it. */
  readonly chosen?: { readonly tag: Tag; readonly key: string }
  /** Why there is no winner. */
  readonly problem?: Problem
  /** Absent where the tags are not known. */
  readonly record?: DecisionRecord
  /** What stands in the environment's files beside the policy's markers. */
  readonly weighed: readonly Weighed[]
  /** What the environment takes behind its gates, and what that waits for. */
  readonly wait?: Wait
  /** The tag that was asked about, where it falls out, and why. */
  readonly asked?: { readonly tag: Tag; readonly stage: string; readonly reason: string }
}

/** The outcome, and a table of how it came about. */
export function explanationLines(explanation: Explanation): readonly string[] {
  const { environment, policy, chosen, problem } = explanation
  const result =
    chosen === undefined ? 'chooses nothing' : `chooses ${policy.repository.name.text}:${chosen.tag}`
  return [
    printable(`${environment.name}: ${policy.key} ${result}`),
    ...tableLines(rowsOf(explanation)),
    ...(problem === undefined ? [] : problemLines(problem)),
  ]
}

function rowsOf({ policy, chosen, record, weighed, wait, asked }: Explanation): readonly Row[] {
  return [
    ['image', policy.repository.name.text],
    ...(chosen === undefined || chosen.key === chosen.tag ? [] : [['compared as', chosen.key] as const]),
    ...(record === undefined ? [] : decisionRows(record)),
    ...weighed.map((each): Row => ['in the files', weighedText(each)]),
    ...(wait === undefined ? [] : waitRows(wait)),
    ...(asked === undefined ? [] : [[`why not ${asked.tag}`, asked.reason] as const]),
  ]
}

function waitRows({ tag, gates }: Wait): readonly Row[] {
  return [
    ['behind gates', tag],
    ...gates.map(({ kind, state, text }): Row => [`gate ${kind}`, `${state}: ${text}`]),
  ]
}

function weighedText({ tag, fits, age }: Weighed): string {
  return `${tag}, which ${ages[age]}${fits ? '' : ' and does not fit'}`
}

const ages: Readonly<Record<Weighed['age'], string>> = {
  same: 'is as good as the winner',
  older: 'is older than the winner',
  newer: 'is newer than the winner',
  unknown: 'cannot be compared with the winner',
}

/** By CONTRACTS, `explain --output json`. */
export function explanationJson(explanation: Explanation): object {
  const { environment, policy, chosen, problem, record, weighed, wait, asked } = explanation
  return {
    environment: environment.name,
    branch: environment.branch,
    image: policy.repository.name.text,
    ...(chosen !== undefined && { chosen }),
    ...(problem !== undefined && { problem: problemJson(problem) }),
    ...(record !== undefined && { decision: record }),
    weighed,
    ...(wait !== undefined && { wait: waitJson(wait) }),
    ...(asked !== undefined && { whyNot: asked }),
  }
}
