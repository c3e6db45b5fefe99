/** Tags of builds: a branch, a commit, and a time or the number of a run, in any order. */
import type { Tag } from '../../model/reference.ts'
import { none, type NoScheme } from './no-scheme.ts'
import { type Piece, piecesOf } from './tag-pieces.ts'

/** Builds that a time or a number in the tag puts in order. */
export interface BuildScheme {
  readonly kind: 'build'
  /** RE2. */
  readonly pattern: string
  readonly extract: string
  /** As in `builds of main by their time`. */
  readonly words: string
}

/** A build that can be put in order among those that are named alike, or why it cannot. */
export function readBuild(tag: Tag, tags: readonly Tag[] | undefined): BuildScheme | NoScheme {
  const pieces = piecesOf(tag)
  const count = (kind: Piece['kind']): number => pieces.filter((piece) => piece.kind === kind).length
  const [times, numbers, commits] = [count('time'), count('number'), count('commit')]
  if (pieces.some(({ kind, text }) => kind === 'text' && /^(?:pr|mr|pull)$/i.test(text)))
    return none('is the build of a pull request, and nothing follows it')
  if (times > 1 || (times === 0 && numbers > 1))
    return none('holds several times or numbers, and which of them counts cannot be seen')
  if (times === 0 && numbers === 0) return none(commits > 0 ? commitOnly : moving(tags))
  const orders = times === 1 ? 'time' : 'number'
  return {
    kind: 'build',
    pattern: `^${pieces.map((piece) => patternOf(piece, orders)).join('')}$`,
    extract: extractOf(pieces, orders),
    words: wordsOf(pieces, orders),
  }
}

const commitOnly =
  'names a commit and no time, so nothing says which build is newer; let the build add one, as in main-1a2b3c4-1700000000'

function moving(tags: readonly Tag[] | undefined): string {
  const version = tags?.find((tag) => /^v?\d+\.\d+\.\d+$/.test(tag))
  return `moves without a commit; write a tag that stays${version === undefined ? '' : `, such as ${version}`}`
}

function patternOf(piece: Piece, orders: 'time' | 'number'): string {
  switch (piece.kind) {
    case 'text':
      return escaped(piece.text)
    case 'commit':
      return '[0-9a-f]{7,40}'
    case 'time':
      return timePattern(piece.groups)
    case 'number':
      return orders === 'number' ? '(?P<run>[0-9]+)' : '[0-9]+'
  }
}

/** Runs of digits become groups; what stands between them stays. */
function timePattern(groups: readonly string[]): string {
  const names = namesOf(groups)
  return groups
    .map((group, index) =>
      names[index] === undefined ? escaped(group) : `(?P<${names[index]}>[0-9]{${group.length}})`,
    )
    .join('')
}

/** `ts` for one run of digits, `t1`, `t2` and so on for several; undefined for what is no run. */
function namesOf(groups: readonly string[]): readonly (string | undefined)[] {
  const runs = groups.filter(isRun)
  return groups.map((group, index) => {
    if (!isRun(group)) return undefined
    return runs.length === 1 ? 'ts' : `t${groups.slice(0, index + 1).filter(isRun).length}`
  })
}

function isRun(group: string): boolean {
  return /^[0-9]/.test(group)
}

function extractOf(pieces: readonly Piece[], orders: 'time' | 'number'): string {
  if (orders === 'number') return '$run'
  const groups = pieces.flatMap((piece) => (piece.kind === 'time' ? piece.groups : []))
  return namesOf(groups)
    .flatMap((name) => (name === undefined ? [] : [`$${name}`]))
    .join('')
}

function wordsOf(pieces: readonly Piece[], orders: 'time' | 'number'): string {
  const name = pieces.find((piece) => piece.kind === 'text' && /[A-Za-z]/.test(piece.text))?.text
  const builds = name === undefined ? 'builds' : `builds of ${name}`
  return `${builds} by their ${orders}`
}

/** For RE2. */
function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
}
