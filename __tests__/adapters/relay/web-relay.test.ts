/** The relay with and without a process that goes on: bursts, GitHub away, the end. */
import { afterAll, afterEach, describe, expect, test } from '@jest/globals'
import { troubles } from '../../support/github-double.ts'
import { closeLoopback } from '../../support/loopback.ts'
import { caseOf, type RelayWorld, startRelayWorld } from '../../support/relay-world.ts'

const generic = caseOf('generic')
const workflow = 'actions/create-workflow-dispatch'
const worlds: RelayWorld[] = []
const start = async (options: Parameters<typeof startRelayWorld>[0]) => {
  const world = await startRelayWorld(options)
  worlds.push(world)
  return world
}

afterEach(async () => {
  for (const world of worlds.splice(0)) {
    world.double.failOnViolations()
    await world.close()
  }
})
afterAll(closeLoopback)

describe('where the process goes on', () => {
  test('a burst is answered at once and started once, whoever announces it', async () => {
    let endWindow = (): void => undefined
    const pause = () => new Promise<void>((resolve) => (endWindow = resolve))
    const world = await start({ isLasting: true, world: { pause } })
    const arrived = world.double.stall({ operation: workflow, when: 'before' })
    for (const image of ['ghcr.io/acme/web', 'ghcr.io/acme/app', 'ghcr.io/acme/web'])
      expect((await world.send(generic, { image })).status).toBe(202)
    expect((await world.send(caseOf('harbor'), harborPush('ghcr.io', 'acme/web'))).status).toBe(202)
    expect(world.double.requests).toEqual([])
    endWindow()
    await arrived.reached
    arrived.release()
    await world.stop()
    expect(world.started()).toMatchObject([{ payload: { only: 'ghcr.io/acme/web,ghcr.io/acme/app' } }])
  })

  test('what is kept at the end is sent before it', async () => {
    const world = await start({ isLasting: true, world: { pause: () => new Promise(() => undefined) } })
    await world.send(generic, { image: 'ghcr.io/acme/web' })
    expect(world.started()).toEqual([])
    await world.stop()
    expect(world.started()).toMatchObject([{ payload: { only: 'ghcr.io/acme/web' } }])
    await expect(fetch(`${world.url}/healthz`)).rejects.toThrow('fetch failed')
  })

  test('GitHub may be away for a while: it is asked again, and the log tells in the end', async () => {
    const world = await start({ isLasting: true, world: { pause: () => Promise.resolve() } })
    for (const nth of [1, 2, 3])
      world.double.addFault({ operation: workflow, nth, when: 'before', answer: troubles.badGateway })
    await world.send(generic, { image: 'ghcr.io/acme/web' })
    await world.stop()
    expect(world.started()).toHaveLength(1)
    expect(world.lines.at(-1)).toEqual({
      level: 'info',
      message: 'started gitops',
      images: ['ghcr.io/acme/web'],
    })
  })
})

describe('where it does not', () => {
  test('GitHub is asked before the answer; what it does not take is the sender’s to send again', async () => {
    const world = await start({ world: { pause: () => Promise.resolve(), now: creeping() } })
    const body = { id: 'again', image: 'ghcr.io/acme/web' }
    const away = { operation: workflow, when: 'before', answer: troubles.serverError } as const
    for (const nth of [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]) world.double.addFault({ ...away, nth })
    const first = await world.send(generic, body)
    expect([first.status, first.headers.get('retry-after')]).toEqual([503, '60'])
    expect(world.lines.at(-1)).toMatchObject({
      level: 'error',
      status: 503,
      message: 'not forwarded: GitHub failed to start image-bump.yaml in acme/gitops (500): Server Error',
    })
    let status = 503
    for (let times = 0; times < 5 && status === 503; times += 1)
      ({ status } = await world.send(generic, body))
    expect(status).toBe(202)
    expect(world.started()).toHaveLength(1)
    expect((await world.send(generic, body)).body).toEqual({ starts: [], why: 'seen before' })
  })

  test('each target of a sender gets its own event', async () => {
    const world = await start({ targets: '[gitops, apps]' })
    expect((await world.send(generic, { id: 'x', image: 'ghcr.io/acme/web' })).body).toEqual({
      images: ['ghcr.io/acme/web'],
      starts: [
        { repository: 'acme/gitops', workflow: 'image-bump.yaml', ref: 'main' },
        { repository: 'acme/apps', event: 'image-pushed' },
      ],
    })
    expect(world.started()).toMatchObject([
      { name: 'workflow_dispatch', payload: { only: 'ghcr.io/acme/web' } },
      {
        name: 'repository_dispatch',
        action: 'image-pushed',
        payload: { v: 1, images: [{ image: 'ghcr.io/acme/web' }], source: { type: 'generic', id: 'x' } },
      },
    ])
  })
})

function harborPush(host: string, repository: string): object {
  const resources = [{ resource_url: `${host}/${repository}:1`, tag: '1' }]
  return { type: 'PUSH_ARTIFACT', event_data: { resources, repository: { repo_full_name: repository } } }
}

/** A second further each time it is looked at, so that patience ends. */
function creeping(): () => Date {
  let time = Date.parse('2026-01-02T03:04:05Z')
  return () => new Date((time += 1_000))
}
