/** Commits of the past, and the lines in ours that say which version they brought. */
import type { SourceFile } from './manifest.ts'
import { isPolicyKey, type PolicyKey } from './policy.ts'

/** A Git commit's object id. */
export type CommitId = string

export interface HistoryCommit {
  readonly id: CommitId
  readonly message: string
  /** By its author. Then it is no person's, unless it says that it reverts something. */
  readonly ours: boolean
  /** Of the files that were asked for, those that it touched. */
  readonly files: readonly TouchedFile[]
}

/** What one commit did to a file, line by line, as far as the lines are of interest; where they stand is not told. */
export interface TouchedFile {
  readonly path: string
  readonly removed: readonly string[]
  readonly added: readonly string[]
}

/** Of which past somebody wants to know. */
export interface HistoryQuestion {
  readonly files: readonly string[]
  /** So many commits, the newest first. */
  readonly atMost: number
  /** The lines of interest are those with this ASCII text. */
  readonly containing: string
  /** Addresses of our commits' authors. */
  readonly addresses: readonly string[]
}

/** The commits that touched some files, newest first. */
export interface Past {
  readonly commits: readonly HistoryCommit[]
  /** Are there older ones that were not looked at? */
  readonly isCut: boolean
}

/** A branch's own line of commits: what it was at each, not how that came about. */
export interface Lineage {
  /** Newest first: those that changed one of the files, against their first parents. */
  readonly steps: readonly LineageStep[]
  /** All commits of the line from the oldest step on, newest first: signals may stand at any of them. */
  readonly commits: readonly CommitId[]
  /** Are there older steps that were not looked at? The oldest step then has all the files as they stood there. */
  readonly isCut: boolean
}

export interface LineageStep {
  readonly id: CommitId
  /** Seconds since 1970, as the committer's clock had it; never before that of an older step. */
  readonly date: number
  /** The files that it changed, as they are from then on; removed ones are left out. */
  readonly files: readonly SourceFile[]
  readonly removed: readonly string[]
}

/** One policy's step, as a commit of ours tells it. */
export interface BumpTrailer {
  readonly policy: PolicyKey
  /** Texts fit to print: they were other people's. */
  readonly from: readonly string[]
  readonly to: string
}

/** A line that machines can read (git-interpret-trailers): `Image-Bump-Policy: production:web 1.2.0 -> 1.2.3`. */
export function formatTrailer({ policy, from, to }: BumpTrailer): string {
  return `Image-Bump-Policy: ${policy} ${from.join(', ')} -> ${to}`
}

/** The steps that a message tells, in its order. */
export function findTrailers(message: string): readonly BumpTrailer[] {
  return [...message.matchAll(/^Image-Bump-Policy: (\S+) (.*) -> (\S+)$/gm)].flatMap(
    ([, policy = '', from = '', to = '']) =>
      isPolicyKey(policy) ? [{ policy, from: from.split(', '), to }] : [],
  )
}

/** Which past is wanted. */
export interface LineageQuestion {
  readonly head: CommitId
  /** The files, by the paths that they have at the head. */
  readonly files: readonly string[]
  /** How many commits that touched one of them, at most. */
  readonly atMost: number
}

/** What a branch has beyond the branch that it comes from. */
export interface CommitRange {
  readonly base: CommitId
  readonly head: CommitId
}
