/** A plan on files that are not written yet: the proof that a proposal does what it says. */
import type { RewrittenFile } from '../model/plan.ts'
import type { Listing } from '../model/policy.ts'
import { type Problem, ProblemError } from '../model/problem.ts'
import { formatImageName } from '../model/reference.ts'
import type { Proposal } from '../pipeline/proposal/proposal.ts'
import { changeJson } from '../pipeline/report/json.ts'
import { allProblems, report } from '../pipeline/report/report.ts'
import { type Look, look } from '../pipeline/run.ts'
import type { Ports, Wanted, Worktree } from '../ports.ts'

export interface Rehearsal {
  /** What a plan would change right away. */
  readonly lines: readonly string[]
  readonly changes: readonly object[]
  readonly problems: readonly Problem[]
}

interface Scene {
  readonly proposal: Proposal
  readonly changed: readonly RewrittenFile[]
  readonly config: string
  readonly listings: ReadonlyMap<string, Listing>
}

/** Throws an Error where the line would not obey what is proposed, or choose anything else: that is a fault of ours, and nothing is written. */
export async function rehearse(
  { proposal, changed, config, listings }: Scene,
  ports: Ports,
): Promise<Rehearsal> {
  const seen = await lookAhead(config, {
    ...ports,
    worktree: withFiles(ports.worktree, changed),
    git: { ...ports.git, checkedOut: () => ports.git.checkedOut().catch(() => ({})) },
    registry: { ...ports.registry, listTags: (name) => answer(listings.get(formatImageName(name))) },
  })
  proveMarkers(proposal, seen)
  proveChoices(proposal, seen)
  const changes = seen.plan.environments.flatMap((each) => [
    ...each.changes,
    ...each.holds.map(({ change }) => change),
  ])
  const told = allProblems(report({ ...seen, publications: [], requests: new Map(), server: '' }))
  return {
    lines: [
      changes.length === 0 ? 'A plan would change nothing right now.' : 'A plan would change this right now:',
      ...changes.map(
        ({ marker: { place, value }, to }) =>
          `  ${place.file}:${place.line}:${place.column}  ${value} -> ${to}`,
      ),
    ],
    changes: changes.map(changeJson),
    problems: told.filter((problem) => problem !== notAsked),
  }
}

async function lookAhead(config: string, ports: Ports): Promise<Look> {
  try {
    const request = {
      config,
      from: 'disk',
      defaultBranch: 'checked-out',
      suspend: false,
      takeOver: true,
    } as const
    return await look(request, ports)
  } catch (thrown) {
    if (!(thrown instanceof ProblemError)) throw thrown
    throw new Error(`what init proposes is not accepted: ${thrown.message}`, { cause: thrown })
  }
}

/** Not asked for, for this run. */
const notAsked: Problem = {
  code: 'registry-unreachable',
  level: 'note',
  message: 'The registry was not asked.',
}

async function answer(listing: Listing | undefined): Promise<readonly string[]> {
  if (listing?.kind === 'listed') return listing.tags
  throw new ProblemError([listing?.kind === 'failed' ? listing.problem : notAsked])
}

/** The same files, with these instead of what stands there. */
function withFiles(worktree: Worktree, changed: readonly RewrittenFile[]): Worktree {
  const fresh = new Map(changed.map(({ after }) => [after.path, after]))
  return {
    ...worktree,
    read: async (wanted) => {
      const standing = await worktree.read({
        ...wanted,
        matches: (path) => !fresh.has(path) && wanted.matches(path),
      })
      const files = [...standing, ...[...fresh.values()].filter((file) => isWanted(file, wanted))]
      return files.toSorted((one, other) => (one.path < other.path ? -1 : 1))
    },
  }
}

function isWanted({ path, bytes }: RewrittenFile['after'], { matches, containing = '' }: Wanted): boolean {
  return matches(path) && [containing].flat().some((text) => Buffer.from(bytes).includes(text))
}

function proveMarkers({ environments }: Proposal, { scanned }: Look): void {
  const wanted = environments.flatMap(({ policies }) =>
    policies.flatMap(({ key, uses }) =>
      uses.flatMap(({ marks }) => marks.map(({ field, place }) => JSON.stringify([key, field, place]))),
    ),
  )
  const obeyed = new Set(
    scanned.environments.flatMap(({ manifests }) =>
      manifests.flatMap(({ markers }) =>
        markers.map(({ policy, field, place }) => JSON.stringify([policy, field, place])),
      ),
    ),
  )
  const lost = wanted.find((each) => !obeyed.has(each))
  if (lost !== undefined) throw new Error(`the marker ${lost} that init proposes would not be obeyed`)
}

function proveChoices({ environments }: Proposal, { selections }: Look): void {
  const chosen = new Map(
    selections.flatMap((each) =>
      each.selections.flatMap((one) =>
        one.kind === 'selected' ? [[one.policy.key, one.latest.tag] as const] : [],
      ),
    ),
  )
  const wrong = environments
    .flatMap(({ policies }) => policies)
    .find(({ key, today }) => today !== undefined && chosen.get(key) !== today)
  if (wrong !== undefined)
    throw new Error(`${wrong.key} would choose ${chosen.get(wrong.key)}, and init proposes ${wrong.today}`)
}
