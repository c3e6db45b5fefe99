/** The committed command line on policies: tests of them, listings, and why a tag was chosen. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from '@jest/globals'
import { serveRegistry } from '../../src/standins/registry/registry.ts'
import { writeFolder } from '../support/folder.ts'
import { createRealRepository, makeFolder, removeRepositories } from '../support/real-repository.ts'
import { runCli } from '../support/run-cli.ts'

afterAll(removeRepositories)

describe('policy test', () => {
  const spec = { policy: { semver: { range: '1.x' } } }

  test('prints one result a test, over all files, and fails where one fails', async () => {
    const folder = await makeFolder()
    await writeFolder(folder, {
      'a.yaml':
        'tests: [{ name: right, spec: { policy: { semver: { range: 1.x } } }, tags: [1.10.0, 2.0.0], expect: { tag: 1.10.0 } }]\n',
      'b.json': JSON.stringify({ tests: [{ spec, tags: ['2.0.0'], expect: { tag: '2.0.0' } }] }),
    })
    const run = (...files: readonly string[]) =>
      runCli(['policy', 'test', ...files, '--output', 'json'], { cwd: folder })
    const both = await run('a.yaml', 'b.json')
    expect(both.exitCode).toBe(1)
    expect(JSON.parse(both.stdout)).toEqual([
      { name: 'right', passed: true, actual: { tag: '1.10.0', key: '1.10.0' } },
      {
        name: 'test 1',
        passed: false,
        actual: {
          problem: 'no-tag-fits',
          message: expect.any(String),
          flux: 'unable to determine latest version from provided list',
        },
      },
    ])
    expect(both.stderr).toContain('failed  test 1 (b.json:1:11)\n')
    expect(both.stderr).toContain('1 passed, 1 failed.\n')
    expect(await run('a.yaml')).toMatchObject({ exitCode: 0 })
  })

  test('runs nothing where a file cannot be read, and names every place', async () => {
    const folder = await makeFolder()
    await writeFolder(folder, { 'a.json': '{"tests": [{"spec": {}, "tags": [1.10]}]}' })
    const { exitCode, stdout, stderr } = await runCli(
      ['policy', 'test', 'a.json', 'none.yaml', '--output', 'json'],
      { cwd: folder },
    )
    expect(exitCode).toBe(1)
    expect(JSON.parse(stdout)).toMatchObject({
      version: 1,
      problems: [
        { code: 'tests-invalid', file: 'a.json', line: 1, column: 34 },
        { code: 'files-failed', file: 'none.yaml' },
      ],
    })
    expect(stderr).toContain('1.10 is a JSON number')
  })

  test('takes five thousand tests in seconds', async () => {
    const folder = await makeFolder()
    const tests = Array.from({ length: 5000 }, (_, index) => ({
      spec: { policy: { semver: { range: `${index % 1000}.x` } } },
      tags: Array.from({ length: 15 }, (_, minor) => `${index % 1000}.${minor}.0`),
      expect: { tag: `${index % 1000}.14.0` },
    }))
    writeFileSync(join(folder, 'many.json'), JSON.stringify({ tests }))
    const { exitCode, stderr } = await runCli(['policy', 'test', 'many.json'], { cwd: folder })
    expect(exitCode).toBe(0)
    expect(stderr).toContain('5000 passed, 0 failed.')
  }, 30_000)
})

describe('with a registry', () => {
  const repositories = { 'acme/web': ['1.2.0', '1.10.0', '2.0.0', 'latest'] }

  test('tags saves a listing that policy test reads', async () => {
    const registry = await serveRegistry({ repositories })
    try {
      const cwd = await makeFolder()
      const image = `${registry.host}/acme/web`
      const { exitCode, stdout } = await runCli(['tags', image, '--save', 'web.yaml', '--output', 'json'], {
        cwd,
      })
      expect(exitCode).toBe(0)
      expect(JSON.parse(stdout)).toEqual({
        version: 1,
        image,
        tags: ['latest', '2.0.0', '1.2.0', '1.10.0'],
        problems: [],
      })
      expect(readFileSync(join(cwd, 'web.yaml'), 'utf8')).toContain('tests:\n')
      const tested = await runCli(['policy', 'test', 'web.yaml'], { cwd })
      expect(tested).toMatchObject({
        exitCode: 0,
        stderr: expect.stringContaining(`shown   ${image}: 2.0.0`),
      })
    } finally {
      await registry.close()
    }
  })

  test('tags asks no registry that is not allowed', async () => {
    const registry = await serveRegistry({ repositories })
    try {
      const { exitCode, stderr } = await runCli(
        ['tags', `${registry.host}/acme/web`, '--allowed-registries', 'ghcr.io'],
        { cwd: await makeFolder() },
      )
      expect(exitCode).toBe(1)
      expect(stderr).toContain('error allowed-registries')
    } finally {
      await registry.close()
    }
  })

  test('explain says why, and why not, from the files on disk and without a token', async () => {
    const registry = await serveRegistry({ repositories })
    try {
      const { exitCode, stderr } = await runCli(['explain', 'dev:web', '--tag', '2.0.0'], {
        cwd: await checkoutFor(registry.host),
      })
      expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 })
      expect(stderr).toContain(`dev: dev:web chooses ${registry.host}/acme/web:1.10.0\n`)
      expect(stderr).toMatch(/^ {4}in the files {3}1\.2\.0, which is older than the winner$/m)
      expect(stderr).toMatch(/^ {4}why not 2\.0\.0 {2}2\.0\.0 is outside the range 1\.x$/m)
    } finally {
      await registry.close()
    }
  })
})

async function checkoutFor(host: string): Promise<string> {
  const repository = await createRealRepository({
    '.github/image-bump.yaml': `version: 1
images: { web: ${host}/acme/web }
environments: { dev: { policies: { web: { policy: { semver: { range: 1.x } } } } } }
`,
    'web.yaml': `image: ${host}/acme/web:1.2.0 # {"$imagepolicy": "dev:web"}\n`,
  })
  return repository.clone()
}
