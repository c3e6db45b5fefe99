/** `image-bump apply`: writes the files on disk, by the configuration's policies or by selections made before. */
import { noBranch } from '../model/environment.ts'
import type { Change, CommitParcel, EnvironmentPlan, RewrittenFile } from '../model/plan.ts'
import type { Problem } from '../model/problem.ts'
import type { RunRequest } from '../model/request.ts'
import { applySelections } from '../pipeline/apply-selections.ts'
import { fileDiff } from '../pipeline/report/diff.ts'
import { changeJson, problemJson } from '../pipeline/report/json.ts'
import { allProblems, exitCodeFor } from '../pipeline/report/report.ts'
import { problemLines } from '../pipeline/report/terminal.ts'
import { act, look } from '../pipeline/run.ts'
import type { Ports, Worktree } from '../ports.ts'
import type { CommandResult } from './result.ts'

/** Environments of other branches than the one checked out are left alone; `plan` shows them. */
export async function apply(request: RunRequest, dryRun: Ports, worktree: Worktree): Promise<CommandResult> {
  // Files on disk are a person's own, so nothing of Flux's is only shown.
  const seen = await look({ ...request, takeOver: true }, dryRun)
  const parcels = [onDisk(seen.plan.environments)]
  const outcome = await act({ ...seen, plan: { ...seen.plan, parcels } }, dryRun)
  const commits = outcome.parcels.flatMap((parcel) => parcel.commits)
  return applied(
    commits.flatMap(({ planned }) => planned.changes),
    oneAPath(commits.flatMap(({ files }) => files)),
    allProblems(outcome.report),
    worktree,
  )
}

/** One commit an environment, whatever its groups: files that several groups change are written once, with all changes. */
function onDisk(environments: readonly EnvironmentPlan[]): CommitParcel {
  const commits = environments
    .filter(({ base }) => base === undefined)
    .map(({ environment, changes }) => ({ environment, changes, course: 'forward' as const }))
  return { kind: 'commit', branch: noBranch, base: undefined, commits }
}

/** Automations of Flux may change one file one after another: it is told and written as the last one leaves it. */
function oneAPath(files: readonly RewrittenFile[]): readonly RewrittenFile[] {
  const byPath = new Map<string, RewrittenFile>()
  for (const { before, after } of files)
    byPath.set(after.path, { before: byPath.get(after.path)?.before ?? before, after })
  return [...byPath.values()]
}

/** Takes the text of the selections file (CONTRACTS); needs no configuration, no Git and no registry. */
export async function applyFromSelections(text: string, worktree: Worktree): Promise<CommandResult> {
  const { changes, files, problems } = await applySelections(text, worktree)
  return applied(changes, files, problems, worktree)
}

async function applied(
  changes: readonly Change[],
  files: readonly RewrittenFile[],
  problems: readonly Problem[],
  worktree: Worktree,
): Promise<CommandResult> {
  await worktree.write(files.map(({ after }) => after))
  const head = `${changes.length} values changed in ${files.length} files.`
  return {
    exitCode: exitCodeFor(problems),
    lines: [head, ...files.flatMap(fileDiff), ...problems.flatMap(problemLines)],
    json: { version: 1, changes: changes.map(changeJson), problems: problems.map(problemJson) },
  }
}
