/** Conditions that a change waits for. On a pull request each is a commit status that turns green by itself. */
import { gatePrefix } from './commit-status.ts'
import type { BranchRules, PullRequest } from './pull-request.ts'

/** Why a change may not go yet, or that it may. */
export interface Gate {
  readonly kind: GateKind
  /** `waiting` ends by itself when time goes by; `failed` only when something else happens. */
  readonly state: 'passed' | 'waiting' | 'failed'
  /** What is waited for, or what was proved, in one sentence. */
  readonly text: string
  /** When it will pass if nothing else happens, in milliseconds since 1970, where that is known. */
  readonly until?: number
}

export type GateKind = 'soak' | 'status' | 'window'

/** What a status at a commit is called: the name that a branch's rules can require. */
export function gateContext(kind: GateKind): string {
  return `${gatePrefix}${kind}`
}

/** What shall be said at the head of a request: of a kind that several of its policies have, the worst. */
export interface Gating {
  readonly environment: string
  /** The bump branch. */
  readonly branch: string
  readonly gates: readonly Gate[]
  /** The same for what the open request carries now, where this run wants to bring something else: it counts if that fails. */
  readonly before?: readonly Gate[]
  /** The open request where there is one already. */
  readonly request?: PullRequest
  /** What guards the branch that it wants to enter. */
  readonly rules: BranchRules
}

/** Do the branch's rules keep a request out whose gates are not open? */
export function areHard(gates: readonly Gate[], { known, checks }: BranchRules): boolean {
  return known && gates.every(({ kind }) => checks.includes(gateContext(kind)))
}

/** May it be merged by whoever merges what the rules let in? */
export function mayMerge(gates: readonly Gate[], rules: BranchRules): boolean {
  return areOpen(gates) || areHard(gates, rules)
}

/** What is armed merges by itself, and must not while a gate is closed that the branch does not ask for. */
export function isTooEarly({ request, gates, rules }: Gating): boolean {
  return (request?.armed === true || request?.queued === true) && !mayMerge(gates, rules)
}

/** One gate for each kind: one that failed counts more than one that waits, and of those the one that waits longest. */
export function worstOfEach(gates: readonly Gate[]): readonly Gate[] {
  const worst = new Map<GateKind, Gate>()
  for (const gate of gates) {
    const known = worst.get(gate.kind)
    if (known === undefined || isWorse(gate, known)) worst.set(gate.kind, gate)
  }
  return [...worst.values()].toSorted((one, other) => (one.kind < other.kind ? -1 : 1))
}

export function areOpen(gates: readonly Gate[]): boolean {
  return gates.every(({ state }) => state === 'passed')
}

const rank = { passed: 0, waiting: 1, failed: 2 } as const

function isWorse(one: Gate, other: Gate): boolean {
  const byState = rank[one.state] - rank[other.state]
  return byState === 0 ? (one.until ?? Infinity) > (other.until ?? Infinity) : byState > 0
}
