import { describe, expect, test } from '@jest/globals'
import type { CommitStatus } from '../../../src/model/commit-status.ts'
import type { Entering } from '../../../src/model/entering.ts'
import type { Gate, Gating } from '../../../src/model/gate.ts'
import { notKnown } from '../../../src/model/pull-request.ts'
import { formatState } from '../../../src/model/request-state.ts'
import { admit, wordsFor } from '../../../src/pipeline/publish/admit.ts'
import { problemError } from '../../../src/model/problem.ts'
import { createInMemoryForge } from '../../support/in-memory-forge.ts'

const soak = 'image-bump/soak'
const bump = 'image-bump/production'
const waiting: Gate = { kind: 'soak', state: 'waiting', text: 'until noon' }
const pending = { context: soak, state: 'pending', description: 'until noon' } as const
const free = {
  context: soak,
  state: 'success',
  description: 'no bump of images, so nothing is waited for',
} as const

describe('of a commit that wants to enter a branch which asks for a gate', () => {
  interface Row {
    readonly who: string
    readonly entering: Partial<Entering>
    readonly gatings?: readonly Gating[]
    readonly words: readonly string[]
  }
  const rows: readonly Row[] = [
    { who: "a person's request is let through", entering: {}, words: ['tip success'] },
    { who: 'one that was let through is left', entering: { tip: at('tip', free) }, words: [] },
    {
      who: 'one whose statuses are not shown is told again',
      entering: { tip: { commit: 'tip' } },
      words: ['tip success'],
    },
    {
      who: "a person's request in the queue is let through there first",
      entering: { queued: at('group') },
      words: ['group success', 'tip success'],
    },
    {
      who: 'a branch of our name in a fork is none of ours',
      entering: { head: bump, isFromFork: true },
      gatings: [gating([waiting])],
      words: ['tip success'],
    },
    {
      who: 'ours that was told is left, and its commit in the queue is told the same',
      entering: { head: bump, tip: at('tip', pending), queued: at('group') },
      gatings: [gating([waiting])],
      words: ['group pending'],
    },
    {
      who: 'ours without that gate is let through',
      entering: { head: bump },
      gatings: [gating([])],
      words: ['tip success'],
    },
    { who: 'ours that this run did not look at is left', entering: { head: bump }, words: [] },
    {
      who: 'ours that this run did not look at is told in the queue what it was told before',
      entering: { head: bump, tip: at('tip', pending), queued: at('group') },
      words: ['group pending'],
    },
    {
      who: 'a push branch of Flux is known by what its request says',
      entering: {
        head: 'flux-updates',
        body: formatState({ environment: 'production', bumps: [], heads: [], title: '' }),
      },
      words: [],
    },
  ]
  test.each(rows)('$who', ({ entering, gatings = [], words }) => {
    const said = wordsFor({ ...request, ...entering }, [soak], gatings)
    expect(said.map(({ commit, status }) => `${commit} ${status.state}`)).toEqual(words)
  })
})

describe('saying it', () => {
  const rules = new Map([
    ['main', { ...notKnown, known: true, checks: ['test', soak] }],
    ['free', { ...notKnown, known: true, checks: ['test'] }],
    ['hidden', notKnown],
  ])

  test('asks for requests only where a gate is asked for, and says each word once', async () => {
    const forge = createInMemoryForge()
    await forge.open({ head: 'feature', base: 'main', title: 'Work', body: '', draft: false })
    expect(await admit(rules, [], forge)).toEqual([])
    expect(await admit(rules, [], forge)).toEqual([])
    expect([forge.calls().get('entering'), forge.calls().get('setStatus')]).toEqual([2, 1])
  })

  test('that is refused is told as a warning and costs nothing else', async () => {
    const forge = createInMemoryForge()
    await forge.open({ head: 'feature', base: 'main', title: 'Work', body: '', draft: false })
    forge.failNext('setStatus', problemError('github-refused', 'GitHub refuses.'))
    expect(await admit(rules, [], forge)).toMatchObject([{ code: 'github-refused', level: 'warning' }])
  })

  test('goes on in the next run where there is too much for one', async () => {
    const forge = createInMemoryForge((branch) => branch.padStart(40, '0'))
    for (let count = 0; count < 60; count += 1)
      await forge.open({ head: `${count}`, base: 'main', title: 'Work', body: '', draft: false })
    await admit(rules, [], forge)
    expect(forge.calls().get('setStatus')).toBe(50)
    await admit(rules, [], forge)
    expect(forge.calls().get('setStatus')).toBe(60)
  })

  test('is counted over all branches, and a branch that fails costs the others nothing', async () => {
    const forge = createInMemoryForge((branch) => branch.padStart(40, '0'))
    const asked = { ...notKnown, known: true, checks: [soak] }
    const three = new Map(['main', 'next', 'last'].map((branch) => [branch, asked]))
    for (const base of three.keys())
      for (let count = 0; count < 30; count += 1)
        await forge.open({ head: `${base}-${count}`, base, title: 'Work', body: '', draft: false })
    forge.failNext('entering', problemError('github-failed', 'GitHub is down for a moment.'))
    expect(await admit(three, [], forge)).toMatchObject([{ code: 'github-failed', level: 'warning' }])
    expect(forge.calls().get('setStatus')).toBe(50)
  })
})

function at(commit: string, ...statuses: readonly CommitStatus[]): Entering['tip'] {
  return { commit, statuses }
}

function gating(gates: readonly Gate[]): Gating {
  return { environment: 'production', branch: bump, gates, rules: notKnown }
}

const request: Entering = { number: 1, head: 'feature', isFromFork: false, body: '', tip: at('tip') }
