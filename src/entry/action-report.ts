/** What the Action leaves behind: groups of the log, outputs, annotations, the job summary. */
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as core from '@actions/core'
import { context } from '@actions/github'
import { printable } from '../model/printable.ts'
import type { RunReport } from '../model/report.ts'
import { diffLines } from '../pipeline/report/diff.ts'
import { reportJson } from '../pipeline/report/json.ts'
import { allProblems, exitCode } from '../pipeline/report/report.ts'
import { reportLines } from '../pipeline/report/terminal.ts'
import type { Outcome } from '../pipeline/run.ts'
import { repositoryName } from './action-inputs.ts'
import { annotate } from './annotations.ts'
import { outputsOf } from './outputs.ts'
import { inert } from './say.ts'

/** Tells it everywhere; gives the exit code. */
export async function tell({ report, parcels }: Outcome, summary: string): Promise<number> {
  core.startGroup('Report')
  say(reportLines(report))
  core.endGroup()
  core.startGroup('Diff')
  say(diffLines(parcels))
  core.endGroup()
  await hand(report, summary)
  return exitCode(report)
}

async function hand(report: RunReport, summary: string): Promise<void> {
  for (const [name, value] of Object.entries(outputsOf(report, context.serverUrl, repositoryName()))) {
    core.setOutput(name, value)
  }
  core.setOutput('report', writeReport(report))
  annotate(allProblems(report))
  if (process.env['GITHUB_STEP_SUMMARY']) await core.summary.addRaw(summary, true).write()
}

/** A folder of its own, so that a second step of the job does not overwrite what the first one names. */
function writeReport(report: RunReport): string {
  const folder = mkdtempSync(join(process.env['RUNNER_TEMP'] || tmpdir(), 'image-bump-'))
  const file = join(folder, 'report.json')
  writeFileSync(file, `${JSON.stringify(reportJson(report), null, 2)}\n`)
  return file
}

/** Into the log; nothing in the lines becomes a command. */
export function say(lines: readonly string[]): void {
  for (const line of lines) core.info(inert(printable(line)))
}
