/** Described commits as Git takes them. */
import type { DescribedParcel } from '../../model/plan.ts'
import type { NewCommit, Push } from '../../ports.ts'

type Commits = Pick<Push, 'commits' | 'options' | 'refspecs'>

/** In the order given, each with its own files, and what their environments want to go with the push. */
export function newCommits(commits: DescribedParcel['commits']): Commits {
  const wishes = commits.map(({ planned }) => planned.environment.push ?? {})
  const options = Object.assign({}, ...wishes.map((wish) => wish.options ?? {}))
  const refspecs = [...new Set(wishes.flatMap(({ refspec }) => refspec ?? []))]
  return {
    commits: commits.map(newCommit),
    ...(Object.keys(options).length > 0 && { options }),
    ...(refspecs.length > 0 && { refspecs }),
  }
}

function newCommit({ message, files, planned }: DescribedParcel['commits'][number]): NewCommit {
  const { author, signingKey } = planned.environment
  return {
    message,
    files: files.map(({ after }) => after),
    ...(author && { author }),
    ...(signingKey !== undefined && { signingKey }),
  }
}
