import { describe, expect, test } from '@jest/globals'
import type { Signal } from '../../../src/model/commit-status.ts'
import { clockOf, type Said } from '../../../src/pipeline/prove/clock.ts'

const stay = { tag: '1.2.0', since: 100, commit: 'b' }
const commits = ['d', 'c', 'b', 'a']

/** `commit name state at` */
function said(...lines: readonly string[]): Said {
  const signals = lines.map((line): Signal => {
    const [commit = '', name = '', state, at] = line.split(' ')
    return { commit, name, state: state === 'green' || state === 'red' ? state : 'pending', at: Number(at) }
  })
  return { signals, commits }
}

const watched = { environment: 'dev', soak: 0, status: 'flux/*' }

describe('the clock of a stay', () => {
  test('runs from the beginning where no status is asked for', () => {
    expect(clockOf(stay, { environment: 'dev', soak: 0 }, said('b flux/a red 110'))).toEqual({ clock: 100 })
  })

  test.each([
    { name: 'waits for a green status', lines: [], clock: undefined, text: 'flux/* is not green yet' },
    {
      name: 'does not hear what is not decided',
      lines: ['b flux/a pending 110'],
      clock: undefined,
      text: 'flux/* is not green yet',
    },
    {
      name: 'runs from the first green one',
      lines: ['b flux/a green 110', 'c flux/a green 120'],
      clock: 110,
      text: 'flux/a is green',
    },
    { name: 'hears a later commit', lines: ['d flux/a green 130'], clock: 130, text: 'flux/a is green' },
    {
      name: 'does not hear an earlier commit',
      lines: ['a flux/a green 130'],
      clock: undefined,
      text: 'flux/* is not green yet',
    },
    {
      name: 'is stopped by a red one',
      lines: ['b flux/a green 110', 'c flux/a red 120'],
      clock: undefined,
      text: 'flux/a is red',
    },
    {
      name: 'runs anew once it is green again',
      lines: ['b flux/a green 110', 'c flux/a red 120', 'd flux/a green 130'],
      clock: 130,
      text: 'flux/a is green',
    },
    {
      name: 'stands while one of several is red',
      lines: ['b flux/a red 110', 'b flux/b green 120'],
      clock: undefined,
      text: 'flux/a is red',
    },
    {
      name: 'runs when the last red one is green',
      lines: ['b flux/b green 105', 'b flux/a red 110', 'c flux/a green 120'],
      clock: 120,
      text: 'flux/b and flux/a is green',
    },
    {
      name: 'reads by time, whatever the order',
      lines: ['c flux/a green 120', 'b flux/a red 110'],
      clock: 120,
      text: 'flux/a is green',
    },
    {
      name: 'never runs before the reference came',
      lines: ['b flux/a green 50'],
      clock: 100,
      text: 'flux/a is green',
    },
  ])('$name', ({ lines, clock, text }) => {
    const result = clockOf(stay, watched, said(...lines))
    expect(result.clock).toBe(clock)
    expect(result.signal?.text).toBe(text)
  })

  test('does not run where nobody can say what the status is', () => {
    const result = clockOf(stay, watched, { signals: 'unknown', commits })
    expect(result).toEqual({ signal: { state: 'unknown', text: 'what flux/* says could not be read' } })
  })
})
