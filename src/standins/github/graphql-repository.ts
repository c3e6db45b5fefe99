/** A repository in GraphQL. */
import { actorSource } from './graphql-actor.ts'
import type { GraphQLCall } from './graphql-call.ts'
import { gitObjectSource } from './graphql-commit.ts'
import { refSource } from './graphql-ref.ts'
import { connection } from './graphql-connection.ts'
import { Refusal } from './graphql-execute.ts'
import type { Arguments, Source } from './graphql-execute.ts'
import { pullSource } from './graphql-pull.ts'
import { readRefs } from './refs.ts'
import { nameOf } from './record.ts'
import type { StandInPull, StandInRelease } from './record.ts'
import { nodeId } from './user-document.ts'

/** The fields of `Repository`. */
export function repositorySource(call: GraphQLCall): Source {
  const { repository, request } = call
  const { owner, name, defaultBranch = 'main', id, record } = repository
  return {
    typename: 'Repository',
    id: nodeId('R', id),
    databaseId: id,
    name,
    nameWithOwner: nameOf(repository),
    owner: { ...actorSource({ login: owner }), typename: 'Organization' },
    url: `${request.serverUrl}/${nameOf(repository)}`,
    isPrivate: record.settings.isPrivate,
    isArchived: false,
    viewerPermission: 'WRITE',
    autoMergeAllowed: record.settings.allowAutoMerge,
    deleteBranchOnMerge: record.settings.deleteBranchOnMerge,
    mergeCommitAllowed: true,
    squashMergeAllowed: true,
    rebaseMergeAllowed: true,
    defaultBranchRef: () => refSource(call, defaultBranch),
    ref: ({ qualifiedName }: Arguments) => refSource(call, String(qualifiedName)),
    refs: (values: Arguments) => refsOf(call, values),
    object: ({ oid, expression }: Arguments) => gitObjectSource(call, String(oid ?? expression)) ?? null,
    pullRequest: ({ number }: Arguments) => pullOf(call, Number(number)),
    pullRequests: (values: Arguments) => pullsOf(call, values),
    release: ({ tagName }: Arguments) => {
      const found = record.releases.find(({ tag }) => tag === tagName)
      return found ? releaseSource(found) : null
    },
    releases: (values: Arguments) => {
      const entries = record.releases.toReversed()
      return connection('Release', { entries, nodeOf: releaseSource, values })
    },
  }
}

function refsOf(call: GraphQLCall, values: Arguments): Source {
  const prefix = String(values['refPrefix'])
  const { query } = values
  const names = [...readRefs(call.repository.directory, prefix).keys()]
  const found = typeof query === 'string' ? names.filter((name) => name.includes(query)) : names
  return connection('Ref', { entries: found, nodeOf: (name) => refSource(call, `${prefix}${name}`), values })
}

/** The text as in any answer to a number that is none. */
function pullOf(call: GraphQLCall, number: number): Source {
  const pull = call.store.pulls(call.repository).find((candidate) => candidate.number === number)
  if (pull) return pullSource(call, pull)
  throw new Refusal('NOT_FOUND', `Could not resolve to a PullRequest with the number of ${number}.`)
}

/** Oldest first unless ordered. */
function pullsOf(call: GraphQLCall, values: Arguments): Source {
  const { states, headRefName, baseRefName, labels } = values
  const { field = 'CREATED_AT', direction = 'ASC' } = Object(values['orderBy'])
  const found = call.store
    .pulls(call.repository)
    .filter((pull) => !Array.isArray(states) || states.includes(stateOf(pull)))
    .filter((pull) => typeof headRefName !== 'string' || pull.head === headRefName)
    .filter((pull) => typeof baseRefName !== 'string' || pull.base === baseRefName)
    .filter((pull) => !Array.isArray(labels) || pull.labels.some((label) => labels.includes(label)))
  const key = field === 'UPDATED_AT' ? 'updatedAt' : 'createdAt'
  const sorted = found.toSorted(
    (one, other) => one[key].getTime() - other[key].getTime() || one.number - other.number,
  )
  const entries = direction === 'DESC' ? sorted.toReversed() : sorted
  return connection('PullRequest', { entries, nodeOf: (pull) => pullSource(call, pull), values })
}

function stateOf({ merged, state }: StandInPull): string {
  return merged ? 'MERGED' : state.toUpperCase()
}

function releaseSource({ tag, name, body, isDraft = false, isPrerelease = false }: StandInRelease): Source {
  const flags = { isDraft, isPrerelease }
  return { typename: 'Release', tagName: tag, name: name ?? tag, description: body, ...flags }
}
