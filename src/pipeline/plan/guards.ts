/** What keeps a change out of production that nobody has looked at. */
import { isGuarded } from '../../model/pull-request.ts'
import type { HoldFacts, Reason, Wish } from './hold-facts.ts'

/** A commit straight to a branch must not change what a gated environment of that branch is built from. */
export function bypassing({ bump, changes }: Wish, { bypasses }: HoldFacts): Reason | undefined {
  if (bump !== undefined) return undefined
  for (const { marker } of changes) {
    const bypass = bypasses.find(({ file }) => file === marker.place.file)
    if (bypass !== undefined)
      return {
        why: 'gate-bypassed',
        lift: `${bypass.file} reaches ${bypass.environment} too, through ${bypass.through}: give each environment a value of its own, or this one a pull request.`,
      }
  }
  return undefined
}

/** Where protection is required and not to be seen, nothing is delivered. */
export function unprotected({ bump }: Wish, { environment, rules }: HoldFacts): Reason | undefined {
  const { delivery, branch } = environment
  if (bump === undefined || delivery.kind !== 'pull-request' || !delivery.requireProtection) return undefined
  if (rules === undefined || isGuarded(rules)) return undefined
  const seen = rules.known ? 'asks for no review and no check' : 'does not show this token what guards it'
  return { why: 'unprotected', lift: `${branch} ${seen}, and \`requireProtection\` is set.` }
}
