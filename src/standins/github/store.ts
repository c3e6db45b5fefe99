/** The repositories GitHub serves and their pull requests, brought up to date with their branches. */
import { countCommits, isReachable, readBranches } from './branches.ts'
import { requirementsOf } from './merge-state.ts'
import { writePushHook } from './push-hook.ts'
import { defaultSettings, nameOf } from './record.ts'
import type { KnownRepository, StandInPull, StandInRepository, StandInReview } from './record.ts'

/** What a request is opened with. */
export type NewPull = Pick<
  StandInPull,
  'title' | 'body' | 'author' | 'head' | 'headRepository' | 'headCommit' | 'base' | 'baseCommit' | 'draft'
>

/** Names of repositories are `owner/name` and, as on GitHub, may be written in any case. */
export interface Store {
  readonly now: () => Date
  add(repository: StandInRepository): void
  find(repository: string): KnownRepository | undefined
  /** Every repository, in the order they came. */
  repositories(): readonly KnownRepository[]
  /** All requests into a repository by number, brought up to date with its branches. */
  pulls(repository: KnownRepository): readonly StandInPull[]
  insert(repository: KnownRepository, pull: NewPull): StandInPull
  change(repository: KnownRepository, number: number, changes: Partial<StandInPull>): StandInPull
  /** A number that nothing else has. */
  nextId(): number
}

/** An empty store. */
export function createStore(now: () => Date): Store {
  const repositories = new Map<string, KnownRepository>()
  let lastId = 1000
  return {
    now,
    add: (repository) => {
      const known = knownOf(repository, repositories.size + 1)
      repositories.set(nameOf(repository).toLowerCase(), known)
      if (known.record.rules.length > 0) writePushHook(known)
    },
    find: (repository) => repositories.get(repository.toLowerCase()),
    repositories: () => [...repositories.values()],
    pulls: (repository) => {
      repository.record.pulls = settle(repository, now())
      return repository.record.pulls
    },
    insert: ({ record }, pull) => {
      const at = now()
      const added = { ...pull, ...born, number: record.pulls.length + 1, createdAt: at, updatedAt: at }
      record.pulls = [...record.pulls, added]
      return added
    },
    change: ({ record }, number, changes) => {
      const at = now()
      record.pulls = record.pulls.map((pull) => {
        if (pull.number !== number) return pull
        const { state = pull.state } = changes
        const closedAt = state === 'open' ? undefined : (pull.closedAt ?? at)
        const disarmed = state === 'closed' ? { autoMerge: undefined, queued: undefined } : {}
        return { ...pull, ...changes, ...disarmed, closedAt, updatedAt: at }
      })
      return record.pulls[number - 1]!
    },
    nextId: () => (lastId += 1),
  }
}

const born = {
  labels: [],
  assignees: [],
  reviewers: [],
  teams: [],
  milestone: undefined,
  reviews: [],
  autoMerge: undefined,
  queued: undefined,
  state: 'open',
  merged: false,
  mergedBy: undefined,
  mergeCommit: undefined,
  closedBy: undefined,
  closedAt: undefined,
} as const

function knownOf(repository: StandInRepository, id: number): KnownRepository {
  const record = {
    settings: { ...defaultSettings, ...repository.settings },
    rules: repository.rules ?? [],
    pulls: [],
    comments: [],
    statuses: [],
    checks: [],
    labelings: [],
    releases: [],
    labels: [],
    events: [],
    looks: new Map(),
    beforeMove: [],
  }
  return { ...repository, id, record }
}

/** Closes what lost its branch or has nothing left to merge, as GitHub does after a push. */
function settle(repository: KnownRepository, now: Date): readonly StandInPull[] {
  const { pulls } = repository.record
  if (!pulls.some(({ state }) => state === 'open')) return pulls
  const branches = readBranches(repository.directory)
  return pulls.map((pull) => {
    if (pull.state === 'closed') return pull
    const isOwn = pull.headRepository.directory === repository.directory
    const heads = isOwn ? branches : readBranches(pull.headRepository.directory)
    const seen = { headCommit: heads.get(pull.head), baseCommit: branches.get(pull.base) }
    return settleOne(pull, repository, { ...seen, now })
  })
}

interface Seen {
  readonly headCommit: string | undefined
  readonly baseCommit: string | undefined
  readonly now: Date
}

function settleOne(
  pull: StandInPull,
  repository: KnownRepository,
  { headCommit, baseCommit, now }: Seen,
): StandInPull {
  const shut = {
    state: 'closed',
    closedAt: now,
    updatedAt: now,
    autoMerge: undefined,
    queued: undefined,
  } as const
  const closed = { ...pull, ...shut }
  if (headCommit === undefined || baseCommit === undefined) return closed
  if (headCommit === pull.headCommit && baseCommit === pull.baseCommit) return pull
  const { directory } = repository
  const range = { directory, lender: pull.headRepository.directory, base: baseCommit, head: headCommit }
  if (countCommits(range) > 0) return followed(pull, repository, { headCommit, baseCommit })
  const merged = isReachable({ ...range, head: pull.headCommit })
  return { ...closed, merged, mergeCommit: merged ? pull.headCommit : undefined }
}

/** A new head leaves the merge queue, and loses its approvals where the rules say so. */
function followed(
  pull: StandInPull,
  repository: KnownRepository,
  { headCommit, baseCommit }: Pick<StandInPull, 'headCommit' | 'baseCommit'>,
): StandInPull {
  if (headCommit === pull.headCommit) return { ...pull, baseCommit }
  const { dismissesStale } = requirementsOf(repository, pull.base)
  const reviews = dismissesStale ? pull.reviews.map((review) => dismissed(review)) : pull.reviews
  return { ...pull, headCommit, baseCommit, reviews, queued: undefined }
}

function dismissed(review: StandInReview): StandInReview {
  return review.state === 'APPROVED' ? { ...review, state: 'DISMISSED' } : review
}
