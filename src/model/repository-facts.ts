/** What the repository's settings are on GitHub, and how its workflows fare, as far as a token is shown it. */

export interface RepositoryFacts {
  readonly isPublic: boolean
  readonly isArchived: boolean
  /** "Allow auto-merge"; shown to those who may push. */
  readonly allowsAutoMerge?: boolean
  /** May the person push whose token it is? Of other tokens it says nothing. */
  readonly mayPush?: boolean
  /** "Allow GitHub Actions to create and approve pull requests"; shown to administrators. */
  readonly actionsMayOpen?: boolean
  /** By path, as far as they are known to GitHub, which has them from the default branch. */
  readonly workflows: ReadonlyMap<string, WorkflowFacts>
}

export interface WorkflowFacts {
  /** GitHub's word: `active`, `disabled_inactivity`, `disabled_manually`, `disabled_fork`, `deleted`. */
  readonly state: string
  /** The latest run, whatever started it; absent where there is none, or it is not shown. */
  readonly lastRun?: WorkflowRun
}

export interface WorkflowRun {
  /** ISO 8601, UTC. */
  readonly at: string
  /** GitHub's word, as `success`, `failure` or `cancelled`; absent while it goes on. */
  readonly conclusion?: string
  readonly url: string
}

/** Asks for them, with these workflows. */
export type AskFacts = (workflows: readonly string[]) => Promise<RepositoryFacts>
