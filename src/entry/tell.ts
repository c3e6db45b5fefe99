/** Prints what a verb gives back: lines on standard error, JSON on standard output when it is asked for, and the exit code. */
import type { CommandResult } from '../commands/result.ts'
import { printable } from '../model/printable.ts'
import { problemJson } from '../pipeline/report/json.ts'
import { problemLines } from '../pipeline/report/terminal.ts'
import { explain } from './faults.ts'

/** Never throws: problems and faults are told too. */
export async function tell(
  { output }: { readonly output: string },
  act: () => Promise<CommandResult>,
): Promise<void> {
  const { lines, json, exitCode } = await act().catch(refusal)
  for (const line of lines) process.stderr.write(`${printable(line)}\n`)
  if (output === 'json' && json !== undefined) process.stdout.write(`${JSON.stringify(json, null, 2)}\n`)
  process.exitCode = exitCode
}

function refusal(thrown: unknown): {
  readonly lines: readonly string[]
  readonly json: unknown
  readonly exitCode: number
} {
  const explained = explain(thrown)
  if (explained.kind === 'fault') return { ...explained, json: undefined }
  const { problems, exitCode } = explained
  return {
    lines: problems.flatMap(problemLines),
    json: { version: 1, problems: problems.map(problemJson) },
    exitCode,
  }
}
