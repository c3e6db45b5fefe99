import { describe, expect, test } from '@jest/globals'
import type { Promotion, Proof } from '../../../src/model/promotion.ts'
import { gatesOf } from '../../../src/pipeline/prove/gates.ts'

const hour = 3_600_000
const day = Date.UTC(2026, 10, 2)

function aProof(overrides: Partial<Proof> = {}): Proof {
  const source = { environment: 'dev', soak: 24 * hour }
  return { source, by: 'tag', tag: '1.2.0', since: day, commit: 'c', clock: day, ...overrides }
}

const promotion = (need: Promotion['need'] = 'all'): Promotion => ({ sources: [], need, prefer: 'soaking' })
const told = (proofs: readonly Proof[], now: number, need?: Promotion['need']) =>
  gatesOf(proofs, promotion(need), now).map(({ kind, state, text }) => `${kind} ${state}: ${text}`)

describe('the gates of a candidate', () => {
  test('wait until the time is over, to the millisecond', () => {
    expect(told([aProof()], day + 24 * hour - 1)).toEqual([
      'soak waiting: 1.2.0 stands in dev since 2026-11-02 00:00 UTC; the 24h are over 2026-11-03 00:00 UTC',
    ])
    expect(told([aProof()], day + 24 * hour)).toEqual([
      'soak passed: 1.2.0 stands in dev since 2026-11-02 00:00 UTC',
    ])
  })

  test('say by which proof it goes', () => {
    expect(told([aProof({ by: 'digest', tag: 'main-1' })], day + 24 * hour)).toEqual([
      'soak passed: main-1 stands in dev since 2026-11-02 00:00 UTC, the same build',
    ])
    expect(told([aProof({ by: 'revision', tag: 'main-1' })], day + 24 * hour)).toEqual([
      'soak passed: main-1 stands in dev since 2026-11-02 00:00 UTC, built from the same commit',
    ])
  })

  test('fail while a status is red, and begin with a green one', () => {
    const source = { environment: 'dev', soak: hour, status: 'flux/*' }
    const { clock: _, ...stopped } = aProof({ source, signal: { state: 'red', text: 'flux/a is red' } })
    expect(told([stopped], day + 99 * hour)).toEqual([
      'soak waiting: 1.2.0 stands in dev since 2026-11-02 00:00 UTC; its time there begins with a green status',
      'status failed: dev: flux/a is red',
    ])
  })

  test('count all of several sources, or the nearest', () => {
    const staging = aProof({ source: { environment: 'staging', soak: hour }, clock: day + 30 * hour })
    const now = day + 30 * hour
    expect(told([aProof(), staging], now, 'all').join()).toContain('soak waiting: 1.2.0 stands in staging')
    expect(told([aProof(), staging], now, 'any').join()).toContain('soak passed: 1.2.0 stands in dev')
  })
})
