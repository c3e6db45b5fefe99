/** `image-bump status`: what stands where and what waits for what, in the words of `flux get images all`. It writes nothing. */
import type { RunRequest } from '../model/request.ts'
import { alongside } from '../pipeline/config/config.ts'
import { findWritten } from '../pipeline/config/whereabouts.ts'
import { load } from '../pipeline/load/load.ts'
import { allProblems, exitCodeFor, report } from '../pipeline/report/report.ts'
import { statusJson, statusLines, statusOf } from '../pipeline/report/status.ts'
import { problemLines } from '../pipeline/report/terminal.ts'
import { look } from '../pipeline/run.ts'
import type { Ports } from '../ports.ts'
import type { CommandResult } from './result.ts'

export interface StatusRequest extends RunRequest {
  /** Ask registries for their tags? Without, what the files say is told. */
  readonly scan: boolean
  /** Columns of the terminal; absent where there is none. */
  readonly width?: number
}

/** Takes dry-run ports. Requests are named where commits are read, since they are asked for then. */
export async function status(
  { scan, width, ...request }: StatusRequest,
  ports: Ports,
): Promise<CommandResult> {
  // Without an image to look at no registry is asked.
  const asked = scan ? request : { ...request, only: [] }
  const seen = await look(asked, ports)
  const named = findWritten(await load(request, ports, alongside))
  const folded = statusOf({ ...seen, named, ...(scan && { at: ports.clock.now() }) })
  const own = [...seen.problems, ...ports.registry.problems(), ...(ports.worktree.problems?.() ?? [])]
  const done = { publications: [], requests: new Map<string, number>(), server: '' }
  const problems = allProblems(report({ ...seen, ...done, problems: own }))
  const telling = problems.filter(({ level }) => level !== 'note')
  return {
    exitCode: exitCodeFor(problems),
    shown: statusLines(folded, width),
    lines: telling.flatMap(problemLines),
    json: statusJson(folded, problems),
  }
}
