/** One environment's manifests: the files it owns, with the markers that its policies know. */
import { closest } from 'fastest-levenshtein'
import type { Environment } from '../../model/environment.ts'
import type { Bypass, ScannedEnvironment } from '../../model/scanned.ts'
import type { Manifest, Marker, SourceFile } from '../../model/manifest.ts'
import type { Problem } from '../../model/problem.ts'
import { findMarkers } from './markers.ts'
import { ownerOf } from './owners.ts'
import { reachOf } from './reach.ts'
import type { BranchView } from './read-branches.ts'

/** Neighbours are the other environments of the same branch: a file that one of them owns too is written by neither. */
export function scanEnvironment(
  environment: Environment,
  neighbours: readonly Environment[],
  view: BranchView,
): ScannedEnvironment {
  const owns = ownerOf(environment)
  const rivals = neighbours.map((neighbour) => ({ name: neighbour.name, owns: ownerOf(neighbour) }))
  const found = view.files
    .filter((file) => owns(file.path))
    .map((file) => {
      const rival = rivals.find((other) => other.owns(file.path))
      return rival === undefined ? readFile(environment, file) : ambiguous(environment, rival.name, file)
    })
  const manifests = found.map(({ manifest }) => manifest).filter(({ markers }) => markers.length > 0)
  const problems = [...view.problems, ...found.flatMap((each) => each.problems)]
  const bypasses = environment.delivery.kind === 'commit' ? bypassesOf(manifests, neighbours, view) : []
  return {
    environment,
    ...(view.base !== undefined && { base: view.base }),
    manifests,
    problems,
    ...(bypasses.length > 0 && { bypasses }),
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
    const reach = reachOf(kustomizations, ownerOf(neighbour))
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

function readFile(environment: Environment, file: SourceFile): Found {
  const { manifest, problems, misfits } = findMarkers(file)
  const known = new Set<string>(environment.policies.map((policy) => policy.key))
  const obeyed = manifest.markers.filter((marker) => known.has(marker.policy))
  const unknown = manifest.markers.filter((marker) => !known.has(marker.policy))
  return {
    manifest: { file, markers: obeyed },
    problems: [
      ...problems,
      ...unknown.map((marker) => policyUnknown(environment, marker)),
      ...obeyed.flatMap((marker) => misfits.get(marker) ?? []),
    ].toSorted(byPlace),
  }
}

function byPlace({ place: one }: Problem, { place: other }: Problem): number {
  const lines = (one?.line ?? 0) - (other?.line ?? 0)
  return lines === 0 ? (one?.column ?? 0) - (other?.column ?? 0) : lines
}

function ambiguous(environment: Environment, rival: string, file: SourceFile): Found {
  const { manifest, problems: seen } = findMarkers(file)
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
  const keys = environment.policies.map((policy) => policy.key)
  const advice = keys.length === 0 ? 'there are none.' : `did you mean "${closest(marker.policy, keys)}"?`
  return {
    code: 'policy-unknown',
    level: 'warning',
    message: `The marker "${marker.setter}" names no policy of ${environment.name}; ${advice}`,
    place: marker.place,
  }
}
