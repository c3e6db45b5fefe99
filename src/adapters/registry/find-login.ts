/** Who we are to a registry: the login that its keychain has. */
import type { RegistryAccess } from '../../model/policy.ts'
import { problemsOf, type Problem } from '../../model/problem.ts'
import type { ImageName } from '../../model/reference.ts'
import type { Keychain } from './keychain.ts'
import type { Secrets } from './secrets.ts'
import { nobody, type Login } from './ways.ts'

export interface LoginWanted {
  readonly name: ImageName
  readonly access: RegistryAccess
}

export interface LoginSources {
  readonly keychain: Keychain
  readonly secrets: Secrets
  /** Told of what is wrong with a source while the image may be read without it. */
  readonly warn: (problem: Problem) => void
}

/** A login that cannot be had is none, and the message of a later refusal says why. */
export async function findLogin({ name, access }: LoginWanted, sources: LoginSources): Promise<Login> {
  const { registry, repository } = name
  const warn = (problem: Problem): void => sources.warn(asWarning(problem))
  try {
    const credential = await sources.keychain.find({ registry, repository, access }, warn)
    if (credential === undefined) return { says: `${nobody}${missing(access)}` }
    sources.secrets.keep(credential.kind === 'password' ? credential.password : credential.token)
    return { credential, says: `with the login of ${credential.source}` }
  } catch (thrown) {
    const problems = problemsOf(thrown)
    problems.forEach(warn)
    return { says: `${nobody}, because: ${problems[0].message.replace(/\.$/, '')}` }
  }
}

function missing({ secretRef }: RegistryAccess): string {
  return secretRef === undefined ? '' : `: the workflow gave none for this host, nor one named "${secretRef}"`
}

function asWarning(problem: Problem): Problem {
  return problem.level === 'error' ? { ...problem, level: 'warning' } : problem
}
