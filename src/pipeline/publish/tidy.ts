/** What is done besides delivering: requests with nothing left to do are closed, and those left alone are told what waits. */
import { createHash } from 'node:crypto'
import type { Closing, Notice, UpdatePlan } from '../../model/plan.ts'
import { type Problem, problemsOf } from '../../model/problem.ts'
import type { PullRequest } from '../../model/pull-request.ts'
import { withState } from '../../model/request-state.ts'
import type { Publication } from '../../model/report.ts'
import type { Ports } from '../../ports.ts'

type TidyPorts = Pick<Ports, 'git' | 'forge'>

/** Each on its own: what fails is told and left to the next run. `published` says which replacements are there. */
export async function tidy(
  { closings, notices, disarmed }: UpdatePlan,
  published: readonly Publication[],
  ports: TidyPorts,
): Promise<{ readonly publications: readonly Publication[]; readonly problems: readonly Problem[] }> {
  const problems: Problem[] = []
  const attempt = async (work: () => Promise<void>): Promise<void> => {
    try {
      await work()
    } catch (thrown) {
      problems.push(...problemsOf(thrown))
    }
  }
  for (const { number } of disarmed) await attempt(() => ports.forge.disarm(number))
  for (const notice of notices) await attempt(() => say(notice, ports))
  const publications: Publication[] = []
  for (const closing of closings) {
    const by = published.find(({ branch }) => branch === closing.replacedBy)
    if (closing.replacedBy !== undefined && by?.request === undefined) continue
    await attempt(async () => {
      const isClosed = await close(closing, by, ports)
      publications.push(told(closing, isClosed))
    })
  }
  return { publications, problems }
}

/** Gives false in a dry run. */
async function close(
  { request, branch }: Closing,
  by: Publication | undefined,
  ports: TidyPorts,
): Promise<boolean> {
  const number = by?.request?.number
  const text =
    number === undefined
      ? `Nothing is left to do here: what this request proposed stands on ${request.base} already, or is not wanted any more.`
      : `Replaced by #${number}.`
  await say({ request, about: `closed ${number ?? ''}`, text }, ports)
  const closed = await ports.forge.close(request.number, retired(request))
  if (branch?.ours === true) await ports.git.remove(request.head, branch.head)
  return closed !== undefined
}

/** So that nobody takes this closing for a person's no. */
function retired({ body }: PullRequest): string {
  return withState(body, (state) => ({ ...state, retired: true }))
}

/** Says it, unless it was said before. */
async function say(
  { request, about, text }: Omit<Notice, 'environment'>,
  { forge }: TidyPorts,
): Promise<void> {
  const mark = `<!-- image-bump:notice ${createHash('sha256').update(about).digest('hex').slice(0, 12)} -->`
  if (request.comments.some((comment) => comment.includes(mark))) return
  await forge.comment(request.number, `${text}\n\n${mark}`)
}

function told({ environment, request }: Closing, isClosed: boolean): Publication {
  const { number, url, head } = request
  if (!isClosed) return { environment, branch: head, kind: 'planned' }
  return { environment, branch: head, kind: 'closed', request: { number, url, operation: 'closed' } }
}
