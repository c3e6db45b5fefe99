/** The relay over real HTTP: good, forged, replayed, oversized, slow and malformed requests of every sender. GitHub is the double. */
import { connect } from 'node:net'
import { once } from 'node:events'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { closeLoopback } from '../support/loopback.ts'
import { envelope, type Payload, payloadOf } from '../support/relay-payloads.ts'
import {
  type Case,
  caseOf,
  cases,
  idToken,
  newSecret,
  type RelayWorld,
  secret,
} from '../support/relay-world.ts'
import { startRelayWorld, stranger, today, tokenPath } from '../support/relay-world.ts'

let world: RelayWorld
beforeAll(async () => {
  world = await startRelayWorld()
})
beforeEach(() => void world.started())
afterEach(() => world.double.failOnViolations())
afterAll(async () => {
  await world.close()
  await closeLoopback()
})

const json = { 'content-type': 'application/json' }
const withId = ['acr', 'cdevents', 'distribution', 'ecr', 'generic', 'ghcr', 'gitlab', 'google', 'nexus']
const proven = cases.filter(({ prove }) => Object.keys(prove('')).length > 0)

describe.each(cases)('$name', (sender) => {
  const { kind, path, prove } = sender

  test('starts the workflow for the image that it names, and nothing of its tag', async () => {
    const { payload, image } = freshPayload(sender)
    expect(await world.send(sender, payload.body, payload.headers)).toMatchObject({
      status: 202,
      body: {
        images: [image],
        starts: [{ repository: 'acme/gitops', workflow: 'image-bump.yaml', ref: 'main' }],
      },
    })
    expect(world.started()).toEqual([
      { name: 'workflow_dispatch', action: 'image-bump.yaml', ref: 'main', payload: { only: image } },
    ])
  })

  test('is joined or told apart when it sends the same again', async () => {
    const { payload } = freshPayload(sender)
    await world.send(sender, payload.body, payload.headers)
    const again = await world.send(sender, payload.body, payload.headers)
    expect(again.status).toBe(202)
    expect(Object(again.body).why).toBe(withId.includes(kind) ? 'seen before' : undefined)
    expect(world.started()).toHaveLength(withId.includes(kind) ? 1 : 2)
  })

  test('sends at most 1 MiB, told or not', async () => {
    const body = JSON.stringify({ padding: 'x'.repeat(1024 * 1024) })
    const headers = { ...json, ...prove(body) }
    expect(await world.post(path, { body, headers })).toMatchObject({ status: 413 })
    const stream = new Blob([body]).stream()
    expect(await world.post(path, { body: stream, headers, duplex: 'half' })).toMatchObject({
      status: 413,
    })
    expect(world.started()).toEqual([])
  })

  test('sends its body in time', async () => {
    const { write, answer } = await openRequest(path, prove('{}'))
    write('{')
    await untilReading()
    world.expire()
    expect(await answer).toMatch(/^HTTP\/1\.1 408 /)
  })

  test('is told what was wanted, once it is proven', async () => {
    const send = (body: string, headers = {}) =>
      world.post(path, { body, headers: { ...json, ...headers, ...prove(body) } })
    const wanted = { message: expect.stringMatching(/^Wanted /) }
    expect(await send('{"half":')).toMatchObject({ status: 400, body: wanted })
    expect(await send('"\u0000"', { 'x-github-event': 'package' })).toMatchObject({
      status: 400,
      body: wanted,
    })
    expect(await send('{}', { 'content-type': 'text/plain' })).toMatchObject({ status: 415, body: wanted })
    expect(world.started()).toEqual([])
  })

  test('posts, and does nothing else', async () => {
    const answer = await fetch(world.url + path)
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'POST'])
  })
})

describe.each(proven)('who forges $name', (sender) => {
  test('is told the same, whatever is wrong', async () => {
    const { payload } = freshPayload(sender)
    const body = JSON.stringify(payload.body)
    const right = sender.prove(body)
    const forgeries: readonly Readonly<Record<string, string>>[] = [
      {},
      each(right, () => ''),
      each(right, (value) => `${value}x`),
      each(right, (value) => value.slice(0, -1)),
      each(right, (value) => `x${value}`),
      sender.prove(body, 'a-secret-of-somebody-else'),
      ...(isSigned(sender) ? [sender.prove(`${body} `)] : []),
      { authorization: `Bearer ${newSecret}` },
      { authorization: 'Basic ' },
      { authorization: 'Bearer a.b.c' },
      { cookie: secret, 'x-signature': `sha256=${secret}` },
    ]
    for (const forgery of forgeries) {
      const {
        status,
        headers,
        body: said,
      } = await world.post(sender.path, {
        body,
        headers: { ...json, ...payload.headers, ...forgery },
      })
      expect({ status, said, headers: Object.keys(Object.fromEntries(headers)) }).toEqual({
        status: 401,
        said: { message: 'Not authenticated.' },
        headers: ['cache-control', 'connection', 'content-length', 'content-type', 'date', 'keep-alive'],
      })
    }
    expect(world.started()).toEqual([])
    expect((await world.send(sender, payload.body, payload.headers)).status).toBe(202)
  })
})

describe('a path', () => {
  const unknown = [
    '/',
    '/hook',
    '/hook/',
    '/hook/other',
    '/hook/harbor/',
    '//hook/harbor',
    '/azure/acr/..',
    tokenPath('hub', '', newSecret),
  ]

  test.each(unknown)('%s leads nowhere', async (path) => {
    const body = JSON.stringify(payloadOf('harbor').body)
    const answer = await world.post(path, { body, headers: { ...json, authorization: secret } })
    expect(answer).toMatchObject({ status: 404, body: { message: 'There is nothing here.' } })
  })

  test('may have a query, which nobody reads and no log shows', async () => {
    const { payload } = freshPayload(caseOf('hub'))
    const body = JSON.stringify(payload.body)
    const before = world.lines.length
    expect(
      await world.post(`${tokenPath('hub')}?secret=in-the-query`, { body, headers: json }),
    ).toMatchObject({ status: 202 })
    expect(JSON.stringify(world.lines.slice(before))).not.toContain('in-the-query')
  })
})

describe("Google's token", () => {
  const second = today.getTime() / 1000
  const wrong = [
    { what: 'for somebody else', token: { changes: { aud: 'https://relay.acme.io' } } },
    { what: 'of another account', token: { changes: { email: 'push@evil.iam.gserviceaccount.com' } } },
    { what: 'of an account that nobody verified', token: { changes: { email_verified: false } } },
    { what: 'of another issuer', token: { changes: { iss: 'https://accounts.google.com.evil.io' } } },
    { what: 'that has ended', token: { changes: { exp: second - 61 } } },
    { what: 'of the future', token: { changes: { iat: second + 3600 } } },
    { what: 'without an end', token: { changes: { exp: undefined } } },
    { what: 'signed by nobody', token: { header: { alg: 'none' } } },
    { what: 'signed by a shared secret', token: { header: { alg: 'HS256' } } },
    { what: 'with a key that Google has not', token: { header: { kid: 'g-2' } } },
    { what: 'signed by a stranger', token: { key: stranger.privateKey } },
  ]

  test.each(wrong)('$what proves nothing', async ({ token }) => {
    const { payload } = freshPayload(caseOf('google'))
    const headers = { ...json, authorization: `Bearer ${idToken(token)}` }
    expect(await world.post('/hook/google', { body: JSON.stringify(payload.body), headers })).toMatchObject({
      status: 401,
    })
    expect(world.started()).toEqual([])
  })

  test('proves as much while clocks differ by some seconds', async () => {
    const { payload } = freshPayload(caseOf('google'))
    const changes = { exp: second - 30, iat: second + 30 }
    const headers = { ...json, authorization: `bearer ${idToken({ changes })}` }
    expect(await world.post('/hook/google', { body: JSON.stringify(payload.body), headers })).toMatchObject({
      status: 202,
    })
  })
})

test('a secret can be changed without a gap: both are good', async () => {
  const sender = caseOf('generic')
  for (const by of [secret, newSecret]) {
    const body = JSON.stringify({ image: 'ghcr.io/acme/app' })
    const answer = await world.post(sender.path, { body, headers: { ...json, ...sender.prove(body, by) } })
    expect(answer.status).toBe(202)
  }
})

test('an image that a sender may not announce starts nothing, and is not told from one that it may not know', async () => {
  const sender = caseOf('generic')
  const images = [
    'ghcr.io/evil/web',
    'ghcr.io/acme/deep/web',
    'registry.io/acme/web',
    'ghcr.io.evil.io/acme/web',
  ]
  expect(await world.send(sender, { images })).toMatchObject({
    status: 202,
    body: { starts: [], why: 'no image that this sender may announce' },
  })
  expect(world.started()).toEqual([])
  expect(await world.send(sender, { images: [...images, 'ghcr.io/acme/web'] })).toMatchObject({
    body: { images: ['ghcr.io/acme/web'] },
  })
})

test('more images than a push could have start nothing, and a hundred start', async () => {
  const sender = caseOf('generic')
  const images = Array.from({ length: 101 }, (_, index) => `ghcr.io/acme/app-${index}`)
  expect(await world.send(sender, { images })).toMatchObject({ status: 400 })
  expect(world.started()).toEqual([])
  expect(await world.send(sender, { images: images.slice(1) })).toMatchObject({ status: 202 })
})

test('of an envelope that comes again with something new in it only that is new', async () => {
  const sender = caseOf('distribution')
  const event = (id: string, repository: string) => {
    const { target, ...rest } = envelope.events[1] ?? {}
    return { ...rest, id, target: { ...target, repository } }
  }
  await world.send(sender, { events: [event('env-1', 'one/app')] })
  expect(
    await world.send(sender, { events: [event('env-1', 'one/app'), event('env-2', 'two/app')] }),
  ).toMatchObject({
    body: { images: ['registry.acme.io/two/app'] },
  })
})

test('health says whether the relay is ready, and no more', async () => {
  const answer = await fetch(`${world.url}/healthz`)
  expect([answer.status, await answer.json()]).toEqual([200, { status: 'ready' }])
  expect((await fetch(`${world.url}/healthz`, { method: 'HEAD' })).status).toBe(200)
  expect(await world.post('/healthz', {})).toMatchObject({ status: 405 })
})

test('no log line has a secret, a signature or a path in it', () => {
  const log = JSON.stringify(world.lines)
  expect(world.lines.length).toBeGreaterThan(100)
  expect(log).toContain('"images":["ghcr.io/acme/app"]')
  expect(log).toContain('"tags":["1.4.2"]')
  for (const hidden of [
    secret,
    newSecret,
    'its-long-password',
    'sha256=',
    '/hook/',
    'eyJ',
    'callback_url',
    'ghs_',
  ])
    expect(log).not.toContain(hidden)
})

test('nothing that a payload names is fetched: GitHub alone was asked, for one thing', () => {
  const asked = new Set(world.double.requests.map(({ method, path }) => `${method} ${path}`))
  expect([...asked]).toEqual(['POST /repos/acme/gitops/actions/workflows/image-bump.yaml/dispatches'])
})

let count = 0

/** A payload as if it was the first of its kind: with an id that nobody has seen. */
function freshPayload({ kind }: Case): { readonly payload: Payload; readonly image: string } {
  count += 1
  const payload = payloadOf(kind)
  const renew = (text: string): string =>
    payload.id === undefined ? text : text.replaceAll(`"${payload.id}"`, `"id-${count}"`)
  const headers = Object(JSON.parse(renew(JSON.stringify(payload.headers ?? {}))))
  return {
    payload: { ...payload, headers, body: JSON.parse(renew(JSON.stringify(payload.body))) },
    image: payload.image,
  }
}

function each(headers: Readonly<Record<string, string>>, change: (value: string) => string) {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, change(value)]))
}

/** Does the proof depend on the body? */
function isSigned({ prove }: Case): boolean {
  return (
    JSON.stringify(prove('a')) !== JSON.stringify(prove('b')) && prove('a')['authorization'] === undefined
  )
}

/** A request whose body is written by hand. */
async function openRequest(path: string, headers: Readonly<Record<string, string>>) {
  const { hostname, port } = new URL(world.url)
  const socket = connect(Number(port), hostname)
  await once(socket, 'connect')
  const answer = once(socket, 'data').then(([data]) => String(data))
  const lines = Object.entries({ host: hostname, 'content-length': '100', ...json, ...headers }).map(
    ([name, value]) => `${name}: ${value}\r\n`,
  )
  socket.write(`POST ${path} HTTP/1.1\r\n${lines.join('')}\r\n`)
  return { write: (text: string) => socket.write(text), answer: answer.finally(() => socket.destroy()) }
}

/** Until the server has begun: another request that came later was answered. */
async function untilReading(): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) await fetch(`${world.url}/healthz`)
}
