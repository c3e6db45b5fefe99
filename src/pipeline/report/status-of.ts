/** Folds what a run saw into what stands where, and what waits. */
import { findBumpOf } from '../../model/bump-branch.ts'
import type { EnvironmentPlan, UpdatePlan } from '../../model/plan.ts'
import { type ImagePolicy, type Listing, type PolicyKey, type Selection } from '../../model/policy.ts'
import { formatImageName, type ImageReference, parseImageName } from '../../model/reference.ts'
import { type EnvironmentSelections, selectionsOf } from '../../model/report.ts'
import type { Scanned } from '../../model/scanned.ts'
import { findWanted } from '../../model/setter.ts'
import type { PullRequest } from '../../model/pull-request.ts'
import type {
  EnvironmentStatus,
  ImagePlace,
  ImageStatus,
  WaitingRequest,
  PolicyStatus,
  RepositoryStatus,
  Status,
  Waiting,
} from '../../model/status.ts'
import type { UnderWay } from '../../model/under-way.ts'
import type { NamedThing } from '../../model/named-thing.ts'
import { versionsIn } from './versions.ts'

/** A run as far as it looked. */
export interface Sight {
  readonly named: readonly NamedThing[]
  readonly scanned: Scanned
  readonly selections: readonly EnvironmentSelections[]
  readonly plan: UpdatePlan
  readonly underWay?: UnderWay
  readonly at?: Date
  /** Since when, by environment, policy and version; absent where nobody looked. */
  readonly since?: Since
}

/** Milliseconds since 1970. */
export type Since = (environment: string, policy: PolicyKey, version: string) => number | undefined

/** Images by environments alone. */
export function imagesOf(sight: Omit<Sight, 'named'>): readonly ImageStatus[] {
  const whole = { ...sight, named: [] }
  return byImage(sight.plan.environments.flatMap((planned) => policiesOf(planned, whole)))
}

/** Folds it; asks nobody. */
export function statusOf(sight: Sight): Status {
  const { named, scanned, plan, at } = sight
  const used = plan.environments.flatMap((planned) => policiesOf(planned, sight))
  return {
    ...(at && { scanned: at }),
    repositories: named.flatMap((thing) => repositoryStatus(thing, scanned)),
    policies: [...used.map(({ status }) => status), ...unusedPolicies(named, used)],
    environments: plan.environments.map(environmentStatus),
    images: byImage(used),
  }
}

function repositoryStatus(
  { kind, name, image, suspended }: NamedThing,
  { listings }: Scanned,
): readonly RepositoryStatus[] {
  if (kind !== 'repository' || image === undefined) return []
  const listing: Listing = listings.get(formatImageName(parseImageName(image))) ?? { kind: 'skipped' }
  return [{ name, image, suspended, listing }]
}

interface Used {
  readonly policy: ImagePolicy | undefined
  readonly status: PolicyStatus
  readonly since: number | undefined
  readonly waiting: Waiting | undefined
}

function policiesOf(planned: EnvironmentPlan, sight: Sight): readonly Used[] {
  const { name, policies, unusable = [] } = planned.environment
  const own = selectionsOf(name, sight.selections)
  const selected = new Map(own.map((each) => [each.policy.key, each]))
  const standing = versionsIn(name, sight.scanned)
  const status = (key: PolicyKey): PolicyStatus => {
    const selection = selected.get(key)
    const versions = standing.get(key) ?? []
    return { key, environment: name, suspended: false, ...(selection && { selection }), versions }
  }
  return [
    ...policies.map((policy): Used => {
      const { key, suspend = false, pin, repository } = policy
      const plain = status(key)
      const waiting = waitingFor(planned, plain, sight)
      const image = repository.name.text
      const since = latestOf(plain.versions, (version) => sight.since?.(name, key, version))
      const own = { ...plain, image, suspended: suspend, ...(pin && { pin }) }
      return { policy, status: own, since, waiting }
    }),
    ...unusable.map(({ key, problem }): Used => {
      const selection: Selection = { kind: 'undecided', policy: { key }, problem }
      return {
        policy: undefined,
        status: { ...status(key), selection },
        since: undefined,
        waiting: undefined,
      }
    }),
  ]
}

function latestOf(
  versions: readonly string[],
  since: (version: string) => number | undefined,
): number | undefined {
  const times = versions.flatMap((version) => since(version) ?? [])
  return times.length === 0 ? undefined : Math.max(...times)
}

function waitingFor(
  planned: EnvironmentPlan,
  { key, selection, versions }: PolicyStatus,
  { underWay }: Sight,
): Waiting | undefined {
  const isOurs = ({ marker }: { readonly marker: { readonly policy: PolicyKey } }) => marker.policy === key
  const hold = planned.holds.find(({ change }) => isOurs(change))
  const wanted = selection && findWanted(selection)
  if (wanted === undefined || (hold === undefined && !planned.changes.some(isOurs))) return undefined
  const bump = findBumpOf(planned.environment, key, selection)
  const open = bump && underWay?.existing.get(bump.branch)?.request
  const request = open && { request: requestOf(open) }
  const wait = planned.waits?.find(({ policy }) => policy === key)
  const told = { version: versionText(wanted, versions), ...(wait && { gates: wait.gates }) }
  if (hold !== undefined) return { ...told, where: 'held', ...request, why: hold.why, lift: hold.lift }
  return bump === undefined ? { ...told, where: 'commit' } : { ...told, where: 'request', ...request }
}

function requestOf({ number, url, openedAt }: PullRequest): WaitingRequest {
  return { number, url, ...(openedAt !== undefined && { openedAt }) }
}

/** The digest tells where the tag does not. */
function versionText({ tag, digest }: ImageReference, versions: readonly string[]): string {
  return digest !== undefined && versions.includes(tag) ? `${tag}@${digest}` : tag
}

/** Of Flux's policies those that no automation has. */
function unusedPolicies(named: readonly NamedThing[], used: readonly Used[]): readonly PolicyStatus[] {
  const keys = new Set<string>(used.map(({ status }) => status.key))
  return named.flatMap(({ kind, words, name, image, suspended, pin }): readonly PolicyStatus[] => {
    const [namespace = '', own = ''] = name.split('/')
    const key: PolicyKey = `${namespace}:${own}`
    if (kind !== 'policy' || own === '' || words.some((word) => keys.has(word)) || !words.includes(key))
      return []
    return [{ key, ...(image !== undefined && { image }), suspended, ...(pin && { pin }), versions: [] }]
  })
}

function environmentStatus({ environment, changes, holds, problems }: EnvironmentPlan): EnvironmentStatus {
  const why = [...new Set(holds.map((hold) => hold.why))]
  return { environment, changes: changes.length, held: { values: holds.length, why }, problems }
}

function byImage(used: readonly Used[]): readonly ImageStatus[] {
  const images = new Map<string, { readonly image: string; readonly places: ImagePlace[] }>()
  for (const { policy, status, since, waiting } of used) {
    const { environment, key, versions } = status
    if (policy === undefined || environment === undefined || versions.length + (waiting ? 1 : 0) === 0)
      continue
    const canonical = formatImageName(policy.repository.name)
    const known = images.get(canonical) ?? { image: policy.repository.name.text, places: [] }
    images.set(canonical, known)
    const when = since === undefined ? {} : { since }
    known.places.push({ environment, policy: key, versions, ...when, ...(waiting && { waiting }) })
  }
  return [...images.values()]
}
