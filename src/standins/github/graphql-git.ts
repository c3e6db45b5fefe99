/** The mutations on Git: several references at once, and a commit in one go. */
import { signatureOf } from './account.ts'
import { findObject, readBranches } from './branches.ts'
import { webCommitter, writeCommit } from './commits.ts'
import { gitLines } from './git.ts'
import type { GraphQLCall, Unplaced } from './graphql-call.ts'
import { commitSource } from './graphql-commit.ts'
import { refSource } from './graphql-ref.ts'
import { Refusal } from './graphql-execute.ts'
import type { Arguments, Source } from './graphql-execute.ts'
import { moveRefs } from './move-refs.ts'
import type { MoveOutcome } from './move-refs.ts'
import { ruleText } from './refusals.ts'
import { writeBlob, writeTree } from './trees.ts'
import { numbersOf } from './user-document.ts'

/** Fields of `Mutation`. */
export function gitMutations(call: Unplaced) {
  return {
    updateRefs: ({ input }: Arguments) => updateRefs(call, { ...Object(input) }),
    createCommitOnBranch: ({ input }: Arguments) => createCommitOnBranch(call, { ...Object(input) }),
  }
}

const none = '0'.repeat(40)

/** Schema: forty zeros stand for no reference, before or after. The text for a moved one is assumed. */
function updateRefs(unplaced: Unplaced, input: Arguments): Source {
  const [id] = numbersOf(String(input['repositoryId']), 'R')
  const call = placeIn(unplaced, (repository) => repository.id === id)
  const { refUpdates } = input
  const wishes = (Array.isArray(refUpdates) ? refUpdates : []).map((update: unknown) => {
    const { name, afterOid, beforeOid, force = false } = { ...Object(update) }
    const expected = beforeOid === none ? 'absent' : beforeOid
    const place = typeof expected === 'string' ? { expected } : {}
    return {
      ref: String(name),
      to: afterOid === none ? undefined : String(afterOid),
      isForced: force === true,
      ...place,
    }
  })
  const outcome = moveRefs(call.repository, call.account, wishes)
  if (outcome.kind !== 'moved') throw refusalOf(outcome)
  return { typename: 'UpdateRefsPayload', clientMutationId: input['clientMutationId'] }
}

/** Appends one commit, signed by GitHub whoever asks; files keep their modes, new ones are plain. */
function createCommitOnBranch(unplaced: Unplaced, input: Arguments): Source {
  const { branchName, repositoryNameWithOwner } = { ...Object(input['branch']) }
  const found = unplaced.store.find(String(repositoryNameWithOwner))
  const call = placeIn(unplaced, (repository) => repository === found)
  const { repository, account, store } = call
  const branch = String(branchName).replace(/^refs\/heads\//, '')
  const head = readBranches(repository.directory).get(branch)
  if (head === undefined) throw new Refusal('NOT_FOUND', `Branch '${branch}' does not exist`)
  const expected = String(input['expectedHeadOid'])
  if (head !== expected) throw staleHead(expected)
  const written = writeTree(repository, head, entriesOf(call, head, { ...Object(input['fileChanges']) }))
  if ('fault' in written)
    throw new Refusal('UNPROCESSABLE', 'A path was requested for deletion which does not exist')
  const { headline, body } = { ...Object(input['message']) }
  const message = [headline, body].filter((part) => typeof part === 'string' && part !== '').join('\n\n')
  const author = signatureOf(account)
  const facts = { tree: written.id, parents: [head], author, committer: webCommitter, at: store.now() }
  const commit = writeCommit(repository, { ...facts, message, isSigned: true })
  const ref = `refs/heads/${branch}`
  const outcome = moveRefs(repository, account, [{ ref, expected, to: commit, isForced: false }])
  if (outcome.kind === 'stale') throw staleHead(expected)
  if (outcome.kind !== 'moved') throw refusalOf(outcome)
  return {
    typename: 'CreateCommitOnBranchPayload',
    clientMutationId: input['clientMutationId'],
    commit: commitSource(call, commit),
    ref: refSource(call, ref),
  }
}

function entriesOf({ repository }: GraphQLCall, head: string, changes: Arguments) {
  const tree = findObject(repository, head, 'tree') ?? head
  const lines = gitLines(repository, ['ls-tree', '-r', tree])
  const modes = new Map(lines.map((line) => [line.slice(line.indexOf('\t') + 1), line.slice(0, 6)]))
  const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])
  const added = listOf(changes['additions']).map((addition) => {
    const { path, contents } = { ...Object(addition) }
    const sha = writeBlob(repository, Buffer.from(String(contents), 'base64'))
    return { path: String(path), mode: modes.get(String(path)) ?? '100644', sha }
  })
  const deleted = listOf(changes['deletions']).map((deletion) => {
    return { path: String({ ...Object(deletion) }.path), mode: '100644', sha: null }
  })
  return [...deleted, ...added]
}

function placeIn(
  { isReached, ...call }: Unplaced,
  isIt: (repository: GraphQLCall['repository']) => boolean,
): GraphQLCall {
  const repository = call.store.repositories().find((candidate) => isIt(candidate) && isReached(candidate))
  if (repository) return { ...call, repository }
  throw new Refusal('NOT_FOUND', 'Could not resolve to a Repository.')
}

/** Two spaces and all, as in ministryofjustice/modernisation-platform#11985. */
function staleHead(expected: string): Refusal {
  return new Refusal(
    'STALE_DATA',
    `Expected branch to point to "${expected}" but it did not.  Pull and try again.`,
  )
}

/** The type for classic protection is that of Thinkmill/keystatic#1598, which says that rulesets have another. */
function refusalOf(outcome: Exclude<MoveOutcome, { kind: 'moved' }>): Refusal {
  switch (outcome.kind) {
    case 'refused': {
      const type = outcome.by === 'protection' ? 'BRANCH_PROTECTION_RULE_VIOLATION' : 'UNPROCESSABLE'
      return new Refusal(type, ruleText(outcome.by, outcome.says))
    }
    case 'stale':
      return new Refusal('STALE_DATA', `Reference ${outcome.ref} was updated meanwhile. Pull and try again.`)
    case 'not-fast-forward':
      return new Refusal('UNPROCESSABLE', 'Update is not a fast forward')
    case 'missing':
    case 'no-commit':
      return new Refusal('UNPROCESSABLE', 'Object does not exist')
  }
}
