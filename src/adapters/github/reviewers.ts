/** Asks people and teams for their review. One that GitHub refuses does not cost the others. */
import type { Problem } from '../../model/problem.ts'
import type { Furnishing } from '../../ports.ts'
import type { Wish } from './failure.ts'
import { isHiddenTeam, type Outcome, type PatientClient, tryTo, whenThere } from './outcome.ts'

type Wanted = Pick<Furnishing, 'reviewers' | 'teamReviewers'>

/**
 * One call where all goes well. GitHub takes all of them or none, so what it refuses with 422 is asked for again in parts: people and teams,
 * then each alone. Gives a warning for each that was refused.
 */
export async function requestReviews(
  client: PatientClient,
  number: number,
  wanted: Wanted,
): Promise<readonly Problem[]> {
  const { reviewers, teamReviewers } = wanted
  if (reviewers.length + teamReviewers.length === 0) return []
  const outcome = await send(client, number, wanted)
  if (outcome.kind === 'done') return []
  const parts = outcome.status === 422 ? partsOf(wanted) : []
  if (parts.length < 2) return [warningFor(outcome, wanted)]
  const problems: Problem[] = []
  for (const part of parts) problems.push(...(await requestReviews(client, number, part)))
  return problems
}

async function send(
  client: PatientClient,
  number: number,
  { reviewers, teamReviewers }: Wanted,
): Promise<Outcome<unknown>> {
  const names = [...reviewers, ...teamReviewers.map((slug) => `the team ${slug}`)].join(', ')
  const wish: Wish = {
    to: `ask ${names} to review pull request #${number}`,
    permission: 'pull-requests: write',
  }
  const lists = {
    ...(reviewers.length > 0 && { reviewers: [...reviewers] }),
    ...(teamReviewers.length > 0 && { team_reviewers: [...teamReviewers] }),
  }
  return whenThere(client, () =>
    tryTo(client, wish, () =>
      client.octokit.rest.pulls.requestReviewers({ ...client.repository, pull_number: number, ...lists }),
    ),
  )
}

function partsOf({ reviewers, teamReviewers }: Wanted): readonly Wanted[] {
  if (reviewers.length > 0 && teamReviewers.length > 0) {
    return [
      { reviewers, teamReviewers: [] },
      { reviewers: [], teamReviewers },
    ]
  }
  return [
    ...reviewers.map((login) => ({ reviewers: [login], teamReviewers: [] })),
    ...teamReviewers.map((slug) => ({ reviewers: [], teamReviewers: [slug] })),
  ]
}

function warningFor(
  { problem, status, said }: Extract<Outcome<unknown>, { kind: 'refused' }>,
  { teamReviewers }: Wanted,
): Problem {
  if (isHiddenTeam(said) || (teamReviewers.length > 0 && /could not resolve to a node/i.test(said))) {
    const message = `${problem.message} The token cannot read the teams of the organization; a GITHUB_TOKEN never can.`
    return { code: 'teams-unreadable', level: 'warning', message }
  }
  const code = status === 422 && problem.code === 'github-refused' ? 'reviewers-refused' : problem.code
  return { ...problem, code, level: 'warning' }
}
