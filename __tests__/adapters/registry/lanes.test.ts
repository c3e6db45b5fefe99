import { describe, expect, test } from '@jest/globals'
import { createLanes } from '../../../src/adapters/registry/lanes.ts'

/** Tasks that end when they are told to, and how many run. */
function openTasks(lanes: ReturnType<typeof createLanes>) {
  let running = 0
  const ends: (() => void)[] = []
  return {
    running: () => running,
    start: (host: string) =>
      lanes.run(host, async () => {
        running++
        await new Promise<void>((resolve) => ends.push(resolve))
        running--
      }),
    endOne: async () => {
      ends.shift()?.()
      await settled()
    },
  }
}

/** When all that can go on has gone on. */
function settled(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve)
  })
}

describe('a host', () => {
  test('is asked no more at once than its lanes, and every task has its turn', async () => {
    const tasks = openTasks(createLanes(4))
    const all = Promise.all(Array.from({ length: 10 }, () => tasks.start('ghcr.io')))
    await settled()
    const seen: number[] = []
    for (let step = 0; step < 10; step++) {
      seen.push(tasks.running())
      await tasks.endOne()
    }
    await all
    expect(seen).toEqual([4, 4, 4, 4, 4, 4, 4, 3, 2, 1])
  })

  test('does not wait for another', async () => {
    const tasks = openTasks(createLanes(1))
    const all = [tasks.start('ghcr.io'), tasks.start('quay.io'), tasks.start('quay.io')]
    await settled()
    expect(tasks.running()).toBe(2)
    for (const _ of all) await tasks.endOne()
    await Promise.all(all)
    expect(tasks.running()).toBe(0)
  })

  test('that has complained is asked one at a time from then on', async () => {
    const lanes = createLanes(4)
    const tasks = openTasks(lanes)
    const all = Promise.all(Array.from({ length: 6 }, () => tasks.start('ghcr.io')))
    lanes.narrow('ghcr.io')
    await settled()
    const seen: number[] = []
    for (let step = 0; step < 6; step++) {
      seen.push(tasks.running())
      await tasks.endOne()
    }
    await all
    expect(seen).toEqual([4, 3, 2, 1, 1, 1])
  })
})

test('a task that fails leaves its lane', async () => {
  const lanes = createLanes(1)
  await expect(lanes.run('ghcr.io', () => Promise.reject(new Error('no')))).rejects.toThrow('no')
  expect(await lanes.run('ghcr.io', () => Promise.resolve('yes'))).toBe('yes')
})
