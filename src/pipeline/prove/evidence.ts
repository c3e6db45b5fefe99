/** What stood in the environments that others take from: read from the history of their branches, each once. */
import type { Signal } from '../../model/commit-status.ts'
import type { CommitId, Lineage } from '../../model/history.ts'
import type { Manifest, SourceFile } from '../../model/manifest.ts'
import type { PolicyKey } from '../../model/policy.ts'
import { type Problem, problemsOf } from '../../model/problem.ts'
import type { ScannedEnvironment } from '../../model/scanned.ts'
import { type StandingReference, standingIn } from '../../model/standing.ts'
import type { Forge, Git } from '../../ports.ts'
import { longest, type Stay, staysIn, type Version } from './stays.ts'

/** What is known of one source. */
export interface Evidence {
  /** The latest first. */
  readonly stays: ReadonlyMap<PolicyKey, readonly Stay[]>
  /** The commits of its branch that were looked at, newest first. */
  readonly commits: readonly CommitId[]
}

/** How markers of an environment are found in other versions of its files, all at once; a version without any is left out. */
export type ReadMarkers = (
  environment: string,
  versions: readonly SourceFile[],
) => ReadonlyMap<SourceFile, Manifest>

export interface Looking {
  readonly git: Pick<Git, 'lineage' | 'checkedOut'>
  readonly readMarkers: ReadMarkers
}

/** How many commits that touched its files are looked at. */
const reach = 1000

/** History that cannot be read is a problem, and proves nothing. */
export async function evidenceOf(source: ScannedEnvironment, looking: Looking): Promise<Evidence | Problem> {
  const { environment, manifests } = source
  const files = manifests.map(({ file }) => file.path)
  if (files.length === 0) return { stays: new Map(), commits: [] }
  try {
    // Files on disk have the past of what is checked out.
    const head = source.base ?? (await looking.git.checkedOut()).commit
    if (head === undefined) return unread(environment.name, 'there is no commit yet')
    const lineage = await looking.git.lineage({ head, files, atMost: reach })
    return { stays: staysOf(source, lineage, looking.readMarkers), commits: lineage.commits }
  } catch (thrown) {
    return unread(environment.name, problemsOf(thrown)[0].message)
  }
}

function unread(environment: string, why: string): Problem {
  const message = `What ${environment} has run could not be read, so nothing is proved by it: ${why}`
  return { code: 'history-unreadable', level: 'warning', message }
}

function staysOf(
  { environment, manifests }: ScannedEnvironment,
  lineage: Lineage,
  readMarkers: ReadMarkers,
): Evidence['stays'] {
  const found = new Map<PolicyKey, Stay[]>()
  const byPath = versionsOf(lineage)
  const all = [...byPath.values()].flat().flatMap(({ file }) => file ?? [])
  const markers = readMarkers(environment.name, all)
  for (const { file } of manifests) {
    const versions = (byPath.get(file.path) ?? []).map(({ file, ...when }) => {
      const manifest = file && markers.get(file)
      return { ...when, standing: manifest === undefined ? none : standingIn(manifest) }
    })
    const keys = new Set(versions.flatMap(({ standing }) => [...standing.keys()]))
    for (const key of keys) {
      const own = versions.map((each): Version => ({ ...each, standing: each.standing.get(key) ?? [] }))
      found.set(key, [...(found.get(key) ?? []), ...staysIn(own)])
    }
  }
  return new Map([...found].map(([key, stays]) => [key, longest(stays)]))
}

const none: ReadonlyMap<PolicyKey, readonly StandingReference[]> = new Map()

interface FileVersion {
  readonly commit: CommitId
  readonly date: number
  /** Absent where it was not there. */
  readonly file?: SourceFile
}

/** By path, oldest first. */
function versionsOf({ steps }: Lineage): ReadonlyMap<string, readonly FileVersion[]> {
  const found = new Map<string, FileVersion[]>()
  const add = (path: string, version: FileVersion) => {
    const known = found.get(path)
    if (known === undefined) found.set(path, [version])
    else known.push(version)
  }
  for (const { id: commit, date, files, removed } of steps.toReversed()) {
    for (const file of files) add(file.path, { commit, date: date * 1000, file })
    for (const path of removed) add(path, { commit, date: date * 1000 })
  }
  return found
}

/** What is said of the commits, by names that fit one of the globs; `unknown` where it cannot be read. */
export async function signalsOf(
  commits: readonly CommitId[],
  isWanted: (name: string) => boolean,
  forge: Pick<Forge, 'signals'>,
): Promise<readonly Signal[] | Problem> {
  try {
    return commits.length === 0 ? [] : await forge.signals(commits, isWanted)
  } catch (thrown) {
    return { ...problemsOf(thrown)[0], level: 'warning' }
  }
}
