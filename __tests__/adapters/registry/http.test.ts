import { createServer, type RequestListener, type Server } from 'node:http'
import { afterEach, expect, test } from '@jest/globals'
import { createHttp } from '../../../src/adapters/registry/http.ts'
import { createPatientClock } from '../../support/patient-clock.ts'

let server: Server | undefined
afterEach(
  () =>
    new Promise<void>((resolve) => {
      server?.close(() => resolve())
      server?.closeAllConnections()
    }),
)

async function listen(handler: RequestListener): Promise<URL> {
  server = createServer(handler)
  const listening = server
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve))
  const address = listening.address()
  return new URL(`http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/`)
}

const request = { method: 'GET', limit: 10, image: 'acme/web' } as const
const options = { clock: createPatientClock(), userAgent: 'image-bump/test' }

test('a host that keeps silent is given up after as long as we have patience', async () => {
  const url = await listen(() => undefined)
  const http = createHttp({ ...options, patience: 20 })
  await expect(http.send({ ...request, url })).rejects.toThrow('no answer within 0.02 s')
  expect(http.requests().get(url.host)).toBe(4)
})

test('a host that falls silent in the middle of its answer is given up, too', async () => {
  const url = await listen((_, answer) => void answer.write('abc'))
  await expect(createHttp({ ...options, patience: 20 }).send({ ...request, url })).rejects.toThrow(
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
