/** Environments that take from one another in a circle, so that none of them would ever take anything. */
import { quote } from './own/wording.ts'

/** One environment takes from another. */
export interface Taking {
  readonly from: string
  readonly to: string
}

/** Each circle once, at its first step, and in words. */
export function circlesAmong<Step extends Taking>(
  all: readonly Step[],
): readonly { readonly step: Step; readonly text: string }[] {
  const told = new Set<string>()
  return all.flatMap((step) => {
    const way = wayBack(step, all)
    if (way === undefined || way.some((name) => told.has(name))) return []
    for (const name of way) told.add(name)
    const circle = [...way, step.from].map(quote).join(' takes from ')
    return [{ step, text: `${circle}, so none of them would ever take anything` }]
  })
}

/** The names on the shortest way from the step's environment through its source back to it, without the last. */
function wayBack(step: Taking, all: readonly Taking[]): readonly string[] | undefined {
  const seen = new Set<string>([step.to])
  const ways: (readonly string[])[] = [[step.from, step.to]]
  for (const way of ways) {
    const last = way.at(-1) ?? ''
    if (last === step.from) return way.slice(0, -1)
    const next = all.filter(({ from, to }) => from === last && (to === step.from || !seen.has(to)))
    for (const { to } of next) {
      seen.add(to)
      ways.push([...way, to])
    }
  }
  return undefined
}
