/** What every verb gives back to the door, which prints it. */
export interface CommandResult {
  readonly exitCode: 0 | 1
  /** What was asked for itself, for people: on standard output, unless that is a program's. */
  readonly shown?: readonly string[]
  /** For people. */
  readonly lines: readonly string[]
  /** For programs, by CONTRACTS; printed with `--output json`. */
  readonly json: unknown
}
