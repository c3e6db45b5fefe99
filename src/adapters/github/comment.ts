/** Comments below pull requests. */
import type { Wish } from './failure.ts'
import { insist, type PatientClient, tryTo, whenThere } from './outcome.ts'

/** Says it once: where the answer is lost it may have been said, and nothing is sent again. */
export async function comment(client: PatientClient, number: number, body: string): Promise<void> {
  const wish: Wish = { to: `comment on pull request #${number}`, permission: 'pull-requests: write' }
  const place = { ...client.repository, issue_number: number }
  insist(
    await whenThere(client, () =>
      tryTo(client, wish, () => client.octokit.rest.issues.createComment({ ...place, body })),
    ),
  )
}
