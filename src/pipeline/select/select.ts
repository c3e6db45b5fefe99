/** Policies and tags -> the tag that each policy wins with, or why none, and the record of the decision. */
import type { Scanned, ScannedEnvironment } from '../../model/scanned.ts'
import type { Exclusion, ImagePolicy, Listing, PolicySpec, Selection } from '../../model/policy.ts'
import { formatImageName, type Tag } from '../../model/reference.ts'
import type { EnvironmentSelections } from '../../model/report.ts'
import { type Choice, chooseFrom, type ReadPolicy, readPolicy } from './choose.ts'
import { exclude, readExclusion, type Remaining } from './exclude.ts'
import { tagsInFiles } from './tags-in-files.ts'
import { weighWith } from './weigh.ts'

export { choose, type Choice } from './choose.ts'
export { weigh } from './weigh.ts'

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

/** What policies have in common is done once: 600 images in three environments often share a listing, an exclusion and a spec. */
interface SharedWork {
  readonly read: (spec: PolicySpec) => ReadPolicy
  readonly remaining: (tags: readonly Tag[], exclusion: Exclusion) => Remaining
  readonly choose: (policy: ReadPolicy, remaining: Remaining) => Choice
}

function sharedWork(): SharedWork {
  const specs = new Map<string, ReadPolicy>()
  const excluders = new Map<string, ReturnType<typeof readExclusion>>()
  const remainders = new Map<readonly Tag[], Map<string, Remaining>>()
  const choices = new Map<Remaining, Map<ReadPolicy, Choice>>()
  return {
    read: (spec) => once(specs, JSON.stringify(spec), () => readPolicy(spec)),
    remaining: (tags, exclusion) => {
      const text = JSON.stringify(exclusion)
      const byExclusion = once(remainders, tags, () => new Map<string, Remaining>())
      return once(byExclusion, text, () =>
        exclude(
          tags,
          once(excluders, text, () => readExclusion(exclusion)),
        ),
      )
    },
    choose: (policy, remaining) => {
      const byPolicy = once(choices, remaining, () => new Map<ReadPolicy, Choice>())
      return once(byPolicy, policy, () => chooseFrom(policy, remaining))
    },
  }
}

function once<Key, Value>(made: Map<Key, Value>, key: Key, make: () => Value): Value {
  const known = made.get(key)
  if (known !== undefined) return known
  const value = make()
  made.set(key, value)
  return value
}
