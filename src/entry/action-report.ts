/** What the Action leaves behind: groups of the log, outputs, annotations, the job summary. */
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as core from '@actions/core'
import { context } from '@actions/github'
import type { MatrixRow } from '../model/matrix.ts'
import type { PlanFile } from '../model/plan-file.ts'
import { printable } from '../model/printable.ts'
import type { Problem } from '../model/problem.ts'
import type { RunReport } from '../model/report.ts'
import { formatPlanFile } from '../pipeline/plan-file/plan-file.ts'
import { diffLines } from '../pipeline/report/diff.ts'
import { reportJson } from '../pipeline/report/json.ts'
import { allProblems, exitCode } from '../pipeline/report/report.ts'
import { summaryMarkdown } from '../pipeline/report/summary.ts'
import { reportLines } from '../pipeline/report/terminal.ts'
import type { Outcome } from '../pipeline/run.ts'
import { repositoryName } from './action-inputs.ts'
import { annotate } from './annotations.ts'
import { outputsForJobs, outputsOf } from './outputs.ts'
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

/** For jobs that deliver the plan. */
export function handPlan(rows: readonly MatrixRow[], plan: PlanFile): void {
  for (const [name, value] of Object.entries(outputsForJobs(rows))) core.setOutput(name, value)
  core.setOutput('plan', writeAside('plan.json', formatPlanFile(plan)))
}

/** Tells why nothing was run. */
export async function refuse(problems: readonly Problem[]): Promise<void> {
  annotate(problems)
  const nothing = { environments: [], selections: [], publications: [], requests: new Map() }
  await summarize(summaryMarkdown({ ...nothing, problems }))
}

async function hand(report: RunReport, summary: string): Promise<void> {
  for (const [name, value] of Object.entries(outputsOf(report, context.serverUrl, repositoryName()))) {
    core.setOutput(name, value)
  }
  core.setOutput('report', writeAside('report.json', `${JSON.stringify(reportJson(report), null, 2)}\n`))
  annotate(allProblems(report))
  await summarize(summary)
}

async function summarize(summary: string): Promise<void> {
  if (process.env['GITHUB_STEP_SUMMARY']) await core.summary.addRaw(summary, true).write()
}

/** A folder of its own, so that a second step of the job does not overwrite what the first one names. */
function writeAside(name: string, text: string): string {
  const folder = mkdtempSync(join(process.env['RUNNER_TEMP'] || tmpdir(), 'image-bump-'))
  const file = join(folder, name)
  writeFileSync(file, text)
  return file
}

/** Into the log; nothing in the lines becomes a command. */
export function say(lines: readonly string[]): void {
  for (const line of lines) core.info(inert(printable(line)))
}
