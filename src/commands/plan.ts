/** `image-bump plan`: the whole line on ports that write nothing, with the commits and their diff. */
import type { RunRequest } from '../model/request.ts'
import { diffLines } from '../pipeline/report/diff.ts'
import { commitsJson, reportJson } from '../pipeline/report/json.ts'
import { exitCode } from '../pipeline/report/report.ts'
import { reportLines } from '../pipeline/report/terminal.ts'
import { type Outcome, run } from '../pipeline/run.ts'
import type { Ports } from '../ports.ts'
import type { CommandResult } from './result.ts'

/** Takes dry-run ports. */
export async function plan(request: RunRequest, ports: Ports): Promise<CommandResult> {
  return planResult(await run(request, ports))
}

/** What a plan says, to people and to programs. */
export function planResult({ report, parcels }: Outcome): CommandResult & { readonly json: object } {
  const diff = diffLines(parcels)
  const shown = diff.length === 0 ? [] : ['', ...diff]
  return {
    exitCode: exitCode(report),
    lines: [...reportLines(report), ...shown],
    json: { ...reportJson(report), commits: commitsJson(parcels) },
  }
}
