/** When GitHub is asked again. */
import { describe, expect, test } from '@jest/globals'
import { type Try, withPatience } from '../../src/relay/patience.ts'
import { createPatientClock } from '../support/patient-clock.ts'

const problem = { code: 'github-failed', level: 'error', message: 'GitHub failed.' } as const
const failed: Try = { kind: 'failed', problem }

describe('what may pass', () => {
  test('is tried again, with pauses that double and end at a minute', async () => {
    const { clock, tries } = await attempt([...Array.from({ length: 8 }, () => failed), { kind: 'done' }])
    expect(tries).toBe(9)
    expect(clock.pauses).toEqual([750, 1_500, 3_000, 6_000, 12_000, 24_000, 45_000, 45_000])
  })

  test('waits as long as GitHub says, where that is longer', async () => {
    const { clock } = await attempt([{ ...failed, wait: 90_000 }, { ...failed, wait: 1 }, { kind: 'done' }])
    expect(clock.pauses).toEqual([90_000, 1_500])
  })

  test('is given up when the next pause would end too late', async () => {
    const { clock, thrown } = await attempt([failed, failed, failed], 2_500)
    expect(clock.pauses).toEqual([750, 1_500])
    expect(thrown).toMatchObject({ problems: [problem] })
  })
})

test('what will not pass is not tried again', async () => {
  const refused = { code: 'github-refused', level: 'error', message: 'No such workflow.' } as const
  const { clock, thrown, tries } = await attempt([
    failed,
    { kind: 'refused', problem: refused },
    { kind: 'done' },
  ])
  expect([tries, clock.pauses.length]).toEqual([2, 1])
  expect(thrown).toMatchObject({ problems: [refused] })
})

async function attempt(outcomes: readonly Try[], atMost = 3_600_000) {
  const clock = createPatientClock()
  let tries = 0
  const send = (): Promise<Try> => {
    tries += 1
    return Promise.resolve(outcomes[tries - 1] ?? { kind: 'done' })
  }
  const thrown: unknown = await withPatience(send, { ...clock, atMost }).then(
    () => undefined,
    (error: unknown) => error,
  )
  return { clock, tries, thrown }
}
