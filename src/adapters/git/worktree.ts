/** Files on disk, read and written as bytes; no Git is needed. */
import {
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  ftruncateSync,
  lstatSync,
  openSync,
  realpathSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { SourceFile } from '../../model/manifest.ts'
import { problemError, ProblemError } from '../../model/problem.ts'
import type { Wanted, Worktree } from '../../ports.ts'
import { DiskReader, noFollow } from './read-disk.ts'
import { listPaths } from './walk.ts'

/**
 * The files below a folder, or one file alone under its base name. Both calls throw `files-failed`: for a path that does not
 * exist or may not be touched, and `write`, before it has written anything, for a path that leads outside or into `.git`.
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
        const known = files.map((file) => ({ file, exists: existsInside(root, file.path, isPlainFolder) }))
        for (const { file, exists } of known) {
          const location = join(root.folder, file.path)
          if (exists) replace(location, file.bytes)
          else create(location, file)
        }
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

/**
 * Writes over a file's own bytes, so that its owner, its permissions and its other names stay, and the disk need not be waited for: a thousand
 * files that are replaced, or emptied first, take many times as long. Git has what stood there.
 */
function replace(location: string, bytes: Uint8Array): void {
  const file = openSync(location, constants.O_RDWR | noFollow)
  try {
    writeFileSync(file, bytes)
    if (fstatSync(file).size > bytes.length) ftruncateSync(file, bytes.length)
  } finally {
    closeSync(file)
  }
}

function create(location: string, { mode, bytes }: SourceFile): void {
  const file = openSync(location, 'wx')
  try {
    writeFileSync(file, bytes)
    // Not in openSync: there the process's umask takes bits away.
    fchmodSync(file, Number.parseInt(mode.slice(-3), 8))
  } finally {
    closeSync(file)
  }
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
