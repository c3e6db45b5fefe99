/** Parcels about to be written -> their words: commit messages, titles and bodies of pull requests. */
import type {
  DescribedParcel,
  PlannedCommit,
  RequestParcel,
  RequestText,
  WrittenCommit,
  WrittenParcel,
} from '../../model/plan.ts'
import { formatGates } from '../../model/gate-words.ts'
import type { Selection } from '../../model/policy.ts'
import { wantedBumps } from '../../model/setter.ts'
import type { RequestDelivery } from '../../model/environment.ts'
import type { Problem } from '../../model/problem.ts'
import type { Identity } from '../../model/pull-request.ts'
import { type EnvironmentSelections, selectionsOf } from '../../model/report.ts'
import { needsWords } from '../../model/up-to-date.ts'
import type { Ports } from '../../ports.ts'
import { beforeMerging } from './before-merging.ts'
import { bodyOf } from './body.ts'
import { bumpsOf } from '../../model/bumps.ts'
import { type AllDetails, detailsOf } from './details.ts'
import type { OwnData } from '../templates/templates.ts'
import { type OwnFacts, ownFacts } from './own-facts.ts'
import { type Subject, subjectsOf } from './subjects.ts'
import { messageOf, subjectOf, trailer } from './usual-words.ts'
import { type Worded, worded } from './worded.ts'

export { withFluxMessages } from './flux-commits.ts'

/** What the words are made of, besides the parcels. */
export interface Telling {
  readonly selections: readonly EnvironmentSelections[]
  /** Whose token the run uses, where that is known. */
  readonly identity?: Identity
  /** Root of the pages of the host that our repository lives on, as in `https://github.com`. */
  readonly server: string
  /** Repositories of that host whose commits and releases may be told: `owner/name` or `owner/*`. */
  readonly changelogs: readonly string[]
}

/** Asks registries and GitHub about images whose request is opened or changed, and for no other; an answer that cannot be had costs its lines alone. */
export async function describe(
  parcels: readonly WrittenParcel[],
  telling: Telling,
  ports: Pick<Ports, 'registry' | 'forge'>,
): Promise<readonly DescribedParcel[]> {
  const requests = new Map(
    parcels.flatMap((written) => {
      const { parcel } = written
      if (parcel.kind === 'commit' || parcel.isBare) return []
      return [[written, requestOf(parcel, written, telling)]]
    }),
  )
  const subjects = [...requests.values()].flatMap(subjectsToTell)
  const details = await detailsOf(subjects, telling, ports)
  return parcels.map((written) => described(written, { request: requests.get(written), details, telling }))
}

interface Material {
  readonly request: Request | undefined
  readonly details: AllDetails
  readonly telling: Telling
}

function described(written: WrittenParcel, { request, details, telling }: Material): DescribedParcel {
  const commits = written.commits.map((commit) => ({ commit, said: messageFor(commit, details, telling) }))
  const said = request && textOf(request, details, telling)
  const problems = [...commits.flatMap((each) => each.said.problems), ...(said?.problems ?? [])]
  return {
    parcel: written.parcel,
    commits: commits.map(({ commit, said: { text } }) => ({ ...commit, message: text })),
    ...(said && { text: said.text }),
    ...(problems.length > 0 && { problems }),
  }
}

/** Flux's own words are given before. */
function messageFor(
  { message, planned }: WrittenCommit,
  details: AllDetails,
  { selections }: Telling,
): Worded {
  if (message !== undefined) return { text: message, problems: [] }
  const own = selectionsOf(planned.environment.name, selections)
  const template = { text: planned.environment.message, field: 'commit.message' } as const
  return worded(messageOf(planned), template, factsOf({ planned, selections: own, details }, ''))
}

function factsOf(facts: Omit<OwnFacts, 'usual'>, body: string): OwnData {
  const { planned } = facts
  const trailers = bumpsOf(planned.changes).map(trailer).join('\n')
  return ownFacts({ ...facts, usual: { title: subjectOf(planned), trailers, body } })
}

/** A request without its words. */
interface Request {
  readonly parcel: RequestParcel
  readonly written: WrittenCommit | undefined
  /** What was planned and could not be rewritten is no part of the written commit, and so of no text. */
  readonly planned: PlannedCommit
  /** Those of its environment. */
  readonly selections: readonly Selection[]
  readonly state: RequestText['state']
}

function requestOf(
  parcel: RequestParcel,
  { commits: [written] }: WrittenParcel,
  { selections }: Telling,
): Request {
  const planned = written?.planned ?? parcel.commit
  const { environment, group } = planned
  const own = selectionsOf(environment.name, selections)
  const bumps = wantedBumps(planned.changes, own)
  const title = subjectOf(planned)
  const state = { environment: environment.name, ...(group !== undefined && { group }), bumps, title }
  return { parcel, written, planned, selections: own, state }
}

/** Files on disk are never pushed, so nobody reads the words. */
function subjectsToTell({ parcel, written, planned, selections, state }: Request): readonly Subject[] {
  if (written === undefined || parcel.base === undefined) return []
  const files = written.files.map(({ after }) => after)
  return needsWords(parcel, files, state) ? subjectsOf(planned, selections) : []
}

function textOf(
  { parcel, planned, selections, state }: Request,
  details: AllDetails,
  telling: Telling,
): { readonly text: RequestText; readonly problems: readonly Problem[] } {
  const before = beforeMerging(parcel, telling)
  const usual = bodyOf({ planned, into: parcel.into, selections, details, before })
  const facts = factsOf({ planned, selections, details }, usual)
  const { delivery } = planned.environment
  const templates: Pick<RequestDelivery, 'title' | 'body'> = delivery.kind === 'pull-request' ? delivery : {}
  const title = worded(state.title, { text: templates.title, field: 'pullRequest.title' }, facts)
  const words = worded(usual, { text: templates.body, field: 'pullRequest.body' }, facts)
  return {
    text: {
      title: title.text,
      words: [words.text, ...gateWords(parcel)].join('\n\n'),
      state: { ...state, title: title.text },
    },
    problems: [...title.problems, ...words.problems],
  }
}

function gateWords({ gates, rules }: RequestParcel): readonly string[] {
  return gates === undefined ? [] : [formatGates({ gates, rules })]
}
