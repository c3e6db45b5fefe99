/** Is what stands on GitHub already what shall stand there? Then it is not written again, and nothing is asked for its words. */
import type { SourceFile } from './manifest.ts'
import type { CommitId } from './history.ts'
import type { BumpBranch, RequestParcel } from './plan.ts'
import { claimOf, type PullRequest } from './pull-request.ts'
import { type CarriedBump, carriesAll, type RequestState } from './request-state.ts'

/** Does the branch bring these very bytes and nothing else? */
export function hasBytes({ files, isStray }: BumpBranch, wanted: readonly SourceFile[]): boolean {
  const here = new Map(files.map((file) => [file.path, file]))
  return (
    isStray !== true &&
    files.length === wanted.length &&
    wanted.every((file) => {
      const other = here.get(file.path)
      return other !== undefined && other.mode === file.mode && Buffer.compare(other.bytes, file.bytes) === 0
    })
  )
}

/**
 * Does the request say what it carries, and that we pushed this head? That more tags were listed meanwhile is no news. Whoever opened it: from an
 * earlier token it says so too, and to believe a stranger here costs words and nothing else.
 */
export function tells(request: PullRequest, head: CommitId, bumps: readonly CarriedBump[]): boolean {
  const known = claimOf(request)
  return known !== undefined && known.heads.includes(head) && carriesAll(known, bumps)
}

/** Will the words be written? Not into a request that is left alone, nor into one that says it already. */
export function needsWords(
  { existing: { branch, request }, isFrozen }: RequestParcel,
  wanted: readonly SourceFile[],
  { bumps }: Pick<RequestState, 'bumps'>,
): boolean {
  if (request === undefined) return true
  if (isFrozen) return false
  return branch === undefined || !hasBytes(branch, wanted) || !tells(request, branch.head, bumps)
}
