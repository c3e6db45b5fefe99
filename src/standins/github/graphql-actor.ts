/** Accounts in GraphQL. */
import { graphqlLogin, idOf, isBot } from './account.ts'
import type { Account } from './account.ts'
import type { Source } from './graphql-execute.ts'
import { nodeId } from './user-document.ts'

/** An actor: bots are known without `[bot]`. */
export function actorSource(account: Pick<Account, 'login'> & Partial<Account>): Source {
  const id = account.id ?? idOf(account.login)
  const names = { login: graphqlLogin(account), databaseId: id, id: nodeId('U', id) }
  return { typename: isBot(account) ? 'Bot' : 'User', ...names }
}

/** Who asks. `viewer` is a User by its type, and says `[bot]`, unlike every other field (fullsend-ai/fullsend#1953). */
export function viewerSource({ login, id }: Account): Source {
  return { typename: 'User', login, databaseId: id, id: nodeId('U', id) }
}
