/** Who gave a request a label. */
import { z } from 'zod'
import type { GitHubClient } from './client.ts'
import type { Wish } from './failure.ts'
import { placeOf } from './find.ts'
import { askGraphQL } from './graphql.ts'

const event = z.object({
  kind: z.enum(['LabeledEvent', 'UnlabeledEvent']),
  actor: z.object({ kind: z.string(), login: z.string() }).nullable(),
  label: z.object({ name: z.string() }),
})

const answer = z.object({
  viewer: z.object({ login: z.string() }),
  repository: z.object({
    pullRequest: z.object({
      timelineItems: z.object({
        pageInfo: z.object({ hasPreviousPage: z.boolean(), startCursor: z.string().nullable() }),
        nodes: z.array(event),
      }),
    }),
  }),
})

/**
 * The login of the person who last gave it, while it is still there. A bot is no person, nor is who has deleted the account; and a token that is
 * a person's cannot prove by that person that somebody else looked.
 */
export async function findLabeller(
  client: GitHubClient,
  number: number,
  label: string,
): Promise<string | undefined> {
  for (let before: string | null | undefined; before !== null;) {
    const { viewer, repository } = await ask(client, number, before)
    const { nodes, pageInfo } = repository.pullRequest.timelineItems
    const last = nodes.findLast((each) => each.label.name.toLowerCase() === label.toLowerCase())
    if (last !== undefined) {
      const isPerson = last.actor?.kind === 'User' && last.actor.login !== viewer.login
      return last.kind === 'LabeledEvent' && isPerson ? last.actor?.login : undefined
    }
    before = pageInfo.hasPreviousPage ? pageInfo.startCursor : null
  }
  return undefined
}

function ask(
  client: GitHubClient,
  number: number,
  before: string | undefined,
): Promise<z.infer<typeof answer>> {
  const wish: Wish = { to: `see who labelled pull request #${number}`, permission: 'pull-requests: read' }
  const fields = 'actor { kind: __typename login } label { name }'
  return askGraphQL(client, wish, {
    query: `query findLabeller($owner: String!, $name: String!, $number: Int!, $before: String) {
  viewer { login }
  repository(owner: $owner, name: $name) {
    pullRequest(number: $number) {
      timelineItems(itemTypes: [LABELED_EVENT, UNLABELED_EVENT], last: 100, before: $before) {
        pageInfo { hasPreviousPage startCursor }
        nodes { kind: __typename ... on LabeledEvent { ${fields} } ... on UnlabeledEvent { ${fields} } }
      }
    }
  }
}`,
    variables: { ...placeOf(client), number, before: before ?? null },
    answer,
  })
}
