import { describe, expect, test } from '@jest/globals'
import {
  findEntry,
  formatLedger,
  readLedger,
  type Sighting,
  withSightings,
} from '../../../src/model/ledger.ts'
import { problemError } from '../../../src/model/problem.ts'
import { keepLedger } from '../../../src/pipeline/publish/keep-ledger.ts'
import { createInMemoryGit } from '../../support/in-memory-git.ts'
import { createPatientClock } from '../../support/patient-clock.ts'

const digestOf = (sign: string) => `sha256:${sign.repeat(64)}`
const seen = (tag: string, sign: string, at: number): Sighting => ({
  image: 'a/b',
  tag,
  digest: digestOf(sign),
  at,
})
const bytesOf = (...sightings: readonly Sighting[]) =>
  Buffer.from(formatLedger(withSightings(new Map(), sightings)))

describe('the ledger of two runs that write at once', () => {
  test('has what both saw, with the earlier time', async () => {
    const git = createInMemoryGit()
    let isFirst = true
    const racing = {
      ...git,
      writeLedger: async (bytes: Uint8Array, lease: string | undefined) => {
        if (isFirst) await git.writeLedger(bytesOf(seen('1', 'a', 1000), seen('2', 'b', 1000)), undefined)
        isFirst = false
        await git.writeLedger(bytes, lease)
      },
    }
    const clock = createPatientClock()
    expect(await keepLedger([seen('1', 'a', 5000), seen('3', 'c', 5000)], { git: racing, clock })).toEqual([])
    const ledger = readLedger(Buffer.from((await git.readLedger())?.bytes ?? []).toString())
    const times = ['a', 'b', 'c'].map((sign) => ledger && findEntry(ledger, 'a/b', digestOf(sign))?.firstSeen)
    expect(times).toEqual([1000, 1000, 5000])
    expect(clock.pauses).toHaveLength(1)
  })

  test('is given up for this run when others are always quicker, and that is told', async () => {
    const git = createInMemoryGit()
    const moved = () => Promise.reject(problemError('branch-moved', 'refs/image-bump/ledger moved.'))
    const problems = await keepLedger([seen('1', 'a', 0)], {
      git: { ...git, writeLedger: moved },
      clock: createPatientClock(),
    })
    expect(problems).toMatchObject([{ code: 'branch-moved', level: 'warning' }])
  })

  test('is not written over where this version cannot read it', async () => {
    const git = createInMemoryGit()
    await git.writeLedger(Buffer.from('{"version":9}\n'), undefined)
    await keepLedger([seen('1', 'a', 0)], { git, clock: createPatientClock() })
    expect(Buffer.from((await git.readLedger())?.bytes ?? []).toString()).toBe('{"version":9}\n')
  })
})
