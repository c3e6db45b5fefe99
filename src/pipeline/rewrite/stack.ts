/** Commits of one push that change one file: each builds on the bytes of the one before it. */
import type { SourceFile } from '../../model/manifest.ts'
import type { Change, RewrittenFile, WrittenCommit, WrittenParcel } from '../../model/plan.ts'
import type { Problem } from '../../model/problem.ts'
import { rewriteFile } from './rewrite-file.ts'

/** Each commit was rewritten for itself, from the files that were read. What does not fit together is left out of the later commit, with its problem. */
export function stack(parcels: readonly WrittenParcel[]): {
  readonly parcels: readonly WrittenParcel[]
  readonly problems: readonly Problem[]
} {
  const problems: Problem[] = []
  const stacked = parcels.map(({ parcel, commits }) => {
    const piles: Piles = new Map()
    const others = commits.map((commit) => onTop(commit, piles, problems))
    return { parcel, commits: others.filter(({ files }) => files.length > 0) }
  })
  return { parcels: stacked.filter(({ commits }) => commits.length > 0), problems }
}

/** By path: the file as it was read, all changes so far, and its bytes with them. */
type Piles = Map<
  string,
  { readonly read: SourceFile; readonly changes: readonly Change[]; readonly top: SourceFile }
>

function onTop(commit: WrittenCommit, piles: Piles, problems: Problem[]): WrittenCommit {
  const lost = new Set<string>()
  const files = commit.files.flatMap((file): readonly RewrittenFile[] => {
    const { path } = file.before
    const own = commit.planned.changes.filter(({ marker }) => marker.place.file === path)
    const pile = piles.get(path)
    if (pile === undefined) {
      piles.set(path, { read: file.before, changes: own, top: file.after })
      return [file]
    }
    const changes = [...pile.changes, ...own]
    const result = rewriteFile(pile.read, changes)
    if (result.kind === 'rewritten') {
      piles.set(path, { read: pile.read, changes, top: result.file.after })
      return [{ before: pile.top, after: result.file.after }]
    }
    lost.add(path)
    if (result.kind === 'not-exact') problems.push(result.problem)
    return []
  })
  if (lost.size === 0) return { ...commit, files }
  const changes = commit.planned.changes.filter(({ marker }) => !lost.has(marker.place.file))
  return { ...commit, planned: { ...commit.planned, changes }, files }
}
