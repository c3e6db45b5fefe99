/** Refusals that are known by GitHub's words, each with its own problem, so that the remedy can be exact. */
import type { ProblemCode } from '../../model/problem.ts'

/** What GitHub said, with a status of 4xx or the one that an error of GraphQL amounts to. */
export interface Refusal {
  readonly status: number
  /** On one line, without the token. */
  readonly text: string
  /** Names in lower case; none from GraphQL. */
  readonly headers: Readonly<Record<string, unknown>>
}

export interface Diagnosis {
  readonly code: ProblemCode
  /** A sentence with a space before it, or nothing. */
  readonly hint: string
}

/** What it means; `permission` is what the token must be allowed for what was asked. */
export function diagnose(refusal: Refusal, permission: string): Diagnosis {
  const known = diagnoses.find(({ applies }) => applies(refusal))
  if (known === undefined) return { code: 'github-refused', hint: '' }
  return { code: known.code, hint: known.hint(refusal, permission) }
}

interface KnownRefusal {
  readonly code: ProblemCode
  readonly applies: (refusal: Refusal) => boolean
  readonly hint: (refusal: Refusal, permission: string) => string
}

/** The first that applies. Words: GitHub documentation, "Troubleshooting the REST API", and reports of github/docs#36525, cli/cli#2910 and cli/cli#4465. */
const diagnoses: readonly KnownRefusal[] = [
  {
    code: 'actions-may-not-open',
    applies: ({ text }) => /not permitted to create or approve pull requests/i.test(text),
    hint: () =>
      ' Turn on "Allow GitHub Actions to create and approve pull requests" in the settings of the repository' +
      " (Actions, General) and of its organization, or use a GitHub App's token.",
  },
  {
    code: 'sso-required',
    applies: ({ text, headers }) =>
      String(headers['x-github-sso']).startsWith('required') || /SAML (?:enforcement|SSO)/i.test(text),
    hint: () => ' The token is not authorized for the single sign-on of the organization.',
  },
  {
    code: 'ip-not-allowed',
    applies: ({ text }) => /IP allow list/i.test(text),
    hint: () => ' The runner has an address that the organization does not allow.',
  },
  {
    code: 'repository-archived',
    applies: ({ text }) => /archived so is read-only/i.test(text),
    hint: () => '',
  },
  {
    code: 'permission-missing',
    applies: ({ text }) => /resource not accessible by|not been granted the required scopes/i.test(text),
    hint: ({ headers }, permission) =>
      ` The token lacks the permission ${acceptedPermissions(headers) ?? permission}.`,
  },
  {
    code: 'draft-refused',
    applies: ({ text }) => /draft pull requests are not supported/i.test(text),
    hint: () => ' This plan of GitHub has no drafts in this repository.',
  },
  {
    code: 'token-refused',
    applies: ({ status }) => status === 401,
    hint: () => ' The token is wrong or has expired.',
  },
  {
    code: 'github-refused',
    applies: ({ status }) => status === 404,
    hint: () => ' It does not exist, or the token cannot see it.',
  },
]

/** GitHub documentation, "Troubleshooting the REST API": `pull_requests=write,contents=read; issues=write`, alternatives between semicolons. */
function acceptedPermissions(headers: Refusal['headers']): string | undefined {
  const accepted = headers['x-accepted-github-permissions']
  if (typeof accepted !== 'string' || !/^[\w=,; ]+$/.test(accepted)) return undefined
  const spelled = accepted.replaceAll('_', '-').replaceAll('=', ': ')
  return spelled.replaceAll(/\s*,\s*/g, ' and ').replaceAll(/\s*;\s*/g, ' or ')
}
