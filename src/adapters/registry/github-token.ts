/** The token of the workflow as a login for GitHub's own registry of containers. */
import type { Keychain } from './keychain.ts'

export interface GitHubLogin {
  /** As in `https://github.com`; the token is known to this server and goes to the registry of no other. */
  readonly server: string
  readonly token: string
  /** Who the workflow runs for; any name will do. */
  readonly actor?: string | undefined
}

export function githubKeychain({ server, token, actor }: GitHubLogin): Keychain {
  const own = findRegistry(server)
  return {
    find: ({ registry }) =>
      Promise.resolve(
        registry.toLowerCase() === own && token !== ''
          ? {
              kind: 'password',
              username: actor || 'image-bump',
              password: token,
              source: 'GITHUB_TOKEN (the input token)',
              isImplied: true,
            }
          : undefined,
      ),
  }
}

/** GitHub.com has ghcr.io; a server of one's own has its registry below its own name (GitHub Enterprise Server, "Container registry"). */
function findRegistry(server: string): string | undefined {
  if (!URL.canParse(server)) return undefined
  const { host } = new URL(server)
  return host === 'github.com' ? 'ghcr.io' : `containers.${host}`
}
