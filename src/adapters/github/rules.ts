/** What guards a branch: rulesets, which everybody may read, and classic protection as far as it is shown. */
import { z } from 'zod'
import { type BranchRules, isGuarded, notKnown } from '../../model/pull-request.ts'
import type { GitHubClient } from './client.ts'
import { explainMisreadAnswer, type Wish } from './failure.ts'
import { placeOf } from './find.ts'
import { tryGraphQL } from './graphql.ts'
import { tryTo } from './outcome.ts'

/** Each demand of all that holds; unknown where GitHub did not answer both questions and what it told guards nothing. */
export async function readRules(client: GitHubClient, branch: string): Promise<BranchRules> {
  const wish: Wish = { to: `read the rules of ${branch}`, permission: 'contents: read' }
  const rulesets = await readRulesets(client, branch, wish)
  const classic = await readProtection(client, branch, wish)
  const told = [rulesets, classic].filter((each) => each !== undefined)
  const rules: BranchRules = {
    known: true,
    pullRequest: told.some(({ pullRequest }) => pullRequest),
    reviews: Math.max(0, ...told.map(({ reviews }) => reviews)),
    dismissesReviews: told.some(({ dismissesReviews }) => dismissesReviews),
    checks: [...new Set(told.flatMap(({ checks }) => checks))],
    mergeQueue: told.some(({ mergeQueue }) => mergeQueue),
  }
  return told.length === 2 || isGuarded(rules) ? rules : notKnown
}

/** What is read of OpenAPI's `repository-rule-detailed`; each type has other parameters. */
const rule = z.object({
  type: z.string(),
  parameters: z
    .object({
      required_approving_review_count: z.number(),
      dismiss_stale_reviews_on_push: z.boolean(),
      required_status_checks: z.array(z.object({ context: z.string() })),
      workflows: z.array(z.object({ path: z.string() })),
      required_deployment_environments: z.array(z.string()),
      code_scanning_tools: z.array(z.object({ tool: z.string() })),
    })
    .partial()
    .optional(),
})

type Rule = z.infer<typeof rule>

/** Undefined where GitHub refuses, as it does on plans that have no rulesets. */
async function readRulesets(
  client: GitHubClient,
  branch: string,
  wish: Wish,
): Promise<BranchRules | undefined> {
  const { octokit, repository } = client
  const outcome = await tryTo(client, wish, () =>
    octokit.paginate(octokit.rest.repos.getBranchRules, { ...repository, branch, per_page: 100 }),
  )
  if (outcome.kind === 'refused') return undefined
  const { success, data } = z.array(rule).safeParse(outcome.value)
  if (!success) throw explainMisreadAnswer(wish)
  return {
    known: true,
    pullRequest: data.some(({ type }) => type === 'pull_request'),
    reviews: Math.max(0, ...data.map(({ parameters }) => parameters?.required_approving_review_count ?? 0)),
    dismissesReviews: data.some(({ parameters }) => parameters?.dismiss_stale_reviews_on_push === true),
    checks: data.flatMap(checksOf),
    mergeQueue: data.some(({ type }) => type === 'merge_queue'),
  }
}

/** All that has to succeed before a merge: statuses, required workflows, deployments, code scanning. */
function checksOf({ parameters = {} }: Rule): readonly string[] {
  return [
    ...(parameters.required_status_checks ?? []).map(({ context }) => context),
    ...(parameters.workflows ?? []).map(({ path }) => path),
    ...(parameters.required_deployment_environments ?? []),
    ...(parameters.code_scanning_tools ?? []).map(({ tool }) => tool),
  ]
}

const texts = z
  .array(z.string().nullable())
  .nullable()
  .transform((names) => (names ?? []).flatMap((name) => name ?? []))

const protectionAnswer = z.object({
  repository: z.object({
    ref: z
      .object({
        refUpdateRule: z
          .object({
            requiredApprovingReviewCount: z.number().nullable(),
            requiredStatusCheckContexts: texts,
          })
          .nullable(),
        branchProtectionRule: z
          .object({
            requiresApprovingReviews: z.boolean(),
            requiredApprovingReviewCount: z.number().nullable(),
            dismissesStaleReviews: z.boolean(),
            requiredStatusCheckContexts: texts,
          })
          .nullish(),
      })
      .nullable(),
  }),
})

const forEverybody = 'refUpdateRule { requiredApprovingReviewCount requiredStatusCheckContexts }'
const forAdministrators = `branchProtectionRule {
        requiresApprovingReviews requiredApprovingReviewCount dismissesStaleReviews requiredStatusCheckContexts
      }`

/** `refUpdateRule` tells everybody what holds for them. The rule itself is for administrators: null to others, or a refusal. */
async function readProtection(
  client: GitHubClient,
  branch: string,
  wish: Wish,
): Promise<BranchRules | undefined> {
  const ask = (fields: string) =>
    tryGraphQL(client, wish, {
      query: `query readProtection($owner: String!, $name: String!, $ref: String!) {
  repository(owner: $owner, name: $name) {
    ref(qualifiedName: $ref) {
      ${fields}
    }
  }
}`,
      variables: { ...placeOf(client), ref: `refs/heads/${branch}` },
      answer: protectionAnswer,
    })
  const first = await ask(`${forEverybody}\n      ${forAdministrators}`)
  const outcome = first.kind === 'refused' ? await ask(forEverybody) : first
  if (outcome.kind === 'refused') return undefined
  const { refUpdateRule: seen, branchProtectionRule: whole } = outcome.value.repository.ref ?? {}
  const reviews = Math.max(seen?.requiredApprovingReviewCount ?? 0, whole?.requiredApprovingReviewCount ?? 0)
  return {
    known: true,
    pullRequest: reviews > 0 || whole?.requiresApprovingReviews === true,
    reviews,
    dismissesReviews: whole?.dismissesStaleReviews === true,
    checks: [...(seen?.requiredStatusCheckContexts ?? []), ...(whole?.requiredStatusCheckContexts ?? [])],
    mergeQueue: false,
  }
}
