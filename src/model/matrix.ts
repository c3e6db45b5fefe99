/** A run that is divided among jobs. */

/** What one job does. Environments that commit to one branch stand in one row, where their commits go one after another. */
export interface MatrixRow {
  /** In the order of the configuration. */
  readonly environments: readonly string[]
  /** Their target branches, each once. */
  readonly branches: readonly string[]
}
