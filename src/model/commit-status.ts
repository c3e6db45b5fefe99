/** What is said of commits: by us, and by others. */
import type { CommitId } from './history.ts'

/** A status of ours at a commit. */
export interface CommitStatus {
  readonly context: string
  readonly state: 'success' | 'pending' | 'failure'
  /** One line, at most 140 characters (GitHub's limit). */
  readonly description: string
}

/** How the names of our own statuses begin. */
export const gatePrefix = 'image-bump/'

/** Is it one of ours? */
export function isGateContext(context: string): boolean {
  return context.startsWith(gatePrefix)
}

/** As it is shown once it was set: a description that is too long ends in an ellipsis. */
export function fitStatus(status: CommitStatus): CommitStatus {
  const { description } = status
  if (description.length <= mostCharacters) return status
  // Half of a character outside the basic plane is none.
  const start = description.slice(0, mostCharacters - 1).replace(/[\u{d800}-\u{dbff}]$/u, '')
  return { ...status, description: `${start}…` }
}

const mostCharacters = 140

/** What another system says of a commit, such as Flux's notification-controller or a check of a workflow. */
export interface Signal {
  readonly commit: CommitId
  /** The status' context or the check's name. */
  readonly name: string
  readonly state: 'green' | 'red' | 'pending'
  /** When it was said, in milliseconds since 1970. */
  readonly at: number
}
