import { describe, expect, test } from '@jest/globals'
import { githubKeychain } from '../../../src/adapters/registry/github-token.ts'
import { joinKeychains, type Keychain } from '../../../src/adapters/registry/keychain.ts'
import { createLogins, type LoginSources, parseGivenLogins } from '../../../src/adapters/registry/logins.ts'
import { createSecrets } from '../../../src/adapters/registry/secrets.ts'
import { problemError, type Problem } from '../../../src/model/problem.ts'
import { createPatientClock } from '../../support/patient-clock.ts'

const config = (host: string, user: string): string =>
  JSON.stringify({ auths: { [host]: { username: user, password: `secret of ${user}` } } })

/** Where the login for a host comes from. */
async function sourceFor(registry: string, sources: Partial<LoginSources>): Promise<string | undefined> {
  const keychain = createLogins({
    given: [],
    github: { server: 'https://github.com', token: '' },
    clouds: {},
    env: {},
    home: '/nowhere',
    ...sources,
  })({
    send: () => Promise.reject(problemError('registry-unreachable', 'there is no cloud')),
    secrets: createSecrets(() => undefined),
    clock: createPatientClock(),
  })
  return (await keychain.find({ registry, repository: 'acme/web' }))?.source
}

describe('of all sources the first that has a login is taken', () => {
  const given = parseGivenLogins(config('ghcr.io', 'given'))
  const env = { DOCKER_AUTH_CONFIG: config('ghcr.io', 'docker') }
  const github = { server: 'https://github.com', token: 'token', actor: 'ada' }

  test.each<[string, Partial<LoginSources>, string | undefined]>([
    ['what the workflow gives', { given, env, github }, 'the input registry-credentials'],
    ["docker's configuration", { env, github }, 'DOCKER_AUTH_CONFIG'],
    ["GitHub's token", { github }, 'GITHUB_TOKEN (the input token)'],
    ['none', {}, undefined],
  ])('%s', async (_, sources, source) => {
    expect(await sourceFor('ghcr.io', sources)).toBe(source)
  })

  test('the cloud comes last', async () => {
    const host = 'acme.azurecr.io'
    const clouds = { azure: { clientId: 'x', tenantId: 'y' } }
    expect(await sourceFor(host, { clouds, given: parseGivenLogins(config(host, 'given')) })).toContain(
      'input',
    )
    await expect(sourceFor(host, { clouds })).rejects.toThrow('id-token: write')
    expect(await sourceFor('ghcr.io', { clouds })).toBeUndefined()
  })
})

describe("GitHub's token", () => {
  test.each([
    ['https://github.com', 'ghcr.io', true],
    ['https://github.com', 'GHCR.io', true],
    ['https://github.com', 'containers.github.com', false],
    ['https://github.com', 'docker.pkg.github.com', false],
    ['https://github.com', 'ghcr.io.evil.test', false],
    ['https://github.com', 'quay.io', false],
    ['https://git.acme.test', 'containers.git.acme.test', true],
    ['https://git.acme.test:8443', 'containers.git.acme.test:8443', true],
    ['https://git.acme.test', 'ghcr.io', false],
    ['https://acme.ghe.com', 'containers.acme.ghe.com', true],
    ['', 'ghcr.io', false],
  ])('of %s is for %s: %s', async (server, registry, found) => {
    const credential = await githubKeychain({ server, token: 't', actor: 'ada' }).find({
      registry,
      repository: 'a',
    })
    expect(credential).toEqual(
      found
        ? {
            kind: 'password',
            username: 'ada',
            password: 't',
            source: 'GITHUB_TOKEN (the input token)',
            isImplied: true,
          }
        : undefined,
    )
  })

  test('that was not given is none', async () => {
    const none = githubKeychain({ server: 'https://github.com', token: '' })
    expect(await none.find({ registry: 'ghcr.io', repository: 'a' })).toBeUndefined()
  })
})

describe('a source that fails', () => {
  const failing: Keychain = {
    find: () => Promise.reject(problemError('credential-helper-failed', 'The first is broken.')),
  }
  const good: Keychain = {
    find: async () => ({ kind: 'bearer-token', token: 'bear', source: 'the second' }),
  }
  const question = { registry: 'ghcr.io', repository: 'acme/web' }

  test('does not keep the next from being asked, and is told', async () => {
    const told: Problem[] = []
    const found = await joinKeychains([failing, good]).find(question, (problem) => told.push(problem))
    expect(found?.source).toBe('the second')
    expect(told.map(({ message }) => message)).toEqual(['The first is broken.'])
  })

  test('is why there is no login where no other has one', async () => {
    const none: Keychain = { find: async () => undefined }
    await expect(joinKeychains([failing, none]).find(question)).rejects.toThrow('The first is broken.')
  })
})
