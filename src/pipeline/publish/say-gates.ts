/** Gates -> statuses at the heads of requests, and the part of their bodies that says what is waited for. */
import { formatGates, statusOf, withGates } from '../../model/gate-words.ts'
import type { CommitStatus } from '../../model/commit-status.ts'
import { gateContext, type Gating, isTooEarly } from '../../model/gate.ts'
import type { CommitId } from '../../model/history.ts'
import { type Problem, problemsOf } from '../../model/problem.ts'
import type { Publication } from '../../model/report.ts'
import { unarmed } from '../../model/request-state.ts'
import type { Ports } from '../../ports.ts'

/** What is true now; `published` says what this run made of the branches. Where it made nothing of one, what stood there before counts. */
export function gatingsNow(gatings: readonly Gating[], published: readonly Publication[]): readonly Gating[] {
  return gatings.map((gating) =>
    findPublished(gating, published) ? gating : { ...gating, gates: gating.before ?? gating.gates },
  )
}

function findPublished({ branch }: Gating, published: readonly Publication[]): Publication | undefined {
  return published.find((each) => each.branch === branch && each.request !== undefined)
}

/** Writes what differs, each on its own. */
export async function sayGates(
  gatings: readonly Gating[],
  published: readonly Publication[],
  forge: Pick<Ports['forge'], 'setStatus' | 'update'>,
): Promise<readonly Problem[]> {
  const problems: Problem[] = []
  for (const gating of gatings) {
    const now = findPublished(gating, published)
    const head = now?.commit ?? gating.request?.headCommit
    if (head === undefined) continue
    try {
      await sayAt(head, gating, forge)
      const isFresh = now?.request?.operation === 'created' || now?.request?.operation === 'updated'
      if (!isFresh) await sayInBody(gating, now?.body, forge)
    } catch (thrown) {
      problems.push(...problemsOf(thrown))
    }
  }
  return problems
}

/** The statuses first: they are what a branch's rules look at. */
async function sayAt(
  head: CommitId,
  { gates, request }: Gating,
  forge: Pick<Ports['forge'], 'setStatus'>,
): Promise<void> {
  const there = request?.headCommit === head ? (request.statuses ?? []) : []
  const gone = there.filter(
    ({ context, state }) => state !== 'success' && !gates.some(({ kind }) => gateContext(kind) === context),
  )
  const wanted = [...gates.map(statusOf), ...gone.map(({ context }) => noLonger(context))]
  for (const status of wanted) {
    const known = there.find(({ context }) => context === status.context)
    if (known?.state === status.state && known.description === status.description) continue
    await forge.setStatus(head, status)
  }
}

/** A gate that the configuration does not have any more keeps nobody out. */
function noLonger(context: string): CommitStatus {
  return { context, state: 'success', description: 'nothing is waited for any more' }
}

async function sayInBody(
  gating: Gating,
  written: string | undefined,
  forge: Pick<Ports['forge'], 'update'>,
): Promise<void> {
  const { request } = gating
  if (request === undefined) return
  const known = written ?? request.body
  const told = withGates(known, formatGates(gating)) ?? known
  const body = isTooEarly(gating) ? unarmed(told) : told
  if (body !== known) await forge.update(request.number, { body })
}
