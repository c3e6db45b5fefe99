/** Whatever strangers send, nothing starts, and no answer is our fault. */
import { expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { createApp } from '../../src/adapters/relay/app.ts'
import { createMemory } from '../../src/adapters/relay/memory.ts'
import { readRelayConfig } from '../../src/relay/config/config.ts'
import { readPushEvent } from '../../src/relay/push-event.ts'
import type { Dispatch, LogLine } from '../../src/relay/relay-ports.ts'
import { senderKinds } from '../../src/relay/sender.ts'
import { payloads } from '../support/relay-payloads.ts'
import { cases, newSecret, relayYaml, secret, today } from '../support/relay-world.ts'

const dispatches: Dispatch[] = []
const lines: LogLine[] = []
const environment = {
  SECRET: secret,
  NEW_SECRET: newSecret,
  LOGIN: 'registry:its-long-password',
  TOKEN: 'token',
}
const { senders } = readRelayConfig({ file: 'relay.yaml', text: relayYaml() }, environment)
const app = createApp({
  senders,
  ports: {
    ...createMemory({ now: () => today }),
    forward: async (dispatch) => void dispatches.push(dispatch),
    keys: () => Promise.reject(new Error('Google is away')),
    now: () => today,
    timeout: () => new AbortController().signal,
    log: (line) => lines.push(line),
    isReady: () => true,
  },
})

const shownPaths = cases.filter(({ path }) => !/[0-9a-f]{64}/.test(path)).map(({ path }) => path)
const bodies = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.json(),
  fc.constantFrom(...payloads.map(({ body }) => JSON.stringify(body))),
  fc.uint8Array({ maxLength: 200 }),
)
const headerNames = fc.constantFrom(
  'authorization',
  'content-encoding',
  'content-type',
  'x-github-event',
  'x-gitlab-token',
  'x-hub-signature-256',
  'x-jfrog-event-auth',
  'x-nexus-webhook-signature',
  'x-relay-token',
  'x-signature',
)
const headerValues = fc.oneof(
  fc.stringMatching(/^[ -~]{0,60}$/),
  fc.stringMatching(/^(sha256=)?[0-9a-f]{64}$/),
  fc.stringMatching(/^(Bearer|Basic) [\w.=-]{0,40}$/),
  fc.constantFrom('application/json', 'Bearer eyJhbGciOiJSUzI1NiIsImtpZCI6ImcifQ.e30.AA', 'package', 'gzip'),
)
const requests = fc.record({
  method: fc.constantFrom('POST', 'POST', 'POST', 'PUT', 'DELETE', 'OPTIONS'),
  path: fc.oneof(fc.constantFrom(...shownPaths, '/healthz'), fc.webPath()),
  query: fc.webQueryParameters(),
  headers: fc.dictionary(headerNames, headerValues, { noNullPrototype: true }),
  body: bodies,
})

test('a stranger starts nothing and gets no answer of 2xx or 5xx', () =>
  fc.assert(
    fc.asyncProperty(requests, async ({ path, query, ...init }) => {
      const { status } = await app.fetch(new Request(`http://relay${path}?${query}`, init))
      expect([400, 401, 404, 405, 408, 413]).toContain(status)
      expect(dispatches).toEqual([])
    }),
    { seed: 7, numRuns: 1_500 },
  ))

test('whoever has the secret gets no answer of 5xx either, whatever the payload', () =>
  fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...cases),
      bodies,
      headerNames,
      headerValues,
      async (sender, body, name, value) => {
        const text = typeof body === 'string' ? body : Buffer.from(body).toString('latin1')
        const headers = { [name]: value, 'content-type': 'application/json', ...sender.prove(text) }
        const { status } = await app.fetch(
          new Request(`http://relay${sender.path}`, { method: 'POST', headers, body: text }),
        )
        expect([202, 400, 401, 415]).toContain(status)
      },
    ),
    { seed: 7, numRuns: 1_000 },
  ))

test('a payload that is changed anywhere is read or refused, and never throws', () =>
  fc.assert(
    fc.property(
      fc.constantFrom(...payloads),
      fc.nat(),
      fc.jsonValue(),
      fc.constantFrom(...senderKinds),
      (payload, at, value, kind) => {
        const body = changed(payload.body, at, value)
        const reading = readPushEvent(kind, {
          headers: new Headers(payload.headers),
          json: body,
          registry: payload.registry,
        })
        expect(['pushes', 'nothing', 'malformed']).toContain(reading.kind)
      },
    ),
    { seed: 7, numRuns: 2_000 },
  ))

test('JSON as deep as a body can be is refused', async () => {
  const body = '['.repeat(500_000)
  for (const sender of cases) {
    const headers = {
      'content-type': 'application/json',
      'x-github-event': 'package',
      ...sender.prove(body + ']'.repeat(500_000)),
    }
    const request = { method: 'POST', headers, body: body + ']'.repeat(500_000) }
    expect([400, 401]).toContain((await app.fetch(new Request(`http://relay${sender.path}`, request))).status)
  }
})

test('no line of the log is a fault of ours', () => {
  expect(lines.length).toBeGreaterThan(1_000)
  expect(lines.filter(({ message }) => message.startsWith('fault'))).toEqual([])
})

/** The JSON with its nth value, from the top down, replaced. */
function changed(json: unknown, at: number, value: unknown): unknown {
  const size = JSON.stringify(json).split(/[,:]/).length
  let left = at % size
  return JSON.parse(
    JSON.stringify(json, (_, part: unknown) => {
      left -= 1
      return left === -1 ? value : part
    }),
  )
}
