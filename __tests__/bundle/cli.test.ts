/** The committed command line as a user runs it. */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, describe, expect, test } from '@jest/globals'
import { createGitOpsWorld, type GitOpsWorld } from '../support/gitops-world.ts'
import { openDouble } from '../support/open-double.ts'
import { git, makeFolder, removeRepositories } from '../support/real-repository.ts'
import { runCli } from '../support/run-cli.ts'
import { textOf } from '../support/text-of.ts'

const github = await openDouble()

afterAll(removeRepositories)

describe('demo', () => {
  test('shows tags, choices, diff, commit, pull request and an idle second run, and cleans up', async () => {
    const { exitCode, stdout, stderr } = await runCli(['demo'], { cwd: await makeFolder() })
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
    for (const part of [
      'acme/web: 1.2.0 1.2.1',
      'highest version in >=1.2.0 <2.0.0',
      '+++ b/apps/dev/kustomization.yaml',
      'Image Bump: Bump 2 images in dev',
      'Pull request #1: Bump 2 images in production',
      'production: unchanged, pull request #1 is up to date',
      'Open pull requests: 1; commits on main: 2.',
    ]) {
      expect(stdout).toContain(part)
    }
  })

  test('--keep leaves a repository one can look into', async () => {
    const { stdout } = await runCli(['demo', '--keep'], { cwd: await makeFolder() })
    const folder = /^Kept in (.*)$/m.exec(stdout)?.[1] ?? ''
    expect(existsSync(join(folder, 'checkout/.github/image-bump.yaml'))).toBe(true)
    expect((await git(join(folder, 'remote.git'), ['branch', '--list'])).toString()).toContain(
      'image-bump/production',
    )
    rmSync(folder, { recursive: true })
  })
})

describe('plan', () => {
  test('shows the diff of files on disk, committed or not, without remote and token, and writes nothing', async () => {
    await inWorld(async ({ checkout }) => {
      await git(checkout, ['remote', 'remove', 'origin'])
      const file = join(checkout, 'apps/dev/web.yaml')
      const text = `${readFileSync(file, 'utf8')}extra: line # not committed\n`
      writeFileSync(file, text)
      const { exitCode, stdout, stderr } = await runCli(['plan'], { cwd: checkout })
      expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: '' })
      expect(stderr).toMatch(/^\+ {2}image: {3}.*acme\/web:1\.10\.0/m)
      expect(stderr).toContain('would write to image-bump/production--web')
      expect(readFileSync(file, 'utf8')).toBe(text)
    })
  })

  test('--output json prints the report alone on standard output', async () => {
    await inWorld(async ({ checkout }) => {
      const { stdout } = await runCli(['plan', '--output', 'json', '--environments', 'production'], {
        cwd: checkout,
      })
      expect(JSON.parse(stdout)).toMatchObject({
        version: 1,
        environments: [
          {
            name: 'production',
            branch: 'main',
            base: null,
            changes: [
              { old: '1.2.0', new: '1.10.0' },
              { old: '1.4.1', new: '1.5.0' },
            ],
          },
        ],
        selections: { 'production:web': { tag: '1.10.0', digest: '' } },
        decisions: { 'production:web': { listed: 6, winner: '1.10.0' } },
      })
    })
  })

  test('works from a folder below the root', async () => {
    await inWorld(async ({ checkout }) => {
      const { exitCode, stderr } = await runCli(['plan'], { cwd: join(checkout, 'apps/dev') })
      expect(exitCode).toBe(0)
      expect(stderr).toContain('change  apps/dev/web.yaml:5:12')
    })
  })
})

describe('apply', () => {
  test('writes the files on disk and commits nothing', async () => {
    await inWorld(async ({ checkout, registry }) => {
      const { exitCode, stdout } = await runCli(['apply', '--output', 'json'], { cwd: checkout })
      expect(exitCode).toBe(0)
      expect(JSON.parse(stdout)).toMatchObject({
        version: 1,
        changes: [{ file: 'apps/dev/web.yaml' }, {}, {}],
        problems: [],
      })
      expect(readFileSync(join(checkout, 'apps/dev/web.yaml'), 'utf8')).toContain(
        `${registry.host}/acme/web:1.10.0 #`,
      )
      const status = (await git(checkout, ['status', '--porcelain'])).toString()
      expect(status).toBe(' M apps/dev/web.yaml\n M apps/production/kustomization.yaml\n')
    })
  })

  test("--selections takes a plan's output and needs neither Git nor configuration nor network", async () => {
    const folder = await makeFolder()
    const files = {
      'selections.json': JSON.stringify({
        version: 1,
        selections: { 'ns:web': { name: 'ghcr.io/acme/web', tag: '1.10', digest: '' } },
      }),
      'apps/a.yaml':
        'apiVersion: v1\nkind: X\nmetadata: { name: n }\nimage: ghcr.io/acme/web:1.9 # {"$imagepolicy": "ns:web"}\ntag: 1.9 # {"$imagepolicy": "ns:web:tag"}\n',
      'apps/b.yaml': 'image: x:1 # {"$imagepolicy": "ns:other"}\n',
    }
    for (const [path, text] of Object.entries(files)) write(folder, path, text)
    const { exitCode, stdout } = await runCli(
      ['apply', '--selections', 'selections.json', '--path', 'apps', '--output', 'json'],
      { cwd: folder },
    )
    expect(exitCode).toBe(0)
    expect(JSON.parse(stdout)).toEqual({
      version: 1,
      changes: [
        {
          file: 'a.yaml',
          line: 4,
          column: 8,
          object: { apiVersion: 'v1', kind: 'X', namespace: '', name: 'n' },
          old: 'ghcr.io/acme/web:1.9',
          new: 'ghcr.io/acme/web:1.10',
          setter: 'ns:web',
        },
        {
          file: 'a.yaml',
          line: 5,
          column: 6,
          object: { apiVersion: 'v1', kind: 'X', namespace: '', name: 'n' },
          old: '1.9',
          new: '1.10',
          setter: 'ns:web:tag',
        },
      ],
      problems: [
        expect.objectContaining({
          code: 'policy-unknown',
          level: 'warning',
          file: 'b.yaml',
          line: 1,
          column: 8,
        }),
      ],
    })
    expect(readFileSync(join(folder, 'apps/a.yaml'), 'utf8')).toContain('tag: "1.10" # {')
  })

  test('--selections with an invalid reference writes nothing', async () => {
    const folder = await makeFolder()
    write(
      folder,
      's.json',
      '{"ns:web": {"name": "ghcr.io/acme/web", "tag": "not a tag"}, "ns:api": {"name": "x/api", "tag": "2"}}',
    )
    write(folder, 'a.yaml', 'tag: 1 # {"$imagepolicy": "ns:api:tag"}\n')
    const { exitCode, stderr } = await runCli(['apply', '--selections', 's.json'], { cwd: folder })
    expect(exitCode).toBe(1)
    expect(stderr).toContain('image-invalid')
    expect(readFileSync(join(folder, 'a.yaml'), 'utf8')).toBe('tag: 1 # {"$imagepolicy": "ns:api:tag"}\n')
  })
})

describe('publish', () => {
  test('delivers as the Action does', async () => {
    await inWorld(async (world) => {
      const { exitCode, stderr } = await runCli(['publish'], { cwd: world.checkout, env: environment(world) })
      expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 })
      expect(stderr).toContain('created pull request #1')
      expect(await textOf(world.remote, 'main', 'apps/dev/web.yaml')).toContain('1.10.0')
    })
  })

  test('without a token says what is missing, where pull requests are wanted', async () => {
    await inWorld(async ({ checkout }) => {
      const { exitCode, stderr } = await runCli(['publish'], { cwd: checkout })
      expect(exitCode).toBe(1)
      expect(stderr).toContain(
        'Pull requests need a token (GITHUB_TOKEN) and the repository (GITHUB_REPOSITORY).',
      )
    })
  })
})

describe('check', () => {
  test('tells everything that is wrong, with file, line and column', async () => {
    const folder = await makeFolder()
    write(folder, '.github/image-bump.yaml', 'version: 2\nimages: {}\nenviroments: {}\n')
    const { exitCode, stdout, stderr } = await runCli(['check', '--output', 'json'], { cwd: folder })
    expect(exitCode).toBe(1)
    expect(JSON.parse(stdout).problems).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ code: 'config-invalid', file: '.github/image-bump.yaml', line: 1 }),
        expect.objectContaining({
          code: 'config-invalid',
          line: 3,
          column: 1,
          message: expect.stringContaining('environments'),
        }),
      ]),
    )
    expect(stderr).toContain('.github/image-bump.yaml:3:1')
  })

  test('says what a right configuration means', async () => {
    await inWorld(async ({ checkout }) => {
      const { exitCode, stderr } = await runCli(['check'], { cwd: checkout })
      expect(exitCode).toBe(0)
      expect(stderr).toContain('production: apps/production on branch main, by pull request')
    })
  })
})

describe('help', () => {
  test.each(['plan', 'apply', 'publish', 'check', 'demo'])('%s has help', async (verb) => {
    const { exitCode, stdout } = await runCli([verb, '--help'], { cwd: '.' })
    expect(exitCode).toBe(0)
    expect(stdout).toContain(`Usage: image-bump ${verb}`)
  })

  test('bad arguments end with 1', async () => {
    expect(await runCli(['plan', '--outputs'], { cwd: '.' })).toMatchObject({ exitCode: 1, stdout: '' })
    expect(await runCli(['plan', '--output', 'xml'], { cwd: '.' })).toMatchObject({ exitCode: 1, stdout: '' })
    expect(await runCli(['plant'], { cwd: '.' })).toMatchObject({ exitCode: 1, stdout: '' })
  })
})

async function inWorld(use: (world: GitOpsWorld) => Promise<void>): Promise<void> {
  const world = await createGitOpsWorld(github)
  try {
    await use(world)
  } finally {
    await world.registry.close()
  }
}

function environment({ repository }: GitOpsWorld): Record<string, string> {
  return {
    GITHUB_TOKEN: github.token(),
    GITHUB_REPOSITORY: repository,
    GITHUB_SERVER_URL: github.url,
    GITHUB_API_URL: github.apiUrl,
    GITHUB_GRAPHQL_URL: github.graphqlUrl,
  }
}

function write(folder: string, path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true })
  writeFileSync(join(folder, path), text)
}
