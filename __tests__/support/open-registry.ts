/** The registry adapter on a transport of the test's choosing. */
import { emptyKeychain, type Credential } from '../../src/adapters/registry/keychain.ts'
import { createRegistry, createTransport } from '../../src/adapters/registry/registry.ts'
import type { TransportOptions } from '../../src/adapters/registry/transport/transport.ts'
import type { RegistryAccess } from '../../src/model/policy.ts'
import { parseImageName, type Tag } from '../../src/model/reference.ts'
import { createPatientClock, type PatientClock } from './patient-clock.ts'

export interface OpenRegistry {
  /** The tags of `acme/web` there. */
  list(host: string, access?: RegistryAccess): Promise<readonly Tag[]>
  /** The code, level and message of the problem that listing makes; fails where it makes none. */
  problemOf(host: string, access?: RegistryAccess): Promise<string>
  requests(): Readonly<Record<string, number>>
  readonly masked: readonly string[]
  readonly clock: PatientClock
}

export function openRegistry(options: TransportOptions = {}, login?: Credential): OpenRegistry {
  const clock = createPatientClock()
  const masked: string[] = []
  const registry = createRegistry({
    keychain: login === undefined ? emptyKeychain : { find: () => Promise.resolve(login) },
    clock,
    userAgent: 'image-bump/test',
    mask: (secret) => void masked.push(secret),
    transport: createTransport(options),
  })
  const list = (host: string, access?: RegistryAccess): Promise<readonly Tag[]> =>
    registry.listTags(parseImageName(`${host}/acme/web`), access)
  return {
    list,
    problemOf: (host, access) =>
      list(host, access).then(
        (tags) => Promise.reject(new Error(`it listed ${tags.join(' ')}`)),
        (thrown: { readonly problems: readonly { code: string; level: string; message: string }[] }) =>
          thrown.problems.map(({ code, level, message }) => `${code} ${level}: ${message}`).join('\n'),
      ),
    requests: () => Object.fromEntries(registry.requests()),
    masked,
    clock,
  }
}
