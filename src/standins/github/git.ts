/** Runs git in a bare repository, blind to the settings of this machine; nothing else happens until it has answered. */
import { spawnSync } from 'node:child_process'

/** A bare repository; objects it lacks are read from the lender, as those of a fork. */
export interface GitFolder {
  readonly directory: string
  readonly lender?: string
}

export interface GitOptions {
  readonly input?: Buffer | string
  readonly env?: Readonly<Record<string, string>>
}

/** What git prints. Throws what it complains of when it fails. */
export function git(folder: GitFolder, args: readonly string[], options: GitOptions = {}): string {
  const { isOk, output, complaint } = tryGit(folder, args, options)
  if (!isOk) throw new Error(`git ${args[0]}: ${complaint}`)
  return output.toString('utf8')
}

/** The same for commands whose failure is an answer. */
export function tryGit({ directory, lender }: GitFolder, args: readonly string[], options: GitOptions = {}) {
  const env = {
    PATH: process.env['PATH'],
    LC_ALL: 'C',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
    ...(lender !== undefined && { GIT_ALTERNATE_OBJECT_DIRECTORIES: `${lender}/objects` }),
    ...options.env,
  }
  const input = options.input ?? ''
  const run = spawnSync('git', ['--git-dir', directory, ...args], { env, input, maxBuffer: 64 << 20 })
  return { isOk: run.status === 0, output: run.stdout, complaint: String(run.stderr) }
}

/** The lines of what git prints. */
export function gitLines(folder: GitFolder, args: readonly string[]): readonly string[] {
  return git(folder, args)
    .split('\n')
    .filter((line) => line !== '')
}

/** What git says of objects by their ids, which never changes: it is asked once. */
export function gitFact(folder: GitFolder, args: readonly string[]) {
  const key = [folder.directory, folder.lender ?? '', ...args].join('\0')
  const known = facts.get(key)
  if (known !== undefined) return known
  const { isOk, output } = tryGit(folder, args)
  const fact = { isOk, text: output.toString('utf8') }
  facts.set(key, fact)
  return fact
}

/** The text of such a fact; throws where git has none. */
export function gitFactText(folder: GitFolder, args: readonly string[]): string {
  const { isOk, text } = gitFact(folder, args)
  if (!isOk) throw new Error(`git ${args.join(' ')} failed in ${folder.directory}`)
  return text
}

const facts = new Map<string, { readonly isOk: boolean; readonly text: string }>()
