/** The one way in which references move: the rules are asked, other writers are noticed, workflows hear of it. */
import type { Account } from './account.ts'
import { isReachable, typeOf } from './branches.ts'
import { readRefs } from './refs.ts'
import { recordPull, recordPush } from './events.ts'
import { tryGit } from './git.ts'
import type { KnownRepository } from './record.ts'
import { findViolations } from './rules.ts'
import type { Move } from './rules.ts'

export interface WishedMove {
  /** In full: `refs/heads/main`. */
  readonly ref: string
  /** Where it must stand: undefined wherever it likes, `absent` nowhere yet. */
  readonly expected?: string
  /** Undefined deletes it. */
  readonly to: string | undefined
  /** Also to a commit that does not contain the one before. */
  readonly isForced: boolean
  /** A merge of a pull request: its requirements were checked. */
  readonly isMerge?: boolean
}

export type MoveOutcome =
  | { readonly kind: 'moved'; readonly moves: readonly Move[] }
  | { readonly kind: 'stale' | 'not-fast-forward' | 'no-commit' | 'missing'; readonly ref: string }
  | {
      readonly kind: 'refused'
      readonly ref: string
      readonly by: 'ruleset' | 'protection'
      readonly says: readonly string[]
    }

/** Moves all of them or none. */
export function moveRefs(
  repository: KnownRepository,
  account: Account,
  wishes: readonly WishedMove[],
): MoveOutcome {
  for (const { ref } of wishes) callBeforeMove(repository, ref)
  const before = readRefs(repository.directory, 'refs/')
  const moves = wishes.map((wish) => ({ wish, from: before.get(wish.ref.slice('refs/'.length)) }))
  for (const { wish, from } of moves) {
    const fault = findFault(repository, account, { wish, from })
    if (fault) return fault
  }
  const done = moves.map(({ wish: { ref, to }, from }) => ({ ref, from, to }))
  const lines = done.map(({ ref, from, to }) => `update ${ref} ${to ?? zero} ${from ?? zero}\n`)
  const written = tryGit(repository, ['update-ref', '--stdin'], { input: lines.join('') })
  if (!written.isOk) return { kind: 'stale', ref: wishes[0]?.ref ?? '' }
  for (const move of done) announceMove(repository, account, move)
  return { kind: 'moved', moves: done }
}

const zero = '0'.repeat(40)

/** Tells workflows of a move that has happened, here or by `git push`. */
export function announceMove(repository: KnownRepository, account: Account, move: Move): void {
  // Workflows hear of branches and tags only.
  if (move.from === move.to || !/^refs\/(?:heads|tags)\//.test(move.ref)) return
  recordPush(repository, account, move)
  const branch = move.ref.replace(/^refs\/heads\//, '')
  const { to } = move
  if (to === undefined) return
  const followers = repository.record.pulls.filter(
    (pull) => pull.state === 'open' && pull.head === branch && pull.headRepository.id === repository.id,
  )
  for (const pull of followers) {
    recordPull(repository, account, { pull: { ...pull, headCommit: to }, action: 'synchronize' })
  }
}

function callBeforeMove({ record }: KnownRepository, ref: string): void {
  const hooks = record.beforeMove
  record.beforeMove = []
  for (const hook of hooks) hook(ref)
}

function findFault(
  repository: KnownRepository,
  account: Account,
  { wish, from }: { readonly wish: WishedMove; readonly from: string | undefined },
): MoveOutcome | undefined {
  const { ref, to, expected, isForced, isMerge = false } = wish
  if (expected !== undefined && expected !== (from ?? 'absent')) return { kind: 'stale', ref }
  if (to === undefined && from === undefined) return { kind: 'missing', ref }
  const type = to === undefined ? 'commit' : typeOf(repository, to)
  if (type === undefined) return { kind: 'missing', ref }
  if (type !== 'commit' && ref.startsWith('refs/heads/')) return { kind: 'no-commit', ref }
  if (from !== undefined && to !== undefined && !isForced) {
    const isForward = isReachable({ directory: repository.directory, base: to, head: from })
    if (!isForward) return { kind: 'not-fast-forward', ref }
  }
  if (isMerge || from === to) return undefined
  const violations = findViolations(repository, { ref, from, to }, account.login)
  return violations && { kind: 'refused', ref, by: violations.kind, says: violations.says }
}
