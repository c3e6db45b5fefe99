/** Which events may start a run that writes. */
import { problemError } from '../model/problem.ts'

/** Both run with the repository's secrets for anybody who opens a pull request or comments on one (GitHub documentation, "Security hardening for GitHub Actions"). */
const forStrangers: ReadonlySet<string | undefined> = new Set(['pull_request_target', 'issue_comment'])

/** Throws `event-refused`; `event` is GITHUB_EVENT_NAME, which is undefined outside a workflow. */
export function refuseStrangers(event: string | undefined): void {
  if (!forStrangers.has(event)) return
  throw problemError(
    'event-refused',
    `This run was started by ${event}, which strangers can cause, and it writes with your secrets.`,
  )
}
