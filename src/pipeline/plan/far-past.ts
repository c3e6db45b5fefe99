/** What is too long ago to be known: said once an environment, so that nobody takes silence for knowledge. */
import type { Past } from '../../model/history.ts'
import type { EnvironmentPlan } from '../../model/plan.ts'
import type { Problem } from '../../model/problem.ts'
import { tellsOf } from './memory.ts'

/** A change that is made although the commits that were looked at do not tell of its policy, and there are older ones. */
export function farPast(
  { environment, changes }: EnvironmentPlan,
  past: Past | undefined,
): readonly Problem[] {
  if (environment.hold === 'ignore' || past?.isCut !== true) return []
  const { commits } = past
  const dark = changes.find(
    ({ marker: { policy, place } }) =>
      !commits.some((commit) => commit.files.includes(place.file) && tellsOf(commit, policy)),
  )
  if (dark === undefined) return []
  const { policy, place } = dark.marker
  const message = `${policy}: the last ${commits.length} commits to the files that change do not tell of it, and older ones are not looked at; whether somebody took this version out of ${place.file} before is unknown.`
  return [{ code: 'history-unknown', level: 'note', message, place }]
}
