/** `image-bump plan --matrix --save FILE`: the same as `plan`, of commits, for jobs that deliver it. */
import type { PlanFile } from '../model/plan-file.ts'
import type { RunRequest } from '../model/request.ts'
import { matrixJson } from '../pipeline/matrix/matrix.ts'
import { formatPlanFile } from '../pipeline/plan-file/plan-file.ts'
import { planForJobs } from '../pipeline/plan-for-jobs.ts'
import type { Ports } from '../ports.ts'
import { planResult } from './plan.ts'
import type { CommandResult } from './result.ts'
import type { Saving } from './tags.ts'

export interface ForJobs {
  readonly repository: string
  /** What registries have answered; asked when the plan is made. */
  readonly answers: () => PlanFile['answers']
  /** Print the matrix. */
  readonly matrix: boolean
  /** Write the plan file. */
  readonly saving?: Saving | undefined
}

/** Takes dry-run ports. The matrix is one line, for `fromJSON`. */
export async function planJobs(
  request: RunRequest,
  ports: Ports,
  { repository, answers, matrix: isShown, saving }: ForJobs,
): Promise<CommandResult> {
  const { outcome, rows, planned } = await planForJobs(request, ports)
  const matrix = matrixJson(rows)
  const file = { ...planned, repository, answers: answers() }
  const saved = saving === undefined ? [] : [await save(saving, formatPlanFile(file))]
  const { lines, json, exitCode } = planResult(outcome)
  return {
    exitCode,
    ...(isShown && { shown: [JSON.stringify(matrix)] }),
    lines: [...lines, ...saved],
    json: { ...json, ...(isShown && { matrix }) },
  }
}

async function save({ path, worktree }: Saving, text: string): Promise<string> {
  await worktree.write([{ path, mode: '100644', bytes: new TextEncoder().encode(text) }])
  return `Written to ${path}, for image-bump publish --plan.`
}
