/** A forge in memory: pull requests that are kept, found and changed, without branches behind them. */
import { type Problem, problemError } from '../../src/model/problem.ts'
import type { ProblemError } from '../../src/model/problem.ts'
import { type BranchRules, type Identity, notKnown, type PullRequest } from '../../src/model/pull-request.ts'
import { type CommitStatus, fitStatus, type Signal } from '../../src/model/commit-status.ts'
import type { Forge, Furnishing, NewPullRequest, Release } from '../../src/ports.ts'

export interface InMemoryPull extends PullRequest {
  readonly draft: boolean
  /** From a branch of that name in somebody's fork. */
  readonly isFromFork: boolean
  /** What it was given when it was opened. */
  readonly furnishing?: Omit<Furnishing, 'body'>
}

export interface InMemoryForge extends Forge {
  /** All requests ever opened, by number. */
  pulls(): readonly InMemoryPull[]
  /** A person does this to a request: alice, or who is named. */
  change(number: number, changes: Partial<InMemoryPull>, login?: string): void
  openFromFork(request: NewPullRequest): void
  /** The merge queue takes a request in and makes this commit of it. */
  enqueue(number: number, commit: string): void
  setRules(branch: string, rules: Partial<BranchRules>): void
  /** Whose token it is; that of an app without this. */
  setIdentity(identity: Partial<Identity>): void
  /** First lines of the commits between two commits of a repository, the oldest first. */
  setCommits(repository: string, range: `${string}...${string}`, subjects: readonly string[]): void
  setReleases(repository: string, releases: readonly Release[]): void
  /** Another system says this of a commit, in place of what it said by that name before. */
  report(signal: Signal): void
  /** The next call of this method throws, and changes nothing; undefined takes that back. */
  failNext(method: keyof Forge, error: ProblemError | undefined): void
  /** The next call of this method ends everything, as if the process were killed there. */
  crashNext(method: keyof Forge): void
  /** How often each method was called. */
  calls(): ReadonlyMap<string, number>
}

/** Gives the head of a branch, where branches are kept elsewhere. */
export type HeadOf = (branch: string) => string | undefined

const app: Identity = { login: 'image-bump[bot]', email: 'image-bump@example.org', kind: 'app' }

/** A forge without requests; `now`, in milliseconds, is for statuses that we set. */
export function createInMemoryForge(
  headOf: HeadOf = () => undefined,
  now: () => number = () => 0,
): InMemoryForge {
  let pulls: readonly InMemoryPull[] = []
  const failures = new Map<string, Error>()
  const guards = new Map<string, BranchRules>()
  const commits = new Map<string, readonly string[]>()
  const published = new Map<string, readonly Release[]>()
  const said = new Map<string, Signal>()
  const statuses = new Map<string, CommitStatus>()
  const groups = new Map<number, string>()
  const labellers = new Map<string, string>()
  let identity: Identity = app
  const calls = new Map<string, number>()
  const called = (method: keyof Forge) => {
    calls.set(method, (calls.get(method) ?? 0) + 1)
    const failure = failures.get(method)
    failures.delete(method)
    if (failure) throw failure
  }
  const change = (number: number, changes: Partial<InMemoryPull>): InMemoryPull => {
    const pull = pulls[number - 1]
    if (pull === undefined) throw problemError('github-refused', `There is no pull request #${number}.`)
    pulls = pulls.with(number - 1, { ...pull, ...changes })
    return seen(number)
  }
  /** An open request has the head of its branch. */
  const seen = (number: number): InMemoryPull => {
    const pull = pulls[number - 1]!
    return pull.state === 'open' ? { ...pull, headCommit: headOf(pull.head) ?? pull.headCommit } : pull
  }
  const add = (request: NewPullRequest, isFromFork: boolean): InMemoryPull => {
    const number = pulls.length + 1
    const url = `https://github.com/acme/gitops/pull/${number}`
    const headCommit = headOf(request.head) ?? '0'.repeat(40)
    pulls = [
      ...pulls,
      { ...fresh, ...request, openedAt: now(), number, url, headCommit, isFromFork, isOwn: !isFromFork },
    ]
    return seen(number)
  }
  const tipOf = (commit: string) => {
    const ours = [...statuses].filter(([key]) => key.startsWith(`${commit} `))
    return { commit, statuses: ours.map(([, status]) => status) }
  }
  const asSeen = (pull: InMemoryPull): PullRequest => {
    const { statuses: ours } = tipOf(pull.headCommit)
    return { ...withoutOwn(pull), ...(pull.state === 'open' && { statuses: ours }) }
  }
  const report = (signal: Signal) => void said.set(`${signal.commit} ${signal.name}`, signal)
  const changeAs = (number: number, changes: Partial<InMemoryPull>, login: string): PullRequest => {
    for (const label of changes.labels ?? []) {
      if (!seen(number).labels.includes(label)) labellers.set(`${number} ${label.toLowerCase()}`, login)
    }
    return change(number, changes)
  }
  const own = () => pulls.filter(({ isFromFork }) => !isFromFork).map(({ number }) => seen(number))
  return {
    whoAmI: async () => {
      called('whoAmI')
      return identity
    },
    rules: async (branch) => {
      called('rules')
      return guards.get(branch) ?? { ...notKnown, known: true }
    },
    find: async (heads) => {
      called('find')
      return own()
        .filter((pull, _, all) => heads.includes(pull.head) && isRecent(pull, all))
        .map((pull) => asSeen(pull))
    },
    entering: async (branch) => {
      called('entering')
      const open = pulls.filter(({ state, base }) => state === 'open' && base === branch)
      return open.toReversed().map(({ number, head, body, isFromFork }) => {
        const tip = tipOf(isFromFork ? pulls[number - 1]!.headCommit : seen(number).headCommit)
        const group = groups.get(number)
        return {
          number,
          head,
          body,
          isFromFork,
          tip,
          ...(group && { queued: { ...tipOf(group), position: number } }),
        }
      })
    },
    open: async (request) => {
      called('open')
      const same = own().find(
        ({ state, head, base }) => state === 'open' && head === request.head && base === request.base,
      )
      if (same === undefined) return asSeen(add(request, false))
      return asSeen(change(same.number, { title: request.title, body: request.body }))
    },
    update: async (number, text) => {
      called('update')
      return asSeen(change(number, text))
    },
    furnish: async (number, { body, ...furnishing }): Promise<readonly Problem[]> => {
      called('furnish')
      const labels = [...new Set([...seen(number).labels, ...furnishing.labels])]
      changeAs(number, { body, furnishing, labels }, identity.login)
      return []
    },
    comment: async (number, body) => {
      called('comment')
      change(number, { comments: [...seen(number).comments, body] })
    },
    findComment: async (number, mark) => {
      called('findComment')
      const { comments } = seen(number)
      const index = comments.findIndex((body) => body.startsWith(mark))
      return index < 0 ? undefined : { id: number * commentsEach + index, body: comments[index]! }
    },
    editComment: async (id, body) => {
      called('editComment')
      const [number, index] = [Math.floor(id / commentsEach), id % commentsEach]
      change(number, { comments: seen(number).comments.with(index, body) })
    },
    close: async (number, body) => {
      called('close')
      return asSeen(change(number, { state: 'closed', body, headCommit: seen(number).headCommit }))
    },
    arm: async ({ number }) => {
      called('arm')
      change(number, { armed: true })
      return 'armed'
    },
    disarm: async (number) => {
      called('disarm')
      change(number, { armed: false })
    },
    signals: async (commits, isWanted) => {
      called('signals')
      return [...said.values()].filter(({ commit, name }) => commits.includes(commit) && isWanted(name))
    },
    setStatus: async (commit, status) => {
      called('setStatus')
      const { context, state } = status
      statuses.set(`${commit} ${context}`, fitStatus(status))
      report({ commit, name: context, state: signalStates[state], at: now() })
    },
    labelledBy: async (number, label) => {
      called('labelledBy')
      const isThere = seen(number).labels.some((each) => each.toLowerCase() === label.toLowerCase())
      const login = labellers.get(`${number} ${label.toLowerCase()}`)
      return !isThere || login === identity.login || login?.endsWith('[bot]') ? undefined : login
    },
    compare: async (repository, from, to) => {
      called('compare')
      const subjects = commits.get(`${repository} ${from}...${to}`)
      const url = `https://github.com/${repository}/compare/${from}...${to}`
      return subjects && { url, total: subjects.length, subjects: subjects.slice(0, 50) }
    },
    releases: async (repository, tags) => {
      called('releases')
      return (published.get(repository) ?? []).filter(({ tag }) => tags.includes(tag))
    },
    pulls: () => pulls.map(({ number }) => seen(number)),
    change: (number, changes, login = 'alice') =>
      void changeAs(number, { headCommit: seen(number).headCommit, ...changes }, login),
    report,
    enqueue: (number, commit) => {
      groups.set(number, commit)
      change(number, { queued: true })
    },
    openFromFork: (request) => void add(request, true),
    setRules: (branch, rules) => void guards.set(branch, { ...notKnown, known: true, ...rules }),
    setIdentity: (changes) => void (identity = { ...identity, ...changes }),
    setCommits: (repository, range, subjects) => void commits.set(`${repository} ${range}`, subjects),
    setReleases: (repository, releases) => void published.set(repository, releases),
    failNext: (method, error) =>
      void (error === undefined ? failures.delete(method) : failures.set(method, error)),
    crashNext: (method) => void failures.set(method, new Error('killed')),
    calls: () => new Map(calls),
  }
}

/** Of more comments than these the numbers would not be their own. */
const commentsEach = 1000

const fresh = {
  state: 'open',
  labels: [],
  approved: false,
  armed: false,
  queued: false,
  comments: [],
} as const satisfies Partial<InMemoryPull>

/** Open, or among the latest five of its branch that are not. */
function isRecent({ head, state, number }: PullRequest, all: readonly PullRequest[]): boolean {
  const later = all.filter((other) => other.head === head && other.state !== 'open' && other.number > number)
  return state === 'open' || later.length < 5
}

const signalStates = { success: 'green', failure: 'red', pending: 'pending' } as const

/** Without what only the forge itself knows. */
function withoutOwn(pull: PullRequest): PullRequest {
  const { number, url, head, base, title, body, state, isOwn, headCommit, labels } = pull
  const { approved, armed, queued, comments, openedAt = 0 } = pull
  return {
    number,
    url,
    head,
    base,
    title,
    body,
    state,
    isOwn,
    headCommit,
    labels,
    approved,
    armed,
    queued,
    comments,
    openedAt,
  }
}
