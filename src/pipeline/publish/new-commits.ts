/** Described commits as Git takes them. */
import type { DescribedParcel } from '../../model/plan.ts'
import type { NewCommit } from '../../ports.ts'

/** In the order given, each with its own files. */
export function newCommits(commits: DescribedParcel['commits']): readonly NewCommit[] {
  return commits.map(({ message, files }) => ({ message, files: files.map(({ after }) => after) }))
}
