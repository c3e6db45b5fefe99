import { createServer, type RequestListener } from 'node:http'
import { createServer as createRawServer, type Server, type Socket } from 'node:net'
import { afterEach, describe, expect, test } from '@jest/globals'
import { createHttp } from '../../../src/adapters/registry/http.ts'
import { createPatientClock } from '../../support/patient-clock.ts'

const running = new Set<Server>()
const sockets = new Set<Socket>()
afterEach(async () => {
  for (const socket of sockets) socket.destroy()
  sockets.clear()
  await Promise.all([...running].map((server) => new Promise((resolve) => server.close(resolve))))
  running.clear()
})

async function serve(server: Server): Promise<URL> {
  running.add(server)
  server.on('connection', (socket: Socket) => sockets.add(socket))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return new URL(`http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/`)
}

const listen = (handler: RequestListener): Promise<URL> => serve(createServer(handler))

/** Answers whoever comes with these bytes. */
const listenRaw = (bytes: string): Promise<URL> =>
  serve(
    createRawServer((socket) => {
      socket.on('error', () => undefined)
      socket.end(Buffer.from(bytes, 'latin1'))
    }),
  )

const request = { method: 'GET', limit: 10, image: 'acme/web' } as const
const options = { clock: createPatientClock(), userAgent: 'image-bump/test' }

test('a host that keeps silent is given up when our patience ends', async () => {
  const url = await listen(() => undefined)
  const http = createHttp({ ...options, timing: { silence: 20 } })
  await expect(http.send({ ...request, url })).rejects.toThrow('no answer within 0.02 s')
  expect(http.requests().get(url.host)).toBe(4)
})

test('a host that falls silent in the middle of its answer is given up, too', async () => {
  const url = await listen((_, answer) => void answer.write('abc'))
  await expect(createHttp({ ...options, timing: { silence: 20 } }).send({ ...request, url })).rejects.toThrow(
    'no answer within',
  )
})

test.each([
  ['shorter', 'x'.repeat(9), 9, false],
  ['as long', 'x'.repeat(10), 10, false],
  ['longer', 'x'.repeat(11), 10, true],
  ['endless, by our measure', 'x'.repeat(5_000_000), 10, true],
])('of a body that is %s than the limit, no more is kept', async (_, body, length, cut) => {
  const url = await listen((_request, answer) => void answer.end(body))
  const answer = await createHttp(options).send({ ...request, url })
  expect({ length: answer.body.length, cut: answer.cut }).toEqual({ length, cut })
})

test('at most four requests are under way to one host', async () => {
  let [running, most] = [0, 0]
  const url = await listen((_, answer) => {
    running++
    most = Math.max(most, running)
    // Others that are allowed to arrive do so first.
    setImmediate(() => {
      running--
      answer.end()
    })
  })
  const http = createHttp(options)
  await Promise.all(Array.from({ length: 40 }, () => http.send({ ...request, url })))
  expect(most).toBeLessThanOrEqual(4)
  expect(http.requests().get(url.host)).toBe(40)
})

test('a host that said 429 is asked one at a time from then on', async () => {
  let [running, most] = [0, 0]
  let isFirst = true
  const url = await listen((_, answer) => {
    answer.statusCode = isFirst ? 429 : 200
    running++
    if (!isFirst) most = Math.max(most, running)
    isFirst = false
    setImmediate(() => {
      running--
      answer.end()
    })
  })
  const http = createHttp(options)
  await http.send({ ...request, url })
  most = 0
  await Promise.all(Array.from({ length: 12 }, () => http.send({ ...request, url })))
  expect(most).toBe(1)
})

/** Chance and pauses as the patient clock has them, but time goes by. */
const runningClock = { ...createPatientClock(), now: () => new Date() }

/** Sends a byte now and then, for ever. */
const trickle: RequestListener = (_, answer) => {
  const timer = setInterval(() => answer.write('.'), 5)
  answer.on('close', () => clearInterval(timer))
}

describe('a host that always says a little and never ends', () => {
  test('is given up at the end of the time for a request, and not asked again', async () => {
    const url = await listen(trickle)
    const http = createHttp({ ...options, timing: { request: 60, silence: 5_000 } })
    await expect(http.send({ ...request, limit: 1e9, url })).rejects.toMatchObject({
      problems: [
        {
          code: 'registry-unreachable',
          level: 'warning',
          message: expect.stringContaining('did not end within 0.06 s'),
        },
      ],
    })
    expect(http.requests().get(url.host)).toBe(1)
  })

  test('is given up sooner where the request says so', async () => {
    const url = await listen(trickle)
    const http = createHttp({ ...options, clock: runningClock })
    const until = new Date(Date.now() + 60)
    await expect(http.send({ ...request, limit: 1e9, url, until })).rejects.toThrow('did not end within')
  })

  test('is not asked at all when the time for it has gone by', async () => {
    const url = await listen(trickle)
    const http = createHttp(options)
    const until = options.clock.now()
    await expect(http.send({ ...request, url, until })).rejects.toThrow('is used up')
    expect(http.requests().get(url.host)).toBeUndefined()
  })

  test('is asked nothing more in this run once it has used up its time, and other hosts are', async () => {
    const bad = await listen(trickle)
    const http = createHttp({
      ...options,
      clock: runningClock,
      timing: { request: 40, silence: 5_000, host: 30 },
    })
    const send = (url: URL) => http.send({ ...request, limit: 1e9, url })
    await expect(send(bad)).rejects.toThrow('did not end within')
    await expect(send(bad)).rejects.toMatchObject({
      problems: [
        {
          code: 'registry-unreachable',
          level: 'warning',
          message: expect.stringContaining('kept this run waiting'),
        },
      ],
    })
    expect(http.requests().get(bad.host)).toBe(1)
    const good = await listen((_, answer) => void answer.end('well'))
    expect((await send(good)).status).toBe(200)
  })
})

test('answers that come promptly use up no time, however many they are', async () => {
  const url = await listen((_, answer) => void answer.end('well'))
  const http = createHttp({ ...options, clock: runningClock, timing: { host: 1, prompt: 10_000 } })
  for (let count = 0; count < 20; count++) await http.send({ ...request, url })
  expect(http.requests().get(url.host)).toBe(20)
})

test('an answer that comes late counts from where it was no more prompt', async () => {
  const url = await listen((_, answer) => void setTimeout(() => answer.end('well'), 20))
  const http = createHttp({ ...options, clock: runningClock, timing: { host: 10, prompt: 1 } })
  await http.send({ ...request, url })
  await expect(http.send({ ...request, url })).rejects.toThrow('kept this run waiting')
})

describe('an answer that is none of HTTP', () => {
  test('is not a registry’s', async () => {
    const url = await listenRaw('SSH-2.0-OpenSSH_9.2\r\n')
    await expect(createHttp(options).send({ ...request, url })).rejects.toMatchObject({
      problems: [{ code: 'not-a-registry', level: 'error', message: expect.stringContaining('not HTTP') }],
    })
  })

  test.each([
    ['compressed, but is not', 'content-encoding: gzip\r\ncontent-length: 5\r\n\r\nhello'],
    ['in chunks, but is not', 'transfer-encoding: chunked\r\n\r\nhello'],
  ])('or says that it is %s, cannot be read', async (_, rest) => {
    const url = await listenRaw(`HTTP/1.1 200 OK\r\n${rest}`)
    await expect(createHttp(options).send({ ...request, url })).rejects.toMatchObject({
      problems: [
        { code: 'registry-failed', level: 'warning', message: expect.stringContaining('could not be read') },
      ],
    })
  })
})
