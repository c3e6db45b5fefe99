/** Who a token belongs to. */
import { z } from 'zod'
import type { Identity } from '../../model/pull-request.ts'
import { ask } from './client.ts'
import type { GitHubClient } from './client.ts'
import { explainMisreadAnswer, type Wish } from './failure.ts'
import { askGraphQL } from './graphql.ts'

const wish: Wish = { to: 'say whose token this is', permission: 'metadata: read' }

/**
 * `viewer` knows every kind of token, and calls a bot by its login with `[bot]`; REST's `/user` refuses those of installations. The address of
 * a bot's commits is made of its number and login (README of actions/checkout); a person who shows an address on the profile commits under it.
 */
export async function whoAmI(client: GitHubClient): Promise<Identity> {
  const { viewer } = await askGraphQL(client, wish, {
    query: 'query whoAmI { viewer { login databaseId } }',
    variables: {},
    answer: z.object({ viewer: z.object({ login: z.string(), databaseId: z.number() }) }),
  })
  const { login, databaseId } = viewer
  const email = `${databaseId}+${login}@users.noreply.${mailHostOf(client)}`
  if (login === 'github-actions[bot]') return { login, email, kind: 'actions' }
  if (login.endsWith('[bot]')) return { login, email, kind: 'app' }
  return { login, email: (await shownAddress(client)) ?? email, kind: 'user' }
}

/** GitHub documentation, "Setting your commit email address": other servers have their own name there. An address of numbers is none. */
function mailHostOf({ graphqlUrl }: GitHubClient): string {
  const host = new URL(graphqlUrl).hostname.replace(/^api\./, '')
  return /^[\d.]+$|^\[/.test(host) ? 'github.com' : host
}

async function shownAddress(client: GitHubClient): Promise<string | undefined> {
  const { data } = await ask(client, wish, () => client.octokit.rest.users.getAuthenticated())
  const { success, data: user } = z.object({ email: z.string().nullable() }).safeParse(data)
  if (!success) throw explainMisreadAnswer(wish)
  return user.email === null || user.email === '' ? undefined : user.email
}
