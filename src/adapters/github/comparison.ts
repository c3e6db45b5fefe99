/** What happened in a repository of the same host between two commits, and what its releases say. */
import { z } from 'zod'
import type { Comparison, Release } from '../../ports.ts'
import type { GitHubClient } from './client.ts'
import { explainMisreadAnswer, type Wish } from './failure.ts'
import { tryGraphQL } from './graphql.ts'
import { tryTo } from './outcome.ts'

/** As many commits as a request's text has room for. */
const mostCommits = 50

/** As many tags as one query is asked for: each is one node. */
const mostTags = 100

const compared = z.object({
  html_url: z.string(),
  total_commits: z.number(),
  commits: z.array(z.object({ commit: z.object({ message: z.string() }) })),
})

/** Commits that the second one has and the first one lacks; undefined where GitHub does not show them. */
export async function compare(
  client: GitHubClient,
  repository: string,
  { from, to }: { readonly from: string; readonly to: string },
): Promise<Comparison | undefined> {
  const place = placeIn(repository)
  if (place === undefined) return undefined
  const wish: Wish = { to: `compare two commits of ${repository}`, permission: 'contents: read' }
  const basehead = `${from}...${to}`
  const outcome = await tryTo(client, wish, () =>
    client.octokit.rest.repos.compareCommitsWithBasehead({
      ...place,
      basehead,
      per_page: mostCommits,
      page: 1,
    }),
  )
  if (outcome.kind === 'refused') return undefined
  const { success, data } = compared.safeParse(outcome.value.data)
  if (!success) throw explainMisreadAnswer(wish)
  const subjects = data.commits.map(({ commit }) => commit.message.split(/\r?\n/, 1)[0] ?? '')
  return { url: data.html_url, total: data.total_commits, subjects: subjects.slice(0, mostCommits) }
}

const release = z.object({
  tagName: z.string(),
  name: z.string().nullable(),
  description: z.string().nullable(),
  isDraft: z.boolean(),
})

const releasesAnswer = z.object({
  repository: z.object({ url: z.string() }).catchall(z.unknown()),
})

/** Published releases in the order of the tags, of which the first hundred are asked for; none where GitHub does not show the repository. */
export async function findReleases(
  client: GitHubClient,
  repository: string,
  tags: readonly string[],
): Promise<readonly Release[]> {
  const place = placeIn(repository)
  const wanted = [...new Set(tags)].slice(0, mostTags)
  if (place === undefined || wanted.length === 0) return []
  const wish: Wish = { to: `read the releases of ${repository}`, permission: 'contents: read' }
  const outcome = await tryGraphQL(client, wish, {
    query: queryFor(wanted),
    variables: {
      owner: place.owner,
      name: place.repo,
      ...Object.fromEntries(wanted.map((tag, index) => [`t${index}`, tag])),
    },
    answer: releasesAnswer,
  })
  if (outcome.kind === 'refused') return []
  const { url, ...found } = outcome.value.repository
  return wanted.flatMap((tag, index) => {
    const { success, data } = release.safeParse(found[`t${index}`])
    if (!success || data.isDraft) return []
    const page = `${url}/releases/tag/${encodeURIComponent(tag)}`
    return [{ tag, url: page, name: data.name ?? '', notes: data.description ?? '' }]
  })
}

function queryFor(tags: readonly string[]): string {
  const parameters = tags.map((_, index) => `, $t${index}: String!`).join('')
  const releases = tags.map(
    (_, index) => `t${index}: release(tagName: $t${index}) { tagName name description isDraft }`,
  )
  return `query findReleases($owner: String!, $name: String!${parameters}) {
  repository(owner: $owner, name: $name) {
    url
    ${releases.join('\n    ')}
  }
}`
}

function placeIn(repository: string): { readonly owner: string; readonly repo: string } | undefined {
  const [, owner, repo] = /^([\w.-]+)\/([\w.-]+)$/.exec(repository) ?? []
  return owner === undefined || repo === undefined ? undefined : { owner, repo }
}
