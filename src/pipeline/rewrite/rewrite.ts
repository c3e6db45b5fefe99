/** The plan's changes -> new bytes. What cannot be rewritten exactly is left out, with its problem. */
import type {
  Change,
  Parcel,
  PlannedCommit,
  UpdatePlan,
  WrittenCommit,
  WrittenParcel,
} from '../../model/plan.ts'
import type { Problem } from '../../model/problem.ts'
import type { Manifest } from '../../model/manifest.ts'
import type { ScannedEnvironment } from '../../model/scanned.ts'
import { rewriteFile } from './rewrite-file.ts'

export interface Rewritten {
  readonly parcels: readonly WrittenParcel[]
  readonly problems: readonly Problem[]
}

/** Parcels in the plan's order; commits that change no file, and parcels without commits, are left out. */
export function rewrite(plan: UpdatePlan, scanned: readonly ScannedEnvironment[]): Rewritten {
  const problems: Problem[] = []
  const parcels = plan.parcels.map((parcel): WrittenParcel => {
    const commits = commitsOf(parcel).map((commit) => rewriteCommit(commit, scanned))
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

function rewriteCommit(
  planned: PlannedCommit,
  scanned: readonly ScannedEnvironment[],
): { readonly written: WrittenCommit; readonly problems: readonly Problem[] } {
  const manifests =
    scanned.find(({ environment }) => environment.name === planned.environment.name)?.manifests ?? []
  const results = manifests.map((manifest) => {
    const changes = changesOf(planned.changes, manifest)
    return { changes, result: rewriteFile(manifest.file, changes) }
  })
  const done = results.filter(({ result }) => result.kind === 'rewritten')
  return {
    written: {
      planned: { ...planned, changes: done.flatMap(({ changes }) => changes) },
      files: results.flatMap(({ result }) => (result.kind === 'rewritten' ? [result.file] : [])),
    },
    problems: results.flatMap(({ result }) => (result.kind === 'not-exact' ? [result.problem] : [])),
  }
}

function changesOf(changes: readonly Change[], { markers }: Manifest): readonly Change[] {
  const own = new Set(markers)
  return changes.filter(({ marker }) => own.has(marker))
}

export { rewriteFile, type RewriteResult } from './rewrite-file.ts'
