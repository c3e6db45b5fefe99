/** What a person would do to a file by hand, for the verbs that do it: the file is written on disk, and never committed. */
import type { Config } from '../model/environment.ts'
import type { SourceFile } from '../model/manifest.ts'
import { type Place, problemError } from '../model/problem.ts'
import { type ConfigSource, readConfig } from '../pipeline/config/config.ts'
import { thingWords } from '../model/named-thing.ts'
import { findWritten, type Written } from '../pipeline/config/whereabouts.ts'
import { type Action, edit, findThing, hasEffect, type Named } from '../pipeline/edit/edit.ts'
import { fileDiff } from '../pipeline/report/diff.ts'
import type { Ports, Worktree } from '../ports.ts'
import { currentBranch, readOnDisk } from './configuration.ts'
import type { CommandResult } from './result.ts'

/** A thing of the repository, and what it stands in. */
export interface Found {
  readonly thing: Written
  readonly source: ConfigSource
  readonly config: Config
}

/** Throws a ProblemError: for a configuration that is wrong, and for a name that means nothing or several things. */
export async function findNamed(
  file: string,
  named: Named,
  { worktree, git }: Pick<Ports, 'worktree' | 'git'>,
): Promise<Found> {
  const source = await readOnDisk(file, worktree)
  const { config } = readConfig(source, { branch: await currentBranch(git) })
  return { thing: findThing(findWritten(source), named), source, config }
}

/** What is done, in words. */
export interface Doing {
  readonly action: Action
  /** As in `is suspended`. */
  readonly done: string
  /** Show it, and write nothing. */
  readonly dryRun: boolean
}

/** Edits the file of the thing. Throws `edit-refused`, and everything that would be wrong in the configuration afterwards; then nothing is written. */
export async function carryOut(
  { thing, source }: Found,
  { action, done, dryRun }: Doing,
  worktree: Worktree,
): Promise<CommandResult> {
  const path = thing.spot.kind === 'own' ? thing.spot.file : thing.place.file
  const [before] = await worktree.read({ matches: (each) => each === path })
  if (before === undefined)
    throw problemError('files-failed', `${path} cannot be read any more.`, { file: path })
  const outcome = edit(thing, before.bytes, action)
  if (outcome.kind === 'refused') {
    const { message, line, column } = outcome
    throw refused(thing, message, { file: path, line, column })
  }
  const after = { ...before, bytes: outcome.kind === 'edited' ? outcome.bytes : before.bytes }
  prove(thing, action, replaceIn(source, after))
  if (outcome.kind === 'edited' && !dryRun) await worktree.write([after])
  return told({ thing, before, after, notes: outcome.notes ?? [], done, dryRun })
}

/** The configuration still reads, and says what was wanted. */
function prove(thing: Written, action: Action, source: ConfigSource): void {
  readConfig(source, { branch: '' })
  const again = findWritten(source).find(({ kind, name, place }) => {
    return (
      kind === thing.kind &&
      name === thing.name &&
      (thing.spot.kind === 'own' || place.file === thing.place.file)
    )
  })
  if (again !== undefined && hasEffect(action, again)) return
  throw refused(
    thing,
    'what it extends, or another object, has the last word, so this edit would change nothing',
  )
}

function refused({ kind, name, place }: Written, message: string, at: Place = place): Error {
  return problemError('edit-refused', `The ${thingWords[kind]} ${name} was not edited: ${message}.`, at)
}

function replaceIn(source: ConfigSource, { path, bytes }: SourceFile): ConfigSource {
  const text = new TextDecoder().decode(bytes)
  const { manifests = [], fragments } = source
  return {
    ...source,
    ...(source.text !== undefined && source.file === path && { text }),
    manifests: manifests.map((file) => (file.path === path ? { ...file, bytes } : file)),
    ...(fragments && { fragments: fragments.map((each) => (each.file === path ? { ...each, text } : each)) }),
  }
}

interface Told {
  readonly thing: Written
  readonly before: SourceFile
  readonly after: SourceFile
  readonly notes: readonly string[]
  readonly done: string
  readonly dryRun: boolean
}

function told({ thing: { kind, name, place }, before, after, notes, done, dryRun }: Told): CommandResult {
  const line = firstChange(before.bytes, after.bytes)
  const common = { version: 1, kind, name, file: after.path }
  if (line === undefined) {
    const at = place.line ?? 1
    const already = done.startsWith('is not') ? done : `${done} already`
    return {
      exitCode: 0,
      lines: [`${after.path}:${at}: the ${thingWords[kind]} ${name} ${already}; nothing to edit.`],
      json: { ...common, line: at, changed: false, written: false, diff: '', notes: [], problems: [] },
    }
  }
  const diff = fileDiff({ before, after })
  const next = dryRun
    ? 'Nothing is written: this is a dry run.'
    : 'Written, and not committed. Commit and push it: runs read it from the commit that they check out. `image-bump plan` shows what follows.'
  return {
    exitCode: 0,
    lines: [`${after.path}:${line}: the ${thingWords[kind]} ${name} ${done}.`, ...diff, ...notes, next],
    json: { ...common, line, changed: true, written: !dryRun, diff: diff.join('\n'), notes, problems: [] },
  }
}

/** The first line that differs, from 1; undefined where nothing does. */
function firstChange(before: Uint8Array, after: Uint8Array): number | undefined {
  const at = after.findIndex((byte, index) => byte !== before[index])
  const offset = at < 0 && after.length !== before.length ? after.length : at
  return offset < 0 ? undefined : after.subarray(0, offset).filter((byte) => byte === 0x0a).length + 1
}
