/** What paths do that their writer may not have in mind. Owners are decided file by file, so these are warnings. */
import picomatch from 'picomatch'
import { globOf } from '../../../languages/glob/glob.ts'
import type { Draft } from './draft.ts'
import { type Finding, wrongKey, wrongValue } from './finding.ts'
import { isSame, type Neighbour, neighbours, plainPath } from './neighbours.ts'
import { quote } from './wording.ts'

/** A path of one environment inside that of another on its branch: both own the files there, and then neither writes them. */
export function pathsLieApart(draft: Draft, branch: string): readonly Finding[] {
  const all = neighbours(draft, branch)
  return all.flatMap((inner, position) =>
    all.flatMap((outer, other) => {
      if (outer.branch !== inner.branch || other === position || isSame(outer.paths, inner.paths)) return []
      const found = findOverlap(inner, outer, other < position)
      return found === undefined ? [] : [overlap(inner, outer, found)]
    }),
  )
}

interface Overlap {
  readonly within: string
  readonly path: string
}

/** A path that both name is told of once. */
function findOverlap(inner: Neighbour, outer: Neighbour, isLater: boolean): Overlap | undefined {
  return inner.paths
    .filter((path) => !outer.exclude.some((excluded) => covers(excluded, path)))
    .flatMap((path) => {
      const within = outer.paths.find((each) => covers(each, path) && (each !== path || isLater))
      return within === undefined ? [] : [{ within, path }]
    })[0]
}

function overlap(inner: Neighbour, outer: Neighbour, { within, path }: Overlap): Finding {
  const seen = `${quote(path)} of ${quote(inner.name)} lies in ${quote(within)} of ${quote(outer.name)} on the branch ${quote(inner.branch)}`
  const message = `${seen}, and files of both are written by neither; wanted it in \`exclude\` of ${quote(outer.name)}`
  return { ...wrongKey(['environments', inner.name, 'paths'], message), level: 'warning' }
}

/** Does the first path hold all that the second can name? Of two globs nobody asks. */
function covers(outer: string, inner: string): boolean {
  if (outer === '' || outer === '.') return true
  const { base, isGlob } = picomatch.scan(inner)
  const folder = isGlob ? base : inner
  if (folder === outer || folder.startsWith(`${outer}/`)) return true
  return !isGlob && picomatch.scan(outer).isGlob && globOf(outer)(inner)
}

/** Such a text stands for itself alone, and hardly ever is there a file of that name. */
export function globsAreClosed({ environments }: Draft): readonly Finding[] {
  return [...environments].flatMap(([name, { paths = [], exclude = [] }]) =>
    Object.entries({ paths, exclude }).flatMap(([key, list]) =>
      list.flatMap((path, position): readonly Finding[] => {
        const open = findOpen(plainPath(path))
        if (open === undefined) return []
        const message = `the path ${quote(path)} has a ${quote(open)} that is not closed, so it is no glob; wanted its other half`
        return [{ ...wrongValue(['environments', name, key, position], message), level: 'warning' }]
      }),
    ),
  )
}

function findOpen(glob: string): string | undefined {
  const rest = glob.replaceAll(/\\./g, '').replaceAll(/\[[^\]]+\]/g, '')
  let [open, before] = [rest, '']
  while (open !== before) [open, before] = [open.replaceAll(/\{[^{}]*\}/g, ''), open]
  return /[[{]/.exec(open)?.[0]
}
