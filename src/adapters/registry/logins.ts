/** Where logins come from, in their order: what the workflow gives, what is on the machine, GitHub's token, the registry's own cloud. */
import { cloudKeychain, type CloudLogins } from './clouds/clouds.ts'
import { dockerKeychain, type DockerKeychainOptions } from './docker-config.ts'
import { githubKeychain, type GitHubLogin } from './github-token.ts'
import { givenKeychain, type GivenLogin } from './given-logins.ts'
import { joinKeychains, type KeychainMaker } from './keychain.ts'

export type { CloudLogins } from './clouds/clouds.ts'
export { parseGivenLogins, type GivenLogin } from './given-logins.ts'

export interface LoginSources extends Pick<DockerKeychainOptions, 'env' | 'home'> {
  readonly given: readonly GivenLogin[]
  readonly github: GitHubLogin
  readonly clouds: CloudLogins
}

/** The keychain of all sources; the first that has a login for a host is asked alone. All of them are named by the workflow, none by files of the repository. */
export function createLogins(sources: LoginSources): KeychainMaker {
  const { given, github, clouds, env, home } = sources
  return (tools) => {
    const mask = (secret: string): void => void tools.secrets.keep(secret)
    return joinKeychains([
      givenKeychain(given, mask),
      dockerKeychain({ env, home, mask }),
      githubKeychain(github),
      cloudKeychain({ logins: clouds, env }, tools),
    ])
  }
}
