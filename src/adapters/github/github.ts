/** GitHub as the forge: pull requests are read by one GraphQL query and written by the REST API. */
import type { Forge } from '../../ports.ts'
import { createClient } from './client.ts'
import type { GitHubOptions } from './client.ts'
import { findPullRequests } from './find.ts'
import { openPullRequest, updatePullRequest } from './write.ts'

export type { GitHubOptions } from './client.ts'

/**
 * A forge for one repository on GitHub or GitHub Enterprise Server. Nothing is asked until a method is called.
 * Throws `arguments-invalid` when the repository is not written `owner/name`. The methods throw `github-refused`
 * when GitHub says no, `rate-limited` when it says later, `github-failed` when it gives no proper answer; nothing is tried twice.
 */
export function createForge(options: GitHubOptions): Forge {
  const client = createClient(options)
  return {
    find: (heads) => findPullRequests(client, heads),
    open: (request) => openPullRequest(client, request),
    update: (number, text) => updatePullRequest(client, number, text),
  }
}
