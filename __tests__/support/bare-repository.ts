/** A bare Git repository in a temporary folder, for tests of what needs branches and nothing more. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface BareRepository {
  readonly directory: string
  /** A new branch with one more commit than `main`. */
  branch(name: string): void
  git(...args: readonly string[]): string
  remove(): void
}

/** A repository whose branch `main` has one commit with one file. */
export function createBareRepository(): BareRepository {
  const directory = mkdtempSync(join(tmpdir(), 'bare-repository-'))
  const git = (args: readonly string[], input = '') =>
    execFileSync('git', ['--git-dir', directory, ...args], { env: quiet, input, encoding: 'utf8' })
  git(['init', '--quiet', '--bare', '--initial-branch=main'])
  git(['fast-import', '--quiet'], commit('main', 'image: web:1\n'))
  return {
    directory,
    branch: (name) => {
      git(['fast-import', '--quiet'], commit(name, `image: web:2\nbranch: ${name}\n`, 'refs/heads/main'))
    },
    git: (...args) => git(args),
    remove: () => rmSync(directory, { recursive: true, force: true }),
  }
}

const quiet = { PATH: process.env['PATH'], GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' }

/** The language of `git fast-import`: one commit that writes one file. */
function commit(branch: string, content: string, parent?: string): string {
  return [
    `commit refs/heads/${branch}`,
    'committer A Person <person@example.com> 1700000000 +0000',
    'data 5',
    'write',
    ...(parent === undefined ? [] : [`from ${parent}^0`]),
    'M 100644 inline web.yaml',
    `data ${Buffer.byteLength(content)}`,
    content,
  ].join('\n')
}
