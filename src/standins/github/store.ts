/** What GitHub knows beside Git: the repositories it serves and their pull requests. */
import { countCommits, isReachable, readBranches } from './branches.ts'

export interface StandInRepository {
  readonly owner: string
  readonly name: string
  /** The bare repository whose branches are the truth. */
  readonly directory: string
  /** `main` when absent. */
  readonly defaultBranch?: string
}

/** A repository with its number, which is all that GitHub adds to it here. */
export interface KnownRepository extends StandInRepository {
  readonly id: number
}

export interface StandInPull {
  readonly number: number
  readonly title: string
  readonly body: string
  readonly head: string
  /** Where the head branch lives; for a fork's request not where the request is. */
  readonly headRepository: KnownRepository
  readonly base: string
  /** The commits that both branches were last seen at. */
  readonly headCommit: string
  readonly baseCommit: string
  readonly draft: boolean
  readonly labels: readonly string[]
  readonly state: 'open' | 'closed'
  readonly merged: boolean
  readonly createdAt: Date
  readonly updatedAt: Date
  readonly closedAt: Date | undefined
}

export type NewPull = Omit<
  StandInPull,
  'number' | 'labels' | 'state' | 'merged' | 'createdAt' | 'updatedAt' | 'closedAt'
>

/** Names of repositories are `owner/name` and, as on GitHub, may be written in any case. */
export interface Store {
  add(repository: StandInRepository): void
  find(repository: string): KnownRepository | undefined
  /** All requests into a repository by number, brought up to date with its branches. */
  pulls(repository: string): readonly StandInPull[]
  insert(repository: string, pull: NewPull): StandInPull
  change(repository: string, number: number, changes: Partial<StandInPull>): StandInPull
}

/** An empty store. */
export function createStore(now: () => Date): Store {
  const repositories = new Map<string, KnownRepository>()
  const requests = new Map<string, readonly StandInPull[]>()
  const pullsOf = (repository: string) => requests.get(repository.toLowerCase()) ?? []
  return {
    add: (repository) => {
      const key = `${repository.owner}/${repository.name}`.toLowerCase()
      repositories.set(key, { ...repository, id: repositories.size + 1 })
    },
    find: (repository) => repositories.get(repository.toLowerCase()),
    pulls: (repository) => {
      const known = repositories.get(repository.toLowerCase())
      if (known === undefined) return []
      const settled = settle(known, pullsOf(repository), now())
      requests.set(repository.toLowerCase(), settled)
      return settled
    },
    insert: (repository, pull) => {
      const before = pullsOf(repository)
      const at = now()
      const born = { labels: [], state: 'open', merged: false, createdAt: at, updatedAt: at } as const
      const added: StandInPull = { ...pull, ...born, number: before.length + 1, closedAt: undefined }
      requests.set(repository.toLowerCase(), [...before, added])
      return added
    },
    change: (repository, number, changes) => {
      const at = now()
      const pulls = pullsOf(repository).map((pull) => {
        const { state = pull.state } = changes
        const closedAt = state === 'open' ? undefined : (pull.closedAt ?? at)
        return pull.number === number ? { ...pull, ...changes, closedAt, updatedAt: at } : pull
      })
      requests.set(repository.toLowerCase(), pulls)
      return pulls[number - 1]!
    },
  }
}

/** Closes what lost its branch or has nothing left to merge, as GitHub does after a push. */
function settle(
  repository: KnownRepository,
  pulls: readonly StandInPull[],
  now: Date,
): readonly StandInPull[] {
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
  { directory }: KnownRepository,
  { headCommit, baseCommit, now }: Seen,
): StandInPull {
  const closed = { ...pull, state: 'closed', closedAt: now, updatedAt: now } as const
  if (headCommit === undefined || baseCommit === undefined) return closed
  if (headCommit === pull.headCommit && baseCommit === pull.baseCommit) return pull
  const range = { directory, lender: pull.headRepository.directory, base: baseCommit, head: headCommit }
  if (countCommits(range) > 0) return { ...pull, headCommit, baseCommit }
  return { ...closed, merged: isReachable({ ...range, head: pull.headCommit }) }
}
