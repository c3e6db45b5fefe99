/** The committed relay: as a process on Node, and in the places that the examples are for, before GitHub's double. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { parse } from 'yaml'
import { type BareRepository, createBareRepository } from '../support/bare-repository.ts'
import { writeFolder } from '../support/folder.ts'
import { type GitHubDouble, startGitHubDouble } from '../support/github-double.ts'
import { gitEnvironment, makeFolder, removeRepositories } from '../support/real-repository.ts'
import { payloadOf } from '../support/relay-payloads.ts'
import { secret, tokenPath } from '../support/relay-world.ts'
import { runCli } from '../support/run-cli.ts'
import { bundleNode } from '../support/runner.ts'

let double: GitHubDouble
let bare: BareRepository
let folder: string
const push = JSON.stringify(payloadOf('docker-hub').body)
const json = { 'content-type': 'application/json' }

beforeAll(async () => {
  double = await startGitHubDouble()
  bare = createBareRepository()
  double.addRepository({ owner: 'acme', name: 'gitops', directory: bare.directory })
})
beforeEach(async () => {
  folder = await makeFolder()
  await writeFolder(folder, { 'relay.yaml': exampleConfig() })
})
afterAll(async () => {
  await removeRepositories()
  bare.remove()
  await double.close()
})

describe('image-bump relay', () => {
  test('listens, starts, and at the signal sends what it keeps and ends', async () => {
    const child = spawn(bundleNode, [resolve('dist/cli/index.js'), 'relay', '--port', '0'], {
      cwd: folder,
      env: { ...gitEnvironment, ...variables() },
    })
    let log = ''
    child.stdout.on('data', (chunk: Buffer) => (log += chunk.toString()))
    await once(child.stdout, 'data')
    const url = /listening on (\S+?)"/.exec(log)?.[1] ?? ''
    const before = double.events('acme/gitops').length
    const { status } = await fetch(`${url}${tokenPath('hub')}`, { method: 'POST', headers: json, body: push })
    expect([status, double.events('acme/gitops').length - before]).toEqual([202, 0])
    child.kill('SIGTERM')
    const [exitCode] = await once(child, 'close')
    expect(exitCode).toBe(0)
    expect(double.events('acme/gitops').slice(before)).toMatchObject([
      { payload: { only: 'docker.io/acme/app' } },
    ])
    const lines: readonly { readonly time: string; readonly message: string }[] = log
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(lines.map(({ message }) => message)).toEqual([
      expect.stringMatching(/^listening on /),
      'accepted',
      'stopping by SIGTERM',
      'started gitops',
      'stopped',
    ])
    expect(lines.every(({ time }) => /^\d{4}-.*Z$/.test(time))).toBe(true)
  })

  test('tells what is wrong before it listens', async () => {
    const { exitCode, stdout, stderr } = await runCli(['relay'], {
      cwd: folder,
      env: { ...variables(), RELAY_HUB: '' },
    })
    expect([exitCode, stdout]).toEqual([1, ''])
    expect(stderr).toMatch(
      /error config-invalid relay\.yaml:\d+:\d+\n {4}the environment variable `RELAY_HUB` is not set/,
    )
    expect(await runCli(['relay', '--config', 'none.yaml'], { cwd: folder })).toMatchObject({ exitCode: 1 })
    expect(await runCli(['relay', '--port', '70000'], { cwd: folder })).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('A port is a number from 0 to 65535.'),
    })
  })

  test('--check says what each sender may do and shows no path, --paths shows them', async () => {
    const options = { cwd: folder, env: variables() }
    const checked = await runCli(['relay', '--check'], options)
    expect(checked).toMatchObject({ exitCode: 0, stdout: '' })
    expect(checked.stderr).toContain(
      'hub: docker-hub, proven by path, announces docker.io/acme/*, starts acme/gitops image-bump.yaml main\n',
    )
    expect(checked.stderr).not.toContain('/hook/')
    const { stderr } = await runCli(['relay', '--paths'], options)
    expect(stderr).toBe(`harbor: /hook/harbor\nhub: ${tokenPath('hub')}\n`)
  })
})

describe('the examples', () => {
  const event = {
    version: '2.0',
    routeKey: '$default',
    rawQueryString: '',
    headers: { ...json, host: 'relay.acme.io' },
    requestContext: { http: { method: 'POST', path: '/' }, domainName: 'relay.acme.io' },
    isBase64Encoded: true,
    body: Buffer.from(push).toString('base64'),
  }

  test.each([
    {
      place: 'worker.mjs',
      use: `const { default: worker } = await import(example)
        const request = new Request('https://relay.acme.io' + path, { method: 'POST', headers, body })
        const answer = await worker.fetch(request, { ...process.env, RELAY_CONFIG: config })
        tell(answer.status, await answer.text())`,
    },
    {
      place: 'lambda.mjs',
      use: `const { handler } = await import(example)
        const { statusCode, body: said } = await handler({ ...event, rawPath: path }, {})
        tell(statusCode, said)`,
    },
    {
      place: 'deno.mjs',
      use: `let serve
        globalThis.Deno = {
          readTextFile: async () => config,
          env: { toObject: () => process.env },
          serve: (_, handler) => (serve = handler),
        }
        await import(example)
        const request = new Request('https://relay.acme.io' + path, { method: 'POST', headers, body })
        const answer = await serve(request)
        tell(answer.status, await answer.text())`,
    },
  ])('$place takes a push and starts the workflow', async ({ place, use }) => {
    cpSync(join('.github/docs/relay', place), join(folder, place))
    cpSync('dist/relay', join(folder, 'relay'), { recursive: true })
    const given = {
      example: pathToFileURL(join(folder, place)).href,
      path: tokenPath('hub'),
      headers: json,
      body: push,
      event,
    }
    const script = `const { example, path, headers, body, event } = ${JSON.stringify(given)}
      const config = ${JSON.stringify(exampleConfig())}
      const tell = (status, said) => process.stderr.write(JSON.stringify({ status, said: JSON.parse(said) }))
      ${use}`
    writeFileSync(join(folder, 'use.mjs'), script)
    const before = double.events('acme/gitops').length
    const child = spawn(bundleNode, ['use.mjs'], { cwd: folder, env: { ...gitEnvironment, ...variables() } })
    let told = ''
    child.stderr.on('data', (chunk: Buffer) => (told += chunk.toString()))
    const [exitCode] = await once(child, 'close')
    expect({ exitCode, told: JSON.parse(told) }).toEqual({
      exitCode: 0,
      told: {
        status: 202,
        said: {
          images: ['docker.io/acme/app'],
          starts: [{ repository: 'acme/gitops', workflow: 'image-bump.yaml', ref: 'main' }],
        },
      },
    })
    // Where the process goes on it was kept for the window, until nothing else was left to do.
    expect(double.events('acme/gitops').slice(before)).toMatchObject([
      { payload: { only: 'docker.io/acme/app' } },
    ])
  })

  test("have configurations that are read, the Worker's with the same senders", () => {
    const [, inToml = ''] = /RELAY_CONFIG = """\n([\s\S]*?)"""/.exec(textOf('wrangler.toml')) ?? []
    const config = parse(textOf('relay.yaml'))
    expect(parse(inToml)).toEqual({ ...config, senders: { hub: config.senders.hub } })
  })

  test('Dockerfile copies what is there and starts what the command line has', async () => {
    const text = textOf('Dockerfile')
    const instructions = [...text.matchAll(/^(?!#)([A-Z]+) (.*)$/gm)].map(
      ([, name = '', rest = '']) => [name, rest] as const,
    )
    const of = (name: string) => instructions.find(([each]) => each === name)?.[1] ?? ''
    expect(of('FROM')).toMatch(/^node:24-/)
    expect(of('USER')).toBe('node')
    expect(of('COPY')).toBe('dist/cli /opt/image-bump')
    const [node, file, verb, ...options]: readonly string[] = JSON.parse(of('ENTRYPOINT'))
    expect([node, file, verb]).toEqual(['node', '/opt/image-bump/index.js', 'relay'])
    const { stderr, stdout } = await runCli(['relay', '--help'], { cwd: folder })
    for (const option of options.filter((word) => word.startsWith('--')))
      expect(stdout + stderr).toContain(option)
    const check: readonly string[] = JSON.parse(/HEALTHCHECK .*? CMD (.*)$/m.exec(text)?.[1] ?? '[]')
    expect(check.slice(0, 2)).toEqual(['node', '-e'])
    expect(check[2]).toContain('/healthz')
  })

  function textOf(file: string): string {
    return readFileSync(join('.github/docs/relay', file), 'utf8')
  }
})

/** The example, on GitHub's double and by a token. */
function exampleConfig(): string {
  return readFileSync('.github/docs/relay/relay.yaml', 'utf8').replace(
    /^ {2}app: .*$/m,
    `  api: ${double.apiUrl}\n  token: RELAY_TOKEN`,
  )
}

function variables(): Readonly<Record<string, string>> {
  return { RELAY_TOKEN: double.token(), RELAY_HUB: secret, RELAY_HARBOR: secret }
}
