/** Parcels about to be written -> their words: commit messages, titles and bodies of pull requests. */
import { policyName } from '../../model/bump-branch.ts'
import type {
  DescribedParcel,
  PlannedCommit,
  RequestParcel,
  WrittenCommit,
  WrittenParcel,
} from '../../model/plan.ts'
import type { Course } from '../../model/policy.ts'
import type { EnvironmentSelections } from '../../model/report.ts'
import { bodyOf } from './body.ts'
import { type Bump, bumpsOf } from './bumps.ts'
import { fewOf, inert } from './inert.ts'

/** The words depend on nothing but the parcel and its selections, so the same bump always reads the same. */
export function describe(
  parcels: readonly WrittenParcel[],
  selections: readonly EnvironmentSelections[],
): readonly DescribedParcel[] {
  return parcels.map(({ parcel, commits }) => ({
    parcel,
    commits: commits.map((commit) => ({ ...commit, message: messageOf(commit.planned) })),
    ...(parcel.kind === 'pull-request' && { text: textOf(parcel, commits, selections) }),
  }))
}

/** What was planned and could not be rewritten is no part of the written commit, and so of no text. */
function textOf(
  { commit, into }: RequestParcel,
  [written]: readonly WrittenCommit[],
  selections: readonly EnvironmentSelections[],
): { title: string; body: string } {
  const planned = written?.planned ?? commit
  const own = selections.find((each) => each.environment === planned.environment.name)?.selections ?? []
  return { title: subjectOf(planned), body: bodyOf(planned, into, own) }
}

/** Subject, one line a policy with its files, and trailers that a machine can read. */
function messageOf(commit: PlannedCommit): string {
  const bumps = bumpsOf(commit.changes)
  return `${subjectOf(commit)}\n\n${bumps.map(filesLine).join('\n')}\n\n${bumps.map(trailer).join('\n')}\n`
}

function filesLine({ policy, places }: Bump): string {
  const files = [...new Set(places.map(({ file }) => inert(file)))]
  return `- ${inert(policyName(policy))}: ${fewOf(files, 20).join(', ')}`
}

function trailer({ policy, from, to }: Bump): string {
  const old = fewOf(from.map(told), 5).join(', ')
  return `Image-Bump-Policy: ${inert(policy)} ${old} -> ${told(to)}`
}

/** `Bump web to 1.2.3 in production`; with several policies their number; `Roll back` where that is older, `Return` from outside the policy. */
function subjectOf({ environment, changes, course }: PlannedCommit): string {
  const bumps = bumpsOf(changes)
  const [only] = bumps
  const what =
    bumps.length === 1 && only !== undefined
      ? `${inert(policyName(only.policy))} to ${told(shortDigest(only.to))}`
      : `${bumps.length} images`
  return `${verbs[course]} ${what} in ${inert(environment.name)}`
}

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
