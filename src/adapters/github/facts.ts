/** The repository's settings and its workflows. What a token is not shown is left out. */
import { z } from 'zod'
import type { AskFacts, RepositoryFacts, WorkflowFacts } from '../../model/repository-facts.ts'
import { ask, createClient, type GitHubClient, type GitHubOptions } from './client.ts'
import { explainMisreadAnswer, type Wish } from './failure.ts'
import { tryTo } from './outcome.ts'

/** Nothing is asked before it is called; then one request for the repository, one for its setting, and two a workflow. */
export function createFacts(options: GitHubOptions): AskFacts {
  const client = createClient(options)
  return async (workflows) => {
    const repository = await readRepository(client)
    const actionsMayOpen = await readMayOpen(client)
    const known = new Map<string, WorkflowFacts>()
    for (const path of workflows) {
      const facts = await readWorkflow(client, path)
      if (facts !== undefined) known.set(path, facts)
    }
    return { ...repository, ...(actionsMayOpen !== undefined && { actionsMayOpen }), workflows: known }
  }
}

const repositoryAnswer = z.object({
  private: z.boolean(),
  archived: z.boolean(),
  allow_auto_merge: z.boolean().optional(),
  permissions: z.object({ push: z.boolean() }).optional(),
})

async function readRepository(client: GitHubClient): Promise<Omit<RepositoryFacts, 'workflows'>> {
  const wish: Wish = { to: 'read the settings of the repository', permission: 'metadata: read' }
  const { data } = await ask(client, wish, () => client.octokit.rest.repos.get(client.repository))
  const { allow_auto_merge, permissions, ...rest } = read(repositoryAnswer, data, wish)
  return {
    isPublic: !rest.private,
    isArchived: rest.archived,
    ...(allow_auto_merge !== undefined && { allowsAutoMerge: allow_auto_merge }),
    ...(permissions && { mayPush: permissions.push }),
  }
}

const settingAnswer = z.object({ can_approve_pull_request_reviews: z.boolean() })

/** GitHub calls the right to open requests by that to approve them. */
async function readMayOpen(client: GitHubClient): Promise<boolean | undefined> {
  const wish: Wish = { to: 'read the settings of its Actions', permission: 'administration: read' }
  const outcome = await tryTo(client, wish, () =>
    client.octokit.rest.actions.getGithubActionsDefaultWorkflowPermissionsRepository(client.repository),
  )
  if (outcome.kind === 'refused') return undefined
  return read(settingAnswer, outcome.value.data, wish).can_approve_pull_request_reviews
}

const workflowAnswer = z.object({ state: z.string() })
const runsAnswer = z.object({
  workflow_runs: z.array(
    z.object({ created_at: z.string(), conclusion: z.string().nullable(), html_url: z.string() }),
  ),
})

async function readWorkflow(client: GitHubClient, path: string): Promise<WorkflowFacts | undefined> {
  const { octokit, repository } = client
  const wish: Wish = { to: `read the workflow ${path}`, permission: 'actions: read' }
  const which = { ...repository, workflow_id: path.split('/').at(-1) ?? path }
  const found = await tryTo(client, wish, () => octokit.rest.actions.getWorkflow(which))
  if (found.kind === 'refused') return undefined
  const { state } = read(workflowAnswer, found.value.data, wish)
  const runs = await tryTo(client, wish, () =>
    octokit.rest.actions.listWorkflowRuns({ ...which, per_page: 1 }),
  )
  const [last] = runs.kind === 'refused' ? [] : read(runsAnswer, runs.value.data, wish).workflow_runs
  if (last === undefined) return { state }
  const { created_at: at, conclusion, html_url: url } = last
  return { state, lastRun: { at, url, ...(conclusion !== null && { conclusion }) } }
}

function read<Shape extends z.ZodType>(shape: Shape, data: unknown, wish: Wish): z.output<Shape> {
  const parsed = shape.safeParse(data)
  if (!parsed.success) throw explainMisreadAnswer(wish)
  return parsed.data
}
