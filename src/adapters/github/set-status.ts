/** Statuses at commits. */
import type { CommitStatus } from '../../model/commit-status.ts'
import type { CommitId } from '../../model/history.ts'
import type { Wish } from './failure.ts'
import { insist, type PatientClient, tryTo, whenThere } from './outcome.ts'

/** The latest of a context counts, so that it does no harm to say the same twice. What was pushed a moment ago may not be known yet. */
export async function setStatus(
  client: PatientClient,
  commit: CommitId,
  status: CommitStatus,
): Promise<void> {
  const wish: Wish = {
    to: `set the status ${status.context} at commit ${commit.slice(0, 12)}`,
    permission: 'statuses: write',
  }
  insist(
    await whenThere(client, () =>
      tryTo(client, wish, () =>
        client.octokit.rest.repos.createCommitStatus({ ...client.repository, sha: commit, ...status }),
      ),
    ),
  )
}
