/** Files that verbs write where the command line names them. */
import { basename, dirname, resolve } from 'node:path'
import { createWorktree } from '../adapters/git/worktree.ts'
import type { Saving } from '../commands/tags.ts'

/** The folder of the file need not be a checkout. */
export function savingTo(directory: string, file: string): Saving {
  const path = resolve(directory, file)
  return { path: basename(path), worktree: createWorktree(dirname(path)) }
}
