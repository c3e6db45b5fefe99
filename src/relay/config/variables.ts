/** Environment variables, where the secrets are. */
import type { WrittenSender } from './written.ts'

/** Variables by their names, as in `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>

/** What the variable holds, without the line break that files end with; empty where it is not set. */
export function valueOf(variable: string, environment: Environment): string {
  const value = Object.hasOwn(environment, variable) ? environment[variable] : undefined
  return (value ?? '').replace(/\r?\n$/, '')
}

/** The variables that a sender names. */
export function variablesOf({ secret = [] }: WrittenSender): readonly string[] {
  return typeof secret === 'string' ? [secret] : secret
}

/** What they hold. */
export function secretsOf(sender: WrittenSender, environment: Environment): readonly string[] {
  return variablesOf(sender).map((variable) => valueOf(variable, environment))
}
