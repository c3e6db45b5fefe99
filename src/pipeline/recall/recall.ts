/** What is already under way: the bump branches and open pull requests that this run may come upon. */
import { findBump } from '../../model/bump-branch.ts'
import type { Environment } from '../../model/environment.ts'
import type { ExistingBump } from '../../model/plan.ts'
import { courseOf } from '../../model/policy.ts'
import { type Problem, problemsOf } from '../../model/problem.ts'
import type { EnvironmentSelections } from '../../model/report.ts'
import type { Ports } from '../../ports.ts'

export interface Recalled {
  /** By the name of the bump branch; one that could not be asked for is absent. */
  readonly existing: ReadonlyMap<string, ExistingBump>
  readonly problems: readonly Problem[]
}

/** Asks nothing where nothing goes by pull request; what cannot be asked costs the pull requests only. */
export async function recall(
  environments: readonly Environment[],
  selections: readonly EnvironmentSelections[],
  ports: Pick<Ports, 'git' | 'forge'>,
): Promise<Recalled> {
  const names = [...new Set(environments.flatMap((environment) => bumpBranches(environment, selections)))]
  if (names.length === 0) return { existing: new Map(), problems: [] }
  try {
    const [heads, requests] = await Promise.all([ports.git.heads(names), ports.forge.find(names)])
    const existing = new Map<string, ExistingBump>()
    for (const name of names) {
      const head = heads.get(name)
      const branch = head === undefined ? undefined : await ports.git.bumpBranch(head)
      const request = requests.find((each) => each.head === name)
      existing.set(name, { ...(branch && { branch }), ...(request && { request }) })
    }
    return { existing, problems: [] }
  } catch (thrown) {
    return { existing: new Map(), problems: problemsOf(thrown) }
  }
}

function bumpBranches(
  environment: Environment,
  selections: readonly EnvironmentSelections[],
): readonly string[] {
  const own = selections.find((each) => each.environment === environment.name)?.selections ?? []
  return own.flatMap((selection) => {
    if (selection.kind !== 'selected') return []
    return findBump(environment, selection.policy.key, courseOf(selection.weighed))?.branch ?? []
  })
}
