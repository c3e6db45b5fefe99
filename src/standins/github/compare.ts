/** Two commits compared. */
import { countCommits, findMergeBase, findObject } from './branches.ts'
import type { Call, Route } from './call.ts'
import { paged } from './call.ts'
import { commitDocument, diffEntries } from './commit-document.ts'
import { readCommit, readCommits } from './commits.ts'
import type { GitHubAnswer } from './exchange.ts'
import { nameOf } from './record.ts'
import { notFound, refusal } from './refusals.ts'

export const compareRoutes: readonly Route[] = [['GET', '/compare/{+}', compareCommits]]

/** GitHub documentation, "Compare two commits": names of branches, tags or commits, files only on the first page. */
function compareCommits(call: Call): GitHubAnswer {
  const { repository, request } = call
  const [baseName = '', headName = ''] = (call.values[0] ?? '').split('...')
  const [base, head] = [baseName, headName].map((name) => findObject(repository, name))
  if (base === undefined || head === undefined) return notFound
  const { directory } = repository
  const start = findMergeBase({ directory, base, head })
  if (start === undefined) return refusal(404, `No common ancestor between ${baseName} and ${headName}.`)
  const ahead = countCommits({ directory, base, head })
  const behind = countCommits({ directory, base: head, head: base })
  const commits = readCommits(repository, ['--reverse', '--topo-order', `${base}..${head}`])
  const page = paged(call, commits, (commit) => commitDocument(call, commit))
  const isFirst = (request.query.get('page') ?? '1') === '1'
  const body = {
    ...addresses(call, baseName, headName),
    base_commit: commitDocument(call, readCommit(repository, base)),
    merge_base_commit: commitDocument(call, readCommit(repository, start)),
    status: ahead > 0 ? (behind > 0 ? 'diverged' : 'ahead') : behind > 0 ? 'behind' : 'identical',
    ahead_by: ahead,
    behind_by: behind,
    total_commits: commits.length,
    commits: page.body,
    ...(isFirst && { files: diffEntries(call, [start, head]) }),
  }
  return { status: 200, body, headers: page.headers }
}

function addresses({ repository, request }: Call, base: string, head: string) {
  const html = `${request.serverUrl}/${nameOf(repository)}/compare/${base}...${head}`
  return {
    url: `${request.apiUrl}/repos/${nameOf(repository)}/compare/${base}...${head}`,
    html_url: html,
    permalink_url: html,
    diff_url: `${html}.diff`,
    patch_url: `${html}.patch`,
  }
}
