/** Writes files over their own bytes, all of them or none. */
import {
  closeSync,
  constants,
  fchmodSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmdirSync,
  unlinkSync,
  writeSync,
} from 'node:fs'
import { dirname } from 'node:path'
import type { SourceFile } from '../../model/manifest.ts'
import { noFollow } from './read-disk.ts'

/** A file and where it goes on the disk; `exists` if one stands there. */
export interface FileToWrite {
  readonly file: SourceFile
  readonly location: string
  readonly exists: boolean
}

/**
 * Owner, permissions and other names of a file stay (decision 0008). If the operating system refuses one, those before it get their old bytes back, and its
 * error is thrown. A crash of the machine can still leave some files new and some old.
 */
export function writeAll(files: readonly FileToWrite[]): void {
  const undo: (() => void)[] = []
  try {
    for (const { file, location, exists } of files)
      undo.push(exists ? replace(location, file.bytes) : create(location, file))
  } catch (error) {
    for (const each of undo.toReversed()) each()
    throw error
  }
}

/** Gives what puts the old bytes back. */
function replace(location: string, bytes: Uint8Array): () => void {
  const file = openSync(location, constants.O_RDWR | noFollow)
  try {
    const old = readFileSync(file)
    try {
      overwrite(file, bytes, old.length)
    } catch (error) {
      restore(file, old)
      throw error
    }
    return () => replace(location, old)
  } finally {
    closeSync(file)
  }
}

/**
 * One call writes all, and nothing comes in between for a file of a page. Where the old text was longer, line breaks take the place of its rest in that same call:
 * whoever reads before it is cut off finds blank lines and no torn text.
 */
function overwrite(file: number, bytes: Uint8Array, oldLength: number): void {
  if (bytes.length >= oldLength) return writeFully(file, bytes)
  const padded = new Uint8Array(oldLength).fill(lineFeed, bytes.length)
  padded.set(bytes)
  writeFully(file, padded)
  ftruncateSync(file, bytes.length)
}

/** Needs no room on the disk, for it is where these bytes were. */
function restore(file: number, old: Uint8Array): void {
  writeFully(file, old)
  ftruncateSync(file, old.length)
}

function writeFully(file: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at, bytes.length - at, at)
}

const lineFeed = 0x0a

/** Makes the folders that it needs. Gives what takes the file away again, and those folders. */
function create(location: string, { mode, bytes }: SourceFile): () => void {
  const removeFolders = createFolders(dirname(location))
  const remove = (): void => {
    unlinkSync(location)
    removeFolders()
  }
  const file = openNew(location, removeFolders)
  try {
    writeFully(file, bytes)
    // Not in openSync: there the process's umask takes bits away.
    fchmodSync(file, Number.parseInt(mode.slice(-3), 8))
    return remove
  } catch (error) {
    remove()
    throw error
  } finally {
    closeSync(file)
  }
}

function openNew(location: string, orElse: () => void): number {
  try {
    return openSync(location, 'wx')
  } catch (error) {
    orElse()
    throw error
  }
}

function createFolders(folder: string): () => void {
  const first = mkdirSync(folder, { recursive: true })
  return () => {
    if (first === undefined) return
    for (let each = folder; each.length >= first.length; each = dirname(each)) rmdirSync(each)
  }
}
