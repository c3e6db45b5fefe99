/** What the doctor found: what may keep an update from coming, each with its place and the fix. */
import type { PolicyKey } from './policy.ts'
import type { Level, Place, Problem } from './problem.ts'
import { remedies } from './remedies.ts'

/** In the order in which data flows: what comes first is the first to ask about. */
export const checkNames = [
  'configuration',
  'workflow',
  'token',
  'branches',
  'registries',
  'policies',
  'markers',
  'requests',
] as const

export type CheckName = (typeof checkNames)[number]

export interface Finding {
  readonly check: CheckName
  /** A stable name: the code of the problem, or a word of the doctor's own. */
  readonly kind: string
  readonly level: Level
  /** What was seen, in one or two plain sentences. Never a secret. */
  readonly seen: string
  readonly place?: Place
  /** What to do: the command, or the line to write. Never empty. */
  readonly fix: string
  /** Whose updates it is about; everybody's where it is absent. */
  readonly concerns?: readonly Concern[]
  /** Does it by itself explain that an update did not come? */
  readonly stops: boolean
}

/** An environment, all of it or one policy. */
export interface Concern {
  readonly environment: string
  readonly policy?: PolicyKey
}

/** One check: what it saw where all is well, and what it found. */
export interface CheckResult {
  readonly check: CheckName
  /** One line. Of a check that was not made it says why. */
  readonly summary: string
  readonly isMade: boolean
  readonly findings: readonly Finding[]
}

/** Why nothing happened to a policy in one environment, in one sentence. */
export interface Reason {
  readonly environment: string
  readonly policy: PolicyKey
  readonly text: string
  /** What the sentence rests on; absent where nothing stands in the way. */
  readonly cause?: Finding
}

/** A problem as a finding; its remedy is the fix. */
export function findingOf(
  check: CheckName,
  { code, level, message, place }: Problem,
  about: { readonly concerns?: Finding['concerns']; readonly stops?: boolean } = {},
): Finding {
  const { concerns, stops = level === 'error' } = about
  return {
    check,
    kind: code,
    level,
    seen: message,
    ...(place && { place }),
    fix: remedies[code],
    ...(concerns && { concerns }),
    stops,
  }
}

/** Is it about this policy there, or about everybody? */
export function isAbout({ concerns }: Finding, environment: string, policy: PolicyKey): boolean {
  if (concerns === undefined) return true
  return concerns.some(
    (each) => each.environment === environment && (each.policy === undefined || each.policy === policy),
  )
}
