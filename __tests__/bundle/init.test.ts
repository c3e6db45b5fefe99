/** `image-bump init` as a user runs it: from a repository without configuration to a plan. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { startGitHubDouble, type GitHubDouble } from '../support/github-double.ts'
import { createGitOpsWorld } from '../support/gitops-world.ts'
import { git, removeRepositories } from '../support/real-repository.ts'
import { runCli } from '../support/run-cli.ts'

let github: GitHubDouble

beforeAll(async () => {
  github = await startGitHubDouble()
})

afterAll(async () => {
  await github.close()
  await removeRepositories()
})

test('init looks, proposes and writes; check and plan take it as it is; a second init refuses', async () => {
  const { checkout, registry } = await createGitOpsWorld(github, {
    '.github/image-bump.yaml': null,
    'apps/dev/web.yaml': 'kind: Pod\r\nspec:\r\n  image: $HOST/acme/web:1.2.0\r\n',
    'apps/production/kustomization.yaml':
      'images:\n- name: api\n  newName: $HOST/acme/api\n  newTag: 1.4.1\n',
  })
  try {
    const run = (...args: readonly string[]) => runCli(args, { cwd: checkout })
    const text = (path: string) => readFileSync(join(checkout, path), 'utf8')

    const shown = await run('init', '--dry-run')
    expect({ ...shown, stderr: '' }).toEqual({ exitCode: 0, stdout: '', stderr: '' })
    expect(shown.stderr).toContain('+  newTag: 1.4.1 # {"$imagepolicy": "production:api:tag"}')
    expect((await git(checkout, ['status', '--porcelain'])).toString()).toBe('')

    const written = await run('init', '--output', 'json')
    expect(written.exitCode).toBe(0)
    const { changes } = JSON.parse(written.stdout)
    expect(text('apps/dev/web.yaml')).toBe(
      `kind: Pod\r\nspec:\r\n  image: ${registry.host}/acme/web:1.2.0 # {"$imagepolicy": "dev:web"}\r\n`,
    )
    expect(existsSync(join(checkout, '.github/workflows/image-bump.yaml'))).toBe(true)

    const checked = await run('check', '--output', 'json')
    expect(JSON.parse(checked.stdout)).toMatchObject({
      environments: ['dev', 'production'],
      problems: [],
      warnings: [],
    })

    const planned = JSON.parse((await run('plan', '--output', 'json')).stdout)
    expect(planned.problems).toEqual([])
    expect(
      planned.environments.flatMap((each: { readonly changes: readonly object[] }) => each.changes),
    ).toEqual(changes)
    expect(changes).toMatchObject([
      { new: `${registry.host}/acme/web:1.10.0` },
      { old: '1.4.1', new: '1.5.0' },
    ])

    const again = await run('init')
    expect(again.exitCode).toBe(1)
    expect(again.stderr).toContain('init-refused')
  } finally {
    await registry.close()
  }
})
