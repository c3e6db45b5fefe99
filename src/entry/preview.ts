/** The preview of a pull request: two runs that write nothing, and where it is wanted a comment. */
import { dryRun } from '../adapters/dry-run.ts'
import type { RunReport } from '../model/report.ts'
import type { RunRequest } from '../model/request.ts'
import { admitInto } from '../pipeline/admit-into.ts'
import { keepComment } from '../pipeline/preview/comment.ts'
import type { PullRequestEvent } from '../pipeline/preview/event.ts'
import { commentLimit, previewMarkdown, summaryLimit } from '../pipeline/preview/markdown.ts'
import { isQuiet } from '../pipeline/preview/preview.ts'
import type { Outcome } from '../pipeline/run.ts'
import { runPreview } from '../pipeline/run-preview.ts'
import type { Ports } from '../ports.ts'

export interface PreviewWishes {
  readonly event: PullRequestEvent
  /** Shall it be told below the pull request? A fork's never is: its token may not write. */
  readonly isTold: boolean
  /** Shall it get the statuses that its base asks everybody for? A fork's gets them from the next run. */
  readonly isAnswered: boolean
}

/** Gives the run of what is proposed, and the job summary. */
export async function previewPullRequest(
  asked: Omit<RunRequest, 'from' | 'defaultBranch'>,
  ports: Ports,
  { event, isTold, isAnswered }: PreviewWishes,
): Promise<{ readonly outcome: Outcome; readonly summary: string }> {
  const request: RunRequest = { ...asked, from: 'disk', defaultBranch: 'of-the-remote' }
  const { report, parcels, preview, base } = await runPreview(request, event, dryRun(ports))
  const { isFork, number } = event
  const frame = { base, isFork }
  const summary = previewMarkdown(preview, { ...frame, atMost: summaryLimit })
  if (isFork) return { outcome: { report, parcels }, summary }
  const text = previewMarkdown(preview, { ...frame, atMost: commentLimit })
  const comment = { number, text, isQuiet: isQuiet(preview), request }
  const unsaid = [
    ...(isTold ? await keepComment(comment, ports.forge) : []),
    ...(isAnswered ? await admitInto(base.branch, ports.forge) : []),
  ].map((problem) => ({ ...problem, level: 'note' }) as const)
  const whole: RunReport = { ...report, problems: [...report.problems, ...unsaid] }
  return { outcome: { report: whole, parcels }, summary }
}
