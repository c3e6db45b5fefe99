/** Bump branches that would bring more than their own commit, since what they build on was taken out of the branch that they want to enter. */
import type { CommitId } from '../../model/history.ts'
import type { ExistingBump } from '../../model/plan.ts'
import { problemsOf } from '../../model/problem.ts'
import { type PullRequest, repositoryOf } from '../../model/pull-request.ts'
import type { ScannedEnvironment } from '../../model/scanned.ts'
import type { Forge, Git } from '../../ports.ts'

interface Asking {
  readonly git: Pick<Git, 'behind'>
  readonly forge: Pick<Forge, 'compare'>
}

/** The same, with each branch of a request looked at. GitHub is asked for those alone whose base is not found in the past that is here, once for a base. */
export async function withStrays(
  existing: ReadonlyMap<string, ExistingBump>,
  scanned: readonly ScannedEnvironment[],
  { git, forge }: Asking,
): Promise<ReadonlyMap<string, ExistingBump>> {
  const found = new Map(existing)
  const heads = new Map(scanned.map(({ environment, base }) => [environment.branch, base]))
  for (const [into, head] of heads) {
    const own = [...existing].filter(([, bump]) => latestOf(bump)?.base === into)
    const bases = [...new Set(own.flatMap(([, { branch }]) => branch?.base ?? []))]
    if (head === undefined || bases.every((id) => id === head)) continue
    const behind = new Set([head, ...(await git.behind(head, bases))])
    for (const [name, bump] of own) {
      const { branch } = bump
      if (branch !== undefined && (await isStray(bump, behind, forge)))
        found.set(name, { ...bump, branch: { ...branch, isStray: true } })
    }
  }
  return found
}

/** A branch outlives its request. */
function latestOf({ request, past }: ExistingBump): PullRequest | undefined {
  return request ?? past[0]
}

/** What turns out to be behind is added there. */
async function isStray(
  bump: ExistingBump,
  behind: Set<CommitId>,
  forge: Pick<Forge, 'compare'>,
): Promise<boolean> {
  const [base, request] = [bump.branch?.base, latestOf(bump)]
  if (base === undefined || request === undefined || behind.has(base)) return false
  try {
    const ahead = await forge.compare(repositoryOf(request), request.base, base)
    if (ahead?.total !== 0) return true
    behind.add(base)
    return false
  } catch (thrown) {
    // Not to know is no reason to write; what is not a problem is thrown again.
    problemsOf(thrown)
    return false
  }
}
