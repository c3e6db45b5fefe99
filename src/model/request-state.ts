/** What a pull request of ours remembers: hidden at the end of its body, so that nothing but the request itself needs a memory. */
import { findJson } from './json.ts'
import { z } from 'zod'
import type { CommitId } from './history.ts'
import { isPolicyKey, type PolicyKey } from './policy.ts'
import type { Digest, ImageReference, Tag } from './reference.ts'

/** Texts are those that GitHub stored for us; read it only from requests that our own identity opened. */
export interface RequestState {
  readonly environment: string
  /** Absent where the whole environment is one group. */
  readonly group?: string
  /** What the request carries. */
  readonly bumps: readonly CarriedBump[]
  /** There were more than a body has room for. */
  readonly isCut?: boolean
  /** Heads that we pushed to its branch, latest last. */
  readonly heads: readonly CommitId[]
  /** The title as we wrote it: another one is a person's, and stays. */
  readonly title: string
  /** It was opened, and has not got its labels, reviewers and the like yet. */
  readonly unfinished?: boolean
  /** It shall merge by itself, and was not armed yet, since its gates are closed and the branch does not ask for them. */
  readonly unarmed?: boolean
  /** We closed it ourselves, so its closing says nothing about its versions. */
  readonly retired?: boolean
}

/** One policy's part: the version that is proposed. */
export interface CarriedBump {
  readonly policy: PolicyKey
  readonly tag: Tag
  readonly digest?: Digest
}

/** As many heads as are worth remembering: a branch is moved once a version. */
const mostHeads = 20

/** Does the request carry these bumps and no other? Of more than a body has room for it knows the first. */
export function carriesAll({ bumps, isCut }: RequestState, wanted: readonly CarriedBump[]): boolean {
  const plain = (all: readonly CarriedBump[]) =>
    all.map(({ policy, tag, digest = '' }) => [policy, tag, digest].join(' ')).toSorted()
  const known = isCut === true ? wanted.slice(0, bumps.length) : wanted
  return plain(bumps).join('\n') === plain(known).join('\n')
}

/** Does the request carry this very version for the policy? */
export function carries(
  { bumps }: Pick<RequestState, 'bumps'>,
  policy: PolicyKey,
  { tag, digest }: Pick<ImageReference, 'tag' | 'digest'>,
): boolean {
  return bumps.some((bump) => bump.policy === policy && bump.tag === tag && bump.digest === digest)
}

/** A comment that Markdown does not show. Nothing in it can end it, or be taken for a mention. */
export function formatState({ heads, bumps, ...state }: RequestState): string {
  const rows = bumps.map(({ policy, tag, digest }) => [
    policy,
    tag,
    ...(digest === undefined ? [] : [digest]),
  ])
  const fitting = fittingRows(rows)
  const cut = fitting.length < rows.length ? { isCut: true } : {}
  const json = JSON.stringify({
    version: 1,
    ...state,
    ...cut,
    heads: heads.slice(-mostHeads),
    bumps: fitting,
  })
  return `${opening}${json.replaceAll(/[<>@]/g, asEscape)}${ending}`
}

/** Characters for what is carried: about 800 images, or 250 with digests. GitHub takes 65,536 in a body, and people want to read words. */
const room = 30_000

function fittingRows<Row>(rows: readonly Row[]): readonly Row[] {
  let length = 0
  const first = rows.findIndex((row) => (length += JSON.stringify(row).length + 1) > room)
  return first < 0 ? rows : rows.slice(0, first)
}

/** The state in a body; undefined where there is none, or none that this version understands. */
export function findState(body: string): RequestState | undefined {
  const at = findComment(body)
  return at && written.safeParse(findJson(body.slice(at.start + opening.length, at.end - ending.length))).data
}

/** The body with something else remembered, and all around it as it was; one that remembers nothing stays so. */
export function withState(body: string, change: (state: RequestState) => RequestState): string {
  const [at, state] = [findComment(body), findState(body)]
  if (at === undefined || state === undefined) return body
  return body.slice(0, at.start) + formatState(change(state)) + body.slice(at.end)
}

/** Where the last of these comments stands. */
function findComment(body: string): { readonly start: number; readonly end: number } | undefined {
  const start = body.lastIndexOf(opening)
  const end = start < 0 ? -1 : body.indexOf(ending, start)
  return end < 0 ? undefined : { start, end: end + ending.length }
}

/** The body of a request that was armed too early: it is armed again when its gates are open. */
export function unarmed(body: string): string {
  return withState(body, (state) => ({ ...state, unarmed: true }))
}

/** What GitHub takes for a body, in characters. */
const mostInBody = 65_536

/** Our words and what we remember, as one part of a body. The words are cut where there is no room for them beside those of people, `theirs` in number. */
export function formatOwnPart(words: string, state: RequestState, theirs = 0): string {
  const hidden = formatState(state)
  const room = mostInBody - theirs - beginning.length - hidden.length - '\n\n\n'.length
  const whole = words.trim()
  const told = whole.length <= room ? whole : whole.slice(0, Math.max(0, room - cut.length)) + cut
  return `${beginning}\n${told}\n\n${hidden}`
}

const cut = '…'

/** The body with this part in the place of our former one, so that what people wrote around it stays; without a former one, behind what stands there. */
export function withOwnPart(body: string, part: string): string {
  const start = body.indexOf(beginning)
  const state = findComment(body)
  if (start < 0 || state === undefined || state.start < start)
    return body.trim() === '' ? part : `${body.trimEnd()}\n\n${part}`
  return body.slice(0, start) + part + body.slice(state.end)
}

const beginning = '<!-- image-bump:begin -->'
const opening = '<!-- image-bump:state '
const ending = ' -->'

const bump = z
  .tuple(
    [z.custom<PolicyKey>((value) => typeof value === 'string' && isPolicyKey(value)), z.string()],
    z.string(),
  )
  .transform(([policy, tag, digest]): CarriedBump => ({
    policy,
    tag,
    ...(digest !== undefined && { digest }),
  }))

const written = z
  .object({
    version: z.literal(1),
    environment: z.string(),
    group: z.string().exactOptional(),
    bumps: z.array(bump),
    isCut: z.boolean().exactOptional(),
    heads: z.array(z.string()),
    title: z.string(),
    unfinished: z.boolean().exactOptional(),
    unarmed: z.boolean().exactOptional(),
    retired: z.boolean().exactOptional(),
  })
  .transform(withoutVersion)

function withoutVersion({ version, ...state }: RequestState & { readonly version: number }): RequestState {
  void version
  return state
}

/** JSON's own way to write a character, which reads back as it was. */
function asEscape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}
