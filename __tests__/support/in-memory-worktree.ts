/** The Worktree port in memory. */
import type { SourceFile } from '../../src/model/manifest.ts'
import { problemError } from '../../src/model/problem.ts'
import type { Worktree } from '../../src/ports.ts'
import { filesOf, type FileTree } from './repository.ts'

export interface InMemoryWorktree extends Worktree {
  /** All that stands there, sorted by path; symbolic links too. */
  files(): readonly SourceFile[]
}

/** A folder that holds these files. */
export function createInMemoryWorktree(tree: FileTree = {}): InMemoryWorktree {
  const files = new Map(filesOf(tree).map((file) => [file.path, file]))
  const sorted = (): readonly SourceFile[] => filesOf(Object.fromEntries([...files].map(toEntry)))
  return {
    files: sorted,
    read: async ({ matches, containing = '' }) =>
      sorted().filter(
        ({ path, mode, bytes }) =>
          mode !== '120000' &&
          !path.split('/').includes('.git') &&
          matches(path) &&
          [containing].flat().some((text) => Buffer.from(bytes).includes(text)),
      ),
    async write(written) {
      for (const { path } of written) refuseOutside(path, files)
      for (const file of written) {
        files.set(file.path, { ...file, mode: files.get(file.path)?.mode ?? file.mode })
      }
    },
  }
}

function toEntry([path, { mode, bytes }]: readonly [string, SourceFile]) {
  return [path, { mode, content: bytes }] as const
}

function refuseOutside(path: string, files: ReadonlyMap<string, SourceFile>): void {
  const steps = path.split('/')
  const onTheWay = steps.map((_, index) => steps.slice(0, index + 1).join('/'))
  const plain = !steps.some((step) => ['', '.', '..', '.git'].includes(step))
  if (plain && !onTheWay.some((each) => files.get(each)?.mode === '120000')) return
  throw problemError('files-failed', `${path} was not written: it is no plain path.`)
}
