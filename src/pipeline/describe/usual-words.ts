/** The words of commits and titles where nobody gave others. */
import { policyName } from '../../model/bump-branch.ts'
import { formatTrailer } from '../../model/history.ts'
import type { PlannedCommit } from '../../model/plan.ts'
import type { Course } from '../../model/policy.ts'
import { type Bump, bumpsOf } from '../../model/bumps.ts'
import { few } from '../../model/words.ts'
import { inert } from './inert.ts'

/** Subject, one line a policy with its files, and trailers that a machine can read. */
export function messageOf(commit: PlannedCommit): string {
  const bumps = bumpsOf(commit.changes)
  return `${subjectOf(commit)}\n\n${bumps.map(filesLine).join('\n')}\n\n${bumps.map(trailer).join('\n')}\n`
}

function filesLine({ policy, places }: Bump): string {
  const files = [...new Set(places.map(({ file }) => inert(file)))]
  return `- ${inert(policyName(policy))}: ${few(files, 20).join(', ')}`
}

/** The line of a policy's step. */
export function trailer({ policy, from, to }: Bump): string {
  return formatTrailer({ policy, from: few(from.map(told), 5), to: told(to) })
}

/** `Bump web to 1.2.3 in production`; with several policies their number; `Roll back` where that is older, `Return` from outside the policy. */
export function subjectOf({ environment, changes, course }: PlannedCommit): string {
  const bumps = bumpsOf(changes)
  const [only] = bumps
  const what =
    bumps.length === 1 && only !== undefined
      ? `${inert(policyName(only.policy))} to ${told(shortDigest(only.to))}`
      : `${bumps.length} images`
  const subject = `${verbs[course]} ${what} in ${inert(environment.name)}`
  return subject.length <= longestTitle ? subject : `${subject.slice(0, longestTitle)}…`
}

/** GitHub takes 256 characters for a title, and people add to it. */
const longestTitle = 240

const verbs = { forward: 'Bump', back: 'Roll back', aside: 'Return' } as const satisfies Record<
  Course,
  string
>

function shortDigest(text: string): string {
  return text.replace(/(sha\d+:[0-9a-f]{12})[0-9a-f]+$/, '$1')
}

function told(value: string): string {
  return value === '' ? '(empty)' : inert(value)
}
