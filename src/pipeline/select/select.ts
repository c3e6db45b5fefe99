/** Policies and tags -> the tag that each policy wins with, or why none, and the record of the decision. */
import type { Scanned, ScannedEnvironment } from '../../model/scanned.ts'
import type { ImagePolicy, Listing, Selection } from '../../model/policy.ts'
import { formatImageName, type Tag } from '../../model/reference.ts'
import type { EnvironmentSelections } from '../../model/report.ts'
import type { Choice } from './choose.ts'
import { sharedWork, type SharedWork } from './shared-work.ts'
import { tagsInFiles } from './tags-in-files.ts'
import { weighWith } from './weigh.ts'

export { choose, type Choice, footgunsOf } from './choose.ts'
export type { Footgun, FootgunKind } from './footguns.ts'
export { sharedWork, type SharedWork } from './shared-work.ts'
export { compareBytes } from './tags.ts'
export { weigh, weighWith } from './weigh.ts'
export { type Stage, whyNot, type WhyNot } from './why-not.ts'

/** For each environment, in order, a selection for each policy that some marker names, in order. A listing that failed leaves its policies undecided. */
export function select({ environments, listings }: Scanned): readonly EnvironmentSelections[] {
  const work = sharedWork()
  return environments.map((scanned) => ({
    environment: scanned.environment.name,
    selections: selectOne(scanned, listings, work),
  }))
}

function selectOne(
  { environment, manifests }: ScannedEnvironment,
  listings: Scanned['listings'],
  work: SharedWork,
): readonly Selection[] {
  const standing = tagsInFiles(manifests)
  const named = new Set(manifests.flatMap(({ markers }) => markers.map((marker) => marker.policy)))
  return environment.policies
    .filter(({ key }) => named.has(key))
    .map((policy) => {
      const listing = listings.get(formatImageName(policy.repository.name)) ?? { kind: 'skipped' }
      return selection(policy, { listing, standing: standing.get(policy.key) ?? new Set(), work })
    })
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
      if (choice.kind === 'failed') return failed(policy, choice)
      const { tag, record } = choice
      const weighed = [...standing].map((current) => weighWith(read, tag, current))
      return { kind: 'selected', policy, latest: { name: policy.repository.name, tag }, record, weighed }
    }
  }
}

function failed(policy: ImagePolicy, { problem, record }: Extract<Choice, { kind: 'failed' }>): Selection {
  const message = `${policy.key}: ${problem.message}`
  const placed = { ...problem, message, ...(policy.place && { place: policy.place }) }
  return { kind: 'failed', policy, problem: placed, record }
}
