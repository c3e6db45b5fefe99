/** The plan's changes -> new bytes. What cannot be rewritten exactly is left out, with its problem. */
import type { Manifest, Marker } from '../../model/manifest.ts'
import type {
  Change,
  Parcel,
  PlannedCommit,
  UpdatePlan,
  WrittenCommit,
  WrittenParcel,
} from '../../model/plan.ts'
import type { Problem } from '../../model/problem.ts'
import type { ScannedEnvironment } from '../../model/scanned.ts'
import { rewriteFile } from './rewrite-file.ts'

export interface Rewritten {
  readonly parcels: readonly WrittenParcel[]
  readonly problems: readonly Problem[]
}

/** Parcels in the plan's order; commits that change no file, and parcels without commits, are left out. */
export function rewrite(plan: UpdatePlan, scanned: readonly ScannedEnvironment[]): Rewritten {
  const homes = homesOf(scanned)
  const problems: Problem[] = []
  const parcels = plan.parcels.map((parcel): WrittenParcel => {
    const commits = commitsOf(parcel).map((commit) => rewriteCommit(commit, homes))
    problems.push(...commits.flatMap((each) => each.problems))
    return { parcel, commits: commits.map(({ written }) => written).filter(({ files }) => files.length > 0) }
  })
  return { parcels: parcels.filter(({ commits }) => commits.length > 0), problems }
}

function commitsOf(parcel: Parcel): readonly PlannedCommit[] {
  switch (parcel.kind) {
    case 'commit':
      return parcel.commits
    case 'pull-request':
      return [parcel.commit]
  }
}

/** The manifest that each marker was found in. Environments read for themselves, so no two of them share a marker. */
type Homes = ReadonlyMap<Marker, Manifest>

function homesOf(scanned: readonly ScannedEnvironment[]): Homes {
  const homes = new Map<Marker, Manifest>()
  for (const { manifests } of scanned)
    for (const manifest of manifests) for (const marker of manifest.markers) homes.set(marker, manifest)
  return homes
}

function rewriteCommit(
  planned: PlannedCommit,
  homes: Homes,
): { readonly written: WrittenCommit; readonly problems: readonly Problem[] } {
  const results = [...byManifest(planned.changes, homes)].map(([{ file }, changes]) => ({
    changes,
    result: rewriteFile(file, changes),
  }))
  const done = results.filter(({ result }) => result.kind === 'rewritten')
  return {
    written: {
      planned: { ...planned, changes: done.flatMap(({ changes }) => changes) },
      files: results.flatMap(({ result }) => (result.kind === 'rewritten' ? [result.file] : [])),
    },
    problems: results.flatMap(({ result }) => (result.kind === 'not-exact' ? [result.problem] : [])),
  }
}

/** The changes of each file, in their order. */
function byManifest(changes: readonly Change[], homes: Homes): ReadonlyMap<Manifest, readonly Change[]> {
  const found = new Map<Manifest, Change[]>()
  for (const change of changes) {
    const manifest = homes.get(change.marker)
    if (manifest === undefined) continue
    const own = found.get(manifest)
    if (own === undefined) found.set(manifest, [change])
    else own.push(change)
  }
  return found
}

export { rewriteFile, type RewriteResult } from './rewrite-file.ts'
export { stack } from './stack.ts'
