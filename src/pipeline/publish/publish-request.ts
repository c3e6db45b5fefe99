/** One branch, one pull request: found again, made true again, and left alone when it is true already. */
import type { CommitId } from '../../model/history.ts'
import type { DescribedParcel, ExistingBump, RequestParcel, RequestText } from '../../model/plan.ts'
import { problemError } from '../../model/problem.ts'
import { claimOf, type PullRequest, stateOf } from '../../model/pull-request.ts'
import { formatOwnPart, type RequestState, withOwnPart } from '../../model/request-state.ts'
import { aboutCommit, type Publication } from '../../model/report.ts'
import { hasBytes, tells } from '../../model/up-to-date.ts'
import type { Ports } from '../../ports.ts'
import { finishRequest, needsFinishing } from './finish-request.ts'
import { newCommits } from './new-commits.ts'

type PublishPorts = Pick<Ports, 'git' | 'forge'>

/** The branch first, then the request: what a run could not finish, the next one does. */
export async function publishRequest(
  parcel: RequestParcel,
  described: DescribedParcel,
  ports: PublishPorts,
): Promise<Publication> {
  const about = aboutCommit(parcel.commit, parcel.branch)
  const branch = await makeBranchTrue(parcel, described, ports)
  if (branch.kind === 'planned') return { ...about, kind: 'planned' }
  if (parcel.isBare)
    return { ...about, kind: branch.kind === 'pushed' ? 'committed' : 'unchanged', commit: branch.commit }
  const made = await makeRequestTrue(parcel, { ...described, branch }, ports)
  if (made === undefined) return { ...about, kind: 'planned' }
  const { number, url } = made.request
  const isPushed = branch.kind === 'pushed' && made.operation === 'unchanged'
  const operation = isPushed ? 'updated' : made.operation
  const { warnings, body } = made.isUnfinished
    ? await finishRequest(parcel, made.request, branch.commit, ports.forge)
    : { warnings: [] }
  return {
    ...about,
    kind: operation === 'unchanged' ? 'unchanged' : 'proposed',
    commit: branch.commit,
    request: { number, url, operation },
    ...(body !== undefined && operation === 'unchanged' && { body }),
    ...(warnings.length > 0 && { warnings }),
  }
}

interface Standing {
  readonly kind: 'pushed' | 'true-already'
  readonly commit: CommitId
}

/** A frozen branch is true as it is. */
async function makeBranchTrue(
  { branch, base, existing, isFrozen }: RequestParcel,
  { commits }: DescribedParcel,
  { git }: PublishPorts,
): Promise<Standing | { readonly kind: 'planned' }> {
  const wanted = commits.flatMap(({ files }) => files.map(({ after }) => after))
  const stands = existing.branch
  if (stands !== undefined && (isFrozen || (hasBytes(stands, wanted) && !isSpent(existing))))
    return { kind: 'true-already', commit: stands.head }
  if (base === undefined) return { kind: 'planned' }
  const [commit] = await git.deliver({ branch, base, lease: stands?.head, ...newCommits(commits) })
  return commit === undefined ? { kind: 'planned' } : { kind: 'pushed', commit }
}

/** A branch that was merged as it is brings nothing any more, though somebody took its change out again. */
function isSpent({ branch, past }: ExistingBump): boolean {
  return past.some(({ state, headCommit }) => state === 'merged' && headCommit === branch?.head)
}

interface Made {
  readonly request: PullRequest
  readonly operation: 'created' | 'updated' | 'unchanged'
  readonly isUnfinished: boolean
}

/** Undefined in a dry run. */
async function makeRequestTrue(
  { branch: head, into, commit, existing, isFrozen }: RequestParcel,
  { text, branch }: DescribedParcel & { readonly branch: Standing },
  { forge }: PublishPorts,
): Promise<Made | undefined> {
  if (text === undefined) throw new Error(`the pull request of ${head} has no text`)
  const { delivery } = commit.environment
  const before = existing.request
  if (before === undefined) {
    const isUnfinished = needsFinishing(delivery)
    const state = { ...text.state, heads: [branch.commit], ...(isUnfinished && { unfinished: true }) }
    const draft = delivery.kind === 'pull-request' && delivery.draft
    const body = formatOwnPart(text.words, state)
    const request = await forge.open({ title: text.title, body, head, base: into, draft })
    return request && { request, operation: 'created', isUnfinished }
  }
  const known = stateOf(before)
  const isUnfinished = known?.unfinished === true || known?.unarmed === true
  const isTrue = branch.kind === 'true-already' && tells(before, branch.commit, text.state.bumps)
  if (isFrozen || isTrue) return { request: before, operation: 'unchanged', isUnfinished }
  const request = await forge.update(before.number, textFor(before, text, branch.commit))
  if (request !== undefined && request.state !== 'open') await giveBack(before, request, forge)
  return request && { request, operation: 'updated', isUnfinished }
}

/** Whoever closed or merged it in this moment meant what it said before, and so it shall be remembered; the line then runs again. */
async function giveBack(
  { number, title, body }: PullRequest,
  { state }: PullRequest,
  forge: PublishPorts['forge'],
): Promise<never> {
  await forge.update(number, { title, body })
  throw problemError('branch-moved', `#${number} was ${state} while this run was bringing it up to date.`)
}

/** What people wrote around our part stays, and so does a title that they gave. Whoever opened it, its own words say which part is ours. */
function textFor(before: PullRequest, { title, words, state }: RequestText, head: CommitId) {
  const known = claimOf(before)
  const heads = [...(known?.heads ?? []).filter((each) => each !== head), head]
  const trusted = stateOf(before)
  const left = {
    ...(trusted?.unfinished === true && { unfinished: true }),
    ...(trusted?.unarmed === true && { unarmed: true }),
  }
  const full: RequestState = { ...state, heads, ...left }
  // Where we have said nothing yet, all words are those of whoever opened it.
  const isGiven = known === undefined ? !before.isOwn : known.title !== before.title
  const theirs = withOwnPart(before.body, '').length
  return {
    ...(!isGiven && { title }),
    body: withOwnPart(before.body, formatOwnPart(words, full, theirs)),
  }
}
