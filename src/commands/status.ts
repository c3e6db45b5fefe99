/** `image-bump status`: what stands where and what waits for what, in the words of `flux get images all`, and as a page. It writes nothing. */
import { chainedNames } from '../model/environment.ts'
import type { ScannedEnvironment } from '../model/scanned.ts'
import type { RunRequest } from '../model/request.ts'
import { alongside } from '../pipeline/config/config.ts'
import { findWritten } from '../pipeline/config/whereabouts.ts'
import { load } from '../pipeline/load/load.ts'
import { allProblems, exitCodeFor, report } from '../pipeline/report/report.ts'
import {
  type Since,
  statusJson,
  statusLines,
  statusOf,
  type StatusPage,
  statusPage,
} from '../pipeline/report/status.ts'
import { problemLines } from '../pipeline/report/terminal.ts'
import { look, type Look } from '../pipeline/run.ts'
import { type Evidence, evidenceOf, type ReadMarkers } from '../pipeline/prove/prove.ts'
import { markersIn } from '../pipeline/scan/scan.ts'
import type { Ports } from '../ports.ts'
import type { CommandResult } from './result.ts'

export interface StatusRequest extends RunRequest {
  /** Ask registries for their tags? Without, what the files say is told. */
  readonly scan: boolean
  /** Columns of the terminal; absent where there is none. */
  readonly width?: number
  /** Make a page, too. */
  readonly page?: Pick<StatusPage, 'server' | 'repository'>
}

/** `page` is there where it was asked for: a whole file of HTML. */
export interface StatusResult extends CommandResult {
  readonly page?: string
}

/** Takes dry-run ports. Requests are named where commits are read, since they are asked for then. */
export async function status(
  { scan, width, page, ...request }: StatusRequest,
  ports: Ports,
): Promise<StatusResult> {
  // Without an image to look at no registry is asked.
  const asked = scan ? request : { ...request, only: [] }
  const seen = await look(asked, ports)
  const named = findWritten(await load(request, ports, alongside))
  const since = await sinceWhen(seen, ports)
  const folded = statusOf({ ...seen, named, since, ...(scan && { at: ports.clock.now() }) })
  const own = [...seen.problems, ...ports.registry.problems(), ...(ports.worktree.problems?.() ?? [])]
  const done = { publications: [], requests: new Map<string, number>(), server: '' }
  const problems = allProblems(report({ ...seen, ...done, problems: own }))
  const telling = problems.filter(({ level }) => level !== 'note')
  return {
    exitCode: exitCodeFor(problems),
    shown: statusLines(folded, width),
    lines: telling.flatMap(problemLines),
    json: statusJson(folded, problems),
    ...(page && { page: statusPage(folded, { ...page, problems: telling, at: ports.clock.now() }) }),
  }
}

/** Asked of Git only where environments take from one another: nothing else tells a time. */
async function sinceWhen(seen: Look, { git }: Ports): Promise<Since> {
  const { environments, sources = [] } = seen.scanned
  const names = chainedNames(seen.config.environments)
  const stays = new Map<string, Evidence['stays']>()
  for (const each of [...environments, ...sources]) {
    const { name } = each.environment
    if (names.has(name)) stays.set(name, await staysIn(each, seen, git))
  }
  return (environment, policy, version) =>
    stays
      .get(environment)
      ?.get(policy)
      ?.find(({ tag, digest }) => tag === version || digest === version)?.since
}

/** The run has read what others take from. What cannot be read has no time; the run says why where it matters. */
async function staysIn(
  each: ScannedEnvironment,
  { config, sources }: Look,
  git: Ports['git'],
): Promise<Evidence['stays']> {
  const readMarkers: ReadMarkers = (name, versions) => markersIn(config, name, versions)
  const evidence = sources?.get(each.environment.name) ?? (await evidenceOf(each, { git, readMarkers }))
  return 'code' in evidence ? new Map() : evidence.stays
}
