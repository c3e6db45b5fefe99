/** Accounts as GitHub's REST API describes them. */
import { idOf } from './account.ts'
import type { Account } from './account.ts'
import type { GitHubRequest } from './exchange.ts'

export type Addresses = Pick<GitHubRequest, 'apiUrl' | 'serverUrl'>

/** An account (OpenAPI: `simple-user`), by its login or in full. */
export function userDocument(account: string | Account, { apiUrl, serverUrl }: Addresses) {
  const { login, id } = typeof account === 'string' ? { login: account, id: idOf(account) } : account
  const address = encodeURIComponent(login)
  const url = `${apiUrl}/users/${address}`
  return {
    login,
    id,
    node_id: nodeId('U', id),
    avatar_url: `${serverUrl}/avatars/${address}`,
    gravatar_id: '',
    url,
    html_url: `${serverUrl}/${address}`,
    followers_url: `${url}/followers`,
    following_url: `${url}/following{/other_user}`,
    gists_url: `${url}/gists{/gist_id}`,
    starred_url: `${url}/starred{/owner}{/repo}`,
    subscriptions_url: `${url}/subscriptions`,
    organizations_url: `${url}/orgs`,
    repos_url: `${url}/repos`,
    events_url: `${url}/events{/privacy}`,
    received_events_url: `${url}/received_events`,
    type: login.endsWith('[bot]') ? 'Bot' : 'User',
    site_admin: false,
  }
}

/** The account itself (OpenAPI: `public-user`). */
export function privateUserDocument(account: Account, addresses: Addresses) {
  const counts = { public_repos: 0, public_gists: 0, followers: 0, following: 0 }
  const words = {
    name: account.login,
    company: null,
    blog: null,
    location: null,
    email: null,
    hireable: null,
    bio: null,
  }
  const times = { created_at: '2026-01-01T00:00:00Z', updated_at: '2026-01-01T00:00:00Z' }
  return { ...userDocument(account, addresses), ...words, ...counts, ...times }
}

/** A team (OpenAPI: `team-simple`). */
export function teamDocument(slug: string, owner: string, { apiUrl, serverUrl }: Addresses) {
  const id = idOf(slug)
  const url = `${apiUrl}/organizations/1/team/${id}`
  return {
    id,
    node_id: nodeId('T', id),
    url,
    members_url: `${url}/members{/member}`,
    name: slug,
    description: null,
    permission: 'push',
    privacy: 'closed',
    type: 'organization',
    notification_setting: 'notifications_enabled',
    html_url: `${serverUrl}/orgs/${owner}/teams/${slug}`,
    repositories_url: `${url}/repos`,
    slug,
    parent: null,
  }
}

/** GitHub's opaque name of a thing. */
export function nodeId(kind: string, ...numbers: readonly number[]): string {
  return `${kind}_${Buffer.from(numbers.join(':')).toString('base64url')}`
}

/** The numbers in such a name; none when it is of another kind. */
export function numbersOf(id: string, kind: string): readonly number[] {
  if (!id.startsWith(`${kind}_`)) return []
  return Buffer.from(id.slice(kind.length + 1), 'base64url')
    .toString()
    .split(':')
    .map(Number)
}
