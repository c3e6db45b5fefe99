/** Trees: written from entries on top of another, by a private index. */
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { git, gitLines, tryGit } from './git.ts'
import type { GitFolder } from './git.ts'

/** An entry as the API takes it; `sha` null deletes the path. */
export interface TreeEntry {
  readonly path: string
  readonly mode: string
  readonly sha?: string | null
  readonly content?: string
}

/** Either the tree's id, or what is wrong in GitHub's words. */
export type TreeResult = { readonly id: string } | { readonly fault: string }

let indexes = 0

/** Writes the tree; the base is a tree's or a commit's id. */
export function writeTree(
  folder: GitFolder,
  base: string | undefined,
  entries: readonly TreeEntry[],
): TreeResult {
  const fault = entries.map((entry) => findFault(folder, entry)).find((found) => found !== undefined)
  if (fault !== undefined) return { fault }
  indexes += 1
  const index = join(folder.directory, `stand-in-index-${process.pid}-${indexes}`)
  const env = { GIT_INDEX_FILE: index }
  try {
    if (base !== undefined) git(folder, ['read-tree', base], { env })
    const lines: string[] = []
    for (const entry of entries) {
      const written = linesFor(folder, entry, env)
      if (written === undefined) return { fault: 'GitRPC::BadObjectState' }
      lines.push(...written)
    }
    const input = lines.map((line) => `${line}\0`).join('')
    git(folder, ['update-index', '--replace', '-z', '--index-info'], { env, input })
    return { id: git(folder, ['write-tree', '--missing-ok'], { env }).trim() }
  } finally {
    rmSync(index, { force: true })
  }
}

/** Writes a blob and gives its id. */
export function writeBlob(folder: GitFolder, content: Buffer): string {
  return git(folder, ['hash-object', '-w', '--stdin'], { input: content }).trim()
}

/** Texts of 422 answers: BetaHuhn/repo-file-sync-action#349 has that of blobs, openova-io/openova that of paths; the rest is assumed. */
function findFault(folder: GitFolder, { path, mode, sha, content }: TreeEntry): string | undefined {
  if (path.startsWith('/')) return 'tree.path cannot start with a slash'
  const isMalformed = path.split('/').some((part) => /^(|\.|\.\.|\.git)$/i.test(part))
  if (isMalformed) return 'tree.path contains a malformed path component'
  if (sha === undefined && content === undefined) return 'Must supply either tree.sha or tree.content'
  if (typeof sha !== 'string' || mode === '160000') return undefined
  const type = mode === '040000' ? 'tree' : 'blob'
  const isThere = /^[0-9a-f]{40}$/.test(sha) && tryGit(folder, ['cat-file', '-e', `${sha}^{${type}}`]).isOk
  return isThere ? undefined : `tree.sha ${sha} is not a valid ${type}`
}

/** Lines of `git update-index --index-info`; undefined where a path is deleted that is not there. */
function linesFor(
  folder: GitFolder,
  { path, mode, sha, content }: TreeEntry,
  env: Readonly<Record<string, string>>,
): readonly string[] | undefined {
  if (content !== undefined) return [`${mode} ${writeBlob(folder, Buffer.from(content))}\t${path}`]
  if (typeof sha === 'string' && mode !== '040000') return [`${mode} ${sha}\t${path}`]
  const there = git(folder, ['ls-files', '-z', '--', path], { env })
  const removed = there
    .split('\0')
    .filter((file) => file !== '')
    .map((file) => `0 ${'0'.repeat(40)}\t${file}`)
  if (typeof sha !== 'string') return removed.length > 0 ? removed : undefined
  const inside = gitLines(folder, ['ls-tree', '-r', sha]).map((line) => line.replace('\t', `\t${path}/`))
  return [...removed, ...inside.map((line) => line.replace(/^(\d+) \w+ /, '$1 '))]
}
