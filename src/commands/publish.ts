/** `image-bump publish`: what the Action does. */
import type { RunRequest } from '../model/request.ts'
import { reportJson } from '../pipeline/report/json.ts'
import { exitCode } from '../pipeline/report/report.ts'
import { reportLines } from '../pipeline/report/terminal.ts'
import { settle } from '../pipeline/settle.ts'
import type { Ports } from '../ports.ts'
import type { CommandResult } from './result.ts'

export async function publish(request: RunRequest, ports: Ports): Promise<CommandResult> {
  const { report } = await settle(request, ports)
  return { exitCode: exitCode(report), lines: reportLines(report), json: reportJson(report) }
}
