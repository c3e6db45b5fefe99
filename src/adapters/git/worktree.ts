/** Files on disk, read and written as bytes; no Git is needed. */
import { lstatSync, realpathSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { SourceFile } from '../../model/manifest.ts'
import { type Level, problemError, ProblemError, type Problem } from '../../model/problem.ts'
import { throwIfAny } from '../../model/thrown.ts'
import type { Wanted, Worktree } from '../../ports.ts'
import { DiskReader } from './read-disk.ts'
import { listPaths } from './walk.ts'
import { writeAll } from './write-disk.ts'

/**
 * The files below a folder, or one file alone under its base name. Both calls throw `files-failed`: for a path that does not
 * exist, may not be touched or is neither a folder nor a file, and `write` for a path that leads outside or into `.git`. Then nothing is written.
 * What cannot be read while other files can is left out and becomes a problem: a folder a warning, since nobody knows what is in it, a wanted file an error.
 * Nothing else goes on meanwhile, so all calls to the disk are synchronous: ten thousand small files cost a fraction of the time.
 */
export function createWorktree(directory: string): Required<Worktree> {
  const problems = new Map<string, Problem>()
  return {
    problems: () => [...problems.values()],
    read: (wanted) =>
      explained(() => {
        const { files, unread } = readAll(findRoot(directory), wanted)
        for (const problem of unread) problems.set(problem.message, problem)
        return files
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
  const stats = statSync(folder)
  if (stats.isDirectory()) return { folder }
  if (stats.isFile()) return { folder: dirname(folder), only: basename(folder) }
  throw problemError('files-failed', `${directory} is neither a folder nor a file.`)
}

interface Reading {
  readonly files: readonly SourceFile[]
  readonly unread: readonly Problem[]
}

/** Where a wanted file or the folder itself cannot be read and nothing else can, that is thrown. */
function readAll({ folder, only }: Root, { matches, containing }: Wanted): Reading {
  const unread: Problem[] = []
  const reader = new DiskReader()
  const files: SourceFile[] = []
  const leaveOut = (level: Level, path: string, error: unknown): void => {
    unread.push(unreadProblem(level, path, error))
  }
  const inside = (path: string, error: unknown) => leaveOut(path === '.' ? 'error' : 'warning', path, error)
  const paths = only === undefined ? listPaths(folder, inside) : [only]
  let opened = 0
  for (const path of paths.filter(matches)) {
    try {
      const found = reader.find(join(folder, path), containing)
      opened++
      if (found) files.push({ path, mode: found.executable ? '100755' : '100644', bytes: found.bytes })
    } catch (error) {
      leaveOut('error', path, error)
    }
  }
  if (opened === 0) throwIfAny(unread.filter(({ level }) => level === 'error'))
  return { files, unread }
}

function unreadProblem(level: Level, path: string, error: unknown): Problem {
  if (!isSystemError(error)) throw error
  return {
    code: 'files-failed',
    level,
    message: `${path} was not read: ${error.message}`,
    place: { file: path },
  }
}

/** Tells of folders whether no symbolic link leads to them, or to where they would be; each is looked at once. */
function plainFolders(): (folder: string) => boolean {
  const known = new Map<string, boolean>()
  const look = (folder: string): boolean => {
    const isThere = lstatSync(folder, { throwIfNoEntry: false }) !== undefined
    const isPlain = isThere ? realpathSync.native(folder) === folder : look(dirname(folder))
    known.set(folder, isPlain)
    return isPlain
  }
  return (folder) => known.get(folder) ?? look(folder)
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
