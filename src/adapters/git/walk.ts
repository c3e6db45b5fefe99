/** The regular files below a folder of the disk. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Paths with forward slashes, sorted by their bytes as Git sorts them. Passed over: symbolic links, `.git`, and names
 * that are not UTF-8, which text cannot hold. A folder that cannot be looked into costs itself: it is told of with what was thrown.
 */
export function listPaths(folder: string, unread: (path: string, error: unknown) => void): readonly string[] {
  const paths: string[] = []
  const walk = (prefix: string): void => {
    for (const { name, isFolder } of entriesIn(prefix)) {
      if (isFolder) walk(`${prefix}${name}/`)
      else paths.push(prefix + name)
    }
  }
  const entriesIn = (prefix: string): readonly Entry[] => {
    try {
      return entriesOf(join(folder, prefix))
    } catch (error) {
      unread(prefix === '' ? '.' : prefix.slice(0, -1), error)
      return []
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
