/** Which login belongs to which registry. */
import type { Secrets } from './secrets.ts'

export interface Keychain {
  /**
   * The login for a registry (its canonical name: Docker Hub is `index.docker.io`), or undefined when there is none.
   * With a repository, the login kept for that part of the registry where there is one. May throw a ProblemError.
   */
  find(registry: string, repository?: string): Promise<Credential | undefined>
}

/** A login. `source` says in messages where it was found. */
export type Credential =
  | {
      readonly kind: 'password'
      readonly username: string
      readonly password: string
      readonly source: string
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

/** Asks one after the other; the first login found is the one. */
export function joinKeychains(keychains: readonly Keychain[]): Keychain {
  return {
    find: async (registry, repository) => {
      for (const keychain of keychains) {
        const credential = await keychain.find(registry, repository)
        if (credential !== undefined) return credential
      }
      return undefined
    },
  }
}

/** The `Authorization` header of a login with user name and password (RFC 7617); undefined for a bearer token. */
export function formatBasic(credential: Credential, secrets: Secrets): string | undefined {
  if (credential.kind === 'bearer-token') return undefined
  const secret = secrets.keep(credential.kind === 'password' ? credential.password : credential.token)
  return `Basic ${secrets.keep(Buffer.from(`${credential.username}:${secret}`, 'utf8').toString('base64'))}`
}
