/** Commits as history: listed, shown with what they changed, and the pull requests they came by. */
import { findObject, isReachable } from './branches.ts'
import { paged } from './call.ts'
import type { Call, Route } from './call.ts'
import { commitDocument, diffEntries } from './commit-document.ts'
import { readCommit, readCommits } from './commits.ts'
import type { GitHubAnswer } from './exchange.ts'
import { pullDocument } from './pull-document.ts'
import { notFound, refusal } from './refusals.ts'

export const commitRoutes: readonly Route[] = [
  ['GET', '/commits', listCommits],
  ['GET', '/commits/{}/pulls', listPullsOfCommit],
  ['GET', '/commits/{}', showCommit],
]

/** GitHub documentation, "List commits": `sha` is a commit or branch, `path` a file or folder. */
function listCommits(call: Call): GitHubAnswer {
  const { query } = call.request
  const { defaultBranch = 'main' } = call.repository
  const start = findObject(call.repository, query.get('sha') ?? defaultBranch)
  if (start === undefined) return notFound
  const path = query.get('path')
  const since = query.get('since')
  const limits = since === null ? [] : [`--since=${since}`]
  const commits = readCommits(call.repository, [...limits, start, ...(path === null ? [] : ['--', path])])
  return paged(call, commits, (commit) => commitDocument(call, commit))
}

/** The text is what a public suite of tests that runs against GitHub expects (test_get_commit_wrong_type). */
function showCommit(call: Call): GitHubAnswer {
  const [name = ''] = call.values
  const id = findObject(call.repository, name)
  if (id === undefined) return refusal(422, `No commit found for SHA: ${name}`)
  const commit = readCommit(call.repository, id)
  const files = diffEntries(call, commit.parents.length === 0 ? [id] : [commit.parents[0] ?? '', id])
  const sum = (key: 'additions' | 'deletions') => files.reduce((total, file) => total + file[key], 0)
  const [additions, deletions] = [sum('additions'), sum('deletions')]
  const stats = { additions, deletions, total: additions + deletions }
  return { status: 200, body: { ...commitDocument(call, commit), stats, files } }
}

/** Merged by this commit, or open and with it. */
function listPullsOfCommit(call: Call): GitHubAnswer {
  const { repository, request, store, values } = call
  const id = findObject(repository, values[0] ?? '')
  if (id === undefined) return refusal(422, `No commit found for SHA: ${values[0]}`)
  const { directory } = repository
  const found = store.pulls(repository).filter((pull) => {
    if (pull.merged && pull.mergeCommit === id) return true
    const { headCommit, baseCommit, headRepository } = pull
    const lender = headRepository.directory
    const isIn = isReachable({ directory, lender, base: headCommit, head: id })
    return isIn && !isReachable({ directory, lender, base: baseCommit, head: id })
  })
  return paged(call, found, (pull) => pullDocument(pull, repository, request))
}
