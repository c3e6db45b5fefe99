/** The registry adapter talking to a stand-in, with all that it says beside its answers noted. */
import { emptyKeychain, type Credential } from '../../src/adapters/registry/keychain.ts'
import { createRegistry, type RegistryOptions } from '../../src/adapters/registry/registry.ts'
import type { Problem } from '../../src/model/problem.ts'
import { parseImageName, type ImageName } from '../../src/model/reference.ts'
import type { Registry } from '../../src/ports.ts'
import {
  serveRegistry,
  type RegistryStandIn,
  type RegistryStandInOptions,
} from '../../src/standins/registry/registry.ts'
import { createPatientClock, type PatientClock } from './patient-clock.ts'

export interface RegistryOnStandIn {
  readonly registry: Registry
  readonly standIn: RegistryStandIn
  readonly clock: PatientClock
  readonly masked: readonly string[]
  /** What the registry noticed so far. */
  readonly warnings: () => readonly Problem[]
  /** The name of a repository there. */
  readonly name: (repository: string) => ImageName
  /** Method and path of every request so far. */
  readonly asked: () => readonly string[]
}

const running: RegistryStandIn[] = []

/** Starts both. `closeStandIns` ends all. */
export async function openStandIn(
  options: RegistryStandInOptions = {},
  adapter: Partial<RegistryOptions> & { readonly login?: Credential } = {},
): Promise<RegistryOnStandIn> {
  const standIn = await serveRegistry(options)
  running.push(standIn)
  const clock = createPatientClock()
  const masked: string[] = []
  const { login, ...others } = adapter
  const registry = createRegistry({
    keychain: login === undefined ? emptyKeychain : { find: async () => login },
    clock,
    userAgent: 'image-bump/test',
    mask: (secret) => void masked.push(secret),
    ...others,
  })
  return {
    registry,
    standIn,
    clock,
    masked,
    warnings: () => registry.problems(),
    name: (repository) => parseImageName(`${standIn.host}/${repository}`),
    asked: () => standIn.requests.map(({ method, path }) => `${method} ${path}`),
  }
}

export async function closeStandIns(): Promise<void> {
  await Promise.all(running.splice(0).map((standIn) => standIn.close()))
}
