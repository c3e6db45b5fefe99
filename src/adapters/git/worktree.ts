/** Files on disk, read and written as bytes; no Git is needed. */
import { lstatSync, realpathSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { SourceFile } from '../../model/manifest.ts'
import { problemError, ProblemError } from '../../model/problem.ts'
import type { Wanted, Worktree } from '../../ports.ts'
import { DiskReader } from './read-disk.ts'
import { listPaths } from './walk.ts'
import { writeAll } from './write-disk.ts'

/**
 * The files below a folder, or one file alone under its base name. Both calls throw `files-failed`: for a path that does not
 * exist or may not be touched, and `write` for a path that leads outside or into `.git`. Then nothing is written.
 * Nothing else goes on meanwhile, so all calls to the disk are synchronous: ten thousand small files cost a fraction of the time.
 */
export function createWorktree(directory: string): Worktree {
  return {
    read: (wanted) =>
      explained(() => {
        const root = findRoot(directory)
        const paths = root.only === undefined ? listPaths(root.folder) : [root.only]
        return readAll(root.folder, paths, wanted)
      }),
    write: (files) =>
      explained(() => {
        const root = findRoot(directory)
        const isPlainFolder = plainFolders()
        writeAll(
          files.map((file) => ({
            file,
            location: join(root.folder, file.path),
            exists: existsInside(root, file.path, isPlainFolder),
          })),
        )
      }),
  }
}

/** A folder without symbolic links in its own path; `only` is set where a single file was named. */
interface Root {
  readonly folder: string
  readonly only?: string
}

function findRoot(directory: string): Root {
  const folder = realpathSync.native(directory)
  if (statSync(folder).isDirectory()) return { folder }
  return { folder: dirname(folder), only: basename(folder) }
}

function readAll(
  folder: string,
  paths: readonly string[],
  { matches, containing }: Wanted,
): readonly SourceFile[] {
  const reader = new DiskReader()
  const files: SourceFile[] = []
  for (const path of paths) {
    if (!matches(path)) continue
    const found = reader.find(join(folder, path), containing)
    if (found) files.push({ path, mode: found.executable ? '100755' : '100644', bytes: found.bytes })
  }
  return files
}

/** Tells of folders whether they are there and no symbolic link leads to them; each is looked at once. */
function plainFolders(): (folder: string) => boolean {
  const known = new Map<string, boolean>()
  return (folder) => {
    const isPlain = known.get(folder) ?? realpathSync.native(folder) === folder
    known.set(folder, isPlain)
    return isPlain
  }
}

/** Does a file stand at a path now? Refuses a path that leads outside, not only by its text: a folder on the way may be a symbolic link. */
function existsInside(
  { folder, only }: Root,
  path: string,
  isPlainFolder: (folder: string) => boolean,
): boolean {
  const steps = path.split('/')
  const within = only === undefined || path === only
  if (within && !steps.some((step) => ['', '.', '..', '.git'].includes(step))) {
    const isPlain = isPlainFolder(join(folder, ...steps.slice(0, -1)))
    const stats = lstatSync(join(folder, path), { throwIfNoEntry: false })
    if (isPlain && stats?.isSymbolicLink() !== true) return stats !== undefined
  }
  throw problemError(
    'files-failed',
    `${path} was not written: it is no plain path below ${folder}; links and .git are not followed.`,
  )
}

/** Says what the operating system refused; its message names call and path. */
async function explained<T>(action: () => T): Promise<T> {
  try {
    return action()
  } catch (error) {
    if (error instanceof ProblemError || !isSystemError(error)) throw error
    throw problemError('files-failed', error.message)
  }
}

function isSystemError(error: unknown): error is { readonly code: string; readonly message: string } {
  return typeof error === 'object' && error !== null && 'syscall' in error && 'code' in error
}
