/** What every verb gives back to the door, which prints it. */
export interface CommandResult {
  readonly exitCode: 0 | 1
  /** For people. */
  readonly lines: readonly string[]
  /** For programs, by CONTRACTS; printed with `--output json`. */
  readonly json: unknown
}
