/** A workflow's event about a pull request, as far as a preview needs it. */
import { z } from 'zod'
import { problemError } from '../../model/problem.ts'
import type { CommitId } from '../../model/history.ts'
import { eventsOfRequests } from '../../model/workflow-event.ts'

export interface PullRequestEvent {
  readonly number: number
  /** Where it would be merged into, and where that branch stood when GitHub made the event. */
  readonly base: { readonly branch: string; readonly commit: CommitId }
  /** Does its head lie in another repository, or in one that is gone? Then strangers wrote it. */
  readonly isFork: boolean
}

const onRequests: ReadonlySet<string | undefined> = new Set(eventsOfRequests)

/** Undefined for any other event. Throws `arguments-invalid` for a payload that does not say which request it is about. */
export function findPullRequestEvent(
  name: string | undefined,
  payload: unknown,
): PullRequestEvent | undefined {
  if (!onRequests.has(name)) return undefined
  const read = eventPayload.safeParse(payload)
  if (!read.success)
    throw problemError(
      'arguments-invalid',
      `The payload of the event ${name} does not say which pull request it is about; wanted \`pull_request\` with its number, base and head.`,
    )
  const { number, base, head } = read.data.pull_request
  return {
    number,
    base: { branch: base.ref, commit: base.sha },
    isFork: head.repo?.full_name !== base.repo.full_name,
  }
}

const repository = z.object({ full_name: z.string().min(1) })

/** GitHub documentation, "Webhook events and payloads", pull_request. `head.repo` is null once the fork is deleted. */
const eventPayload = z.object({
  pull_request: z.object({
    number: z.int().positive(),
    base: z.object({ ref: z.string().min(1), sha: z.string().regex(/^[0-9a-f]{40,64}$/), repo: repository }),
    head: z.object({ repo: repository.nullish() }),
  }),
})
