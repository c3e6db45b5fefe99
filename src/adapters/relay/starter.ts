/** Starts the one event that a target is configured for. There is no other way from the relay into a repository. */
import { type Patience, type Try, withPatience } from '../../relay/patience.ts'
import type { Dispatch } from '../../relay/relay-ports.ts'
import type { AppKey } from './app-signature.ts'
import { type AppTokens, createAppTokens } from './app-tokens.ts'
import { askGitHub, type GitHubConnection, repositoryPath } from './github-call.ts'

/** By what the relay may do so. Never to be shown. */
export type Credential =
  /** `actions: write` is enough where workflows are started; `repository_dispatch` needs `contents: write`. */
  { readonly kind: 'token'; readonly token: string } | { readonly kind: 'app'; readonly key: AppKey }

/** The connection, by what it is allowed, and how long to try. */
export interface StarterOptions extends GitHubConnection {
  readonly credential: Credential
  readonly patience: Patience
}

/** Tries as long as its patience allows; throws what GitHub said at last, as a ProblemError. */
export function createStarter(options: StarterOptions): (dispatch: Dispatch) => Promise<void> {
  const tokens = tokensOf(options)
  const attempt = async (dispatch: Dispatch): Promise<Try> => {
    const found = await tokens.tokenFor(dispatch.target)
    if (found.kind !== 'token') return found
    const { path, body, to } = questionOf(dispatch)
    const reply = await askGitHub(options, { method: 'POST', path, token: found.token, body, to })
    if (reply.kind === 'answered') return { kind: 'done' }
    if (reply.kind === 'refused') tokens.forget(dispatch.target)
    return reply.kind === 'refused' && found.isUsed ? attempt(dispatch) : reply
  }
  return (dispatch) => withPatience(() => attempt(dispatch), options.patience)
}

function tokensOf(options: StarterOptions): AppTokens {
  const { credential } = options
  switch (credential.kind) {
    case 'app':
      return createAppTokens(options, credential.key)
    case 'token': {
      const { token } = credential
      return {
        tokenFor: () => Promise.resolve({ kind: 'token', token, isUsed: false }),
        forget: () => undefined,
      }
    }
  }
}

function questionOf({ target, images, source }: Dispatch) {
  const { repository, event } = target
  const at = `/repos/${repositoryPath(repository)}`
  switch (event.kind) {
    case 'workflow': {
      const { workflow, ref, input } = event
      return {
        path: `${at}/actions/workflows/${encodeURIComponent(workflow)}/dispatches`,
        body: { ref, inputs: { [input]: images.join(',') } },
        to: `start ${workflow} in ${repository}`,
      }
    }
    case 'repository': {
      const { kind: type, id, time } = source
      const told = { type, ...(id !== undefined && { id }), time: time.toISOString() }
      const client_payload = { v: 1, images: images.map((image) => ({ image })), source: told }
      return {
        path: `${at}/dispatches`,
        body: { event_type: event.type, client_payload },
        to: `send ${event.type} to ${repository}`,
      }
    }
  }
}
