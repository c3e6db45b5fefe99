/** The bytes of many small files, most of which are looked at and not wanted. */
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs'
import type { Wanted } from '../../ports.ts'
import { containsAny } from './contains-any.ts'

/** Opens no symbolic link. Windows has no such flag. */
export const noFollow = constants.O_NOFOLLOW ?? 0

/** A file's bytes, and whether its owner may execute it. */
export interface FileOnDisk {
  readonly bytes: Uint8Array
  readonly executable: boolean
}

/** Reads files one after another through one buffer: for small files that costs a third of what promises cost. */
export class DiskReader {
  private buffer = Buffer.allocUnsafe(0x10000)

  /** The file, or undefined if its bytes do not contain what is asked for. A symbolic link is not followed. */
  find(location: string, containing: Wanted['containing']): FileOnDisk | undefined {
    const file = openSync(location, constants.O_RDONLY | noFollow)
    try {
      const size = this.fill(file)
      const bytes = this.buffer.subarray(0, size)
      if (!containsAny(bytes, containing)) return undefined
      return { bytes: Uint8Array.from(bytes), executable: (fstatSync(file).mode & 0o100) !== 0 }
    } finally {
      closeSync(file)
    }
  }

  /** Reads to the end of the file into the buffer, and gives the number of bytes. Less than was asked for means the end (POSIX, read, of regular files). */
  private fill(file: number): number {
    for (let size = 0; ;) {
      size += readSync(file, this.buffer, size, this.buffer.length - size, null)
      if (size < this.buffer.length) return size
      this.buffer = Buffer.concat([this.buffer], 4 * size)
    }
  }
}
