/** A last look before anything is pushed: the commits change the files that they shall change, to the bytes that were given, and nothing else. */
import type { SourceFile } from '../../model/manifest.ts'
import type { CommitId } from '../../model/history.ts'
import type { Push } from '../../ports.ts'
import { listChanged } from './changed.ts'
import type { GitCommand } from './command.ts'
import { blobId } from './pack.ts'

/** Throws a fault of ours, which is no ProblemError: whoever reads it cannot mend it. */
export async function proveCommits(git: GitCommand, { base, commits }: Push, tip: CommitId): Promise<void> {
  const algorithm = await git.line(['rev-parse', '--show-object-format'])
  // The last word on a path counts.
  const files = new Map(commits.flatMap((commit) => commit.files).map((file) => [file.path, file]))
  const wanted = new Set([...files.values()].map((file) => formatFile(file, algorithm)))
  const changed = await listChanged(git, base, tip)
  const made = new Set(changed.map(({ path, mode, object }) => `${mode} ${object} ${path.toString()}`))
  const odd = [
    ...[...wanted].filter((row) => !made.has(row)).map((row) => `lacking: ${row}`),
    ...[...made].filter((row) => !wanted.has(row)).map((row) => `too much: ${row}`),
  ]
  if (odd.length === 0) return
  throw new Error(
    `the commits on ${base} are not what was asked for, and were not pushed; ${odd.slice(0, 5).join('; ')}`,
  )
}

function formatFile({ path, mode, bytes }: SourceFile, algorithm: string): string {
  return `${mode} ${blobId(bytes, algorithm)} ${path}`
}
