/** Prints what a verb gives back: what is shown on standard output, lines on standard error, JSON on standard output when it is asked for, and the exit code. */
import type { CommandResult } from '../commands/result.ts'
import { printable } from '../model/printable.ts'
import { problemJson } from '../pipeline/report/json.ts'
import { problemLines } from '../pipeline/report/terminal.ts'
import { explain } from './faults.ts'
import { endLiveLine } from './live-line.ts'

/** Never throws: problems and faults are told too. */
export async function tell(
  { output }: { readonly output: string },
  act: () => Promise<CommandResult>,
): Promise<void> {
  const { shown = [], lines, json, exitCode }: Told = await act().catch(refusal)
  endLiveLine()
  const to = output === 'text' ? process.stdout : process.stderr
  for (const line of shown) to.write(`${printable(line)}\n`)
  for (const line of lines) process.stderr.write(`${printable(line)}\n`)
  if (output === 'json' && json !== undefined) process.stdout.write(`${JSON.stringify(json, null, 2)}\n`)
  process.exitCode = exitCode
}

type Told = Omit<CommandResult, 'exitCode'> & { readonly exitCode: number }

function refusal(thrown: unknown): Told {
  const explained = explain(thrown)
  if (explained.kind === 'fault') return { ...explained, json: undefined }
  const { problems, exitCode } = explained
  return {
    lines: problems.flatMap(problemLines),
    json: { version: 1, problems: problems.map(problemJson) },
    exitCode,
  }
}
