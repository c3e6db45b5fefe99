/** What is already under way: bump branches, requests open and past, what guards their bases, and what became of earlier bumps. */
import type { ScannedEnvironment } from '../../model/scanned.ts'
import { type Problem, problemsOf } from '../../model/problem.ts'
import type { EnvironmentSelections } from '../../model/report.ts'
import type { UnderWay } from '../../model/under-way.ts'
import type { Ports } from '../../ports.ts'
import { withCarried } from './carried.ts'
import { recallBumps } from './bumps.ts'
import { withOpened } from './opened.ts'
import { recallPast } from './past.ts'
import { recallBare } from './push-branches.ts'
import { recallRules } from './rules.ts'
import { withStrays } from './strays.ts'
import { whoseToken } from './whose-token.ts'

export interface Recalled {
  readonly underWay: UnderWay
  /** Those given, and with each that is undecided what its request carries. */
  readonly selections: readonly EnvironmentSelections[]
  readonly problems: readonly Problem[]
}

/** Asks nothing where nothing goes by pull request and nothing changes; what cannot be asked costs what depends on it only. */
export async function recall(
  scanned: readonly ScannedEnvironment[],
  selections: readonly EnvironmentSelections[],
  ports: Pick<Ports, 'git' | 'forge'>,
): Promise<Recalled> {
  const environments = scanned.map(({ environment }) => environment)
  const problems: Problem[] = []
  const attempt = async <T>(work: Promise<T>, instead: T): Promise<T> => {
    try {
      return await work
    } catch (thrown) {
      problems.push(...problemsOf(thrown))
      return instead
    }
  }
  const token = whoseToken(ports.forge)
  const asking = { ...ports, whoAmI: token.whoAmI }
  const bumps = new Map([
    ...(await attempt(recallBumps(scanned, selections, asking), new Map())),
    ...(await attempt(recallBare(scanned, ports.git), new Map())),
  ])
  const found = await attempt(withStrays(bumps, scanned, ports), bumps)
  const existing = await attempt(withOpened(environments, found, ports.forge), found)
  const rules = await attempt(recallRules(environments, existing, ports.forge), new Map())
  const identity = await token.find(scanned, selections)
  const past = await attempt(recallPast(scanned, selections, { git: ports.git, identity }), new Map())
  return {
    underWay: { existing, rules, past, ...(identity && { identity }) },
    selections: withCarried(environments, selections, existing),
    problems,
  }
}
