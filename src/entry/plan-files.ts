/** Plan files that doors are given and give. */
import type { PlanFile } from '../model/plan-file.ts'
import { parsePlanFile } from '../pipeline/plan-file/plan-file.ts'
import { readText } from './read-text.ts'

/** The plan to deliver; undefined where no file is named. Throws `files-failed` and `plan-refused`. */
export function givenPlan(
  directory: string,
  file: string,
  repository = process.env['GITHUB_REPOSITORY'] ?? '',
): PlanFile | undefined {
  if (file === '') return undefined
  return parsePlanFile(readText(directory, file), { file, repository })
}
