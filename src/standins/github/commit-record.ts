/** What people and workflows say of commits: data only. */
import type { Account } from './account.ts'

export interface StandInStatus {
  readonly id: number
  readonly commit: string
  readonly context: string
  readonly state: 'error' | 'failure' | 'pending' | 'success'
  readonly description: string | undefined
  readonly targetUrl: string | undefined
  readonly creator: Account
  readonly at: Date
}

/** What a check suite's run says; its conclusion is there when it is over. */
export interface StandInCheck {
  readonly id: number
  readonly commit: string
  readonly name: string
  readonly conclusion: CheckConclusion | undefined
  readonly startedAt: Date
  readonly completedAt: Date | undefined
}

export type CheckConclusion =
  'action_required' | 'cancelled' | 'failure' | 'neutral' | 'skipped' | 'success' | 'timed_out'
