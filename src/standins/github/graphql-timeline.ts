/** What happened to a pull request, in GraphQL: of all events those that gave or took labels, and that it was closed. */
import { timestamp } from './call.ts'
import { actorSource } from './graphql-actor.ts'
import type { GraphQLCall } from './graphql-call.ts'
import { connection } from './graphql-connection.ts'
import type { Arguments, Source } from './graphql-execute.ts'
import type { StandInLabeling, StandInPull } from './record.ts'
import { nodeId } from './user-document.ts'

/** Oldest first; with `itemTypes` only those. */
export function timelineOf({ repository }: GraphQLCall, pull: StandInPull, values: Arguments): Source {
  const labelings = repository.record.labelings.filter(({ on }) => on === pull.number)
  const all = [...labelings.map((labeling) => labelEvent(labeling)), ...closedEvents(pull)]
  const { itemTypes } = values
  const entries = all.filter(({ type }) => !Array.isArray(itemTypes) || itemTypes.includes(type))
  const timeline = connection('PullRequestTimelineItems', {
    entries,
    nodeOf: ({ source }) => source,
    values,
  })
  return { ...timeline, typename: 'PullRequestTimelineItemsConnection' }
}

/** An event with the name of its type among `itemTypes`. */
interface TimelineEvent {
  readonly type: string
  readonly source: Source
}

function labelEvent({ label, isGiven, actor, at }: StandInLabeling): TimelineEvent {
  const named = { typename: 'Label', name: label, color: 'ededed', id: nodeId('LA', label.length) }
  const facts = { actor: actorSource(actor), createdAt: timestamp(at), label: named }
  return isGiven
    ? { type: 'LABELED_EVENT', source: { typename: 'LabeledEvent', ...facts } }
    : { type: 'UNLABELED_EVENT', source: { typename: 'UnlabeledEvent', ...facts } }
}

function closedEvents({ state, merged, closedBy, closedAt }: StandInPull): readonly TimelineEvent[] {
  if (state !== 'closed' || merged) return []
  const actor = closedBy ? actorSource(closedBy) : null
  const source = { typename: 'ClosedEvent', actor, createdAt: closedAt ? timestamp(closedAt) : '' }
  return [{ type: 'CLOSED_EVENT', source }]
}
