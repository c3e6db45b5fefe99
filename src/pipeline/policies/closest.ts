/** Of the versions out of range those that one asks about first. */
import { compareVersions, parseTagVersion, type Version } from '../../languages/semver/semver.ts'
import type { Dropped } from '../../model/policy.ts'
import { rank, type Ranking, shown } from './record.ts'
import { compareBytes } from './tags.ts'

/**
 * Where versions lie on a line on which a patch is a step, a minor version a million of them. A prerelease lies at its release.
 * A hundred thousand numbers are kept where as many versions would cost more.
 */
export interface Places {
  readonly keys: string[]
  readonly places: number[]
}

/** Puts a key down at the place of its version. */
export function putDown({ keys, places }: Places, key: string, version: Version): void {
  keys.push(key)
  places.push(place(version))
}

/** How many there are, and the ones closest to any of the versions `around`, closest first. */
export function closest({ keys, places }: Places, around: readonly Version[]): Dropped {
  const centres = around.map(place)
  const best: Near[] = []
  for (let at = 0; at < keys.length; at++) {
    const distance = distanceOf(places[at] ?? 0, centres)
    const last = best[shown - 1]
    if (last === undefined || distance <= last.distance)
      rank(best, { key: keys[at] ?? '', distance }, byDistance)
  }
  return { count: keys.length, examples: best.map(({ key }) => key) }
}

interface Near {
  readonly key: string
  readonly distance: number
}

/** At one distance the higher version comes first, and of equal versions the last by bytes. */
const byDistance: Ranking<Near> = {
  isAbove: (a, b) => {
    if (a.distance !== b.distance) return a.distance < b.distance
    return (compareKeys(a.key, b.key) || compareBytes(a.key, b.key)) > 0
  },
  atMost: shown,
}

/** Every key is a version. */
function compareKeys(a: string, b: string): number {
  const left = parseTagVersion(a)
  const right = parseTagVersion(b)
  return left === undefined || right === undefined ? 0 : compareVersions(left, right)
}

function place({ major, minor, patch }: Version): number {
  return Number(major) * 1e12 + Number(minor) * 1e6 + Number(patch)
}

function distanceOf(from: number, centres: readonly number[]): number {
  let least = Infinity
  for (let at = 0; at < centres.length; at++) least = Math.min(least, Math.abs(from - (centres[at] ?? 0)))
  return least
}
