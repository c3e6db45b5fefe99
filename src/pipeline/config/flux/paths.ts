/** Paths in a repository: relative to its root, with forward slashes; the root itself is the empty text. */

/** The path that another one leads to from a folder; undefined where it leads out of the repository. */
export function resolvePath(folder: string, written: string): string | undefined {
  const steps: string[] = folder === '' ? [] : folder.split('/')
  for (const step of written.split('/')) {
    if (step === '..' && steps.pop() === undefined) return undefined
    if (step !== '' && step !== '.' && step !== '..') steps.push(step)
  }
  return steps.join('/')
}

/** The path that is written, kept inside of the repository: `..` stops at its root, as Flux has it (filepath-securejoin). */
export function insidePath(written: string): string {
  const steps: string[] = []
  for (const step of written.split('/')) {
    if (step === '..') steps.pop()
    else if (step !== '' && step !== '.') steps.push(step)
  }
  return steps.join('/')
}

/** The folder of a file, or of a folder. */
export function folderOf(path: string): string {
  return path.slice(0, Math.max(path.lastIndexOf('/'), 0))
}

/** The last step of a path. */
export function baseOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}

/** Is it the folder, or anything below it? */
export function isWithin(path: string, folder: string): boolean {
  return folder === '' || path === folder || path.startsWith(`${folder}/`)
}

/** The folders above a path, from the nearest up to the repository's root. */
export function foldersAbove(path: string): readonly string[] {
  const above: string[] = []
  for (let folder = folderOf(path); folder !== ''; folder = folderOf(folder)) above.push(folder)
  return [...above, '']
}
