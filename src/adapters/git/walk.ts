/** The regular files below a folder of the disk. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Paths with forward slashes, sorted by their bytes as Git sorts them. Passed over: symbolic links, `.git`, and names
 * that are not UTF-8, which text cannot hold.
 */
export function listPaths(folder: string): readonly string[] {
  const paths: string[] = []
  const walk = (prefix: string): void => {
    for (const { name, isFolder } of entriesOf(join(folder, prefix))) {
      if (isFolder) walk(`${prefix}${name}/`)
      else paths.push(prefix + name)
    }
  }
  walk('')
  return paths
}

interface Entry {
  readonly name: string
  readonly isFolder: boolean
  /** Sorts as the bytes of the paths do that begin here: one character a byte, and the slash behind a folder counts. */
  readonly rank: string
}

function entriesOf(folder: string): readonly Entry[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => name !== '.git' && !name.includes('\u{fffd}'))
    .flatMap((entry): Entry[] => {
      // A symbolic link is neither file nor directory here.
      if (!entry.isFile() && !entry.isDirectory()) return []
      const { name } = entry
      const isFolder = entry.isDirectory()
      const rank = Buffer.from(isFolder ? `${name}/` : name).toString('latin1')
      return [{ name, isFolder, rank }]
    })
    .toSorted((one, other) => (one.rank < other.rank ? -1 : 1))
}
