/** `image-bump apply`: writes the files on disk, by the configuration's policies or by selections made before. */
import type { DescribedParcel, RewrittenFile } from '../model/plan.ts'
import type { Problem } from '../model/problem.ts'
import type { RunReport } from '../model/report.ts'
import type { RunRequest } from '../model/request.ts'
import { applySelections } from '../pipeline/apply-selections.ts'
import { fileDiff } from '../pipeline/report/diff.ts'
import { changeJson, problemJson } from '../pipeline/report/json.ts'
import { allProblems } from '../pipeline/report/report.ts'
import { problemLines } from '../pipeline/report/terminal.ts'
import { run } from '../pipeline/run.ts'
import type { Ports, Worktree } from '../ports.ts'
import type { CommandResult } from './result.ts'

/** Environments of other branches than the one checked out are left alone; `plan` shows them. */
export async function apply(request: RunRequest, dryRun: Ports, worktree: Worktree): Promise<CommandResult> {
  const { report, parcels } = await run(request, dryRun)
  const files = parcels.filter(isOnDisk).flatMap(({ commits }) => commits.flatMap((commit) => commit.files))
  return applied(report.environments.flatMap(onDiskChanges), files, allProblems(report), worktree)
}

/** Takes the text of the selections file (CONTRACTS); needs no configuration, no Git and no registry. */
export async function applyFromSelections(text: string, worktree: Worktree): Promise<CommandResult> {
  const { changes, files, problems } = await applySelections(text, worktree)
  return applied(changes, files, problems, worktree)
}

async function applied(
  changes: RunReport['environments'][number]['changes'],
  files: readonly RewrittenFile[],
  problems: readonly Problem[],
  worktree: Worktree,
): Promise<CommandResult> {
  await worktree.write(files.map(({ after }) => after))
  const failed = problems.some(({ level }) => level === 'error')
  const head = `${changes.length} values changed in ${files.length} files.`
  return {
    exitCode: failed ? 1 : 0,
    lines: [head, ...files.flatMap(fileDiff), ...problems.flatMap(problemLines)],
    json: { version: 1, changes: changes.map(changeJson), problems: problems.map(problemJson) },
  }
}

function isOnDisk({ parcel }: DescribedParcel): boolean {
  return parcel.base === undefined
}

function onDiskChanges({
  base,
  changes,
}: RunReport['environments'][number]): RunReport['environments'][number]['changes'] {
  return base === undefined ? changes : []
}
