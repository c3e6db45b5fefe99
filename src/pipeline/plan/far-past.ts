/** What is too long ago to be known: said once an environment, so that nobody takes silence for knowledge. */
import type { Past } from '../../model/history.ts'
import { bearsMarker } from '../../model/marked-line.ts'
import type { EnvironmentPlan } from '../../model/plan.ts'
import type { Problem } from '../../model/problem.ts'

/** A change that is made although no commit that was looked at changed its marked line, and there are older ones. */
export function farPast(
  { environment, changes }: EnvironmentPlan,
  past: Past | undefined,
): readonly Problem[] {
  if (environment.hold === 'ignore' || past?.isCut !== true) return []
  const { commits } = past
  const dark = changes.find(
    ({ marker: { setter, place } }) =>
      !commits
        .flatMap(({ files }) => files.filter(({ path }) => path === place.file))
        .some(({ removed, added }) => [...removed, ...added].some((line) => bearsMarker(line, setter))),
  )
  if (dark === undefined) return []
  const { policy, place } = dark.marker
  const looked = commits.length === 1 ? 'the last commit' : `the last ${commits.length} commits`
  const message = `${policy}: ${looked} did not touch it, and older ones are not looked at; whether somebody took this version out of ${place.file} before is unknown.`
  return [{ code: 'history-unknown', level: 'note', message, place }]
}
