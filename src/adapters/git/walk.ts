/** The regular files below a folder of the disk. */
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * Paths with forward slashes, sorted by their bytes as Git sorts them. Passed over: symbolic links, `.git`, and names
 * that are not UTF-8, which text cannot hold.
 */
export async function listPaths(folder: string): Promise<readonly string[]> {
  const paths = await walk(folder, '')
  return paths.sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
}

async function walk(folder: string, prefix: string): Promise<string[]> {
  const paths: string[] = []
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (entry.name === '.git' || entry.name.includes('\u{fffd}')) continue
    const path = `${prefix}${entry.name}`
    if (entry.isFile()) paths.push(path)
    // A symbolic link is neither file nor directory here.
    if (entry.isDirectory()) paths.push(...(await walk(join(folder, entry.name), `${path}/`)))
  }
  return paths
}
