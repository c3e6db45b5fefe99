/** The highest version in a range. Flux: image-reflector-controller internal/policy/semver.go. */
import {
  compareVersions,
  parseTagVersion,
  parseVersion,
  type Range,
  satisfies,
  type Version,
} from '../../languages/semver/semver.ts'
import { closest, type Places, putDown } from './closest.ts'
import { dropped, rank, type Ranking, shown } from './record.ts'
import type { Lost, Objection, Rule, Verdict } from './rule.ts'
import { compareBytes } from './tags.ts'

/** Keys that are no version are passed over; of equal versions the last by bytes wins, as it stands first in Flux's list. */
export function semverRule(range: Range): Rule {
  return {
    kind: 'semver',
    range,
    sentence: `highest version in ${range.text}`,
    choose: (keys) => chooseHighest(keys, range),
    objection: (key) => objectionTo(key, range),
    compare: compareKeys,
    preference: (winner, loser) =>
      compareKeys(winner, loser) === 0
        ? `${winner} is the same version and comes last by bytes`
        : `${winner} is the higher version`,
  }
}

function compareKeys(a: string, b: string): number | undefined {
  const left = parseTagVersion(a)
  const right = parseTagVersion(b)
  return left && right && compareVersions(left, right)
}

function objectionTo(key: string, range: Range): Objection | undefined {
  const version = parseTagVersion(key)
  if (version === undefined) {
    const dots = parseVersion(key) === undefined ? '' : ' for Flux, which wants two dots in it'
    return { stage: 'not-parsable', predicate: `is not a version${dots}` }
  }
  if (satisfies(version, range)) return undefined
  const predicate = satisfies({ ...version, prerelease: '' }, range)
    ? `is a prerelease, which the range ${range.text} does not take; a part of it that names a prerelease would, as in >=1.0.0-0`
    : `is outside the range ${range.text}`
  return { stage: 'out-of-range', predicate }
}

interface Candidate {
  readonly key: string
  readonly version: Version
}

function chooseHighest(keys: readonly string[], range: Range): Verdict {
  const unparsable: string[] = []
  const outOfRange: Places = { keys: [], places: [] }
  const best: Candidate[] = []
  for (const key of keys) {
    const version = parseTagVersion(key)
    if (version === undefined) unparsable.push(key)
    else if (satisfies(version, range)) rank(best, { key, version }, ranking)
    else putDown(outOfRange, key, version)
  }
  const [winner, ...next] = best
  return {
    outcome:
      winner === undefined
        ? noneFits(range, unparsable.length, outOfRange.keys.length)
        : { kind: 'won', key: winner.key, runnersUp: next.map(({ key }) => key) },
    unparsable: dropped(unparsable, winner?.key),
    outOfRange: closest(outOfRange, winner === undefined ? basesOf(range) : [winner.version]),
  }
}

const ranking: Ranking<Candidate> = {
  isAbove: (a, b) => (compareVersions(a.version, b.version) || compareBytes(a.key, b.key)) > 0,
  atMost: 1 + shown,
}

function noneFits({ text }: Range, unparsable: number, outOfRange: number): Lost {
  return {
    kind: 'lost',
    code: 'no-tag-fits',
    message: `no tag is a version in the range ${JSON.stringify(text)}: not a version: ${unparsable}, out of range: ${outOfRange}`,
    flux: 'unable to determine latest version from provided list',
  }
}

/** Where nothing won, what is close to a version that the range names is close to the range. */
function basesOf({ alternatives }: Range): readonly Version[] {
  return alternatives.flatMap(({ terms }) => terms.map(({ base }) => base))
}
