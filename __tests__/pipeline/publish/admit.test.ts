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

const request: Entering = { number: 1, head: 'feature', isFromFork: false, body: '', tip: at('tip') }

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
      entering: { queued: inQueue(1, 'group') },
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
      entering: { head: bump, tip: at('tip', pending), queued: inQueue(1, 'group') },
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
      entering: { head: bump, tip: at('tip', pending), queued: inQueue(1, 'group') },
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
    const said = wordsFor([{ ...request, ...entering }], [soak], gatings)
    expect(said.map(({ commit, status }) => `${commit} ${status.state}`)).toEqual(words)
  })
})

describe('beside other requests', () => {
  const ours: Entering = { ...request, number: 2, head: bump, tip: at('bumped', pending) }
  const wordsOf = (all: readonly Entering[], gatings: readonly Gating[] = []) =>
    wordsFor(all, [soak], gatings).map(({ commit, status }) => `${commit} ${status.state}`)

  test.each<[who: string, entering: Partial<Entering>]>([
    ["a fork's", { isFromFork: true }],
    ["a person's", {}],
    ["a person's whose statuses are not shown", { tip: { commit: 'bumped' } }],
  ])('%s with the very commit of a bump opens none of its gates', (_, entering) => {
    const same = { ...request, tip: ours.tip, ...entering }
    expect(wordsOf([same, ours], [gating([waiting])])).toEqual([])
    expect(wordsOf([same, { ...ours, tip: at('bumped') }])).toEqual([])
  })

  test('nor does one into another branch, where the bump is not seen', () => {
    expect(wordsOf([{ ...request, isFromFork: true, tip: ours.tip }])).toEqual([])
  })

  test('a commit of the queue waits for the bumps before it, which it holds, and for none behind it', () => {
    const queue = [
      { ...request, number: 3, tip: at('last', free), queued: inQueue(3, 'with both') },
      { ...ours, queued: inQueue(2, 'with the bump', pending) },
      { ...request, tip: at('first', free), queued: inQueue(1, 'alone') },
    ]
    expect(wordsOf(queue, [gating([waiting])])).toEqual(['with both pending', 'alone success'])
    expect(wordsOf(queue, [gating([])])).toContain('with both success')
  })

  test('what is in the queue is told first', () => {
    const queued = { ...request, number: 1, tip: at('old'), queued: inQueue(1, 'group') }
    expect(wordsOf([{ ...request, number: 2 }, queued])[0]).toBe('group success')
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

  test('goes on with the next request where one is refused, and ends where nothing is taken', async () => {
    const forge = createInMemoryForge((branch) => branch.padStart(40, '0'))
    for (let count = 0; count < 5; count += 1)
      await forge.open({ head: `${count}`, base: 'main', title: 'Work', body: '', draft: false })
    forge.failNext('setStatus', problemError('github-refused', 'This commit has too many statuses.'))
    expect(await admit(rules, [], forge)).toHaveLength(1)
    expect(forge.calls().get('setStatus')).toBe(5)
    let asked = 0
    const setStatus = () => {
      asked += 1
      return Promise.reject(problemError('github-refused', 'No.'))
    }
    const entering = () =>
      Promise.resolve([1, 2, 3, 4, 5].map((number) => ({ ...request, tip: at(`${number}`) })))
    expect(await admit(rules, [], { entering, setStatus })).toHaveLength(3)
    expect(asked).toBe(3)
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

function inQueue(position: number, commit: string, ...statuses: readonly CommitStatus[]) {
  return { ...at(commit, ...statuses), position }
}

function gating(gates: readonly Gate[]): Gating {
  return { environment: 'production', branch: bump, gates, rules: notKnown }
}
