/** Keeps what must not be read: announces each secret once, and strikes all of them from messages. */
import { ProblemError, problemsOf } from '../../model/problem.ts'
import { formsOf, strikeForms } from './echoes.ts'

export interface Secrets {
  /** Announces a secret and remembers it. Gives it back. */
  keep(secret: string): string
  /** Does the work; problems that it throws are thrown on without any secret in their messages. */
  guard<T>(work: () => Promise<T>): Promise<T>
  /** The text without any secret, also where it stands percent-encoded, in Base64, or both. */
  strike(text: string): string
}

/** `mask` is told of every secret, so that the log hides it. */
export function createSecrets(mask: (secret: string) => void): Secrets {
  const known = new Map<string, readonly string[]>()
  const strike = (text: string): string => strikeForms(text, [...known.values()].flat())
  return {
    keep: (secret) => {
      if (secret === '' || known.has(secret)) return secret
      mask(secret)
      known.set(secret, formsOf(secret))
      return secret
    },
    strike,
    guard: async (work) => {
      try {
        return await work()
      } catch (thrown) {
        const [first, ...rest] = problemsOf(thrown).map((problem) => ({
          ...problem,
          message: strike(problem.message),
        }))
        // What was thrown is not kept as the cause: it still has the secret.
        throw first === undefined ? thrown : new ProblemError([first, ...rest])
      }
    },
  }
}
