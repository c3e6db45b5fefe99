/** Policies and tags -> the tag that each policy wins with, or why none, and the record of the decision. */
import type { Scanned, ScannedEnvironment } from '../../model/scanned.ts'
import type { ImagePolicy, Listing, Selection } from '../../model/policy.ts'
import type { AllProven } from '../../model/promotion.ts'
import { formatImageName, type Tag } from '../../model/reference.ts'
import type { EnvironmentSelections } from '../../model/report.ts'
import { tagsStanding } from '../../model/standing.ts'
import {
  type Choice,
  pinned,
  sharedWork,
  type SharedWork,
  suspended,
  weighWith,
} from '../policies/policies.ts'
import { behindGates } from './behind-gates.ts'

export { inTurn } from './in-turn.ts'

/** For each environment, in order, a selection for each policy that some marker names, in order. A listing that failed leaves its policies undecided. */
export function select(
  { environments, listings }: Scanned,
  proven: AllProven = new Map(),
  work: SharedWork = sharedWork(),
): readonly EnvironmentSelections[] {
  return environments.map((scanned) => ({
    environment: scanned.environment.name,
    selections: selectOne(scanned, listings, work).map((selection) =>
      behindGates(selection, proven.get(scanned.environment.name)?.get(selection.policy.key), work),
    ),
  }))
}

function selectOne(
  { environment, manifests }: ScannedEnvironment,
  listings: Scanned['listings'],
  work: SharedWork,
): readonly Selection[] {
  const standing = tagsStanding(manifests)
  const named = new Set(manifests.flatMap(({ markers }) => markers.map((marker) => marker.policy)))
  const usable = environment.policies
    .filter(({ key }) => named.has(key))
    .map((policy): Selection => {
      const tags = standing.get(policy.key) ?? new Set()
      if (policy.suspend === true) return { kind: 'undecided', policy, problem: suspended(policy, [...tags]) }
      const listing = listings.get(formatImageName(policy.repository.name)) ?? { kind: 'skipped' }
      return selection(policy, { listing, standing: tags, work })
    })
  const unusable = (environment.unusable ?? [])
    .filter(({ key }) => named.has(key))
    .map(({ key, problem }): Selection => ({ kind: 'undecided', policy: { key }, problem }))
  return [...usable, ...unusable]
}

interface Seen {
  readonly listing: Listing
  /** Tags that stand in the environment's files beside the policy's markers. */
  readonly standing: ReadonlySet<Tag>
  readonly work: SharedWork
}

function selection(policy: ImagePolicy, { listing, standing, work }: Seen): Selection {
  switch (listing.kind) {
    case 'skipped':
      return { kind: 'undecided', policy }
    case 'failed':
      return { kind: 'undecided', policy, problem: listing.problem }
    case 'listed': {
      const read = work.read(policy.spec)
      const choice = work.choose(read, work.remaining(listing.tags, policy.repository.exclusion))
      if (policy.pin !== undefined) return selectPinned(policy, pinned(policy, listing.tags, choice))
      if (choice.kind === 'failed') return failed(policy, choice)
      const { tag, record } = choice
      const weighed = [...standing].map((current) => weighWith(read, tag, current))
      return { kind: 'selected', policy, latest: { name: policy.repository.name, tag }, record, weighed }
    }
  }
}

/** A pin is a person's word in the configuration, so nothing in the files is weighed against it: an older tag goes the way of any other. */
function selectPinned(policy: ImagePolicy, choice: Choice): Selection {
  if (choice.kind === 'failed') return { kind: 'undecided', policy, problem: choice.problem }
  const { tag, record } = choice
  return { kind: 'selected', policy, latest: { name: policy.repository.name, tag }, record, weighed: [] }
}

function failed(policy: ImagePolicy, { problem, record }: Extract<Choice, { kind: 'failed' }>): Selection {
  const message = `${policy.key}: ${problem.message}`
  const placed = { ...problem, message, ...(policy.place && { place: policy.place }) }
  return { kind: 'failed', policy, problem: placed, record }
}
