/** The highest version in a range. Flux: image-reflector-controller internal/policy/semver.go. */
import {
  compareVersions,
  parseTagVersion,
  type Range,
  satisfies,
  type Version,
} from '../../languages/semver/semver.ts'
import { drop, newTally, rank, type Ranking, shown } from './record.ts'
import type { Rule, Verdict } from './rule.ts'
import { compareBytes } from './tags.ts'

/** Keys that are no version are passed over; of equal versions the last by bytes wins, as it stands first in Flux's list. */
export function semverRule(range: Range): Rule {
  return {
    kind: 'semver',
    sentence: `highest version in ${range.text}`,
    choose: (keys) => chooseHighest(keys, range),
    fits: (key) => {
      const version = parseTagVersion(key)
      return version !== undefined && satisfies(version, range)
    },
    compare: (a, b) => {
      const left = parseTagVersion(a)
      const right = parseTagVersion(b)
      return left && right && compareVersions(left, right)
    },
  }
}

interface Candidate {
  readonly key: string
  readonly version: Version
}

function chooseHighest(keys: readonly string[], range: Range): Verdict {
  const unparsable = newTally()
  const outOfRange = newTally()
  const best: Candidate[] = []
  for (const key of keys) {
    const version = parseTagVersion(key)
    if (version === undefined) drop(unparsable, key)
    else if (!satisfies(version, range)) drop(outOfRange, key)
    else rank(best, { key, version }, ranking)
  }
  const [winner, ...next] = best.map(({ key }) => key)
  const outcome: Verdict['outcome'] =
    winner === undefined
      ? {
          kind: 'lost',
          code: 'no-tag-fits',
          message: `no tag is a version in the range ${JSON.stringify(range.text)}: not a version: ${unparsable.count}, out of range: ${outOfRange.count}`,
          flux: 'unable to determine latest version from provided list',
        }
      : { kind: 'won', key: winner, runnersUp: next }
  return { outcome, unparsable, outOfRange }
}

const ranking: Ranking<Candidate> = {
  isAbove: (a, b) => (compareVersions(a.version, b.version) || compareBytes(a.key, b.key)) > 0,
  atMost: 1 + shown,
}
