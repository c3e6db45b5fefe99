/** Milestones of the repository by their titles: GitHub wants numbers. */
import { z } from 'zod'
import type { Problem } from '../../model/problem.ts'
import type { GitHubClient } from './client.ts'
import { explainMisreadAnswer, type Wish } from './failure.ts'
import { type Outcome, tryTo } from './outcome.ts'

export interface Milestones {
  /** The number of an open milestone, or why there is none. */
  find(title: string): Promise<{ readonly number: number } | { readonly problem: Problem }>
}

const listed = z.array(z.object({ number: z.number(), title: z.string() }))

type Listed = z.infer<typeof listed>

const wish: Wish = { to: 'list the milestones', permission: 'issues: read' }

/** They are listed when one is asked for, and once; a listing that failed is asked for again. */
export function createMilestones(client: GitHubClient): Milestones {
  let known: Outcome<Listed> | undefined
  return {
    find: async (title) => {
      known ??= await list(client)
      if (known.kind === 'refused') return { problem: { ...known.problem, level: 'warning' } }
      const found = known.value.find((milestone) => milestone.title === title)
      if (found !== undefined) return { number: found.number }
      const message = `There is no open milestone "${title}".`
      return { problem: { code: 'milestone-unknown', level: 'warning', message } }
    },
  }
}

async function list(client: GitHubClient): Promise<Outcome<Listed>> {
  const { octokit, repository } = client
  return tryTo(client, wish, async () => {
    const all = await octokit.paginate(octokit.rest.issues.listMilestones, {
      ...repository,
      state: 'open',
      per_page: 100,
    })
    const { success, data } = listed.safeParse(all)
    if (!success) throw explainMisreadAnswer(wish)
    return data
  })
}
