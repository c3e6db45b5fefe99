/** What each registry posts, and what is believed of it: the image. */
import { describe, expect, test } from '@jest/globals'
import { plainName } from '../../src/relay/allowed.ts'
import { readPushEvent } from '../../src/relay/push-event.ts'
import { senderKinds } from '../../src/relay/sender.ts'
import type { SenderKind } from '../../src/relay/sender.ts'
import { otherEvents, payloadOf, payloads, pubSub } from '../support/relay-payloads.ts'

const read = (
  kind: SenderKind,
  body: unknown,
  { headers = {}, registry = undefined as string | undefined } = {},
) => {
  const reading = readPushEvent(kind, { headers: new Headers(headers), json: body, registry })
  return reading.kind === 'pushes'
    ? reading.pushes.map(({ image, ...rest }) => ({ image: plainName(image), ...rest }))
    : reading
}

test('every kind has a payload here', () => {
  expect(new Set(payloads.map(({ kind }) => kind))).toEqual(new Set(senderKinds))
})

test.each(payloads)('$kind: $name names its image', ({ kind, body, headers, registry, image, tags, id }) => {
  expect(read(kind, body, { ...(headers && { headers }), ...(registry && { registry }) })).toEqual([
    { image, tags, ...(id !== undefined && { id }) },
  ])
})

test.each(otherEvents)('$kind: $why starts nothing', ({ kind, body, headers, why }) => {
  expect(read(kind, body, { ...(headers && { headers }), registry: 'registry.acme.io' })).toEqual({
    kind: 'nothing',
    why,
  })
})

describe('a host that the configuration names', () => {
  test.each([
    { kind: 'docker-hub', registry: 'mirror.acme.io/hub', image: 'mirror.acme.io/hub/acme/app' },
    { kind: 'harbor', registry: 'images.acme.io', image: 'images.acme.io/team/app' },
    { kind: 'acr', registry: 'images.acme.io', image: 'images.acme.io/team/app' },
    { kind: 'ecr', registry: 'images.acme.io', image: 'images.acme.io/team/app' },
    { kind: 'distribution', registry: 'images.acme.io', image: 'images.acme.io/team/app' },
    { kind: 'ghcr', registry: 'containers.ghe.acme.io', image: 'containers.ghe.acme.io/acme/app' },
    { kind: 'artifactory', registry: 'acme.jfrog.io/docker', image: 'acme.jfrog.io/docker/team/app' },
  ] as const)('goes before the one that $kind says', ({ kind, registry, image }) => {
    const { body, headers = {} } = payloadOf(kind)
    expect(read(kind, body, { headers, registry })).toMatchObject([{ image }])
  })

  test.each([
    { kind: 'nexus', change: {} },
    { kind: 'artifactory', change: { jpd_origin: '' } },
  ] as const)('is wanted where $kind says none', ({ kind, change }) => {
    const { body, headers = {} } = payloadOf(kind)
    const wanted = expect.stringContaining('`registry` of the sender')
    expect(read(kind, { ...Object(body), ...change }, { headers })).toEqual({ kind: 'malformed', wanted })
  })
})

describe('a payload of another shape', () => {
  const shapes: readonly unknown[] = [
    null,
    7,
    'text',
    [],
    {},
    { events: {} },
    { message: { data: '%', messageId: '1' } },
  ]

  test.each(senderKinds)('is refused by %s with what was wanted', (kind) => {
    const headers = { 'x-github-event': 'package' }
    for (const shape of shapes) {
      expect(read(kind, shape, { headers, registry: 'r.io' })).toEqual({
        kind: 'malformed',
        wanted: expect.stringMatching(/\w{3}/),
      })
    }
  })

  test('is told with the place that was wrong first', () => {
    expect(read('acr', { action: 'push', target: { repository: 7 }, request: { host: 'r.io' } })).toEqual({
      kind: 'malformed',
      wanted: expect.stringContaining('`target.repository` is not as wanted'),
    })
  })

  test.each(['ghcr.io/', 'https://ghcr.io/acme/app', 'ghcr.io/acme/app;rm -rf', '$(id)', 'ghcr.io/ä'])(
    'with %s for an image is refused',
    (image) => {
      expect(read('generic', { image })).toEqual({
        kind: 'malformed',
        wanted: 'an image name such as host/path',
      })
    },
  )
})

test('several images come from one message, each with its tag', () => {
  const images = ['ghcr.io/acme/app:1', { image: 'quay.io/acme/web', tag: '2' }]
  expect(read('generic', { images })).toEqual([
    { image: 'ghcr.io/acme/app', tags: ['1'] },
    { image: 'quay.io/acme/web', tags: ['2'] },
  ])
})

test.each([
  { subject: 'pkg:docker/acme/app@1.4.2?repository_url=quay.io', image: 'quay.io/acme/app', tags: ['1.4.2'] },
  { subject: 'pkg:docker/nginx@sha256:00', image: 'docker.io/library/nginx', tags: [] },
  { subject: 'pkg:oci/app?repository_url=https://ghcr.io/acme/app', image: 'ghcr.io/acme/app', tags: [] },
])('the package URL $subject names $image', ({ subject, image, tags }) => {
  const context = { id: '1', type: 'dev.cdevents.artifact.published.0.2.0' }
  expect(read('cdevents', { context, subject: { id: subject } })).toEqual([{ image, tags, id: '1' }])
})

test("China's regions of Amazon have hosts of their own", () => {
  const { body } = payloadOf('ecr')
  expect(read('ecr', { ...Object(body), region: 'cn-north-1' })).toMatchObject([
    { image: '123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn/team/app' },
  ])
})

test('a push to Google by digest alone names the image too', () => {
  const digest = `us-docker.pkg.dev/p/r/app@sha256:${'0'.repeat(64)}`
  expect(read('google', pubSub({ action: 'INSERT', digest }))).toEqual([
    { image: 'us-docker.pkg.dev/p/r/app', tags: [], id: 'm-1' },
  ])
})
