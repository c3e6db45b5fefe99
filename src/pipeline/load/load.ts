/** The first step: where configuration lies, and the branch of environments that name none. */
import { noBranch } from '../../model/environment.ts'
import type { SourceFile } from '../../model/manifest.ts'
import type { CommitId } from '../../model/history.ts'
import { problemError } from '../../model/problem.ts'
import type { RunRequest } from '../../model/request.ts'
import type { Ports, Wanted } from '../../ports.ts'

export interface Loaded {
  readonly file: string
  /** Undefined where there is no such file. */
  readonly text?: string
  /** Where it was looked for, as in `on disk`. */
  readonly where: string
  /** The commit it was looked for in; absent for files on disk. */
  readonly commit?: CommitId
  /** Flux's manifests: where there is no file of ours, or where that speaks of Flux. */
  readonly manifests: readonly SourceFile[]
  /** The files that it includes, where it includes any. */
  readonly fragments?: readonly LoadedText[]
  /** For environments that name no branch. */
  readonly branch: string
  /** The branch whose files on disk are read instead of commits. */
  readonly onDisk?: string
  /** Reads more from there. */
  readonly read: Reader
}

/** A file as text, without a byte order mark. */
export interface LoadedText {
  readonly file: string
  readonly text: string
}

/** What else is read, from the same commit or the same disk: the reader of configurations knows. */
export interface Alongside {
  /** Flux's manifests, where there is no file of ours or where it speaks of Flux. */
  readonly flux: readonly Wanted[]
  /** The files that our file includes; undefined where it includes none. */
  readonly fragmentsOf: (config: LoadedText) => Wanted['matches'] | undefined
}

/** Reads our configuration file, what it includes, and the manifests that are wanted of Flux. Throws what Git says. */
export async function load(
  request: RunRequest,
  ports: Pick<Ports, 'git' | 'worktree'>,
  alongside: Alongside = { flux: [], fragmentsOf: () => undefined },
): Promise<Loaded> {
  const checkedOut = await ports.git.checkedOut()
  const current = checkedOut.branch ?? noBranch
  const branch = request.defaultBranch === 'checked-out' ? current : await ports.git.defaultBranch()
  const where = placeOf(request, checkedOut.commit)
  const read = readerOf(request, checkedOut.commit, ports)
  const found = await readConfiguration(request.config, { read, where }, alongside)
  return {
    ...found,
    where,
    ...(request.from === 'commits' && checkedOut.commit !== undefined && { commit: checkedOut.commit }),
    branch,
    read,
    ...(request.from === 'disk' && { onDisk: current }),
  }
}

/** Gives the wanted files. */
export type Reader = (wanted: Wanted) => Promise<readonly SourceFile[]>

/** The file with what it includes, and Flux's manifests where they may be the configuration or a part of it. */
export async function readConfiguration(
  file: string,
  { read, where }: { readonly read: Reader; readonly where: string },
  { flux, fragmentsOf }: Alongside,
): Promise<Pick<Loaded, 'file' | 'text' | 'manifests' | 'fragments'>> {
  let isFolder = false
  const [found] = await read({
    matches: (path) => {
      isFolder ||= path.startsWith(`${file.replace(/\/+$/, '')}/`)
      return path === file
    },
  })
  if (found === undefined && isFolder)
    throw problemError(
      'config-not-found',
      `${file} is a folder ${where}; wanted the configuration file in it.`,
      {
        file,
      },
    )
  const text = found && textOf(found)
  // A file that never says the word has no such key.
  const isWanted = text === undefined || /\bflux\b/.test(text)
  const manifests: SourceFile[] = []
  for (const wanted of isWanted ? flux : []) manifests.push(...(await read(wanted)))
  if (text === undefined) return { file, manifests }
  const matches = fragmentsOf({ file, text })
  const fragments = matches && (await read({ matches }))
  return { file, text, manifests, ...(fragments && { fragments: fragments.map(asText) }) }
}

function asText(file: SourceFile): LoadedText {
  return { file: file.path, text: textOf(file) }
}

function textOf({ bytes }: SourceFile): string {
  return new TextDecoder().decode(bytes)
}

function readerOf(
  { from }: RunRequest,
  commit: CommitId | undefined,
  { git, worktree }: Pick<Ports, 'git' | 'worktree'>,
): Reader {
  if (from === 'disk') return (wanted) => worktree.read(wanted)
  return (wanted) => (commit === undefined ? Promise.resolve([]) : git.read(commit, wanted))
}

function placeOf({ from }: RunRequest, commit: CommitId | undefined): string {
  if (from === 'disk') return 'on disk'
  return commit === undefined ? 'in a commit, since none is checked out' : `in commit ${commit.slice(0, 7)}`
}
