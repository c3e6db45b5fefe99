import { describe, expect, test } from '@jest/globals'
import { watch } from '../../src/adapters/watching.ts'
import { createProgress, type Display, isLive, onTerminal, type Progress } from '../../src/entry/progress.ts'
import { type HostCount, progressText } from '../../src/entry/progress-text.ts'
import { createLine } from '../support/line.ts'
import { createPatientClock } from '../support/patient-clock.ts'

describe('the line', () => {
  const hosts = (counts: Readonly<Record<string, readonly [asked: number, done: number]>>) =>
    new Map(
      Object.entries(counts).map(([host, [asked, done]]): [string, HostCount] => [host, { asked, done }]),
    )

  test.each<[text: string, hosts: ReadonlyMap<string, HostCount>, since: number]>([
    [
      'Listing tags: 120 of 600 images, index.docker.io 37 of 510, ghcr.io 83 of 90 (12s)',
      hosts({ 'ghcr.io': [90, 83], 'index.docker.io': [510, 37] }),
      12_345,
    ],
    ['Listing tags: 1 of 1 image, ghcr.io 1 of 1', hosts({ 'ghcr.io': [1, 1] }), 900],
    [
      'Listing tags: 1 of 7 images, b 0 of 2, a 0 of 1, c 0 of 1, d 0 of 1, 2 more (1m 5s)',
      hosts({ f: [1, 1], a: [1, 0], b: [2, 0], c: [1, 0], d: [1, 0], e: [1, 0] }),
      65_000,
    ],
  ])('%s', (text, counts, since) => {
    expect(progressText({ phase: 'list', since, hosts: counts })).toBe(text)
  })

  test('of other phases tells how long they have lasted', () => {
    expect(progressText({ phase: 'look', since: 3000, hosts: new Map() })).toBe(
      'Looking at what is under way (3s)',
    )
  })
})

describe('progress', () => {
  test('is told while listings come, seldom, and whole when the phase ends', () => {
    const { progress, clock, shown } = aProgress()
    progress.begin('list')
    for (let index = 0; index < 40; index += 1) progress.asked('ghcr.io')
    for (let index = 0; index < 40; index += 1) {
      clock.advance(300)
      progress.answered('ghcr.io')
    }
    progress.begin('look')
    progress.end()
    expect(shown).toEqual([
      '> Listing tags',
      'Listing tags: 17 of 40 images, ghcr.io 17 of 40 (5s)',
      'Listing tags: 34 of 40 images, ghcr.io 34 of 40 (10s)',
      'Listing tags: 40 of 40 images, ghcr.io 40 of 40 (12s)',
      '> Looking at what is under way',
      'end',
    ])
  })

  test('names the registry that lets it wait, when nothing comes', () => {
    const { progress, clock, shown } = aProgress()
    progress.begin('list')
    progress.asked('slow.example')
    clock.advance(29_000)
    progress.tick()
    clock.advance(1000)
    progress.tick()
    expect(shown.slice(1)).toEqual(['Listing tags: 0 of 1 image, slow.example 0 of 1 (30s)'])
  })

  test('never goes back to an earlier phase, and is silent once it has ended', () => {
    const { progress, clock, shown } = aProgress()
    for (const phase of ['read', 'deliver', 'read', 'list', 'deliver'] as const) progress.begin(phase)
    progress.end()
    progress.end()
    clock.advance(60_000)
    progress.tick()
    progress.begin('deliver')
    progress.asked('ghcr.io')
    progress.answered('ghcr.io')
    expect(shown).toEqual(['> Reading the repository', '> Delivering', 'end'])
  })

  test('of a run is told by what the run asks for, and changes nothing of it', async () => {
    const { progress, shown } = aProgress()
    const marked = (image: string) => `${image}: 1.0.0 # {"$imagepolicy": "production:${image}:tag"}\n`
    const line = createLine(
      `version: 1
images: { web: ghcr.io/acme/web, api: ghcr.io/acme/api }
policies: { release: { policy: { semver: { range: '>=1.0.0 <2.0.0' } } } }
environments:
  production: { paths: [apps], delivery: pullRequest, policies: { '*': release } }
`,
      { 'apps/values.yaml': marked('web') + marked('api') },
    )
    line.failTags('api')
    await line.run({}, watch(line.ports, progress))
    progress.end()
    expect(shown).toEqual([
      '> Reading the repository',
      '> Listing tags',
      'Listing tags: 2 of 2 images, ghcr.io 2 of 2',
      '> Looking at what is under way',
      '> Delivering',
      'end',
    ])
    expect(line.pull(1).title).toBe('Bump web to 1.1.0 in production')
  })
})

describe('on a terminal', () => {
  const written = (columns: number, text: string) => {
    let all = ''
    const stream = { columns, write: (chunk: string | Uint8Array) => ((all += String(chunk)), true) }
    const display = onTerminal(stream)
    display.line(text)
    const line = all
    display.end()
    return { line, end: all.slice(line.length) }
  }

  test('the line is written over, and is gone at the end', () => {
    expect(written(80, 'Listing tags')).toEqual({ line: '\rListing tags\u001B[K', end: '\r\u001B[K' })
  })

  test('the line is cut to the width, so that it stays one', () => {
    expect(written(10, 'Listing tags').line).toBe('\rListing …\u001B[K')
  })

  test.each<[is: boolean, isTTY: boolean | undefined, env: NodeJS.ProcessEnv]>([
    [true, true, { TERM: 'xterm' }],
    [false, undefined, { TERM: 'xterm' }],
    [false, true, { TERM: 'dumb' }],
    [false, true, { TERM: 'xterm', CI: 'true' }],
  ])('is shown: %s', (is, isTTY, env) => {
    expect(isLive({ ...(isTTY !== undefined && { isTTY }) }, env)).toBe(is)
  })
})

function aProgress(): {
  readonly progress: Progress
  readonly clock: ReturnType<typeof createPatientClock>
  readonly shown: readonly string[]
} {
  const shown: string[] = []
  const clock = createPatientClock()
  const display: Display = {
    pace: { moving: 5000, idle: 30_000 },
    phase: (title) => void shown.push(`> ${title}`),
    line: (text) => void shown.push(text),
    end: () => void shown.push('end'),
  }
  return { progress: createProgress(display, clock), clock, shown }
}
