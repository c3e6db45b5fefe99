/** Described commits as Git takes them. */
import type { DescribedParcel } from '../../model/plan.ts'
import type { Problem } from '../../model/problem.ts'
import type { NewCommit, Push } from '../../ports.ts'

type Commits = Pick<Push, 'commits' | 'options' | 'refspecs'>

/** In the order given, each with its own files, and what their environments want to go with the push. Of an option with several values the last counts. */
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

/** Options that environments of one push want with different values: git has one push a branch, and the server one value. */
export function contradictions(commits: DescribedParcel['commits']): readonly Problem[] {
  const wishes = commits.flatMap(({ planned: { environment } }) =>
    Object.entries(environment.push?.options ?? {}).map(([name, value]) => ({ environment, name, value })),
  )
  const names = [...new Set(wishes.map(({ name }) => name))]
  return names.flatMap((name): readonly Problem[] => {
    const own = wishes.filter((wish) => wish.name === name)
    const last = own.at(-1)
    if (last === undefined || own.every(({ value }) => value === last.value)) return []
    const all = own.map((wish) => `${wish.environment.name} wants "${wish.value}"`).join(', ')
    const message = `What goes to ${last.environment.branch} goes in one push, and its option ${name} has one value: ${all}; the last counts.`
    const place = last.environment.flux?.place
    return [{ code: 'push-options-differ', level: 'warning', message, ...(place && { place }) }]
  })
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
