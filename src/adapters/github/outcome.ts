/** Questions whose refusal is an answer too, and patience with what was made a moment ago. */
import { type Problem, ProblemError } from '../../model/problem.ts'
import type { Clock } from '../../ports.ts'
import type { GitHubClient } from './client.ts'
import { explainFailure, findRefusal, type Wish } from './failure.ts'

/** `said` is GitHub's text; the status that of the answer, or what an error of GraphQL amounts to. */
export type Outcome<T> =
  | { readonly kind: 'done'; readonly value: T }
  | {
      readonly kind: 'refused'
      readonly status: number
      readonly said: string
      readonly problem: Problem
    }

/** A connection that can wait. */
export interface PatientClient extends GitHubClient {
  readonly clock: Pick<Clock, 'pause'>
}

/** Sends. What another try may cure is thrown: no answer, a fault of GitHub, a limit of the rate. */
export async function tryTo<T>(
  { token }: GitHubClient,
  wish: Wish,
  send: () => Promise<T>,
): Promise<Outcome<T>> {
  try {
    return { kind: 'done', value: await send() }
  } catch (thrown) {
    const explained = explainFailure(thrown, { ...wish, token })
    const refusal = findRefusal(thrown, token)
    if (refusal === undefined || !(explained instanceof ProblemError)) throw explained
    const [problem] = explained.problems
    return { kind: 'refused', status: refusal.status, said: refusal.text, problem }
  }
}

/** What was wanted, or the refusal as an error. */
export function insist<T>(outcome: Outcome<T>): T {
  if (outcome.kind === 'done') return outcome.value
  throw new ProblemError([outcome.problem])
}

/** In milliseconds: seven seconds in all. */
const pauses = [1000, 2000, 4000]

/** Tries again while GitHub does not know yet what it has just made (trstringer/manual-approval#208). */
export async function whenThere<T>(
  { clock }: Pick<PatientClient, 'clock'>,
  attempt: () => Promise<Outcome<T>>,
): Promise<Outcome<T>> {
  for (const pause of pauses) {
    const outcome = await attempt()
    if (outcome.kind === 'done' || !isNotThereYet(outcome.said)) return outcome
    await clock.pause(pause)
  }
  return attempt()
}

/** Of a team these words have another meaning: the token cannot read the organization. Both spellings of its opaque names are known. */
export function isHiddenTeam(said: string): boolean {
  return /could not resolve to a node with the global id of '(?:T_|MDQ6VGVhb)/i.test(said)
}

function isNotThereYet(said: string): boolean {
  const isUnknown = /could not resolve to a (?:node|pullrequest)\b|no commit found for sha/i.test(said)
  return isUnknown && !isHiddenTeam(said)
}
