import { describe, expect, test } from '@jest/globals'
import { givenKeychain, parseGivenLogins } from '../../../src/adapters/registry/given-logins.ts'
import { problemsOf } from '../../../src/model/problem.ts'

const base64 = (text: string): string => Buffer.from(text).toString('base64')
const config = (host: string, user = 'ada') => ({
  auths: { [host]: { auth: base64(`${user}:secret of ${user}`) } },
})
const text = (host: string, user?: string): string => JSON.stringify(config(host, user))

/** The user whose login is found. */
async function userFor(given: string, registry: string, secretRef?: string): Promise<string | undefined> {
  const keychain = givenKeychain(parseGivenLogins(given), () => undefined)
  const access = secretRef === undefined ? {} : { secretRef }
  const credential = await keychain.find({ registry, repository: 'acme/web', access })
  return credential?.kind === 'password' ? credential.username : undefined
}

describe('logins are given as', () => {
  const wrapped = base64(text('ghcr.io')).replaceAll(/.{20}/g, '$&\n')

  test.each<[string, string]>([
    ["docker's configuration", text('ghcr.io')],
    ['the same, written by hand', JSON.stringify(config('ghcr.io'), null, 2)],
    ['its Base64', base64(text('ghcr.io'))],
    ['its Base64 with lines, as base64(1) prints it', `${wrapped}\n`],
    ["an older secret's entries alone", JSON.stringify(config('ghcr.io').auths)],
    ['a configuration in YAML', 'auths:\n  ghcr.io: { username: ada, password: secret }'],
    ['entries in YAML', 'ghcr.io:\n  username: ada\n  password: secret'],
    ['user and password apart', '{"auths":{"ghcr.io":{"username":"ada","password":"secret"}}}'],
    ['several, one after another', `${text('quay.io', 'bob')}\n${text('ghcr.io')}`],
    ['several in one Base64', base64(`${text('quay.io', 'bob')}${text('ghcr.io')}`)],
    ['a password with braces in it', '{"auths":{"ghcr.io":{"username":"ada","password":"}{\\"}"}}}'],
  ])('%s', async (_, given) => {
    expect(await userFor(given, 'ghcr.io')).toBe('ada')
    expect(await userFor(given, 'registry.example.com')).toBeUndefined()
  })

  test('nothing at all', () => {
    expect(parseGivenLogins(' \n')).toEqual([])
  })

  test.each<[string, string]>([
    ['JSON in YAML', `regcred: ${text('ghcr.io')}`],
    ['JSON as a block of text', `regcred: |\n  ${text('ghcr.io')}`],
    ['Base64', `regcred: ${base64(text('ghcr.io'))}`],
    ['JSON in JSON', JSON.stringify({ regcred: config('ghcr.io') })],
    ['entries alone', `regcred:\n  ghcr.io: { username: ada, password: 0123 }`],
  ])('%s under a name', async (_, given) => {
    expect(await userFor(given, 'ghcr.io', 'regcred')).toBe('ada')
    expect(await userFor(given, 'ghcr.io')).toBeUndefined()
  })

  test('a password that looks like a number stays as it is written', async () => {
    const [login] = parseGivenLogins('regcred:\n  ghcr.io: { username: ada, password: 0123 }')
    expect(login?.config.auths?.['ghcr.io']?.password).toBe('0123')
  })
})

describe('a name', () => {
  test.each<[string, string | undefined, boolean]>([
    ['regcred', 'regcred', true],
    ['regcred', 'dev/regcred', true],
    ['dev/regcred', 'dev/regcred', true],
    ['dev/regcred', 'regcred', true],
    ['dev/regcred', 'production/regcred', false],
    ['regcred', 'other', false],
    ['regcred', undefined, false],
    ['cred', 'dev/regcred', false],
  ])('%s is for images whose secretRef is %s: %s', async (name, secretRef, found) => {
    const given = JSON.stringify({ [name]: config('ghcr.io') })
    expect(await userFor(given, 'ghcr.io', secretRef)).toBe(found ? 'ada' : undefined)
  })

  test('never leads a login to another host', async () => {
    expect(
      await userFor(JSON.stringify({ regcred: config('ghcr.io') }), 'evil.test', 'regcred'),
    ).toBeUndefined()
  })

  test('goes before logins without one, which serve where the named one has none for the host', async () => {
    const [named] = parseGivenLogins(JSON.stringify({ regcred: config('ghcr.io', 'named') }))
    const others = parseGivenLogins(`${text('ghcr.io', 'common')}${text('quay.io', 'common')}`)
    const keychain = givenKeychain(named === undefined ? [] : [...others, named], () => undefined)
    const find = (registry: string, secretRef: string) =>
      keychain.find({ registry, repository: 'acme/web', access: { secretRef } })
    expect(await find('ghcr.io', 'regcred')).toMatchObject({ username: 'named' })
    expect(await find('ghcr.io', 'other')).toMatchObject({ username: 'common' })
    expect(await find('quay.io', 'regcred')).toMatchObject({ username: 'common' })
  })
})

test('every secret in it is hidden before any is asked for', () => {
  const masked: string[] = []
  const given = parseGivenLogins(
    `${text('ghcr.io')}{"auths":{"a.test":{"identitytoken":"refresh"},"b.test":{"registrytoken":"bear","password":"p"}}}`,
  )
  givenKeychain(given, (secret) => void masked.push(secret))
  expect(masked).toEqual([base64('ada:secret of ada'), 'secret of ada', 'refresh', 'p', 'bear'])
})

test.each([
  'ada:secret',
  '{"auths":{"ghcr.io":{"auth":"c2VjcmV0',
  '{}',
  '{"auths":{}}',
  '{"auths":{"ghcr.io":{}},"credsStore":"desktop"}',
  '{"credHelpers":{"ghcr.io":"secret"}}',
  '["secret"]',
  'c2VjcmV0',
  'Reg_Cred: {"auths":{"ghcr.io":{"auth":"YTpzZWNyZXQ="}}}',
  'regcred: secret',
  'regcred: {"auths":{"ghcr.io":{"auth":"YTpzZWNyZXQ="}}}\nother: secret',
  '.dockerconfigjson: eyJhdXRocyI6e319',
  'a: &x [*x, secret]',
])('%j is no logins, and the complaint says nothing of it', (given) => {
  let complaints: readonly string[] = []
  try {
    parseGivenLogins(given)
  } catch (thrown) {
    complaints = problemsOf(thrown).map(({ code, message }) => `${code} ${message}`)
  }
  expect(complaints).toEqual([
    expect.stringMatching(/^arguments-invalid registry-credentials (cannot|holds)/),
  ])
  expect(complaints.join()).not.toMatch(/secret|c2VjcmV0|desktop/)
})

test.each([
  ['ghcr.io', { auth: 'not base64 (secret)' }],
  ['https://index.docker.io/v1/', { auth: base64('secret') }],
  ['localhost:5000', { auth: 42 }],
  ['*.example.com', { username: 'ada', password: ['secret'] }],
])('an entry for %s that cannot be read is told of by its host: %j', (host, entry) => {
  const auths = { 'quay.io': { auth: base64('ada:secret') }, [host]: entry }
  for (const given of [{ auths }, auths, { regcred: { auths } }])
    expect(() => parseGivenLogins(JSON.stringify(given))).toThrow(
      `registry-credentials has an entry for ${host} that cannot be read as a login; wanted is`,
    )
  expect(() => parseGivenLogins(JSON.stringify({ auths }))).not.toThrow(/secret/)
})

test('a secret that stands where a host should is not told', () => {
  const parse = () => parseGivenLogins('{"auths":{"secret":{"auth":"x"}}}')
  expect(parse).toThrow('an entry for something that is no host')
  expect(parse).not.toThrow(/secret"/)
})
