/** Bursts: one event a window and target, none lost. */
import { expect, test } from '@jest/globals'
import { createGatherer } from '../../src/relay/gather.ts'
import type { Dispatch, LogLine } from '../../src/relay/relay-ports.ts'

/** Windows and sending end when the test says so. */
function createWorld() {
  const windows: (() => void)[] = []
  const sendings: { readonly dispatch: Dispatch; readonly end: (error?: Error) => void }[] = []
  const lines: LogLine[] = []
  const gatherer = createGatherer({
    window: 5_000,
    pause: (milliseconds) =>
      new Promise<void>((resolve) => windows.push(() => resolve(expect(milliseconds).toBe(5_000)))),
    send: (dispatch) =>
      new Promise((resolve, reject) => {
        sendings.push({ dispatch, end: (error) => (error === undefined ? resolve() : reject(error)) })
      }),
    log: (line) => lines.push(line),
  })
  return {
    ...gatherer,
    windows,
    lines,
    sent: () => sendings.map(({ dispatch }) => [dispatch.target.name, dispatch.images.join(' ')]),
    endWindow: () => settled(() => windows.shift()?.()),
    endSending: (error?: Error) => settled(() => sendings.at(-1)?.end(error)),
  }
}

test('a burst for one image is one event, at the end of a window that the first announcement opened', async () => {
  const world = createWorld()
  for (const _ of [1, 2, 3]) world.add(dispatch('gitops', ['a']))
  await settled()
  expect([world.sent(), world.windows.length]).toEqual([[], 1])
  await world.endWindow()
  expect(world.sent()).toEqual([['gitops', 'a']])
})

test('images of one window go together, and each target has a window of its own', async () => {
  const world = createWorld()
  world.add(dispatch('gitops', ['a', 'b']))
  world.add(dispatch('apps', ['a']))
  world.add(dispatch('gitops', ['c', 'a']))
  await world.endWindow()
  await world.endWindow()
  expect(world.sent()).toEqual([
    ['gitops', 'a b c'],
    ['apps', 'a'],
  ])
})

test('what comes while an event is sent is not lost: it goes with the next, and never before the first is through', async () => {
  const world = createWorld()
  world.add(dispatch('gitops', ['a']))
  await world.endWindow()
  world.add(dispatch('gitops', ['a']))
  world.add(dispatch('gitops', ['b']))
  await settled()
  expect([world.sent().length, world.windows.length]).toEqual([1, 0])
  await world.endSending()
  await world.endWindow()
  expect(world.sent()).toEqual([
    ['gitops', 'a'],
    ['gitops', 'a b'],
  ])
})

test('an event that GitHub will not have is told, and what comes later goes on', async () => {
  const world = createWorld()
  world.add(dispatch('gitops', ['a']))
  await world.endWindow()
  await world.endSending(new Error('no such workflow'))
  expect(world.lines).toEqual([
    { level: 'error', message: 'gave up on gitops: no such workflow', images: ['a'] },
  ])
  world.add(dispatch('gitops', ['b']))
  await world.endWindow()
  expect(world.sent()).toHaveLength(2)
})

test('at the end all windows close at once, and nothing is left behind', async () => {
  const world = createWorld()
  world.add(dispatch('gitops', ['a']))
  let isDrained = false
  const drained = world.drain().then(() => (isDrained = true))
  await settled()
  expect([world.sent(), isDrained]).toEqual([[['gitops', 'a']], false])
  world.add(dispatch('gitops', ['b']))
  await world.endSending()
  expect(world.sent()).toEqual([
    ['gitops', 'a'],
    ['gitops', 'b'],
  ])
  await world.endSending()
  await drained
})

test('more images than GitHub takes in one event go in several', async () => {
  const world = createWorld()
  world.add(
    dispatch(
      'gitops',
      Array.from({ length: 201 }, (_, index) => `image-${index}`),
    ),
  )
  await world.endWindow()
  await world.endSending()
  expect(world.sent().map(([, images = '']) => images.split(' ').length)).toEqual([200, 1])
})

test('names without end are refused, so that the sender keeps them', () => {
  const world = createWorld()
  const images = (from: number) => Array.from({ length: 10_000 }, (_, index) => `image-${from + index}`)
  world.add(dispatch('gitops', images(0)))
  expect(() => world.add(dispatch('gitops', images(1)))).toThrow('Too many images wait for gitops already.')
})

function dispatch(name: string, images: readonly string[]): Dispatch {
  const event = { kind: 'repository', type: 'image-pushed' } as const
  const source = { kind: 'generic', time: new Date(0) } as const
  return { target: { name, repository: 'acme/gitops', event }, images, source }
}

/** Lets all that waits for nothing come to its end. */
async function settled(act: () => void = () => undefined): Promise<void> {
  act()
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve()
}
