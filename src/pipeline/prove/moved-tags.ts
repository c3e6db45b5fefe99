/** Tags that point to something else than they did when they were seen first: told everywhere, also where nothing is held for it. */
import type { Selection } from '../../model/policy.ts'
import type { Problem } from '../../model/problem.ts'
import type { AllProven } from '../../model/promotion.ts'
import { formatImageName } from '../../model/reference.ts'
import type { EnvironmentSelections } from '../../model/report.ts'
import type { Around } from './ask.ts'

/** Asks only for tags that are to be written, where nothing is behind gates, and that the ledger has seen before. */
export async function movedTags(
  selections: readonly EnvironmentSelections[],
  { proven, around }: { readonly proven: AllProven; readonly around?: Around },
): Promise<readonly Problem[]> {
  if (around?.ledger === undefined || around.ledger.size === 0) return []
  const { identities, ledger } = around
  const problems: Problem[] = []
  for (const { environment, selections: own } of selections) {
    for (const selection of own) {
      const isGated = proven.get(environment)?.has(selection.policy.key) === true
      if (selection.kind !== 'selected' || isGated || !isWanted(selection)) continue
      const { policy, latest } = selection
      const [image, tag] = [formatImageName(latest.name), latest.tag]
      if (ledger.get(image)?.some(({ tags }) => tags.includes(tag)) !== true) continue
      const digest = latest.digest ?? (await identities.digestOf(latest.name, tag, policy.repository.access))
      const before = digest === undefined ? undefined : identities.before(latest.name, tag, digest)
      if (before === undefined) continue
      const message = `${policy.key}: ${tag} was seen first as ${before} and is ${digest} now.`
      problems.push({
        code: 'tag-moved',
        level: 'warning',
        message,
        ...(policy.place && { place: policy.place }),
      })
    }
  }
  return problems
}

function isWanted({ weighed, latest }: Extract<Selection, { kind: 'selected' }>): boolean {
  return weighed.some(({ tag }) => tag !== latest.tag)
}
