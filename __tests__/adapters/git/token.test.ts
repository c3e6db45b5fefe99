/** The token reaches the server, and nothing else. */
import { createServer } from 'node:http'
import { afterEach, describe, expect, it } from '@jest/globals'
import { serveGit, type GitServer } from '../../support/git-over-http.ts'
import {
  createRealRepository,
  git,
  gitEnvironment,
  openGit,
  removeRepositories,
  type RealRepository,
} from '../../support/real-repository.ts'
import { filesOf, textsOf } from '../../support/repository.ts'
import { wrapGit } from '../../support/wrapped-git.ts'

const value = 'ghs_SecretSecretSecret'
const encoded = Buffer.from(`x-access-token:${value}`).toString('base64')
const login = `basic ${encoded}`
const leftBehind = 'AUTHORIZATION: basic bGVmdDpiZWhpbmQ='

let server: GitServer | undefined

afterEach(async () => {
  await server?.close()
  server = undefined
  await removeRepositories()
})

/** A clone as actions/checkout leaves it: remote over HTTP, and its own header in the configuration. */
async function start(): Promise<{ repository: RealRepository; clone: string; origin: string }> {
  const repository = await createRealRepository({ 'a.yaml': '1' })
  server = await serveGit(repository.folder, login)
  const clone = await repository.clone()
  await git(clone, ['remote', 'set-url', 'origin', `${server.origin}/remote.git`])
  await git(clone, ['config', `http.${server.origin}/.extraheader`, leftBehind])
  return { repository, clone, origin: server.origin }
}

describe('the token', () => {
  it('replaces the header that the checkout left, for asking, fetching and pushing', async () => {
    const { repository, clone, origin } = await start()
    const base = await repository.commit('main', { 'a.yaml': '2' })
    const port = openGit(clone, { token: { url: origin, value } })
    expect(await port.heads(['main'])).toEqual(new Map([['main', base]]))
    expect(textsOf(await port.read(base, { matches: () => true }))).toEqual({ 'a.yaml': '2' })
    const commits = [{ message: 'Bump', files: filesOf({ 'a.yaml': '3' }) }]
    await port.deliver({ branch: 'main', base, lease: base, commits })
    expect(textsOf(await repository.files('main'))).toEqual({ 'a.yaml': '3' })
    expect(new Set(server?.authorizations.map(String))).toEqual(new Set([login]))
  })

  it.each([
    { case: 'another server', url: 'https://github.com' },
    { case: 'another port', url: 'http://127.0.0.1:1' },
    { case: 'a server without HTTP', url: 'ssh://127.0.0.1' },
  ])('is not sent when it is for $case', async ({ url }) => {
    const { clone } = await start()
    const port = openGit(clone, { token: { url, value } })
    await expect(port.heads(['main'])).rejects.toMatchObject({ problems: [{ code: 'git-failed' }] })
    const sent = server!.authorizations.map(String)
    expect(sent.length).toBeGreaterThan(0)
    expect(sent.join('\n')).not.toContain(encoded)
  })

  it('comes after settings that the caller passes in the same way', async () => {
    const { clone, origin } = await start()
    await git(clone, ['remote', 'set-url', 'origin', 'test:remote.git'])
    const env = {
      ...gitEnvironment,
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: `url.${origin}/.insteadOf`,
      GIT_CONFIG_VALUE_0: 'test:',
    }
    expect(await openGit(clone, { env, token: { url: origin, value } }).defaultBranch()).toBe('main')
  })

  it('stands in no command line, and its two forms are masked before anything runs', async () => {
    const { repository, clone, origin } = await start()
    const { env, calledWith } = await wrapGit()
    const masked: string[] = []
    const token = { url: origin, value }
    const port = openGit(clone, { env, token, mask: (secret) => void masked.push(secret) })
    expect(masked).toEqual([value, encoded])
    const [base] = await repository.log('main')
    const commits = [{ message: 'Bump', files: filesOf({ 'a.yaml': '3' }) }]
    await port.deliver({ branch: 'main', base: base!.id, lease: base!.id, commits })
    const seen = await calledWith()
    expect(seen).toContain('commit-tree')
    expect(seen).toContain('push')
    expect(seen).not.toContain(value)
    expect(seen).not.toContain(encoded)
  })

  it('does not follow a redirect to another server, and the message says that the remote has moved', async () => {
    const { repository, clone } = await start()
    const moved = createServer((request, response) => {
      response.writeHead(301, { location: `${server?.origin}${request.url}` }).end()
    })
    await new Promise<void>((resolve) => moved.listen(0, '127.0.0.1', resolve))
    const address = moved.address()
    const origin = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
    await git(clone, ['remote', 'set-url', 'origin', `${origin}/remote.git`])
    const port = openGit(clone, { token: { url: origin, value } })
    const [base] = await repository.log('main')
    const commits = [{ message: 'Bump', files: filesOf({ 'a.yaml': '3' }) }]
    const push = { branch: 'main', base: base!.id, lease: base!.id, commits }
    for (const action of [() => port.heads(['main']), () => port.deliver(push)])
      await expect(action()).rejects.toMatchObject({
        problems: [{ code: 'git-failed', message: expect.stringContaining('The remote has moved') }],
      })
    expect(server!.authorizations).toEqual([])
    moved.close()
  })

  it('that is a password in the remote’s address stands in no command line of ours either', async () => {
    const repository = await createRealRepository({ 'a.yaml': '1' })
    server = await serveGit(repository.folder, `Basic ${Buffer.from('me:hunter2').toString('base64')}`)
    const clone = await repository.clone()
    const url = `${server.origin.replace('://', '://me:hunter2@')}/remote.git`
    await git(clone, ['remote', 'set-url', 'origin', url])
    const { env, calledWith } = await wrapGit()
    const [base] = await repository.log('main')
    const commits = [{ message: 'Bump', files: filesOf({ 'a.yaml': '3' }) }]
    await openGit(clone, { env }).deliver({ branch: 'main', base: base!.id, lease: base!.id, commits })
    expect(textsOf(await repository.files('main'))).toEqual({ 'a.yaml': '3' })
    const seen = await calledWith()
    expect(seen).toContain('push')
    expect(seen).not.toContain('hunter2')
  })

  it('and other passwords are hidden in what git says', async () => {
    const { clone, origin } = await start()
    const script = `echo "fatal: sent ${value} and ${encoded} to https://me:hunter2@example.org/x" >&2; exit 128`
    const { env } = await wrapGit(script)
    const failed = openGit(clone, { env, token: { url: origin, value } }).defaultBranch()
    await expect(failed).rejects.toThrow('fatal: sent *** and *** to https://***@example.org/x')
  })
})
