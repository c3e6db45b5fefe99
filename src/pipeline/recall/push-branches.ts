/** Flux's push branches: what the automation alone has put there is ours to make anew, and one commit of a person's is not. */
import { bumpBranchName } from '../../model/bump-branch.ts'
import type { CommitId } from '../../model/history.ts'
import type { BumpBranch, ExistingBump } from '../../model/plan.ts'
import { problemsOf } from '../../model/problem.ts'
import type { ScannedEnvironment } from '../../model/scanned.ts'
import type { Git } from '../../ports.ts'

/** A branch that an environment gives a name for, and what is known of whoever commits there. */
export interface PushBranch {
  /** The branch that its request wants to enter, and where that stands. */
  readonly into: string
  readonly base: CommitId
  readonly addresses: readonly string[]
}

/** By name. Files on disk have no base to compare with. */
export function pushBranchesOf(scanned: readonly ScannedEnvironment[]): ReadonlyMap<string, PushBranch> {
  return new Map(
    scanned.flatMap(({ environment, base }) => {
      const { delivery, branch, author } = environment
      if (delivery.kind === 'commit' || base === undefined) return []
      const name = delivery.pushBranch ?? (delivery.bare && bumpBranchName(environment, undefined))
      if (name === undefined) return []
      return [[name, { into: branch, base, addresses: author ? [author.email] : [] }]]
    }),
  )
}

/** Branches without requests, which no GitHub needs to be asked about. */
export async function recallBare(
  scanned: readonly ScannedEnvironment[],
  git: Pick<Git, 'heads' | 'bumpBranches' | 'countCommitsBy'>,
): Promise<ReadonlyMap<string, ExistingBump>> {
  const bare = scanned.filter(
    ({ environment: { delivery } }) => delivery.kind === 'pull-request' && delivery.bare,
  )
  if (bare.length === 0) return new Map()
  const pushed = pushBranchesOf(bare)
  const heads = await git.heads([...pushed.keys()])
  const found = new Map<string, ExistingBump>()
  for (const [name, push] of pushed) {
    const head = heads.get(name)
    const read = head === undefined ? undefined : (await git.bumpBranches([head], push.addresses)).get(head)
    found.set(name, { ...(read && { branch: await adopted(read, push, git) }), past: [] })
  }
  return found
}

/**
 * The branch as it is to be treated. Flux stacks commits on a head that people may have written to, so the head alone says nothing. What is more than one
 * commit on the base counts as having nothing that is wanted, and is made anew.
 */
export async function adopted(
  branch: BumpBranch,
  { base, addresses }: PushBranch,
  git: Pick<Git, 'countCommitsBy'>,
): Promise<BumpBranch> {
  try {
    const count = await git.countCommitsBy(addresses, { base, head: branch.head })
    if (count === undefined) return { ...branch, ours: false }
    return { ...branch, ours: true, files: count === 1 ? branch.files : [] }
  } catch (thrown) {
    // What is not a problem is thrown again; what cannot be known is a person's work.
    problemsOf(thrown)
    return { ...branch, ours: false }
  }
}
