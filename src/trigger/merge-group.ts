/** The event by which a merge queue asks for checks. */
import { problemError } from '../model/problem.ts'

/** The branch that the queue leads to; undefined for any other event. Throws `arguments-invalid` where the payload does not name it. */
export function findQueuedBranch(event: string | undefined, payload: unknown): string | undefined {
  if (event !== 'merge_group') return undefined
  const group: unknown = Object(payload)['merge_group']
  const ref: unknown = Object(group)['base_ref']
  const branch = typeof ref === 'string' ? /^refs\/heads\/(.+)$/s.exec(ref)?.[1] : undefined
  if (branch !== undefined) return branch
  throw problemError(
    'arguments-invalid',
    'The payload of the event merge_group does not say which branch its queue leads to; wanted `merge_group.base_ref`, as in refs/heads/main.',
  )
}
