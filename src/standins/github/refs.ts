/**
 * References, read from the files that git keeps them in (gitrepository-layout, "refs", "packed-refs"). They are asked for at every turn, and to start a
 * program for each time costs more than all the rest; what lies elsewhere is asked of git.
 */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { gitLines } from './git.ts'

/** What every reference below this one points to, by its name behind it, in the order of names. */
export function readRefs(directory: string, prefix: string): ReadonlyMap<string, string> {
  const refs = findInFiles(directory, prefix) ?? askGit(directory, prefix)
  return new Map([...refs].map(([name, id]) => [name.slice(prefix.length), id]))
}

function askGit(directory: string, prefix: string): ReadonlyMap<string, string> {
  const lines = gitLines({ directory }, ['for-each-ref', '--format=%(objectname) %(refname)', prefix])
  return new Map(lines.map((line) => [line.slice(41), line.slice(0, 40)]))
}

/** Undefined where a file holds something else than an id. Loose files go first: git writes the packed file before it takes those away. */
function findInFiles(directory: string, prefix: string): ReadonlyMap<string, string> | undefined {
  if (existsSync(join(directory, 'reftable'))) return undefined
  const loose = looseNames(directory, prefix).flatMap((name) => {
    const id = readIfThere(join(directory, name))?.trim()
    return id === undefined ? [] : [[name, id] as const]
  })
  if (loose.some(([, id]) => !/^[0-9a-f]{40}$/.test(id))) return undefined
  const isWanted = (name: string): boolean => name === prefix || name.startsWith(prefix.replace(/\/?$/, '/'))
  const packed = [
    ...(readIfThere(join(directory, 'packed-refs')) ?? '').matchAll(/^([0-9a-f]{40}) (.+)$/gm),
  ].map(([, id = '', name = '']) => [name, id] as const)
  const all = new Map([...packed.filter(([name]) => isWanted(name)), ...loose])
  return new Map([...all].sort(([one], [other]) => Buffer.compare(Buffer.from(one), Buffer.from(other))))
}

/** Names of files at or below the prefix; what git is about to write is none. */
function looseNames(directory: string, prefix: string): readonly string[] {
  const top = prefix.replace(/\/$/, '')
  const place = join(directory, top)
  const found = ifThere(() => statSync(place))
  if (found === undefined) return []
  if (found.isFile()) return top === prefix ? [top] : []
  const entries = ifThere(() => readdirSync(place, { withFileTypes: true, recursive: true })) ?? []
  return entries
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.lock'))
    .map((entry) => join(entry.parentPath, entry.name).slice(directory.length + 1))
}

function readIfThere(file: string): string | undefined {
  return ifThere(() => readFileSync(file, 'utf8'))
}

/** A name below a branch is no file's, and git may have taken one away a moment ago. */
function ifThere<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch {
    return undefined
  }
}
