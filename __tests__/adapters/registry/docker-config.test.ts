import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from '@jest/globals'
import { dockerKeychain, type DockerKeychainOptions } from '../../../src/adapters/registry/docker-config.ts'

const base64 = (text: string): string => Buffer.from(text).toString('base64')
const path = '/home/ada/.docker/config.json'

function keychain(config: unknown, others: Partial<DockerKeychainOptions> = {}) {
  const masked: string[] = []
  const text = typeof config === 'string' ? config : JSON.stringify(config)
  const options = {
    env: {},
    home: '/home/ada',
    mask: (secret: string) => void masked.push(secret),
    read: async (asked: string) => (asked === path ? text : undefined),
    run: async () => ({ code: undefined, output: '' }),
    ...others,
  }
  const docker = dockerKeychain(options)
  const find = (registry: string, repository = '') => docker.find({ registry, repository })
  return { masked, find }
}

const ada = { auth: base64('ada:secret') }
const adas = { kind: 'password', username: 'ada', password: 'secret', source: path }

describe('keys of auths are hosts in many spellings', () => {
  test.each<[string, string, string, boolean]>([
    ['ghcr.io', 'ghcr.io', '', true],
    ['https://ghcr.io', 'ghcr.io', '', true],
    ['https://ghcr.io/', 'ghcr.io', '', true],
    ['https://ghcr.io/v2/', 'ghcr.io', '', true],
    ['http://localhost:5000/v1', 'localhost:5000', '', true],
    ['GHCR.IO', 'ghcr.io', '', true],
    ['https://index.docker.io/v1/', 'index.docker.io', 'library/nginx', true],
    ['docker.io', 'index.docker.io', '', true],
    ['registry-1.docker.io', 'index.docker.io', '', true],
    ['https://index.docker.io/v1/access-token', 'index.docker.io', 'library/nginx', false],
    ['localhost:5000', 'localhost:5001', '', false],
    ['localhost', 'localhost:5000', '', false],
    ['ghcr.io', 'evil-ghcr.io', '', false],
    ['ghcr.io', 'ghcr.io.example.com', '', false],
    ['ghcr.io/acme', 'ghcr.io', 'acme/web', true],
    ['ghcr.io/acme/web', 'ghcr.io', 'acme/web', true],
    ['ghcr.io/acme', 'ghcr.io', 'acmeto/web', false],
    ['ghcr.io/acme', 'ghcr.io', '', false],
    ['*.example.com', 'registry.example.com', '', true],
    ['*.example.com', 'a.b.example.com', '', false],
    ['*.example.com', 'example.com', '', false],
  ])('%s for %s, image %s: %s', async (key, registry, repository, found) => {
    const { find } = keychain({ auths: { [key]: ada } })
    expect(await find(registry, repository)).toEqual(found ? adas : undefined)
  })

  test('the longest one wins', async () => {
    const other = { auth: base64('bob:other') }
    const { find } = keychain({ auths: { 'ghcr.io': ada, 'ghcr.io/acme': other } })
    expect(await find('ghcr.io', 'acme/web')).toMatchObject({ username: 'bob' })
    expect(await find('ghcr.io', 'else/web')).toMatchObject({ username: 'ada' })
  })
})

describe('an entry of auths', () => {
  test.each<[string, Record<string, string>, unknown]>([
    ['with colons in the password', { auth: base64('ada:se:cr:et') }, { ...adas, password: 'se:cr:et' }],
    ['padded by an old docker', { auth: base64('ada:secret\0\0') }, adas],
    ['in two fields', { username: 'ada', password: 'secret' }, adas],
    ['in both manners: auth wins', { ...ada, username: 'bob', password: 'other' }, adas],
    ['with an auth that is none', { auth: '%%%', username: 'ada', password: 'secret' }, adas],
    ['without anything', {}, undefined],
    ['with an empty password', { auth: base64('ada:') }, undefined],
    [
      'with an identity token (az acr login)',
      { auth: base64('00000000-0000-0000-0000-000000000000:'), identitytoken: 'refresh' },
      {
        kind: 'identity-token',
        username: '00000000-0000-0000-0000-000000000000',
        token: 'refresh',
        source: path,
      },
    ],
    [
      'with a registry token',
      { registrytoken: 'bear' },
      { kind: 'bearer-token', token: 'bear', source: path },
    ],
  ])('%s', async (_, entry, expected) => {
    expect(await keychain({ auths: { 'ghcr.io': entry } }).find('ghcr.io')).toEqual(expected)
  })

  test.each<[string, unknown]>([
    ['no Base64', { auth: 'not base64 (secret)' }],
    ['Base64 without a colon', { auth: base64('secret') }],
    ['Base64 of no text', { auth: Buffer.from([0xff, 0x3a, 0xfe]).toString('base64') }],
    ['a number', { auth: 42 }],
    ['a password that is a list', { username: 'ada', password: ['secret'] }],
    ['a text', 'secret'],
  ])('that cannot be read, %s, is told of by its file and host where it is wanted', async (_, entry) => {
    const { find } = keychain({ auths: { 'https://ghcr.io/v2/': entry, 'quay.io': ada } })
    expect(await find('quay.io')).toEqual(adas)
    expect(await find('registry.example.com')).toBeUndefined()
    const found = find('ghcr.io', 'acme/web')
    await expect(found).rejects.toMatchObject({
      problems: [{ code: 'credential-helper-failed', level: 'warning' }],
    })
    await expect(found).rejects.toThrow(`${path} has an entry for ghcr.io that cannot be read as a login`)
    await expect(found).rejects.not.toThrow(/secret/)
  })

  test('is hidden from the log', async () => {
    const { find, masked } = keychain({ auths: { 'ghcr.io': ada } })
    await find('ghcr.io')
    expect(masked).toEqual([ada.auth, 'secret'])
  })
})

describe('the configuration', () => {
  test('is read where DOCKER_CONFIG says', async () => {
    const { find } = keychain('', {
      env: { DOCKER_CONFIG: '/run/docker' },
      read: async (asked) =>
        asked === '/run/docker/config.json' ? JSON.stringify({ auths: { 'ghcr.io': ada } }) : undefined,
    })
    expect(await find('ghcr.io')).toEqual({ ...adas, source: '/run/docker/config.json' })
  })

  test('in DOCKER_AUTH_CONFIG goes before the file, which is asked for other hosts', async () => {
    const env = {
      DOCKER_AUTH_CONFIG: JSON.stringify({ auths: { 'ghcr.io': { auth: base64('bob:other') } } }),
    }
    const { find } = keychain({ auths: { 'ghcr.io': ada, 'quay.io': ada } }, { env })
    expect(await find('ghcr.io')).toMatchObject({ username: 'bob', source: 'DOCKER_AUTH_CONFIG' })
    expect(await find('quay.io')).toEqual(adas)
  })

  test('of Podman and its kin is read where docker has no login', async () => {
    const entry = (user: string) =>
      JSON.stringify({ auths: { 'ghcr.io': { auth: base64(`${user}:secret`) } } })
    const places = {
      '/run/auth.json': entry('named'),
      '/run/user/1/containers/auth.json': entry('runtime'),
      '/home/ada/.config/containers/auth.json': entry('home'),
      '/cfg/containers/auth.json': entry('xdg'),
    }
    const read = async (asked: string) => new Map(Object.entries(places)).get(asked)
    const sourceBy = async (env: Record<string, string>) =>
      (await keychain('', { env, read }).find('ghcr.io'))?.source
    expect(await sourceBy({ REGISTRY_AUTH_FILE: '/run/auth.json', XDG_RUNTIME_DIR: '/run/user/1' })).toBe(
      '/run/auth.json',
    )
    expect(await sourceBy({ XDG_RUNTIME_DIR: '/run/user/1' })).toBe('/run/user/1/containers/auth.json')
    expect(await sourceBy({})).toBe('/home/ada/.config/containers/auth.json')
    expect(await sourceBy({ XDG_CONFIG_HOME: '/cfg' })).toBe('/cfg/containers/auth.json')
  })

  test('that is broken does not keep the next from being read', async () => {
    const { find } = keychain({ auths: { 'ghcr.io': ada } }, { env: { DOCKER_AUTH_CONFIG: 'broken' } })
    expect(await find('ghcr.io')).toEqual(adas)
    await expect(find('quay.io')).rejects.toThrow('DOCKER_AUTH_CONFIG')
  })

  test('that is not there holds no login', async () => {
    expect(await keychain('', { read: async () => undefined }).find('ghcr.io')).toBeUndefined()
    expect(await keychain('{}').find('ghcr.io')).toBeUndefined()
    expect(await keychain({ auths: null, credsStore: '' }).find('ghcr.io')).toBeUndefined()
  })

  test.each(['{"auths":{"ghcr.io":{"auth":"c2VjcmV0', '[]', '{"auths":["x"]}'])(
    'that is broken (%s) is a problem without its text',
    async (text) => {
      const found = keychain(text).find('ghcr.io')
      await expect(found).rejects.toMatchObject({
        problems: [
          { code: 'credential-helper-failed', level: 'warning', message: expect.stringContaining(path) },
        ],
      })
      await expect(found).rejects.not.toThrow('c2VjcmV0')
    },
  )
})

describe('credential helpers', () => {
  function helped(config: unknown, answer: { code: number | undefined; output: string }) {
    const calls: string[] = []
    const run = async (program: string, args: readonly string[], input: string) => {
      calls.push([program, ...args, input].join(' '))
      return answer
    }
    return { calls, ...keychain(config, { run }) }
  }
  const good = { code: 0, output: JSON.stringify({ ServerURL: 'x', Username: 'ada', Secret: 'secret' }) }

  test('the store is asked for every host, once, and Docker Hub by its old name', async () => {
    const { find, calls, masked } = helped({ credsStore: 'desktop' }, good)
    expect(await find('ghcr.io', 'acme/web')).toEqual({ ...adas, source: 'docker-credential-desktop' })
    await find('ghcr.io', 'acme/api')
    await find('index.docker.io', 'library/nginx')
    expect(calls).toEqual([
      'docker-credential-desktop get ghcr.io',
      'docker-credential-desktop get https://index.docker.io/v1/',
    ])
    expect(masked).toContain('secret')
  })

  test('a helper for the host goes before the store', async () => {
    const { find, calls } = helped(
      { credsStore: 'desktop', credHelpers: { 'https://public.ecr.aws': 'ecr-login' } },
      good,
    )
    await find('public.ecr.aws')
    await find('ghcr.io')
    expect(calls).toEqual([
      'docker-credential-ecr-login get public.ecr.aws',
      'docker-credential-desktop get ghcr.io',
    ])
  })

  test('that has no login leaves it to the file', async () => {
    const answer = { code: 1, output: 'credentials not found in native keychain\n' }
    const { find } = helped({ credsStore: 'desktop', auths: { 'ghcr.io': ada } }, answer)
    expect(await find('ghcr.io')).toEqual(adas)
    expect(await find('quay.io')).toBeUndefined()
  })

  test('the user <token> marks an identity token', async () => {
    const { find } = helped(
      { credsStore: 'acr-env' },
      { code: 0, output: '{"Username":"<token>","Secret":"refresh"}' },
    )
    expect(await find('acme.azurecr.io')).toMatchObject({ kind: 'identity-token', token: 'refresh' })
  })

  test.each<[string, { code: number | undefined; output: string }]>([
    ['fails', { code: 2, output: 'secret: boom' }],
    ['cannot be run', { code: undefined, output: '' }],
    ['answers with something else', { code: 0, output: 'secret' }],
  ])('that %s is a problem that repeats nothing of its answer', async (_, answer) => {
    const found = helped({ credsStore: 'desktop' }, answer).find('ghcr.io')
    await expect(found).rejects.toMatchObject({
      problems: [{ code: 'credential-helper-failed', level: 'warning' }],
    })
    await expect(found).rejects.not.toThrow('secret')
  })

  test.each(['../evil', 'a b', 'x;rm', ''])('named "%s" is never run', async (helper) => {
    const { find, calls } = helped({ credHelpers: { 'ghcr.io': helper } }, good)
    await find('ghcr.io').catch(() => undefined)
    expect(calls).toEqual([])
  })
})

describe('on a real machine', () => {
  let home = ''
  afterEach(() => rm(home, { recursive: true }))

  test('the file is read and the helper run, with the server on its standard input', async () => {
    home = await mkdtemp(join(tmpdir(), 'docker-config-'))
    await mkdir(join(home, '.docker'))
    await writeFile(
      join(home, '.docker', 'config.json'),
      JSON.stringify({ credHelpers: { 'ghcr.io': 'test', 'quay.io': 'gone' } }),
    )
    const helper = join(home, 'docker-credential-test')
    await writeFile(
      helper,
      '#!/bin/sh\nread server\necho "{\\"Username\\":\\"$1 $server\\",\\"Secret\\":\\"secret\\"}"\n',
    )
    await chmod(helper, 0o755)
    const docker = dockerKeychain({ env: { PATH: `${home}:/usr/bin:/bin` }, home, mask: () => undefined })
    expect(await docker.find({ registry: 'ghcr.io', repository: '' })).toMatchObject({
      username: 'get ghcr.io',
      password: 'secret',
    })
    await expect(docker.find({ registry: 'quay.io', repository: '' })).rejects.toThrow(
      'docker-credential-gone gave no login for quay.io',
    )
  })
})
