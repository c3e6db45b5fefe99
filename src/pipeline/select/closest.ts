/** Of the versions out of range those that one asks about first. */
import { compareVersions, parseTagVersion, type Version } from '../../languages/semver/semver.ts'
import type { Dropped } from '../../model/policy.ts'
import { rank, type Ranking, shown } from './record.ts'
import { compareBytes } from './tags.ts'

/**
 * How many there are, and the ones closest to any of the versions `around`, closest first. Every key is a version; they are read
 * again here, since keeping a hundred thousand of them costs more.
 */
export function closest(keys: readonly string[], around: readonly Version[]): Dropped {
  const places = around.map(place)
  const best: Near[] = []
  for (const key of keys) {
    const version = parseTagVersion(key)
    if (version === undefined) continue
    const distance = distanceOf(place(version), places)
    const last = best[shown - 1]
    if (last === undefined || distance <= last.distance) rank(best, { key, version, distance }, byDistance)
  }
  return { count: keys.length, examples: best.map(({ key }) => key) }
}

interface Near {
  readonly key: string
  readonly version: Version
  readonly distance: number
}

/** At one distance the higher version comes first, and of equal versions the last by bytes. */
const byDistance: Ranking<Near> = {
  isAbove: (a, b) => {
    if (a.distance !== b.distance) return a.distance < b.distance
    return (compareVersions(a.version, b.version) || compareBytes(a.key, b.key)) > 0
  },
  atMost: shown,
}

/** Where a version lies on a line on which a patch is a step, a minor version a million of them. A prerelease lies at its release. */
function place({ major, minor, patch }: Version): number {
  return Number(major) * 1e12 + Number(minor) * 1e6 + Number(patch)
}

function distanceOf(from: number, places: readonly number[]): number {
  let least = Infinity
  for (let at = 0; at < places.length; at++) least = Math.min(least, Math.abs(from - (places[at] ?? 0)))
  return least
}
