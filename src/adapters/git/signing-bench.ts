/** Where a key is laid out for signing: a folder of its own, and programs that run in it. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ProblemError } from '../../model/problem.ts'
import { bound, type Ended, startProgram } from './command.ts'
import type { Setting, Variables } from './environment.ts'
import type { SigningKey } from './signing-key.ts'

/** What `git commit-tree` needs to sign. */
export interface Signer {
  readonly flags: readonly string[]
  readonly env: Variables
  readonly settings: readonly Setting[]
}

/** A folder that only its owner enters, and a way to run programs in it. */
export interface Bench {
  readonly key: SigningKey
  readonly folder: string
  /** Writes a file of mode 0600, or another; gives its path. */
  write(name: string, text: string, mode?: number): Promise<string>
  /** Runs a program, whichever way it ends; `env` goes over that of git. */
  run(
    name: string,
    args: readonly string[],
    how?: { readonly stdin?: string; readonly env?: Variables },
  ): Promise<Ended>
  /** The problem `signing-failed` with what a program said, and Flux's words where Flux has some. */
  failed(message: string, ended?: Ended, flux?: string): ProblemError
}

/** The folder is there, and its owner's alone. */
export function createBench(key: SigningKey, folder: string, variables: Variables): Bench {
  return {
    key,
    folder,
    async write(name, text, mode = 0o600) {
      const file = join(folder, name)
      await writeFile(file, text, { mode })
      return file
    },
    run: async (name, args, { stdin = '', env = {} } = {}) => {
      try {
        return await startProgram(name, args, {
          cwd: folder,
          stdin,
          env: { ...variables, LC_ALL: 'C', ...env },
        })
      } catch (thrown) {
        if (!(thrown instanceof ProblemError)) throw thrown
        throw signingFailed(`Signing needs ${name}, which did not start: is it installed?`)
      }
    },
    failed(message, ended, flux) {
      const said = ended === undefined ? '' : bound(ended.stderr.toString())
      const shown = key.passphrase === '' ? said : said.replaceAll(key.passphrase, '***')
      return signingFailed(shown === '' ? message : `${message} ${shown}`, flux)
    },
  }
}

function signingFailed(message: string, flux?: string): ProblemError {
  return new ProblemError([
    { code: 'signing-failed', level: 'error', message, ...(flux !== undefined && { flux }) },
  ])
}
