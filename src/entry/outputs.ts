/** The Action's outputs, by CONTRACTS. */
import { matrixJson } from '../pipeline/matrix/matrix.ts'
import type { MatrixRow } from '../model/matrix.ts'
import { changeJson } from '../pipeline/report/json.ts'
import type { RunReport } from '../model/report.ts'

/** Characters a list. GitHub allows 1 MB of outputs a job, counted in UTF-16, which three such lists never fill; the report file is whole. */
const limit = 150_000

/** Those of a dry run, without the path of the plan. Both are for a job that takes this one's outputs. */
export function outputsForJobs(rows: readonly MatrixRow[]): Readonly<Record<string, string>> {
  return { matrix: JSON.stringify(matrixJson(rows)), rows: String(rows.length) }
}

/** Every output of every run but the path of the report. */
export function outputsOf(
  report: RunReport,
  serverUrl: string,
  repository: string,
): Readonly<Record<string, string>> {
  const updates = report.environments.flatMap(({ environment, changes }) =>
    changes.map((change) => ({ environment: environment.name, ...changeJson(change) })),
  )
  const commits = report.publications.flatMap(({ kind, environment, branch, commit }) =>
    kind === 'committed' && commit !== undefined
      ? [{ environment, branch, sha: commit, url: `${serverUrl}/${repository}/commit/${commit}` }]
      : [],
  )
  const requests = report.publications.flatMap(({ environment, group, request }) =>
    request === undefined ? [] : [{ environment, ...(group !== undefined && { group }), ...request }],
  )
  const changed = report.publications.some(({ kind }) => kind === 'committed' || kind === 'proposed')
  return {
    changed: String(changed),
    updates: bounded(updates),
    commits: bounded(commits),
    'pull-requests': bounded(requests),
  }
}

/** The first entries that fit. */
function bounded(entries: readonly object[]): string {
  let length = 2
  const kept = entries.filter((entry) => (length += JSON.stringify(entry).length + 1) <= limit)
  return JSON.stringify(kept)
}
