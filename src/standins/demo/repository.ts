/** A throw-away Git repository with a bare remote, for the demo. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

export interface DemoRepository {
  /** The temporary folder that holds both. */
  readonly directory: string
  readonly remote: string
  readonly checkout: string
  /** Runs git in the bare remote and gives what it prints. */
  git(...args: readonly string[]): string
  remove(): void
}

/** Commits the files to `main` and pushes them, isolated from the user's Git configuration. */
export function createDemoRepository(files: ReadonlyMap<string, string>): DemoRepository {
  const directory = mkdtempSync(join(tmpdir(), 'image-bump-demo-'))
  const remote = join(directory, 'remote.git')
  const checkout = join(directory, 'checkout')
  mkdirSync(checkout)
  git(directory, 'init', '--quiet', '--bare', '--initial-branch=main', remote)
  git(checkout, 'init', '--quiet', '--initial-branch=main')
  git(checkout, 'remote', 'add', 'origin', remote)
  for (const [path, text] of files) {
    mkdirSync(dirname(join(checkout, path)), { recursive: true })
    writeFileSync(join(checkout, path), text)
  }
  git(checkout, 'add', '.')
  git(checkout, ...person, 'commit', '--quiet', '--message', 'Run web and api in dev and production')
  git(checkout, 'push', '--quiet', 'origin', 'main')
  return {
    directory,
    remote,
    checkout,
    git: (...args) => git(remote, ...args),
    remove: () => rmSync(directory, { recursive: true, force: true }),
  }
}

const person = ['-c', 'user.name=A person', '-c', 'user.email=person@example.com']

function git(cwd: string, ...args: readonly string[]): string {
  return execFileSync('git', args, {
    cwd,
    env: gitEnvironment(),
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

/** Only the path to programs is taken from outside: no hook, no signing, no identity of the user. */
export function gitEnvironment(): NodeJS.ProcessEnv {
  return {
    PATH: process.env['PATH'],
    HOME: tmpdir(),
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    LC_ALL: 'C',
  }
}
