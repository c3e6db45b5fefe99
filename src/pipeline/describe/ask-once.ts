/** Questions whose answers are worth words only: each is asked once a run, and an answer that cannot be had is none. */
import { problemsOf } from '../../model/problem.ts'

/** Asks, unless the same was asked before. */
export type AskOnce<T> = (
  question: readonly unknown[],
  ask: () => Promise<T | undefined>,
) => Promise<T | undefined>

/** For one kind of question. */
export function askOnce<T>(): AskOnce<T> {
  const answers = new Map<string, Promise<T | undefined>>()
  return (question, ask) => {
    const key = JSON.stringify(question)
    const answer = answers.get(key) ?? orNothing(ask)
    answers.set(key, answer)
    return answer
  }
}

async function orNothing<T>(ask: () => Promise<T | undefined>): Promise<T | undefined> {
  try {
    return await ask()
  } catch (thrown) {
    problemsOf(thrown)
    return undefined
  }
}
