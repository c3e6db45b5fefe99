/** What is said of commits, in GraphQL: statuses alone, and the rollup of statuses and check runs. */
import { timestamp } from './call.ts'
import type { StandInCheck, StandInStatus } from './commit-record.ts'
import { actorSource } from './graphql-actor.ts'
import type { GraphQLCall } from './graphql-call.ts'
import { connection } from './graphql-connection.ts'
import { Refusal } from './graphql-execute.ts'
import type { Arguments, Source } from './graphql-execute.ts'
import { nodeId } from './user-document.ts'

/** Null where nobody said anything; a token that may not know it is refused that field alone. */
export function statusSource(call: GraphQLCall, id: string): Source | null {
  insist(call, call.account.readsStatuses)
  const newest = newestStatuses(call, id)
  if (newest.length === 0) return null
  const contexts = newest.map((status) => contextSource(status))
  return { typename: 'Status', state: stateOf(newest), contexts }
}

/** As reported in philips-software/pull-request-report-action#557 and windmill-labs/windmill-sync-example#72, it may be refused in parts. */
export function rollupSource(call: GraphQLCall, id: string): Source | null {
  const statuses = newestStatuses(call, id)
  const checks = newestChecks(call, id)
  if (statuses.length + checks.length === 0) return null
  if (call.account.readsStatuses === false) insist(call, call.account.readsChecks)
  const { readsStatuses, readsChecks } = call.account
  // Each is refused alone.
  const entries = [
    ...statuses.map((status) => () => {
      insist(call, readsStatuses)
      return contextSource(status)
    }),
    ...checks.map((check) => () => {
      insist(call, readsChecks)
      return checkSource(check)
    }),
  ]
  return {
    typename: 'StatusCheckRollup',
    state: stateOf([...statuses, ...checks.map((check) => ({ state: check.conclusion ?? 'pending' }))]),
    contexts: (values: Arguments) =>
      connection('StatusCheckRollupContext', { entries, nodeOf: (read) => read, values }),
  }
}

/** What is public is shown to everybody. */
function insist({ repository }: GraphQLCall, reads = true): void {
  if (reads || !repository.record.settings.isPrivate) return
  throw new Refusal('FORBIDDEN', 'Resource not accessible by integration')
}

function contextSource({ id, context, state, description, targetUrl, creator, at }: StandInStatus): Source {
  return {
    typename: 'StatusContext',
    id: nodeId('SC', id),
    context,
    state: state.toUpperCase(),
    description: description ?? null,
    targetUrl: targetUrl ?? null,
    creator: actorSource(creator),
    createdAt: timestamp(at),
  }
}

function checkSource({ id, name, conclusion, startedAt, completedAt }: StandInCheck): Source {
  return {
    typename: 'CheckRun',
    id: nodeId('CR', id),
    databaseId: id,
    name,
    status: completedAt ? 'COMPLETED' : 'IN_PROGRESS',
    conclusion: conclusion?.toUpperCase() ?? null,
    startedAt: timestamp(startedAt),
    completedAt: completedAt ? timestamp(completedAt) : null,
  }
}

/** GraphQL: `StatusState`. */
function stateOf(said: readonly { readonly state: string }[]): string {
  const states = new Set(said.map(({ state }) => state))
  if (['failure', 'timed_out', 'cancelled', 'action_required'].some((state) => states.has(state)))
    return 'FAILURE'
  return states.has('error') ? 'ERROR' : states.has('pending') ? 'PENDING' : 'SUCCESS'
}

function newestStatuses({ repository }: GraphQLCall, id: string): readonly StandInStatus[] {
  const all = repository.record.statuses.filter(({ commit }) => commit === id)
  return [...new Map(all.map((status) => [status.context, status])).values()]
}

function newestChecks({ repository }: GraphQLCall, id: string): readonly StandInCheck[] {
  const all = repository.record.checks.filter(({ commit }) => commit === id)
  return [...new Map(all.map((check) => [check.name, check])).values()]
}
