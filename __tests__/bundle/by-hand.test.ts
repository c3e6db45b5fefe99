/** The committed command line where it edits files as a person would, and where it says what stands where. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from '@jest/globals'
import { serveRegistry } from '../../src/standins/registry/registry.ts'
import { createRealRepository, git, removeRepositories } from '../support/real-repository.ts'
import { runCli } from '../support/run-cli.ts'

afterAll(removeRepositories)

const configFile = '.github/image-bump.yaml'
const configFor = (host: string) => `version: 1
images:
  web: ${host}/acme/web # the shop
policies:
  release: { policy: { semver: { range: '>=1.0.0 <2.0.0' } } }
environments:
  dev:
    policies: { web: release }
`

test('suspend, resume, pin and unpin edit the file on disk, need no token, and commit nothing', async () => {
  const registry = await serveRegistry({ repositories: { 'acme/web': ['1.2.0', '1.10.0'] } })
  try {
    const config = configFor(registry.host)
    const repository = await createRealRepository({
      [configFile]: config,
      'web.yaml': `image: ${registry.host}/acme/web:1.2.0 # {"$imagepolicy": "dev:web"}\n`,
    })
    const cwd = await repository.clone()
    const run = (...args: readonly string[]) => runCli(args, { cwd })
    const text = () => readFileSync(join(cwd, configFile), 'utf8')

    expect(await run('suspend', 'image', 'web')).toMatchObject({
      exitCode: 0,
      stdout: '',
      stderr: expect.stringContaining(
        `+  web: { image: ${registry.host}/acme/web, suspend: true } # the shop`,
      ),
    })
    expect(text()).toBe(
      config.replace(`${registry.host}/acme/web`, `{ image: ${registry.host}/acme/web, suspend: true }`),
    )
    expect(await run('resume', 'repository', 'web')).toMatchObject({ exitCode: 0 })
    expect(text()).toBe(config)

    expect(await run('pin', 'dev:web', '1.3.0')).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('error pin-not-listed'),
    })
    const pinned = await run('pin', 'web', '1.2.0', '--reason', 'INC-42', '--output', 'json')
    expect(JSON.parse(pinned.stdout)).toMatchObject({ name: 'dev:web', line: 8, written: true })
    expect(text()).toContain('web: { extends: release, pin: { tag: 1.2.0, reason: INC-42 } }')
    expect((await run('unpin', 'web', '--dry-run')).stderr).toContain('Nothing is written')
    expect(await run('unpin', 'web')).toMatchObject({ exitCode: 0 })
    expect(text()).toBe(config)
    expect((await git(cwd, ['rev-list', '--count', 'HEAD'])).toString().trim()).toBe('1')
  } finally {
    await registry.close()
  }
})

test('status --html writes a page beside its tables, or prints it in their place', async () => {
  const repository = await createRealRepository({
    [configFile]: configFor('registry.invalid'),
    'web.yaml': 'image: registry.invalid/acme/web:1.2.0 # {"$imagepolicy": "dev:web"}\n',
  })
  const cwd = await repository.clone()
  const run = (...args: readonly string[]) => runCli(['status', '--no-scan', ...args], { cwd })
  expect(await run('--html', 'site/index.html')).toMatchObject({
    exitCode: 0,
    stdout: expect.stringContaining('registry.invalid/acme/web'),
  })
  const page = readFileSync(join(cwd, 'site/index.html'), 'utf8')
  expect(page).toMatch(/^<!doctype html>[^]*<code>1\.2\.0<\/code>[^]*<\/html>\n$/)
  const printed = await run('--html', '-')
  expect(printed.stdout.replaceAll(/\d\d:\d\d(:\d\d\.\d+Z)?/g, '')).toBe(
    page.replaceAll(/\d\d:\d\d(:\d\d\.\d+Z)?/g, ''),
  )
  expect(printed.stderr).toContain('NAME')
  expect(await run('--html', '-', '--output', 'json')).toMatchObject({
    exitCode: 1,
    stdout: expect.stringContaining('arguments-invalid'),
  })
  expect((await run('--html', 'site')).stderr).toContain('site is a folder')
})

test('status prints its tables on standard output, uncut where that is no terminal, and JSON instead where it is asked for', async () => {
  const registry = await serveRegistry({ repositories: { 'acme/web': ['1.2.0', '1.10.0'] } })
  try {
    const repository = await createRealRepository({
      [configFile]: configFor(registry.host),
      'web.yaml': `image: ${registry.host}/acme/web:1.2.0 # {"$imagepolicy": "dev:web"}\n`,
    })
    const run = async (...args: readonly string[]) =>
      runCli(['status', ...args], { cwd: await repository.clone() })
    const image = `${registry.host}/acme/web`
    const told = await run()
    expect(told).toMatchObject({ exitCode: 0, stderr: '' })
    expect(told.stdout).toContain(
      `Latest image tag for ${image} resolved to 1.10.0 (previously ${image}:1.2.0)\n`,
    )
    expect(told.stdout).toMatch(/1\.2\.0 -> 1\.10\.0 \(next run\)\n$/)
    const json = await run('--output', 'json', '--no-scan')
    expect(JSON.parse(json.stdout)).toMatchObject({
      scanned: null,
      images: [{ image, places: [{ environment: 'dev', versions: ['1.2.0'] }] }],
    })
    expect(json.stderr).toContain('not scanned')
  } finally {
    await registry.close()
  }
})

test('doctor tells what is wrong on standard output and by its exit code, as JSON where it is asked for, and knows no two questions at once', async () => {
  const registry = await serveRegistry({ repositories: { 'acme/web': ['1.2.0', '1.10.0'] } })
  try {
    const repository = await createRealRepository({
      [configFile]: configFor(registry.host),
      'web.yaml': `image: ${registry.host}/acme/web:1.2.0 # {"$imagepolicy": "dev:wbe"}\n`,
    })
    const cwd = await repository.clone()
    const run = (...args: readonly string[]) => runCli(['doctor', ...args], { cwd })
    const told = await run('--policy', 'dev:web')
    expect(told).toMatchObject({ exitCode: 0, stderr: '' })
    expect(told.stdout).toContain(
      'dev:web in dev: The marker "dev:wbe" names no policy of dev; did you mean "dev:web"?\n  markers: policy-unknown web.yaml:1:8\n',
    )
    const json = await run('--no-scan', '--output', 'json')
    expect(JSON.parse(json.stdout)).toMatchObject({
      checks: [{}, {}, { made: false }, { made: false }, { made: false }, {}, {}, {}],
      findings: expect.arrayContaining([expect.objectContaining({ file: 'web.yaml', line: 1 })]),
    })
    expect(await run('--policy', 'dev:web', '--image', 'nginx')).toMatchObject({ exitCode: 1 })
  } finally {
    await registry.close()
  }
})
