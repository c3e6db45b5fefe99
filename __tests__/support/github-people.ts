/** What people do on GitHub while nobody looks: they push, review, merge, close, edit, revert. */
import { readBranches } from '../../src/standins/github/branches.ts'
import type { Account, GitHubAnswer, GitHubRequest } from '../../src/standins/github/github.ts'
import { revertCommit } from '../../src/standins/github/merge.ts'
import { accountOf } from './github-actors.ts'

export interface Person {
  /** Commits on top of the branch, or of `main` where there is none yet, and pushes; null deletes a file. Gives the commit. */
  push(branch: string, files: Readonly<Record<string, string | null>>, message?: string): string
  deleteBranch(branch: string): void
  close(number: number): void
  reopen(number: number): void
  approve(number: number): void
  requestChanges(number: number): void
  comment(number: number, body: string): void
  edit(
    number: number,
    text: { readonly title?: string; readonly body?: string; readonly base?: string },
  ): void
  label(number: number, ...labels: readonly string[]): void
  unlabel(number: number, label: string): void
  /** Ticks the checkbox of the body whose line has this text. */
  tick(number: number, text: string): void
  /** Gives the commit on the base. */
  merge(number: number, method?: 'merge' | 'squash' | 'rebase'): string
  /** The button "Update branch". */
  updateBranch(number: number, method?: 'MERGE' | 'REBASE'): void
  armAutoMerge(number: number, method?: 'MERGE' | 'SQUASH' | 'REBASE'): void
  /** `git revert` of a commit, pushed to the branch. */
  revert(commit: string, branch?: string): string
  /** The button "Revert" on a merged request: another request, whose number is given. */
  revertPull(number: number): number
  /** Posts a commit status, as CI does. */
  status(commit: string, context: string, state?: 'success' | 'failure' | 'pending'): void
  /** Any request in that name, past the wire; throws unless the status is below 400. */
  ask(method: string, path: string, body?: object): Answer
}

type Answer = ReturnType<typeof sendAs>

export interface Place {
  readonly repository: string
  readonly directory: string
  readonly ask: (account: Account, request: GitHubRequest) => GitHubAnswer
}

/** A person with write access to the repository. */
export function createPerson(place: Place, login: string): Person {
  const account = accountOf({ kind: 'user', login })
  const send = (method: string, path: string, body?: object) => sendAs(place, account, { method, path, body })
  const ask: Person['ask'] = (method, path, body) => send(method, `/repos/${place.repository}${path}`, body)
  const branches = () => readBranches(place.directory)
  const point = (branch: string, sha: string) => {
    if (branches().has(branch)) ask('PATCH', `/git/refs/${encodeURIComponent(`heads/${branch}`)}`, { sha })
    else ask('POST', '/git/refs', { ref: `refs/heads/${branch}`, sha })
    return sha
  }
  const by = `${login} <${login}@example.com>`
  const revert = (commit: string, onto: string) => {
    const made = revertCommit(place, { commit, onto, by, at: new Date() })
    if (made === undefined) throw new Error(`${commit} cannot be reverted without conflicts`)
    return made
  }
  const mutate = (name: string, number: number, input: object) => {
    const { node_id: pullRequestId } = ask('GET', `/pulls/${number}`)
    const query = `mutation($input: ${name[0]?.toUpperCase()}${name.slice(1)}Input!) { ${name}(input: $input) { clientMutationId } }`
    const { errors = [] } = send('POST', '/graphql', {
      query,
      variables: { input: { pullRequestId, ...input } },
    })
    if (errors.length > 0) throw new Error(JSON.stringify(errors))
  }
  return {
    ask,
    push: (branch, files, message = `Work of ${login}`) => {
      const parent = branches().get(branch) ?? branches().get('main') ?? ''
      const tree = Object.entries(files).map(([path, content]) => {
        return { path, mode: '100644', type: 'blob', ...(content === null ? { sha: null } : { content }) }
      })
      const { tree: base } = ask('GET', `/git/commits/${parent}`)
      const { sha: treeId } = ask('POST', '/git/trees', { base_tree: base.sha, tree })
      const author = { name: login, email: `${login}@example.com` }
      const commit = ask('POST', '/git/commits', { message, tree: treeId, parents: [parent], author })
      return point(branch, commit['sha'])
    },
    deleteBranch: (branch) => void ask('DELETE', `/git/refs/${encodeURIComponent(`heads/${branch}`)}`),
    close: (number) => void ask('PATCH', `/pulls/${number}`, { state: 'closed' }),
    reopen: (number) => void ask('PATCH', `/pulls/${number}`, { state: 'open' }),
    approve: (number) => void ask('POST', `/pulls/${number}/reviews`, { event: 'APPROVE' }),
    requestChanges: (number) =>
      void ask('POST', `/pulls/${number}/reviews`, { event: 'REQUEST_CHANGES', body: 'Not yet.' }),
    comment: (number, body) => void ask('POST', `/issues/${number}/comments`, { body }),
    edit: (number, text) => void ask('PATCH', `/pulls/${number}`, text),
    label: (number, ...labels) => void ask('POST', `/issues/${number}/labels`, { labels }),
    unlabel: (number, label) => void ask('DELETE', `/issues/${number}/labels/${encodeURIComponent(label)}`),
    tick: (number, text) => {
      const before = String(ask('GET', `/pulls/${number}`)['body'])
      const lines = before
        .split('\n')
        .map((line) => (line.includes(text) ? line.replace('[ ]', '[x]') : line))
      if (lines.join('\n') === before) throw new Error(`#${number} has no empty checkbox with "${text}"`)
      ask('PATCH', `/pulls/${number}`, { body: lines.join('\n') })
    },
    merge: (number, method = 'merge') =>
      ask('PUT', `/pulls/${number}/merge`, { merge_method: method })['sha'],
    updateBranch: (number, updateMethod = 'MERGE') =>
      mutate('updatePullRequestBranch', number, { updateMethod }),
    armAutoMerge: (number, mergeMethod = 'MERGE') =>
      mutate('enablePullRequestAutoMerge', number, { mergeMethod }),
    revert: (commit, branch = 'main') => point(branch, revert(commit, branches().get(branch) ?? '')),
    revertPull: (number) => {
      const pull = ask('GET', `/pulls/${number}`)
      const head = `revert-${number}-${pull['head'].ref}`
      point(head, revert(pull['merge_commit_sha'], branches().get(pull['base'].ref) ?? ''))
      const title = `Revert "${pull['title']}"`
      const body = `Reverts ${place.repository}#${number}`
      return ask('POST', '/pulls', { head, base: pull['base'].ref, title, body })['number']
    },
    status: (commit, context, state = 'success') =>
      void ask('POST', `/statuses/${commit}`, { context, state }),
  }
}

function sendAs(
  { ask }: Place,
  account: Account,
  {
    method,
    path,
    body,
  }: { readonly method: string; readonly path: string; readonly body: object | undefined },
) {
  const [plain = ''] = path.split('?')
  const serverUrl = 'http://github.example'
  const answer = ask(account, {
    method,
    url: path,
    path: plain,
    query: new URL(path, serverUrl).searchParams,
    headers: {
      'user-agent': 'a person',
      'x-github-api-version': '2022-11-28',
      'content-type': 'application/json',
    },
    body,
    token: '',
    serverUrl,
    apiUrl: serverUrl,
  })
  if (answer.status >= 400)
    throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`)
  return Object(answer.body)
}
