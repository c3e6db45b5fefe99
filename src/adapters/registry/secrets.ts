/** Keeps what must not be read: announces each secret once, and strikes all of them from messages. */
import { ProblemError, problemsOf } from '../../model/problem.ts'

export interface Secrets {
  /** Announces a secret and remembers it. Gives it back. */
  keep(secret: string): string
  /** Does the work; problems that it throws are thrown on without any secret in their messages. */
  guard<T>(work: () => Promise<T>): Promise<T>
  /** The text without any secret. */
  strike(text: string): string
}

/** `mask` is told of every secret, so that the log hides it. */
export function createSecrets(mask: (secret: string) => void): Secrets {
  const known = new Set<string>()
  const strike = (text: string): string =>
    // Three characters are a word of the message sooner than a secret in it.
    [...known]
      .filter((secret) => secret.length > 3)
      .reduce((struck, secret) => struck.replaceAll(secret, '***'), text)
  return {
    keep: (secret) => {
      if (secret !== '' && !known.has(secret)) mask(secret)
      if (secret !== '') known.add(secret)
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
