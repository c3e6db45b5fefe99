/** The registry's promises, kept by the one in memory and by the adapter, which talks to our stand-in and to a real registry. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals'
import { emptyKeychain, type Keychain } from '../../src/adapters/registry/keychain.ts'
import { createRegistry } from '../../src/adapters/registry/registry.ts'
import type { ImageInspection } from '../../src/model/inspection.ts'
import { parseImageName } from '../../src/model/reference.ts'
import type { Registry } from '../../src/ports.ts'
import type { RegistryStandIn, RegistryStandInOptions } from '../../src/standins/registry/registry.ts'
import {
  dockerRegistryAvailable,
  startDockerRegistry,
  type DockerRegistry,
} from '../support/docker-registry.ts'
import { buildImage, type ImageWords } from '../support/images.ts'
import { createInMemoryRegistry } from '../support/in-memory-registry.ts'
import { createPatientClock } from '../support/patient-clock.ts'
import { personalities } from '../support/registries/known.ts'
import { openPersonality, pathIn } from '../support/registries/open.ts'
import { ada } from '../support/registries/personality.ts'
import { closeStandIns, openStandIn } from '../support/registry-on-stand-in.ts'
import { serveTokens, type TokenServer } from '../support/token-server.ts'
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
      pushImage: (repository, tag, image) => {
        const name = parseImageName(`${host}/${repository}`)
        registry.setTags(name.text, [tag])
        registry.setInspection(name.text, tag, wordsOf(image))
        return registry.resolveDigest(name, tag)
      },
    }
  })
})

const login: Keychain = { find: async () => ({ kind: 'password', ...ada, source: 'the test' }) }

describe.each<{ title: string; options: RegistryStandInOptions; keychain: Keychain }>([
  { title: 'open to everybody', options: {}, keychain: emptyKeychain },
  { title: 'with pages of 50 tags', options: { pageSize: 50 }, keychain: emptyKeychain },
  { title: 'with a password', options: { auth: { kind: 'basic', ...ada }, pageSize: 50 }, keychain: login },
  {
    title: 'with tokens for a login',
    options: { auth: { kind: 'bearer', ...ada }, pageSize: 50 },
    keychain: login,
  },
  {
    title: 'with tokens for everybody',
    options: { auth: { kind: 'bearer', ...ada, open: true } },
    keychain: emptyKeychain,
  },
])('a stand-in $title', ({ options, keychain }) => {
  afterEach(closeStandIns)
  describeRegistry(async () => {
    const { standIn } = await openStandIn(options)
    return onStandIn(standIn, openRegistry(keychain), (repository) => repository)
  })
})

describe.each(personalities)('a double of $name', (personality) => {
  afterEach(closeStandIns)
  describeRegistry(async () => {
    const { standIn, registry } = await openPersonality(personality)
    return onStandIn(standIn, registry, (repository) => pathIn(personality, repository))
  })
})

function onStandIn(
  standIn: RegistryStandIn,
  registry: Registry,
  placeOf: (repository: string) => string,
): RegistrySubject {
  return {
    registry,
    host: standIn.host,
    push: async (repository, tags) => {
      standIn.setTags(placeOf(repository), tags)
      return tags.map((tag) => standIn.findDigest(placeOf(repository), tag) ?? '')
    },
    pushImage: async (repository, tag, image) => standIn.push(placeOf(repository), tag, buildImage(image)),
  }
}

const isAvailable = dockerRegistryAvailable()
const isRequired = process.env['REQUIRE_REAL'] === '1'

/** A machine without the program skips what it cannot try, loudly, unless it was told that it must have it. */
if (!isAvailable && !isRequired)
  console.warn(
    'SKIPPED: the program docker-registry is not here, so nothing was tried against a real registry.',
  )
const describeReal = isAvailable || isRequired ? describe : describe.skip

describeReal('a real registry open to everybody', () => {
  describeRunning(async () => ({ real: await startDockerRegistry(), registry: openRegistry(emptyKeychain) }))
})

describeReal('a real registry with a password', () => {
  describeRunning(async () => {
    const basic = `Basic ${Buffer.from(`${ada.username}:${ada.password}`).toString('base64')}`
    const real = await startDockerRegistry({
      authorization: () => basic,
      auth: async (folder) => {
        const path = join(folder, 'htpasswd')
        await writeFile(path, `${ada.username}:${adasHash}\n`)
        return { htpasswd: { realm: 'a real registry', path } }
      },
    })
    return { real, registry: openRegistry(login) }
  })
})

describeReal('a real registry with a token service', () => {
  describeRunning(async () => {
    const { real, tokens } = await startWithTokens()
    return { real, registry: openRegistry(login), stop: tokens.close }
  })

  test('a repository that opens to nobody in particular is not found or not for us', async () => {
    const { real, tokens } = await startWithTokens()
    await real.push('acme/secret', '1.0.0')
    await real.push('open/web', '1.0.0')
    const registry = openRegistry(emptyKeychain)
    await expect(registry.listTags(parseImageName(`${real.host}/acme/secret`))).rejects.toMatchObject({
      problems: [
        {
          code: 'registry-refused',
          message: expect.stringContaining('It does not exist, or this login may not'),
        },
      ],
    })
    expect(await registry.listTags(parseImageName(`${real.host}/open/web`))).toEqual(['1.0.0'])
    expect(tokens.asked).toContain('repository:open/web:pull')
    await Promise.all([real.stop(), tokens.close()])
  })
})

/** `open sesame`, by bcrypt. */
const adasHash = '$2y$05$abcdefghijklmnopqrstuupx2xBUC4954936wVIjyyPHmUBFu0wCW'

async function startWithTokens(): Promise<{ readonly real: DockerRegistry; readonly tokens: TokenServer }> {
  const tokens = await serveTokens(ada)
  const { realm, service, issuer, certificate } = tokens
  const real = await startDockerRegistry({
    authorization: (repository) => `Bearer ${tokens.sign(`repository:${repository}:pull,push`)}`,
    auth: async (folder) => {
      const rootcertbundle = join(folder, 'tokens.pem')
      await writeFile(rootcertbundle, certificate)
      return { token: { realm, service, issuer, rootcertbundle } }
    },
  })
  return { real, tokens }
}

interface Running {
  readonly real: DockerRegistry
  readonly registry: Registry
  readonly stop?: () => Promise<void>
}

/** The suite, on one program for all its tests. */
function describeRunning(start: () => Promise<Running>): void {
  let running: Running
  beforeAll(async () => {
    running = await start()
  })
  afterAll(async () => {
    await running.real.stop()
    await running.stop?.()
  })

  describeRegistry(async () => ({
    registry: running.registry,
    host: running.real.host,
    push: (repository, tags) => inFours(tags, (tag) => running.real.push(repository, tag)),
    pushImage: (repository, tag, image) => running.real.push(repository, tag, buildImage(image)),
  }))
}

/** What an inspection finds in an image made of these words. */
function wordsOf({ platforms, labels = {}, created }: ImageWords): Omit<ImageInspection, 'digest'> {
  const [source, revision, version] = ['source', 'revision', 'version'].map(
    (name) => labels[`org.opencontainers.image.${name}`],
  )
  return {
    platforms,
    ...(created !== undefined && created > '2013' && { created }),
    ...(source !== undefined && { source }),
    ...(revision !== undefined && { revision }),
    ...(version !== undefined && { version }),
  }
}

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
