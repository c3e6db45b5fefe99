/** Folders on disk as trees of files, and the other way round. */
import { chmod, lstat, mkdir, readdir, readFile, readlink, symlink, writeFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import type { SourceFile } from '../../src/model/manifest.ts'
import { filesOf, type FileTree, type TreeEntry } from './repository.ts'

/** Makes these files and symbolic links below a folder. */
export async function writeFolder(folder: string, tree: FileTree): Promise<void> {
  for (const { path, mode, bytes } of filesOf(tree)) {
    const location = join(folder, path)
    await mkdir(dirname(location), { recursive: true })
    if (mode === '120000') {
      await symlink(Buffer.from(bytes).toString(), location)
      continue
    }
    await writeFile(location, bytes)
    await chmod(location, Number.parseInt(mode.slice(-3), 8))
  }
}

/** The regular files below a folder as a tree, for tests that keep their files in folders. */
export async function readFolder(folder: string): Promise<FileTree> {
  const files = (await readEntries(folder)).filter(({ mode }) => mode !== '120000')
  return Object.fromEntries(files.map(({ path, mode, bytes }) => [path, { mode, content: bytes }]))
}

/** All that stands below a folder, symbolic links too, sorted by path. */
export async function readEntries(folder: string): Promise<readonly SourceFile[]> {
  const found: Record<string, TreeEntry> = {}
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
    if (entry.isDirectory()) continue
    const location = join(entry.parentPath, entry.name)
    const path = relative(folder, location).replaceAll('\\', '/')
    const isExecutable = ((await lstat(location)).mode & 0o100) !== 0
    found[path] = entry.isSymbolicLink()
      ? { mode: '120000', content: await readlink(location) }
      : { mode: isExecutable ? '100755' : '100644', content: await readFile(location) }
  }
  return filesOf(found)
}
