/** Signed commits, with the real programs: git believes the signatures, and nothing of a key is left behind. */
import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from '@jest/globals'
import { parseSigningKey } from '../../../src/adapters/git/git.ts'
import { ProblemError, type Problem } from '../../../src/model/problem.ts'
import {
  createRealRepository,
  git,
  gitEnvironment,
  makeFolder,
  openGit,
  removeRepositories,
} from '../../support/real-repository.ts'
import { filesOf } from '../../support/repository.ts'
import { endAgents, makeGpgKey, makeSshKey, signingAvailable, type Pair } from '../../support/signing-keys.ts'

const isAvailable = signingAvailable()
/** A machine without the programs skips what it cannot try, loudly, unless it was told that it must have them. */
const isRequired = process.env['REQUIRE_REAL'] === '1'
const describeReal = isAvailable || isRequired ? describe : describe.skip
if (!isAvailable && !isRequired)
  console.warn('SKIPPED: the programs gpg and ssh-keygen are not both here, so no signature was tried.')

const folders: string[] = []
afterEach(async () => {
  for (const folder of folders.splice(0)) endAgents(folder)
  await removeRepositories()
})

async function keyFolder(): Promise<string> {
  const folder = await makeFolder()
  folders.push(folder)
  return folder
}

interface Attempt {
  readonly secret: string
  readonly passphrase?: string
}

/** Two commits by this key. */
async function deliver({ secret, passphrase = '' }: Attempt) {
  const repository = await createRealRepository({ 'a.yaml': '1', 'b.yaml': '1' })
  const [base] = await repository.log('main')
  const clone = await repository.clone()
  const home = await makeFolder()
  const masked: string[] = []
  const port = openGit(clone, {
    signing: parseSigningKey(secret, passphrase),
    env: { ...gitEnvironment, HOME: home },
    mask: (text) => masked.push(text),
  })
  const config = await git(clone, ['config', '--list', '--show-origin'])
  const ids = await port.deliver({
    branch: 'main',
    base: base!.id,
    lease: base!.id,
    commits: [
      { message: 'One\n\n  kept \n\n', files: filesOf({ 'a.yaml': '2' }) },
      { message: 'Two', files: filesOf({ 'b.yaml': '2' }) },
    ],
  })
  expect(await git(clone, ['config', '--list', '--show-origin'])).toEqual(config)
  expect(readdirSync(home)).toEqual([])
  return { repository, ids, masked }
}

/** What git thinks of each commit's signature, the latest first: `G` is good, whether the key is trusted or not. */
async function signaturesOf({ repository }: Delivered, pair: Pair): Promise<readonly string[]> {
  const show = [...pair.verifying, 'log', '-2', '--format=%H %G?', 'main']
  const shown = (await git(repository.bare, show, { env: pair.env })).toString().trim().split('\n')
  return shown.map((line) => line.replace(/U$/, 'G'))
}

type Delivered = Awaited<ReturnType<typeof deliver>>

async function problemOf(attempt: Attempt): Promise<Problem> {
  const thrown: unknown = await deliver(attempt).then(
    () => new Error('nothing was thrown'),
    (error: unknown) => error,
  )
  if (thrown instanceof ProblemError) return thrown.problems[0]
  throw thrown
}

/** The whole lines between the frame of a key. */
function linesOf(secret: string): readonly string[] {
  return secret.split('\n').filter((line) => line.length >= 64 && !line.startsWith('-----'))
}

const passphrase = 'open "sesame" $HOME'

describeReal('signing', () => {
  it.each([
    { what: 'GPG without a passphrase', make: makeGpgKey, passphrase: '' },
    { what: 'GPG with a passphrase', make: makeGpgKey, passphrase },
    { what: 'OpenSSH without a passphrase', make: makeSshKey, passphrase: '' },
    { what: 'OpenSSH with a passphrase', make: makeSshKey, passphrase },
  ])('by $what: git believes each commit', async ({ make, passphrase }) => {
    const pair = make(await keyFolder(), passphrase)
    const delivered = await deliver({ secret: pair.secret, passphrase })
    const { ids, repository } = delivered
    expect(await signaturesOf(delivered, pair)).toEqual([`${ids[1]} G`, `${ids[0]} G`])
    expect((await repository.log('main')).map(({ message }) => message).slice(0, 2)).toEqual([
      'Two',
      'One\n\n  kept \n\n',
    ])
    await repository.fsck()
    expect(delivered.masked).toEqual(expect.arrayContaining([...linesOf(pair.secret)]))
    expect(delivered.masked.includes(passphrase)).toBe(passphrase !== '')
  })

  it('by the key that a commit names, and else by the usual one', async () => {
    const [usual, named] = [makeSshKey(await keyFolder(), ''), makeGpgKey(await keyFolder(), passphrase)]
    const repository = await createRealRepository({ 'a.yaml': '1' })
    const base = (await repository.log('main'))[0]!.id
    const port = openGit(await repository.clone(), {
      signing: parseSigningKey(usual.secret, ''),
      signingKeys: new Map([['flux-system/signing', parseSigningKey(named.secret, passphrase)]]),
    })
    const commits = ['flux-system/signing', undefined].map((signingKey, index) => ({
      message: `${index}`,
      files: filesOf({ 'a.yaml': `${index + 2}` }),
      ...(signingKey !== undefined && { signingKey }),
    }))
    await port.deliver({ branch: 'main', base, lease: base, commits })
    const verdicts = async (pair: Pair) =>
      (
        await git(repository.bare, [...pair.verifying, 'log', '-2', '--format=%G?', 'main'], {
          env: pair.env,
        })
      )
        .toString()
        .trim()
        .split('\n')
        .map((verdict) => /[GU]/.test(verdict))
    expect([await verdicts(usual), await verdicts(named)]).toEqual([
      [true, false],
      [false, true],
    ])
  })

  it.each([
    { what: 'RSA in PEM', kind: ['-t', 'rsa', '-b', '2048', '-m', 'PEM'] },
    { what: 'ECDSA', kind: ['-t', 'ecdsa', '-b', '384'] },
  ])('by a key file of $what, as a secret keeps it', async ({ kind }) => {
    const pair = makeSshKey(await keyFolder(), passphrase, kind)
    const secret = pair.secret.trim().replaceAll('\n', '\r\n')
    const delivered = await deliver({ secret, passphrase })
    expect(await signaturesOf(delivered, pair)).toEqual(delivered.ids.toReversed().map((id) => `${id} G`))
  })

  it.each([
    { make: makeGpgKey, says: "without 'passphrase' field present" },
    { make: makeSshKey, says: "without 'password' field present" },
  ])('says that a passphrase is wanted, in words of Flux too: $says', async ({ make, says }) => {
    const { secret } = make(await keyFolder(), passphrase)
    expect(await problemOf({ secret })).toMatchObject({
      code: 'signing-failed',
      flux: expect.stringContaining(says),
    })
  })

  it.each([{ make: makeGpgKey }, { make: makeSshKey }])(
    'says that a passphrase is wrong, without showing it: $make.name',
    async ({ make }) => {
      const { secret } = make(await keyFolder(), passphrase)
      const problem = await problemOf({ secret, passphrase: 'close sesame' })
      expect(problem.code).toBe('signing-failed')
      expect(problem.message).not.toContain('sesame')
    },
  )

  it('refuses two keys, since which one signs could not be told', async () => {
    const { secret } = makeGpgKey(await keyFolder(), '', ['one@example.org', 'two@example.org'])
    expect(await problemOf({ secret })).toMatchObject({
      code: 'signing-failed',
      flux: "multiple entities read from secret 'signing-key', could not determine which signing key to use",
    })
  })

  it.each(['PGP PRIVATE KEY BLOCK', 'OPENSSH PRIVATE KEY'])('says that a broken %s is none', async (kind) => {
    const secret = `-----BEGIN ${kind}-----\n\nAAAA\n-----END ${kind}-----\n`
    expect(await problemOf({ secret })).toMatchObject({ code: 'signing-failed' })
  })

  it('leaves no folder and no agent behind, even where it fails', async () => {
    const { secret } = makeGpgKey(await keyFolder(), passphrase)
    const temporary = await makeFolder()
    const before = process.env['TMPDIR']
    process.env['TMPDIR'] = temporary
    try {
      await problemOf({ secret })
      await deliver({ secret, passphrase })
    } finally {
      if (before === undefined) delete process.env['TMPDIR']
      else process.env['TMPDIR'] = before
    }
    expect(
      readdirSync(temporary).filter((name) => name.startsWith('image-bump-') && !name.includes('test')),
    ).toEqual([])
    const running = spawnSync('ps', ['-eo', 'args']).stdout.toString()
    expect(
      running
        .split('\n')
        .filter((line) => line.includes('gpg-agent') && line.includes(join(temporary, 'image-bump-'))),
    ).toEqual([])
  })
})

describe('what is no private key', () => {
  it.each([
    ['', /It is none/],
    ['hunter2-hunter2', /It is none/],
    ['-----BEGIN PGP PUBLIC KEY BLOCK-----\nAAAA\n-----END PGP PUBLIC KEY BLOCK-----', /It is a public key/],
    ['ssh-ed25519 AAAAC3NzaC1lZDI1NTE5 me', /It is a public key/],
  ])('%j', (text, says) => {
    expect(() => parseSigningKey(text, '')).toThrow(says)
    expect(() => parseSigningKey(text, '')).not.toThrow(/hunter2/)
  })
})
