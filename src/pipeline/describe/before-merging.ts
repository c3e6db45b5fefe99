/** What somebody should know who is about to merge: what guards the branch, and what the token that opens the request cannot do. */
import type { RequestParcel } from '../../model/plan.ts'
import { guardsText, type Identity } from '../../model/pull-request.ts'
import { requestsWait } from '../../model/token.ts'
import { quoted } from './inert.ts'

/** Lines of Markdown. `server` is the root of the host's pages. */
export function beforeMerging(
  { into, rules }: Pick<RequestParcel, 'into' | 'rules'>,
  { identity, server }: { readonly identity?: Identity; readonly server: string },
): readonly string[] {
  const guards = guardsText(rules, into, quoted)
  return identity?.kind === 'actions'
    ? [guards, '', `It comes with the workflow's own token. ${requestsWait(server)}`]
    : [guards]
}
