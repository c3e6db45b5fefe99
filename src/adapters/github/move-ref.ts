/** Moves a ref by GitHub's API, only if it stands where it was read, and tells the ways apart in which that can fail. */
import { z } from 'zod'
import type { CommitId } from '../../model/history.ts'
import { problemError, ProblemError } from '../../model/problem.ts'
import type { GitHubClient } from './client.ts'
import { explainMisreadAnswer, type Wish } from './failure.ts'
import { askGraphQL, tryGraphQL } from './graphql.ts'
import { tryTo, type Outcome } from './outcome.ts'

/** A connection that has asked for the repository's own id at most once. */
export interface RefClient extends GitHubClient {
  readonly repositoryId: () => Promise<string>
}

export interface Move {
  /** In full: `refs/heads/main`. */
  readonly ref: string
  /** Where it must stand, or undefined if it must not exist. */
  readonly lease: CommitId | undefined
  /** Where it shall stand, or undefined if it shall not exist. */
  readonly tip: CommitId | undefined
  /** The tip lies ahead of the lease. */
  readonly isForward: boolean
}

/**
 * Throws `branch-moved` if the ref does not stand at `lease`, `push-refused` with GitHub's words for what its rules have against it. A ref that
 * stands at `tip` in the end was moved, whatever was answered.
 */
export async function moveRef(client: RefClient, move: Move): Promise<void> {
  const name = nameOf(move)
  const wish: Wish = { to: `move ${titleOf(move)}`, permission: 'contents: write' }
  const failure = await attempt(client, wish, move)
  if (failure === undefined) return
  const { lease, tip } = move
  const stands = await findHead(client, move, failure)
  if (stands === tip) return
  if (stands !== lease) throw moved(name, `expected ${show(lease)}, found ${show(stands)}.`)
  if (failure.kind === 'thrown') throw failure.error
  const conflict = lease === undefined ? await findConflict(client, move) : undefined
  if (conflict === undefined && isStale(failure))
    throw moved(name, `GitHub says so, and still shows its old head: ${failure.said}`)
  if (conflict === undefined && !isRefusal(failure)) throw new ProblemError([failure.problem])
  const why = [conflict, failure.said].filter((part) => part !== undefined).join(' ')
  throw problemError('push-refused', `GitHub refused to move ${name}. ${why}`)
}

/** As people know it: a branch goes by its short name. */
function nameOf({ ref }: Move): string {
  return ref.replace(/^refs\/heads\//, '')
}

function titleOf(move: Move): string {
  const name = nameOf(move)
  return name === move.ref ? name : `the branch ${name}`
}

/** As the REST API has it in its paths. */
function pathOf({ ref }: Move): string {
  return ref.replace(/^refs\//, '')
}

type Failure =
  | Exclude<Outcome<unknown>, { readonly kind: 'done' }>
  | { readonly kind: 'thrown'; readonly error: ProblemError }

/** Undefined where GitHub says that it is done. */
async function attempt(client: RefClient, wish: Wish, move: Move): Promise<Failure | undefined> {
  try {
    const outcome = await send(client, wish, move)
    return outcome.kind === 'done' ? undefined : outcome
  } catch (error) {
    // Nothing was heard, so anything may have happened; but where GitHub wants to be left alone nothing did.
    if (error instanceof ProblemError && error.problems[0].code === 'github-failed')
      return { kind: 'thrown', error }
    throw error
  }
}

/**
 * A new ref where there must be none; anything else only from the commit that was read. Never by plain force. A server that cannot swap
 * lets a ref go forward at least: that loses nobody's commit, and brings back one that somebody took away in that very moment.
 */
async function send(client: RefClient, wish: Wish, move: Move): Promise<Outcome<unknown>> {
  const { ref, lease, tip, isForward } = move
  const { git } = client.octokit.rest
  if (tip !== undefined && lease === undefined)
    return tryTo(client, wish, () => git.createRef({ ...client.repository, ref, sha: tip }))
  const swapped = await swap(client, wish, move)
  if (tip === undefined || !isForward || !isUnknown(swapped)) return swapped
  return tryTo(client, wish, () =>
    git.updateRef({ ...client.repository, ref: pathOf(move), sha: tip, force: false }),
  )
}

/** Older Enterprise Servers have no `updateRefs`: graphql-ruby's words for what a schema has not. */
function isUnknown(swapped: Outcome<unknown>): boolean {
  return (
    swapped.kind === 'refused' && /updateRefs.*doesn't exist|UpdateRefsInput isn't a def/i.test(swapped.said)
  )
}

/** Schema, `RefUpdate`: forty zeros stand for no reference. */
const none = '0'.repeat(40)

async function swap(
  client: RefClient,
  wish: Wish,
  { ref, lease, tip, isForward }: Move,
): Promise<Outcome<unknown>> {
  const refUpdates = [{ name: ref, beforeOid: lease ?? none, afterOid: tip ?? none, force: !isForward }]
  return tryGraphQL(client, wish, {
    query: 'mutation moveRef($input: UpdateRefsInput!) { updateRefs(input: $input) { clientMutationId } }',
    variables: { input: { repositoryId: await client.repositoryId(), refUpdates } },
    answer: z.object({ updateRefs: z.object({}) }),
  })
}

/** The repository's opaque name, which GraphQL wants for every change. */
export async function findRepositoryId(client: GitHubClient): Promise<string> {
  const { owner, repo: name } = client.repository
  const wish: Wish = { to: `find the repository ${owner}/${name}`, permission: 'contents: read' }
  const { repository } = await askGraphQL(client, wish, {
    query:
      'query findRepositoryId($owner: String!, $name: String!) { repository(owner: $owner, name: $name) { id } }',
    variables: { owner, name },
    answer: z.object({ repository: z.object({ id: z.string() }) }),
  })
  return repository.id
}

const reference = z.object({ object: z.object({ sha: z.string() }) })

/** Where it stands now. Answers about references may be a minute old unless a fresh one is asked for. Where nobody answers, the failure is thrown. */
async function findHead(client: GitHubClient, move: Move, failure: Failure): Promise<CommitId | undefined> {
  const wish: Wish = { to: `read ${titleOf(move)}`, permission: 'contents: read' }
  const asked = await tryTo(client, wish, () =>
    client.octokit.rest.git.getRef({
      ...client.repository,
      ref: pathOf(move),
      headers: { 'cache-control': 'no-cache' },
    }),
  ).catch(() => undefined)
  if (asked?.kind === 'refused' && asked.status === 404) return undefined
  if (asked?.kind !== 'done')
    throw failure.kind === 'thrown' ? failure.error : new ProblemError([failure.problem])
  const { success, data } = reference.safeParse(asked.value.data)
  if (!success) throw explainMisreadAnswer(wish)
  return data.object.sha
}

/** A branch is a file to Git and the parts before its last slash are folders, so that `a` and `a/b` cannot both exist. */
async function findConflict(client: GitHubClient, move: Move): Promise<string | undefined> {
  const branch = nameOf(move)
  const [first = branch] = branch.split('/')
  const wish: Wish = { to: `list the branches below ${first}`, permission: 'contents: read' }
  const asked = await tryTo(client, wish, () =>
    client.octokit.rest.git.listMatchingRefs({ ...client.repository, ref: `heads/${first}` }),
  ).catch(() => undefined)
  const heads =
    asked?.kind === 'done' ? asked.value.data.map(({ ref }) => ref.replace('refs/heads/', '')) : []
  const other = heads.find((head) => branch.startsWith(`${head}/`) || head.startsWith(`${branch}/`))
  if (other === undefined) return undefined
  return `The repository has a branch named ${other}, beside which Git can have none named ${branch}: rename or delete that one.`
}

type Refused = Extract<Failure, { readonly kind: 'refused' }>

/** GitHub's words for a branch that is elsewhere; GraphQL's STALE_DATA is taken for a 409. */
function isStale({ status, said }: Refused): boolean {
  if (isByRule(said)) return false
  return status === 409 || /not a fast.?forward|reference (?:already exists|does not exist)/i.test(said)
}

/** By the branch, not by what the token may do at all. */
function isRefusal({ status, said, problem }: Refused): boolean {
  return isByRule(said) || (status === 422 && problem.code === 'github-refused')
}

/** GitHub documentation, "Available rules for rulesets" and "About protected branches"; the codes are those that `git push` is told. */
function isByRule(said: string): boolean {
  return /rule violations? found|protected branch|GH0\d\d/i.test(said)
}

function moved(name: string, why: string): ProblemError {
  return problemError('branch-moved', `${name} moved: ${why}`)
}

function show(commit: CommitId | undefined): string {
  return commit === undefined ? 'nothing' : commit.slice(0, 12)
}
