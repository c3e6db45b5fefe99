/** Writes into the ledger what was seen for the first time. */
import {
  formatLedger,
  joined,
  type Ledger,
  readLedger,
  type Sighting,
  withSightings,
} from '../../model/ledger.ts'
import { type Problem, problemsOf } from '../../model/problem.ts'
import type { Ports } from '../../ports.ts'

/** How often another run may be quicker; what is not written now is seen again by the next run. */
const tries = 5

/** Nothing is written where nothing is new. Two runs that write at once lose nothing: the later one joins both. */
export async function keepLedger(
  sightings: readonly Sighting[],
  { git, clock }: Pick<Ports, 'git' | 'clock'>,
): Promise<readonly Problem[]> {
  if (sightings.length === 0) return []
  for (let left = tries; ; left--) {
    try {
      await write(sightings, git)
      return []
    } catch (thrown) {
      const problems = problemsOf(thrown)
      if (problems[0].code !== 'branch-moved' || left === 1)
        return problems.map((problem) => ({ ...problem, level: 'warning' }))
      await clock.pause(clock.random() * 1000)
    }
  }
}

async function write(
  sightings: readonly Sighting[],
  git: Pick<Ports['git'], 'readLedger' | 'writeLedger'>,
): Promise<void> {
  const found = await git.readLedger()
  const known: Ledger | undefined =
    found === undefined ? new Map() : readLedger(Buffer.from(found.bytes).toString())
  // What this version cannot read is not written over.
  if (known === undefined) return
  const all = formatLedger(withSightings(joined(known, new Map()), sightings))
  if (found !== undefined && all === Buffer.from(found.bytes).toString()) return
  await git.writeLedger(Buffer.from(all), found?.head)
}
