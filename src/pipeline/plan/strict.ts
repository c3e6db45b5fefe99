/** An automation that shall fail as a whole where Flux does: one fault keeps all of its changes back. */
import type { HoldFacts, Reason, Wish } from './hold-facts.ts'
import { tagProblems } from './tag-problems.ts'

/** A winner that no reference can have is a fault of the whole run for Flux, too ("encountered invalid image ref"). */
export function failingAsFlux(_: Wish, { environment, selections, fatal }: HoldFacts): Reason | undefined {
  if (environment.flux?.strict !== true) return undefined
  const [first] = [...fatal, ...tagProblems(selections)]
  if (first === undefined) return undefined
  const { file, line } = first.place ?? { file: 'a file' }
  const where = line === undefined ? file : `${file}:${line}`
  return { why: 'flux-fails', lift: `\`strict\` is set, and Flux fails the whole automation at ${where}.` }
}
