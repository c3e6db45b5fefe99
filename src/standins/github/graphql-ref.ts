/** References in GraphQL. */
import { readRefs } from './refs.ts'
import type { GraphQLCall } from './graphql-call.ts'
import { objectSource } from './graphql-commit.ts'
import type { Source } from './graphql-execute.ts'
import { rulesOf } from './rules.ts'
import { nodeId } from './user-document.ts'

/** A reference by its full name; null when there is none. */
export function refSource(call: GraphQLCall, qualifiedName: string): Source | null {
  const name = qualifiedName.startsWith('refs/') ? qualifiedName : `refs/heads/${qualifiedName}`
  const id = readRefs(call.repository.directory, name).get('')
  if (id === undefined) return null
  const [, prefix = '', short = ''] = /^(refs\/[^/]+\/)(.+)$/.exec(name) ?? []
  return {
    typename: 'Ref',
    id: nodeId('REF', call.repository.id, name.length),
    name: short,
    prefix,
    target: () => objectSource(call, id),
    refUpdateRule: () => updateRule(call, short),
    branchProtectionRule: null,
  }
}

/** Classic protection as it holds for the viewer: what a token without administration can know of it. */
function updateRule({ repository, account }: GraphQLCall, branch: string): Source | null {
  const rules = rulesOf(repository, branch, account.login).filter(({ kind }) => kind === 'protection')
  if (rules.length === 0) return null
  const approvals = rules.map(({ pullRequest }) => pullRequest?.approvals ?? 0)
  const isGuarded = rules.some(({ pullRequest, checks = [] }) => pullRequest || checks.length > 0)
  return {
    typename: 'RefUpdateRule',
    pattern: rules[0]?.branch,
    requiredApprovingReviewCount: Math.max(...approvals),
    requiredStatusCheckContexts: rules.flatMap(({ checks = [] }) => checks),
    requiresSignatures: rules.some(({ signatures = false }) => signatures),
    requiresLinearHistory: rules.some(({ linearHistory = false }) => linearHistory),
    requiresCodeOwnerReviews: false,
    requiresConversationResolution: false,
    allowsDeletions: false,
    allowsForcePushes: false,
    blocksCreations: false,
    viewerAllowedToDismissReviews: false,
    viewerCanPush: !isGuarded,
  }
}
