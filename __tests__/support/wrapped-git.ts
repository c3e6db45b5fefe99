/** A `git` on the PATH that tells what it was called with, and may do something of its own. */
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gitEnvironment, makeFolder } from './real-repository.ts'

export interface WrappedGit {
  /** An environment in which `git` is the wrapper. */
  readonly env: Readonly<Record<string, string | undefined>>
  /** The arguments of all calls, one a line. */
  readonly calledWith: () => Promise<string>
}

/** `script` is shell text that runs before the real git, in which `git` is the real one; it may `exit`. */
export async function wrapGit(script = ''): Promise<WrappedGit> {
  const folder = await makeFolder()
  const log = join(folder, 'arguments')
  const bin = join(folder, 'bin')
  await mkdir(bin)
  await writeFile(log, '')
  const lines = ['#!/bin/sh', `printf '%s\\n' "$@" >> '${log}'`, `PATH='${gitEnvironment.PATH}'`]
  await writeFile(join(bin, 'git'), [...lines, 'export PATH', script, 'exec git "$@"', ''].join('\n'))
  await chmod(join(bin, 'git'), 0o755)
  return {
    env: { ...gitEnvironment, PATH: `${bin}:${gitEnvironment.PATH}` },
    calledWith: () => readFile(log, 'utf8'),
  }
}
