/** What a dry run saw -> the rows of a matrix of jobs. */
import type { Environment } from '../../model/environment.ts'
import type { MatrixRow } from '../../model/matrix.ts'
import { environmentsWithWork, type Foreseen } from './work.ts'

/** GitHub makes at most so many jobs of one matrix (docs.github.com, "Actions limits"). */
export const mostJobs = 256

/** One row for each environment that has work, in the order of the configuration; more than `atMost` are folded evenly. */
export function matrixRows(foreseen: Foreseen, atMost: number = mostJobs): readonly MatrixRow[] {
  return folded(rowsOf(environmentsWithWork(foreseen)), atMost)
}

/** What `fromJSON` takes for a matrix. */
export function matrixJson(rows: readonly MatrixRow[]): object {
  const include = rows.map(({ environments, branches }) => ({
    environments: namesText(environments),
    branch: branches.join(','),
  }))
  return { include }
}

/** As the input `environments` reads it. Names that come from Flux may hold anything. */
function namesText(names: readonly string[]): string {
  return names.some((name) => /[,\n]|^\s|\s$|^\[/.test(name)) ? JSON.stringify(names) : names.join(',')
}

/** Two jobs that commit to one branch would race for it, and ask for everything again each time that they lose. */
function rowsOf(environments: readonly Environment[]): readonly MatrixRow[] {
  const rows = new Map<string, readonly Environment[]>()
  for (const environment of environments) {
    const { name, branch, delivery } = environment
    const key = delivery.kind === 'commit' ? `commits to ${branch}` : `requests of ${name}`
    rows.set(key, [...(rows.get(key) ?? []), environment])
  }
  return [...rows.values()].map((own) => ({
    environments: own.map(({ name }) => name),
    branches: [...new Set(own.map(({ branch }) => branch))],
  }))
}

/** Neighbours go together, so that no row has more than one row beyond another. */
function folded(rows: readonly MatrixRow[], atMost: number): readonly MatrixRow[] {
  if (rows.length <= atMost) return rows
  return Array.from({ length: atMost }, (_, job) => {
    const own = rows.slice(
      Math.floor((job * rows.length) / atMost),
      Math.floor(((job + 1) * rows.length) / atMost),
    )
    return {
      environments: own.flatMap(({ environments }) => environments),
      branches: [...new Set(own.flatMap(({ branches }) => branches))],
    }
  })
}
