/** Files on disk, read and written as bytes; no Git is needed. */
import { randomUUID } from 'node:crypto'
import type { Stats } from 'node:fs'
import { chmod, lstat, readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { SourceFile } from '../../model/manifest.ts'
import { problemError, ProblemError } from '../../model/problem.ts'
import type { Wanted, Worktree } from '../../ports.ts'
import { listPaths } from './walk.ts'

/**
 * The files below a folder, or one file alone under its base name. Both calls throw `files-failed`: for a path that does not
 * exist or may not be touched, and `write`, before it has written anything, for a path that leads outside or into `.git`.
 */
export function createWorktree(directory: string): Worktree {
  return {
    read: (wanted) =>
      explained(async () => {
        const root = await findRoot(directory)
        const paths = root.only === undefined ? await listPaths(root.folder) : [root.only]
        return readAll(root.folder, paths, wanted)
      }),
    write: (files) =>
      explained(async () => {
        const root = await findRoot(directory)
        for (const { path } of files) await refuseOutside(root, path)
        for (const file of files) await replace(join(root.folder, file.path), file)
      }),
  }
}

/** A folder without symbolic links in its own path; `only` is set where a single file was named. */
interface Root {
  readonly folder: string
  readonly only?: string
}

async function findRoot(directory: string): Promise<Root> {
  const folder = await realpath(directory)
  if ((await stat(folder)).isDirectory()) return { folder }
  return { folder: dirname(folder), only: basename(folder) }
}

async function readAll(
  folder: string,
  paths: readonly string[],
  { matches, containing }: Wanted,
): Promise<readonly SourceFile[]> {
  const files: SourceFile[] = []
  for (const path of paths.filter((each) => matches(each))) {
    const location = join(folder, path)
    const bytes = await readFile(location)
    if (containing !== undefined && !bytes.includes(containing)) continue
    const executable = ((await stat(location)).mode & 0o100) !== 0
    files.push({ path, mode: executable ? '100755' : '100644', bytes: new Uint8Array(bytes) })
  }
  return files
}

/** Not only by its text: a folder on the way may be a symbolic link. */
async function refuseOutside({ folder, only }: Root, path: string): Promise<void> {
  const steps = path.split('/')
  const within = only === undefined || path === only
  if (within && !steps.some((step) => ['', '.', '..', '.git'].includes(step))) {
    const parent = join(folder, ...steps.slice(0, -1))
    if ((await realpath(parent)) === parent && !(await findStats(join(folder, path)))?.isSymbolicLink())
      return
  }
  throw problemError(
    'files-failed',
    `${path} was not written: it is no plain path below ${folder}; links and .git are not followed.`,
  )
}

/** A reader sees the old file or the new one, never a part. */
async function replace(location: string, { mode, bytes }: SourceFile): Promise<void> {
  const before = await findStats(location)
  const permissions = before === undefined ? Number.parseInt(mode.slice(-3), 8) : before.mode & 0o7777
  const temporary = join(dirname(location), `.${basename(location)}.${randomUUID()}`)
  try {
    await writeFile(temporary, bytes, { flag: 'wx' })
    // Not in writeFile: there the process's umask takes bits away.
    await chmod(temporary, permissions)
    await rename(temporary, location)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
}

async function findStats(location: string): Promise<Stats | undefined> {
  try {
    return await lstat(location)
  } catch (error) {
    if (isSystemError(error) && error.code === 'ENOENT') return undefined
    throw error
  }
}

/** Says what the operating system refused; its message names call and path. */
async function explained<T>(action: () => Promise<T>): Promise<T> {
  try {
    return await action()
  } catch (error) {
    if (error instanceof ProblemError || !isSystemError(error)) throw error
    throw problemError('files-failed', error.message)
  }
}

function isSystemError(error: unknown): error is { readonly code: string; readonly message: string } {
  return typeof error === 'object' && error !== null && 'syscall' in error && 'code' in error
}
