/** Every host notes all that it is sent. Logins arrive where the workflow sends them, and nowhere else, whatever registries and files say. */
import { afterEach, describe, expect, test } from '@jest/globals'
import { createLogins, parseGivenLogins } from '../../../src/adapters/registry/logins.ts'
import { createRegistry } from '../../../src/adapters/registry/registry.ts'
import { problemsOf } from '../../../src/model/problem.ts'
import type { RegistryAccess } from '../../../src/model/policy.ts'
import { parseImageName } from '../../../src/model/reference.ts'
import { json } from '../../../src/standins/registry/reply.ts'
import {
  actionsEnv,
  base64,
  ecrApi,
  githubOidc,
  goodRole,
  sts,
  tagsFor,
} from '../../support/cloud-stand-ins.ts'
import { type Answer, closeHosts, serveHosts } from '../../support/loopback-hosts.ts'
import { createPatientClock } from '../../support/patient-clock.ts'

afterEach(closeHosts)

const passwords = {
  given: 'password-that-was-given',
  named: 'password-that-has-a-name',
  docker: 'password-of-docker',
  identity: 'identity-token-of-docker',
  github: 'token-of-github',
}
const secrets = [
  ...Object.values(passwords),
  'pass-of-the-runner',
  'id-token-',
  'password-of-ecr',
  'bearer-of-',
]
const auths = (host: string, login: object): string => JSON.stringify({ auths: { [host]: login } })

/** A workflow with logins for five hosts, and a cloud. */
async function openHosts(hosts: Readonly<Record<string, Answer>>) {
  const served = await serveHosts({
    'oidc.actions.test': githubOidc(),
    'sts.eu-west-1.amazonaws.com': sts,
    'api.ecr.eu-west-1.amazonaws.com': ecrApi('ecr'),
    ...hosts,
  })
  const masked: string[] = []
  const dockerLogins = {
    'docker.test': { auth: base64(`ada:${passwords.docker}`) },
    'identity.test': { identitytoken: passwords.identity },
  }
  const named = `team/regcred: ${auths('named.test', { username: 'ada', password: passwords.named })}`
  const registry = createRegistry({
    keychain: createLogins({
      given: [
        ...parseGivenLogins(auths('given.test', { username: 'ada', password: passwords.given })),
        ...parseGivenLogins(named),
      ],
      github: { server: 'https://github.com', token: passwords.github, actor: 'ada' },
      clouds: { aws: { roleArn: goodRole } },
      env: { ...actionsEnv, DOCKER_AUTH_CONFIG: JSON.stringify({ auths: dockerLogins }) },
      home: '/nowhere',
    }),
    clock: createPatientClock(),
    userAgent: 'image-bump/test',
    mask: (secret) => void masked.push(secret),
    transport: served.transport,
  })
  /** The tags, or what was complained of. */
  const list = async (image: string, access: RegistryAccess = {}): Promise<readonly string[]> => {
    try {
      return await registry.listTags(parseImageName(image), access)
    } catch (thrown) {
      return problemsOf(thrown).map(({ code, message }) => `${code}: ${message}`)
    }
  }
  return { ...served, registry, masked, list }
}

/** Wants a password, by Basic. */
const wantsBasic: Answer = tagsFor('Basic nobody', 'Basic realm="x"')
/** Wants a token, which it gives itself to anybody who sends a login, and takes then. */
const wantsToken: Answer = (request) => {
  if (request.path.startsWith('/token'))
    return request.headers['authorization'] === undefined && request.method === 'GET'
      ? json(401, {})
      : json(200, { token: `bearer-of-${request.host}` })
  const realm = `Bearer realm="${request.protocol}//${request.host}/token",service="s"`
  return tagsFor(`Bearer bearer-of-${request.host}`, realm)(request)
}
/** Sends us on to another host, token and all. */
const leadsTo =
  (location: string, status = 307): Answer =>
  () => ({ status, headers: { location } })

const owners: readonly [string, keyof typeof passwords, RegistryAccess][] = [
  ['given.test', 'given', {}],
  ['named.test', 'named', { secretRef: 'team/regcred' }],
  ['docker.test', 'docker', {}],
  ['identity.test', 'identity', {}],
  ['ghcr.io', 'github', {}],
]

describe('each login arrives at its own host, and is hidden', () => {
  test.each(owners)('%s: the one that is %s', async (host, owner, access) => {
    const others = owners.map(([name]) => name).filter((name) => name !== host)
    const all = Object.fromEntries(owners.map(([name]) => [name, wantsToken]))
    const { list, leaks, masked } = await openHosts(all)
    expect(await list(`${host}/acme/web`, access)).toEqual(['1.0.0'])
    expect(leaks(host, [passwords[owner]])).not.toEqual([])
    expect(
      leaks(
        host,
        secrets.filter((secret) => !['bearer-of-', passwords[owner]].includes(secret)),
      ),
    ).toEqual([])
    expect(others.flatMap((other) => leaks(other, secrets))).toEqual([])
    expect(masked).toEqual(expect.arrayContaining([passwords[owner], `bearer-of-${host}`]))
  })
})

describe('a login follows its registry nowhere', () => {
  const thief = wantsToken

  test.each(owners)('%s: not by a redirect, of the list or of the token service', async (host, _, access) => {
    for (const path of ['/v2/', '/token']) {
      const answer: Answer = (request) =>
        request.path.startsWith(path) && (path === '/token' || request.headers['authorization'] !== undefined)
          ? leadsTo(`https://evil.test${request.path}`)(request)
          : wantsToken(request)
      const { list, leaks, lines } = await openHosts({ [host]: answer, 'evil.test': thief })
      const told = await list(`${host}/acme/web`, access)
      expect(told).not.toEqual(['1.0.0'])
      expect(lines().length).toBeLessThan(12)
      expect(leaks('evil.test', secrets)).toEqual([])
      await closeHosts()
    }
  })

  test('not by a Link header: pages are asked for at the registry itself', async () => {
    const link = '<https://evil.test/v2/acme/web/tags/list?n=1000&last=1.0.0>; rel="next"'
    const answer: Answer = (request) => {
      const reply = wantsToken(request)
      const isFirst = request.path.includes('/tags/') && !request.path.includes('last=')
      if (reply.status !== 200 || !request.path.includes('/tags/')) return reply
      return isFirst ? { ...reply, headers: { ...reply.headers, link } } : json(200, { tags: ['2.0.0'] })
    }
    const { list, arrived } = await openHosts({ 'given.test': answer, 'evil.test': thief })
    expect(await list('given.test/acme/web')).toEqual(['1.0.0', '2.0.0'])
    expect(arrived.filter(({ host }) => host === 'evil.test')).toEqual([])
  })

  test.each([
    'http://given.test/token',
    'http://evil.test/token',
    'https://127.0.0.1/token',
    'https://169.254.169.254/token',
  ])('not to a token service at %s', async (realm) => {
    const answer = tagsFor('Bearer x', `Bearer realm="${realm}",service="s"`)
    const { host } = new URL(realm)
    const { list, arrived } = await openHosts({ [host]: thief, 'given.test': answer })
    expect((await list('given.test/acme/web')).join()).toMatch(/^(registry-refused|address-refused)/)
    expect(arrived.filter(({ path }) => path.startsWith('/token'))).toEqual([])
  })

  test('of a login that was refused only the source is told', async () => {
    const { list } = await openHosts({ 'given.test': wantsBasic, 'docker.test': wantsBasic })
    const told = (await Promise.all(['given.test/a/b', 'docker.test/a/b'].map((image) => list(image)))).join(
      '\n',
    )
    expect(told).toMatch(/the login of the input registry-credentials(.|\n)*the login of DOCKER_AUTH_CONFIG/)
    expect(secrets.filter((secret) => told.includes(secret))).toEqual([])
  })
})

describe('a file of the repository, written by an attacker,', () => {
  const evil = Object.fromEntries(
    [
      'evil.test',
      '123456789012.dkr.ecr.eu-west-1.amazonaws.com.evil.test',
      'ghcr.io.evil.test',
      'given.test:8443',
      'sub.given.test',
    ].map((host) => [host, wantsToken]),
  )
  const accesses: readonly RegistryAccess[] = [
    {},
    { provider: 'aws' },
    { provider: 'gcp' },
    { provider: 'azure' },
    { secretRef: 'team/regcred' },
    { secretRef: 'regcred' },
    { insecure: true },
    { insecure: true, provider: 'aws', secretRef: 'regcred' },
  ]

  test.each(accesses)('gets no login for a host of its own by %j', async (access) => {
    const { list, arrived, leaks } = await openHosts(evil)
    for (const host of Object.keys(evil))
      expect((await list(`${host}/acme/web`, access)).join()).toMatch(/^[a-z-]+: /)
    expect(Object.keys(evil).flatMap((host) => leaks(host, secrets))).toEqual([])
    expect(arrived.filter(({ host }) => /actions|amazonaws\.com$/.test(host))).toEqual([])
  })

  test.each(owners)(
    'gets no login of %s sent over plain http, by saying insecure',
    async (host, _, access) => {
      const { list, leaks, arrived } = await openHosts({ [`http://${host}`]: wantsToken })
      const told = await list(`${host}/acme/web`, { ...access, insecure: true })
      expect(told).toEqual([expect.stringMatching(/^login-needs-tls: /)])
      expect(arrived.map((request) => request.protocol)).toContain('http:')
      expect(leaks(host, secrets)).toEqual([])
    },
  )

  test('gets no login of a cloud minted for plain http', async () => {
    const host = '123456789012.dkr.ecr.eu-west-1.amazonaws.com'
    const { list, arrived } = await openHosts({ [`http://${host}`]: wantsBasic })
    const told = await list(`${host}/acme/web`, { insecure: true, provider: 'aws' })
    expect(told).toEqual([expect.stringMatching(/^login-needs-tls: /)])
    expect(new Set(arrived.map((request) => request.host))).toEqual(new Set([host]))
  })
})
