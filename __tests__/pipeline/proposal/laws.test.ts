/** What holds of every proposal, whatever the registry has. */
import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import type { PolicySpec, Weighed } from '../../../src/model/policy.ts'
import { choose, footgunsOf, sharedWork, weighWith } from '../../../src/pipeline/policies/policies.ts'
import { proposeOne } from './one-image.ts'

const exclusion = { patterns: [], attachments: true }
const number = fc.nat(12)
const suffix = fc.constantFrom('', '', '', '-alpine', '-alpine3.19', '-slim', '-acme')
const release = fc
  .tuple(fc.constantFrom('', 'v', 'release-'), number, number, number, suffix)
  .map(([before, major, minor, patch, behind]) => `${before}${major}.${minor}.${patch}${behind}`)
const prerelease = fc
  .tuple(number, number, fc.constantFrom('-rc.1', '-beta2', '-alpha.3', '-SNAPSHOT', '-dev'))
  .map(([major, minor, behind]) => `${major}.${minor}.0${behind}`)
const calendar = fc
  .tuple(fc.integer({ min: 2020, max: 2027 }), fc.integer({ min: 1, max: 12 }), number)
  .map((parts) => parts.join('.'))
const short = fc.tuple(number, number, suffix).map(([major, minor, behind]) => `${major}.${minor}${behind}`)
const commit = fc.stringMatching(/^[0-9a-f]{7,8}$/)
const seconds = fc.integer({ min: 1_600_000_000, max: 1_800_000_000 })
const build = fc.tuple(fc.constantFrom('main', 'develop'), commit, seconds).map((parts) => parts.join('-'))
const run = fc.tuple(fc.constantFrom('main', 'build'), fc.nat(99_999)).map((parts) => parts.join('-'))
const moving = fc.constantFrom('latest', 'main', 'stable', '1', '18-alpine', 'edge')
const tag = fc.oneof(release, release, prerelease, calendar, short, build, run, moving)

interface Proposed {
  readonly standing: string
  readonly today: string
  readonly spec: PolicySpec
  readonly tags: readonly string[]
}

/** What is proposed for some hundred tags that stand, each listed beside others or missing among them. */
const proposals: readonly Proposed[] = fc
  .sample(fc.tuple(tag, fc.array(tag, { maxLength: 40 }), fc.boolean()), { seed: 7, numRuns: 2000 })
  .flatMap(([standing, others, isListed]) => {
    const tags = [...new Set(isListed ? [standing, ...others] : others)]
    const { spec, today } = proposeOne(standing, tags)
    return spec === undefined || today === undefined ? [] : [{ standing, today, spec, tags }]
  })

const prereleases = /-(rc|beta|alpha|SNAPSHOT|dev)(?![a-z]).*$/

describe('a policy that is proposed', () => {
  test.each<[law: string, breaks: (proposed: Proposed) => boolean]>([
    [
      'takes the tag that stands, or leaves a prerelease behind for its release',
      ({ standing, today, spec }) => {
        const { fits, age } = weigh({ spec, today, standing })
        return !fits && !(prereleases.test(standing) && age === 'older')
      },
    ],
    ['never goes back', ({ standing, today, spec }) => weigh({ spec, today, standing }).age === 'newer'],
    ['leads to a tag that is listed', ({ today, tags }) => !tags.includes(today)],
    ['never leads to a prerelease', ({ today }) => prereleases.test(today)],
    [
      'never leads to another shape: another prefix, another branch, with or without v, or a tag that moves',
      ({ standing, today }) => shapeOf(today) !== shapeOf(standing.replace(prereleases, '')),
    ],
    [
      'never leads to another variant',
      ({ standing, today }) => variantOf(today) !== variantOf(standing.replace(prereleases, '')),
    ],
    [
      'never leads to another major version, but for years',
      ({ standing, today }) => majorOf(standing) < 1990 && majorOf(today) !== majorOf(standing),
    ],
    ['has nothing that may surprise its writer', ({ spec }) => footgunsOf(spec, exclusion).length > 0],
  ])('%s', (_, breaks) => {
    expect(proposals.length).toBeGreaterThan(500)
    expect(proposals.filter(breaks)).toEqual([])
  })

  test.each(['1.2.3', '1.2.3-alpine', 'main-1', '20240101'])('for %s warns of nothing', (standing) => {
    const tags = [
      '1.2.3',
      '1.2.3-alpine',
      '1.3.0-alpine',
      'main-1',
      'main-22',
      '20240101',
      '20240202',
      'latest',
    ]
    expect(choose(proposeOne(standing, tags).spec ?? {}, tags, exclusion).record.warnings).toEqual([])
  })
})

function weigh({ spec, today, standing }: Pick<Proposed, 'spec' | 'today' | 'standing'>): Weighed {
  return weighWith(sharedWork().read(spec), today, standing)
}

/** With all commits and numbers alike. */
function shapeOf(text: string): string {
  return text.replaceAll(/[0-9a-f]{7,}|\d+/g, '0')
}

/** What stands behind a version. */
function variantOf(text: string): string | undefined {
  return /\.\d+(-[a-z].*)$/.exec(text)?.[1]
}

/** 0 for builds. */
function majorOf(text: string): number {
  return Number(/(\d+)\.\d+/.exec(text)?.[1] ?? 0)
}
