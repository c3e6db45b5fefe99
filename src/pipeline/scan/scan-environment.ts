/** One environment's manifests: the files it owns, with the markers that its policies know. */
import { closest } from 'fastest-levenshtein'
import type { Environment } from '../../model/environment.ts'
import type { Bypass, ScannedEnvironment } from '../../model/scanned.ts'
import type { Manifest, Marker, SourceFile } from '../../model/manifest.ts'
import { type PolicyKey, reachOf } from '../../model/policy.ts'
import type { Problem } from '../../model/problem.ts'
import { findFatal } from './fatal.ts'
import type { FoundMarkers } from './markers.ts'
import { ownerOf } from './owners.ts'
import { kustomizeReach } from './kustomize-reach.ts'
import { meaningOf, type Reaches, reachesOf, whereKnown } from './reach.ts'
import { judge, shareFiles, type Verdict } from './resolver.ts'
import type { BranchView } from './read-branches.ts'

/** Neighbours are the other environments of the same branch: a file that one of them owns too is written by neither, unless they share files. */
export function scanEnvironment(
  environment: Environment,
  neighbours: readonly Environment[],
  view: BranchView,
): ScannedEnvironment {
  const { markersIn, ownersOf } = view
  const sharingOf = remember((owners: readonly Environment[]) => sharingAmong(environment, owners))
  const found = view.files.flatMap((file) => {
    const owners = ownersOf(file.path)
    if (!owners.includes(environment)) return []
    const sharing = sharingOf(owners)
    const { rival } = sharing
    return [
      rival === undefined
        ? readFile(environment, file, { ...sharing, found: markersIn(file) })
        : ambiguous(environment, rival.name, markersIn(file)),
    ]
  })
  const manifests = found.map(({ manifest }) => manifest).filter(({ markers }) => markers.length > 0)
  const fatal = findFatal(environment, view)
  const problems = [...view.problems, ...fatal, ...found.flatMap((each) => each.problems)]
  // What Flux's automations share they share with Flux, too.
  const strangers = neighbours.filter(({ flux }) => flux === undefined || environment.flux === undefined)
  const bypasses = environment.delivery.kind === 'commit' ? bypassesOf(manifests, strangers, view) : []
  return {
    environment,
    ...(view.base !== undefined && { base: view.base }),
    manifests,
    problems,
    ...(bypasses.length > 0 && { bypasses }),
    ...(fatal.length > 0 && { fatal }),
  }
}

/** Of files that take commits, those that a gated neighbour's kustomizations reach. */
function bypassesOf(
  manifests: readonly Manifest[],
  neighbours: readonly Environment[],
  { kustomizations }: BranchView,
): readonly Bypass[] {
  const gated = neighbours.filter(({ delivery }) => delivery.kind === 'pull-request')
  return gated.flatMap((neighbour) => {
    const reach = kustomizeReach(kustomizations, ownerOf(neighbour))
    return manifests.flatMap(({ file }): readonly Bypass[] => {
      const through = reach(file.path)
      return through === undefined ? [] : [{ file: file.path, environment: neighbour.name, through }]
    })
  })
}

interface Found {
  readonly manifest: Manifest
  readonly problems: readonly Problem[]
}

/** What is the same for all files that the same environments own. */
interface Sharing {
  /** The first that does not share. */
  readonly rival?: Environment
  readonly reaches: readonly Reaches[]
  readonly verdictOn: (key: PolicyKey) => Verdict
}

function sharingAmong(environment: Environment, owners: readonly Environment[]): Sharing {
  const sharers = owners.filter((owner) => owner !== environment)
  const rival = sharers.find((owner) => !shareFiles(environment, owner))
  return {
    ...(rival && { rival }),
    reaches: [environment, ...sharers].map(reachesOf).filter(({ size }) => size > 0),
    verdictOn: remember((key: PolicyKey) => judge(key, environment, sharers)),
  }
}

interface Reading extends Sharing {
  readonly found: FoundMarkers
}

function readFile(
  environment: Environment,
  file: SourceFile,
  { found, reaches, ...sharing }: Reading,
): Found {
  const { manifest, problems, misfits } = found
  const policyOf = remember((word: PolicyKey) => meaningOf(word, file.path, reaches))
  const verdictOn = (word: PolicyKey): Verdict => {
    // A marker cannot reach into a folder by naming it.
    if (reachOf(word).folder !== '') return { kind: 'unknown' }
    return sharing.verdictOn(policyOf(word))
  }
  const obeyed = manifest.markers.filter(({ policy }) => verdictOn(policy).kind === 'ours')
  const left = manifest.markers.flatMap((marker) => {
    const verdict = verdictOn(marker.policy)
    if (verdict.kind === 'unknown') return [policyUnknown(environment, marker)]
    return verdict.kind === 'contested' ? [contested(marker, verdict.names)] : []
  })
  return {
    manifest: { file, markers: obeyed.map((marker) => ({ ...marker, policy: policyOf(marker.policy) })) },
    problems: [...problems, ...left, ...obeyed.flatMap((marker) => misfits.get(marker) ?? [])].toSorted(
      byPlace,
    ),
  }
}

function remember<Key, Value>(find: (key: Key) => Value): (key: Key) => Value {
  const known = new Map<Key, { readonly value: Value }>()
  return (key) => {
    const entry = known.get(key) ?? { value: find(key) }
    known.set(key, entry)
    return entry.value
  }
}

function contested({ policy, place }: Marker, names: readonly string[]): Problem {
  const message = `The policy ${policy} is one of ${names.join(' and ')}, and they do not agree on it, so neither writes this value.`
  return { code: 'marker-ambiguous', level: 'error', message, place }
}

function byPlace({ place: one }: Problem, { place: other }: Problem): number {
  const lines = (one?.line ?? 0) - (other?.line ?? 0)
  return lines === 0 ? (one?.column ?? 0) - (other?.column ?? 0) : lines
}

function ambiguous(environment: Environment, rival: string, found: FoundMarkers): Found {
  const { manifest, problems: seen } = found
  const { file } = manifest
  const owners = [environment.name, rival].toSorted()
  const problems = manifest.markers.map((marker): Problem => ({
    code: 'marker-ambiguous',
    level: 'error',
    message: `${file.path} belongs to the environments ${owners.join(' and ')}, so neither writes it.`,
    place: marker.place,
  }))
  return { manifest: { file, markers: [] }, problems: [...problems.slice(0, 1), ...seen] }
}

function policyUnknown(environment: Environment, marker: Marker): Problem {
  const keys = [...environment.policies, ...(environment.unusable ?? [])].map((policy) => policy.key)
  const { words, elsewhere } = whereKnown(marker.policy, marker.place.file, keys)
  const nearest = `did you mean "${closest(marker.policy, words)}"?`
  const advice =
    elsewhere.length > 0
      ? `${elsewhere.join(' and ')} has it for its own files.`
      : words.length === 0
        ? 'there are none.'
        : nearest
  return {
    code: 'policy-unknown',
    level: 'warning',
    message: `The marker "${marker.setter}" names no policy of ${environment.name}; ${advice}`,
    place: marker.place,
  }
}
