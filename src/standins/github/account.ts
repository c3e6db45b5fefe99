/** Who asks: the account behind a token, as GitHub shows it. */

export interface Account {
  /** `actions` is the GITHUB_TOKEN of a workflow, `app` a token of an App's installation. */
  readonly kind: 'actions' | 'app' | 'user'
  /** As REST writes it: bots end in `[bot]`. */
  readonly login: string
  readonly id: number
  /** The repositories the token reaches, `owner/name`; every one when absent. Others are hidden unless public. */
  readonly repositories?: readonly string[]
  /** May read the organization's teams, as a personal token or an App with members: read; a GITHUB_TOKEN never may. */
  readonly readsMembers?: boolean
  /** Of repositories that are not public; they may be read when absent. */
  readonly readsStatuses?: boolean
  readonly readsChecks?: boolean
}

/** The account that stands behind any token nobody explained. */
export const defaultAccount: Account = {
  kind: 'app',
  login: 'image-bump[bot]',
  id: 41_000_000,
  readsMembers: true,
}

/** Documented in actions/checkout's README: its address is 41898282+github-actions[bot]@users.noreply.github.com. */
export const actionsAccount: Account = { kind: 'actions', login: 'github-actions[bot]', id: 41_898_282 }

export function isBot({ login }: Pick<Account, 'login'>): boolean {
  return login.endsWith('[bot]')
}

/** GraphQL leaves the suffix of bots out, as shown in fullsend-ai/fullsend#6205. */
export function graphqlLogin({ login }: Pick<Account, 'login'>): string {
  return login.replace(/\[bot\]$/, '')
}

/** Name and address in commits that GitHub writes for an account. */
export function signatureOf({ login, id }: Account): string {
  return `${login} <${id}+${login}@users.noreply.github.com>`
}

/** An account's number, the same for a login each time. */
export function idOf(login: string): number {
  let sum = 0
  for (const character of login) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) % 9_000_000
  return 1_000_000 + sum
}
