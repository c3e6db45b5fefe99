/** The registry's promises, kept by the one in memory and by the adapter, which talks to our stand-in and to a real registry. */
import { afterAll, afterEach, beforeAll, describe } from '@jest/globals'
import { createRegistry, emptyKeychain, type Keychain } from '../../src/adapters/registry/registry.ts'
import {
  serveRegistry,
  type RegistryStandIn,
  type RegistryStandInOptions,
} from '../../src/standins/registry/registry.ts'
import type { Registry } from '../../src/ports.ts'
import {
  dockerRegistryAvailable,
  startDockerRegistry,
  type DockerRegistry,
} from '../support/docker-registry.ts'
import { createInMemoryRegistry } from '../support/in-memory-registry.ts'
import { createPatientClock } from '../support/patient-clock.ts'
import { parseImageName } from '../../src/model/reference.ts'
import { describeRegistry, type RegistrySubject } from './registry.contract.ts'

describe('the registry in memory', () => {
  describeRegistry(async () => {
    const registry = createInMemoryRegistry()
    const host = 'registry.example.com'
    return {
      registry,
      host,
      push: async (repository, tags) => {
        registry.setTags(`${host}/${repository}`, tags)
        const name = parseImageName(`${host}/${repository}`)
        return Promise.all(tags.map((tag) => registry.resolveDigest(name, tag)))
      },
    }
  })
})

const login: Keychain = {
  find: async () => ({ kind: 'password', username: 'ada', password: 'open sesame', source: 'the test' }),
}
const bearer = { kind: 'bearer', username: 'ada', password: 'open sesame' } as const
const basic = { kind: 'basic', username: 'ada', password: 'open sesame' } as const

describe.each<{ title: string; options: RegistryStandInOptions; keychain: Keychain }>([
  { title: 'open to everybody', options: {}, keychain: emptyKeychain },
  { title: 'with pages of 50 tags', options: { pageSize: 50 }, keychain: emptyKeychain },
  { title: 'with a password', options: { auth: basic, pageSize: 50 }, keychain: login },
  { title: 'with tokens for a login', options: { auth: bearer, pageSize: 50 }, keychain: login },
  {
    title: 'with tokens for everybody',
    options: { auth: { ...bearer, open: true } },
    keychain: emptyKeychain,
  },
])('a stand-in $title', ({ options, keychain }) => {
  const running: RegistryStandIn[] = []
  afterEach(async () => {
    await Promise.all(running.splice(0).map((standIn) => standIn.close()))
  })

  describeRegistry(async (): Promise<RegistrySubject> => {
    const standIn = await serveRegistry(options)
    running.push(standIn)
    return {
      registry: openRegistry(keychain),
      host: standIn.host,
      push: async (repository, tags) => {
        standIn.setTags(repository, tags)
        return tags.map((tag) => standIn.findDigest(repository, tag) ?? '')
      },
    }
  })
})

const isAvailable = dockerRegistryAvailable()
const isRequired = process.env['REQUIRE_REAL'] === '1'

/** A machine without the program skips what it cannot try, loudly, unless it was told that it must have it. */
if (!isAvailable && !isRequired)
  console.warn(
    'SKIPPED: the program docker-registry is not here, so nothing was tried against a real registry.',
  )
const describeReal = isAvailable || isRequired ? describe : describe.skip

describeReal('a real registry', () => {
  let real: DockerRegistry
  beforeAll(async () => {
    real = await startDockerRegistry()
  })
  afterAll(() => real.stop())

  describeRegistry(async () => ({
    registry: openRegistry(emptyKeychain),
    host: real.host,
    push: (repository, tags) => inFours(tags, (tag) => real.push(repository, tag)),
  }))
})

function openRegistry(keychain: Keychain): Registry {
  return createRegistry({
    keychain,
    clock: createPatientClock(),
    userAgent: 'image-bump/test',
    mask: () => undefined,
  })
}

async function inFours<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<readonly R[]> {
  const results: R[] = []
  for (let start = 0; start < items.length; start += 4)
    results.push(...(await Promise.all(items.slice(start, start + 4).map(work))))
  return results
}
