/** Which login belongs to which registry. */
import type { RegistryAccess } from '../../model/policy.ts'
import { problemsOf, type Problem } from '../../model/problem.ts'
import { throwIfAny } from '../../model/thrown.ts'
import type { Clock } from '../../ports.ts'
import type { HttpAnswer, HttpRequest } from './exchange.ts'
import type { Secrets } from './secrets.ts'

/** What a login is wanted for. */
export interface LoginQuestion {
  /** The host under its canonical name: Docker Hub is `index.docker.io`. */
  readonly registry: string
  /** A login may be kept for a part of a registry only. */
  readonly repository: string
  /** What the repository's files say. It chooses among logins that the workflow bound to this host. */
  readonly access?: RegistryAccess
}

/** Told of what went wrong where a login was found nevertheless. */
export type Notice = (problem: Problem) => void

export interface Keychain {
  /** The login, or undefined when there is none. May throw a ProblemError. */
  find(question: LoginQuestion, notice?: Notice): Promise<Credential | undefined>
}

/** A keychain that asks the world for logins itself, made once it is known how. */
export type KeychainMaker = (tools: KeychainTools) => Keychain

/** What a registry lends to its keychain, so that logins are asked for over the same connections and hidden like all secrets. */
export interface KeychainTools {
  /** Does not follow redirects. */
  readonly send: (request: HttpRequest) => Promise<HttpAnswer>
  readonly secrets: Secrets
  readonly clock: Clock
}

/** A login. `source` says in messages where it was found. */
export type Credential =
  | {
      readonly kind: 'password'
      readonly username: string
      readonly password: string
      readonly source: string
      /** Nobody chose it for this host by name, so a refusal of it is worth a note only. */
      readonly isImplied?: true
    }
  /** A refresh token, to be changed for a bearer token (OAuth 2). */
  | {
      readonly kind: 'identity-token'
      readonly username: string
      readonly token: string
      readonly source: string
    }
  /** A bearer token as it is. */
  | { readonly kind: 'bearer-token'; readonly token: string; readonly source: string }

/** Knows no login. */
export const emptyKeychain: Keychain = { find: () => Promise.resolve(undefined) }

/** Asks one after the other; the first login found is the one. One that fails is passed over, and told of or, where no other has a login, thrown. */
export function joinKeychains(keychains: readonly Keychain[]): Keychain {
  return {
    find: async (question, notice = () => undefined) => {
      const failures: Problem[] = []
      for (const keychain of keychains) {
        try {
          const credential = await keychain.find(question, notice)
          if (credential === undefined) continue
          for (const failure of failures) notice(failure)
          return credential
        } catch (thrown) {
          failures.push(...problemsOf(thrown))
        }
      }
      throwIfAny(failures)
      return undefined
    },
  }
}

/** The `Authorization` header of a login with user name and password (RFC 7617). */
export function formatBasic(
  credential: Exclude<Credential, { readonly kind: 'bearer-token' }>,
  secrets: Secrets,
): string {
  const secret = secrets.keep(credential.kind === 'password' ? credential.password : credential.token)
  return `Basic ${secrets.keep(Buffer.from(`${credential.username}:${secret}`, 'utf8').toString('base64'))}`
}
