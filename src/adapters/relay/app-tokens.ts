/** Tokens of a GitHub App's installations, each for one repository and for the one permission that its event needs. */
import { z } from 'zod'
import type { Try } from '../../relay/patience.ts'
import type { Target } from '../../relay/sender.ts'
import { type AppKey, signAppToken } from './app-signature.ts'
import { askGitHub, type GitHubConnection, type Reply, repositoryPath } from './github-call.ts'

/** A token, or why there is none. */
export type TokenReply =
  /** One that was used before may have been taken back meanwhile. */
  | { readonly kind: 'token'; readonly token: string; readonly isUsed: boolean }
  | Extract<Try, { readonly kind: 'refused' | 'failed' }>

/** Tokens by target, each kept while it is good. */
export interface AppTokens {
  tokenFor(target: Target): Promise<TokenReply>
  /** The next one is made anew. */
  forget(target: Target): void
}

const installation = z.object({ id: z.number().int() })
const made = z.object({ token: z.string().min(1), expires_at: z.string() })

/** A token lives for an hour; one that ends within five minutes is not used any more. Values are kept, not promises: a Worker may not wait for another request's. */
export function createAppTokens(connection: GitHubConnection, key: AppKey): AppTokens {
  const kept = new Map<string, { readonly token: string; readonly until: number }>()
  return {
    async tokenFor(target) {
      const now = connection.now().getTime()
      const known = kept.get(target.name)
      if (known !== undefined && known.until - 300_000 > now)
        return { kind: 'token', token: known.token, isUsed: true }
      const reply = await makeToken(connection, target, key)
      if (reply.kind !== 'answered') return reply
      const { data } = made.safeParse(reply.json)
      if (data === undefined) return misread(`make a token for ${target.repository}`)
      kept.set(target.name, { token: data.token, until: Date.parse(data.expires_at) })
      return { kind: 'token', token: data.token, isUsed: false }
    },
    forget: ({ name }) => void kept.delete(name),
  }
}

/** docs.github.com, "Generating an installation access token for a GitHub App". */
async function makeToken(connection: GitHubConnection, target: Target, key: AppKey): Promise<Reply> {
  const token = await signAppToken(key, connection.now())
  const { repository, event } = target
  const found = await askGitHub(connection, {
    method: 'GET',
    path: `/repos/${repositoryPath(repository)}/installation`,
    token,
    to: `find the installation of the App for ${repository}`,
  })
  if (found.kind !== 'answered') return found
  const { data } = installation.safeParse(found.json)
  if (data === undefined) return misread(`find the installation of the App for ${repository}`)
  return askGitHub(connection, {
    method: 'POST',
    path: `/app/installations/${data.id}/access_tokens`,
    token,
    body: {
      repositories: [repository.split('/')[1]],
      permissions: event.kind === 'workflow' ? { actions: 'write' } : { contents: 'write' },
    },
    to: `make a token for ${repository}`,
  })
}

/** Also of a moment: a proxy's page, a body cut short. */
function misread(to: string): Extract<Reply, { readonly kind: 'failed' }> {
  const message = `What answered the request to ${to} did not answer as GitHub does.`
  return { kind: 'failed', problem: { code: 'github-failed', level: 'error', message } }
}
