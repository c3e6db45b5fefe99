/** What stood in a file when -> what it still proves. Pure. */
import type { CommitId } from '../../model/history.ts'
import type { StandingReference } from '../../model/standing.ts'

/** What stood beside a policy's markers in one file from a commit on. */
export interface Version {
  readonly commit: CommitId
  /** Milliseconds since 1970. */
  readonly date: number
  readonly standing: readonly StandingReference[]
}

/** A reference that stood in a source, and was not taken back. */
export interface Stay extends StandingReference {
  readonly since: number
  readonly commit: CommitId
}

/**
 * The stays of one file, from its versions, oldest first. A reference counts from when it came. It goes on counting when something new takes its place, since that
 * builds on it. When the file goes back to what stood there before, all that came behind that counts no more: somebody, or a policy, took it away; nor does what the
 * file loses without getting another. Should it come again, it counts from then.
 */
export function staysIn(versions: readonly Version[]): readonly Stay[] {
  const counting = new Map<string, Stay>()
  const arrivals = new Map<string, number>()
  let standing: ReadonlySet<string> = new Set()
  for (const [index, { commit, date, standing: now }] of versions.entries()) {
    const next = new Map(now.map((each) => [keyOf(each), each]))
    const added = [...next].filter(([key]) => !standing.has(key))
    const returned = added.map(([key]) => arrivals.get(key) ?? Infinity)
    const isForward = returned.includes(Infinity)
    if (added.length === 0)
      withdraw(
        counting,
        [...standing].filter((key) => !next.has(key)),
      )
    else if (!isForward) withdraw(counting, behind(Math.min(...returned), arrivals, next))
    for (const [key, each] of added) {
      if (counting.has(key)) continue
      counting.set(key, { ...each, since: date, commit })
      arrivals.set(key, index)
    }
    standing = new Set(next.keys())
  }
  return [...counting.values()]
}

/** What had come behind that arrival and is not there now. */
function behind(
  arrival: number,
  arrivals: ReadonlyMap<string, number>,
  next: ReadonlyMap<string, StandingReference>,
): readonly string[] {
  return [...arrivals].flatMap(([key, index]) => (index > arrival && !next.has(key) ? [key] : []))
}

function withdraw(counting: Map<string, Stay>, keys: readonly string[]): void {
  for (const key of keys) counting.delete(key)
}

/** Of the same reference in several files, the stay that has lasted longest. */
export function longest(stays: readonly Stay[]): readonly Stay[] {
  const first = new Map<string, Stay>()
  for (const stay of stays) {
    const key = keyOf(stay)
    const known = first.get(key)
    if (known === undefined || stay.since < known.since) first.set(key, stay)
  }
  return [...first.values()].toSorted((one, other) => other.since - one.since)
}

function keyOf({ name = '', tag, digest = '' }: StandingReference): string {
  return [name, tag, digest].join(' ')
}
