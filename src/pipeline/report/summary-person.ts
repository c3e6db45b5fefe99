/** What nobody but a person can do: requests to look at, versions that are held by what people did, errors. */
import { code, plainText } from '../../model/markdown.ts'
import type { HoldReason } from '../../model/plan.ts'
import { type Problem, formatPlace } from '../../model/problem.ts'
import type { Gate } from '../../model/gate.ts'
import { remedies } from '../../model/remedies.ts'
import { type OpenRequest, type RunReport, selectionsOf } from '../../model/report.ts'
import { few } from '../../model/words.ts'
import { findBumpOf } from '../../model/bump-branch.ts'
import type { Row, Told } from './summary-rows.ts'
import { requestLink, sinceText, version, versions } from './summary-words.ts'

/** A section, or nothing where nobody is needed. */
export function personLines(
  told: readonly Told[],
  report: RunReport,
  problems: readonly Problem[],
): readonly string[] {
  const items = [
    ...few(requestItems(told, report), most),
    ...few(told.flatMap(heldItems), most),
    ...few(errorItems(problems), most),
  ]
  return items.length === 0 ? [] : ['### Needs a person', '', ...items.map((item) => `- ${item}`), '']
}

/** So many of a kind; the others are in the tables. */
const most = 15

function requestItems(told: readonly Told[], report: RunReport): readonly string[] {
  const now = report.began === undefined ? undefined : report.began + (report.took ?? 0)
  const known = new Map(
    told.map((each) => {
      const own = { ...each, gates: gatesByBranch(each, report), unread: unreadBranches(each, report) }
      return [each.planned.environment.name, own]
    }),
  )
  return (report.open ?? []).flatMap((request) => {
    const own = known.get(request.environment)
    const verb = verbFor(request, own)
    if (verb === undefined) return []
    const rows = (own?.rows ?? []).filter(({ fate }) => carries(fate, request))
    return [`**${verb}** ${requestLink(request)} ${whatText(request, rows)}${sinceText(request, now)}`]
  })
}

/** With the gates of what each of its branches brings, and the branches of which the run did not look at them. */
interface Gated extends Told {
  readonly gates: ReadonlyMap<string, readonly Gate[]>
  readonly unread: ReadonlySet<string | undefined>
}

/** Undefined where nobody has to do anything: it merges by itself, or only time is missing. */
function verbFor(request: OpenRequest, own: Gated | undefined): string | undefined {
  const gates = own?.gates.get(request.branch) ?? []
  if (gates.some(({ state }) => state === 'failed')) return 'Look at the gates of'
  if (gates.some(({ state }) => state === 'waiting')) return undefined
  if (own?.unread.has(request.branch)) return undefined
  const { reviews = 0 } = own?.planned.guards ?? {}
  if (request.mergesItself) return request.approved || reviews === 0 ? undefined : 'Review'
  if (own?.rows.some(({ isBack, fate }) => isBack && carries(fate, request)))
    return 'Decide on the way back of'
  return request.approved ? 'Merge' : 'Review'
}

function gatesByBranch({ planned }: Told, { selections }: RunReport): Gated['gates'] {
  const all = selectionsOf(planned.environment.name, selections)
  const own = new Map(all.map((each) => [each.policy.key, each]))
  const gates = new Map<string, Gate[]>()
  for (const wait of planned.waits ?? []) {
    const branch = findBumpOf(planned.environment, wait.policy, own.get(wait.policy))?.branch
    if (branch !== undefined) gates.set(branch, [...(gates.get(branch) ?? []), ...wait.gates])
  }
  return gates
}

/** Whether gates are open is not known of what the run did not look at. */
function unreadBranches({ planned }: Told, { selections }: RunReport): Gated['unread'] {
  const { environment } = planned
  const { name, from, windows, policies } = environment
  const aged = policies.flatMap(({ key, minimumAge }) => (minimumAge === undefined ? [] : [key]))
  const left = selectionsOf(name, selections).filter((each) => {
    const isGated = from !== undefined || windows !== undefined || aged.includes(each.policy.key)
    return isGated && each.kind === 'undecided' && each.problem === undefined
  })
  return new Set(left.map((each) => findBumpOf(environment, each.policy.key, each)?.branch))
}

/** Is this what the request holds now? A version that is held is not in it. */
function carries(fate: Row['fate'], { branch }: OpenRequest): boolean {
  return fate.kind === 'sent' && fate.publication.branch === branch
}

/** What it brings; where that is not known, its title. */
function whatText({ title, environment }: OpenRequest, rows: readonly Row[]): string {
  if (title !== undefined && rows.length === 0) return plainText(title)
  const steps = few(rows.map(stepOf), 4).join(', ')
  return `${steps === '' ? 'an update' : steps} in ${plainText(environment)}`
}

function stepOf({ image, from, to }: Row): string {
  return `${plainText(image.slice(image.lastIndexOf('/') + 1))} ${versions(from)} to ${version(to)}`
}

/** Nothing but a person's word or work lifts these. */
const byPeople: ReadonlySet<HoldReason> = new Set([
  'approved',
  'closed',
  'downgrade',
  'edited',
  'flux-fails',
  'gate-bypassed',
  'reverted',
  'tag-moved',
  'unprotected',
])

function heldItems({ planned, rows }: Told): readonly string[] {
  return rows.flatMap((row) => {
    const { fate } = row
    if (fate.kind !== 'held' || !byPeople.has(fate.why)) return []
    return [
      `**Held, ${fate.why}:** ${stepOf(row)} in ${plainText(planned.environment.name)}. ${plainText(fate.lift)}`,
    ]
  })
}

function errorItems(problems: readonly Problem[]): readonly string[] {
  return problems
    .filter(({ level }) => level === 'error')
    .map(({ code: name, message, place }) => {
      const where = place === undefined ? '' : ` ${code(formatPlace(place))}`
      return `**Error** ${code(name)}${where}: ${plainText(message)} ${plainText(remedies[name])}`
    })
}
