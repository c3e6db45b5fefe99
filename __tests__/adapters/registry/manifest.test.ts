import { createHash } from 'node:crypto'
import { afterEach, expect, test } from '@jest/globals'
import type { Fault, SeenRequest } from '../../../src/standins/registry/registry.ts'
import { closeStandIns, openStandIn } from '../../support/registry-on-stand-in.ts'

afterEach(closeStandIns)

const body = '{"schemaVersion":2}'
const digest = `sha256:${createHash('sha256').update(body).digest('hex')}`
const other = `sha256:${'0'.repeat(64)}`

async function resolve(answer: (request: SeenRequest) => Fault) {
  const subject = await openStandIn({ onRequest: answer })
  return { subject, resolved: subject.registry.resolveDigest(subject.name('acme/web'), '1.0.0') }
}

function manifest(headers: Readonly<Record<string, string>> = {}): Fault {
  return { kind: 'answer', status: 200, headers, body }
}

test('a digest that HEAD names needs no second request, and all kinds of manifests are accepted', async () => {
  const { subject, resolved } = await resolve(() => manifest({ 'docker-content-digest': other }))
  expect(await resolved).toBe(other)
  expect(subject.asked()).toEqual(['HEAD /v2/acme/web/manifests/1.0.0'])
  expect(subject.standIn.requests[0]?.headers['accept']?.split(', ')).toEqual([
    'application/vnd.oci.image.index.v1+json',
    'application/vnd.docker.distribution.manifest.list.v2+json',
    'application/vnd.oci.image.manifest.v1+json',
    'application/vnd.docker.distribution.manifest.v2+json',
  ])
})

test.each<[string, Fault]>([
  ['does not name it', manifest()],
  ['names nonsense', manifest({ 'docker-content-digest': 'sha256:abc' })],
  ['is not allowed', { kind: 'answer', status: 405 }],
  ['is not found', { kind: 'answer', status: 404 }],
  ['is refused without a reason', { kind: 'answer', status: 401 }],
])('the bytes give the digest where HEAD %s', async (_, head) => {
  const { resolved } = await resolve(({ method, path }) => {
    if (path === '/v2/') return { kind: 'answer', status: 200 }
    return method === 'HEAD' ? head : manifest()
  })
  expect(await resolved).toBe(digest)
})

test('bytes that are not what the registry says of them are refused', async () => {
  const { resolved } = await resolve(({ method }) =>
    method === 'HEAD' ? manifest() : manifest({ 'docker-content-digest': other }),
  )
  await expect(resolved).rejects.toMatchObject({ problems: [{ code: 'registry-failed', level: 'error' }] })
})

test('sha512 is checked as such', async () => {
  const named = `sha512:${createHash('sha512').update(body).digest('hex')}`
  const { resolved } = await resolve(({ method }) =>
    manifest(method === 'HEAD' ? {} : { 'docker-content-digest': named }),
  )
  expect(await resolved).toBe(named)
})

test.each<[string, string]>([
  ['MANIFEST_UNKNOWN', 'digest-not-found'],
  ['NAME_UNKNOWN', 'repository-not-found'],
])('%s is %s', async (code, expected) => {
  const { resolved } = await resolve(() => ({
    kind: 'answer',
    status: 404,
    body: JSON.stringify({ errors: [{ code }] }),
  }))
  await expect(resolved).rejects.toMatchObject({ problems: [{ code: expected, level: 'error' }] })
})

test.each(['..', '../../../token', 'a/b', 'a?b', ''])(
  '"%s" is no tag, and nobody is asked for it',
  async (tag) => {
    const subject = await openStandIn()
    await expect(subject.registry.resolveDigest(subject.name('acme/web'), tag)).rejects.toMatchObject({
      problems: [{ code: 'digest-not-found' }],
    })
    expect(subject.asked()).toEqual([])
  },
)

test.each<[string, Fault]>([
  [
    'HEAD says so',
    {
      kind: 'answer',
      status: 200,
      headers: {
        'content-type': 'application/vnd.docker.distribution.manifest.v1+prettyjws',
        'docker-content-digest': other,
      },
    },
  ],
  [
    'only its bytes say so',
    { kind: 'answer', status: 200, body: '{"schemaVersion": 1, "name": "acme/web"}' },
  ],
])('an image of schema 1 alone has no digest to rely on, where %s', async (_, answer) => {
  const { resolved } = await resolve(() => answer)
  await expect(resolved).rejects.toMatchObject({
    problems: [
      { code: 'image-outdated', level: 'error', message: expect.stringContaining('acme/web:1.0.0') },
    ],
  })
})

test('a manifest of OCI is not taken for one of schema 1', async () => {
  const { resolved } = await resolve(() =>
    manifest({
      'content-type': 'application/vnd.oci.image.manifest.v1+json',
      'docker-content-digest': other,
    }),
  )
  expect(await resolved).toBe(other)
})

test('a manifest larger than any is refused', async () => {
  const { resolved } = await resolve(({ method }) =>
    method === 'HEAD' ? manifest() : { kind: 'flood', bytes: 9 * 1024 * 1024 },
  )
  await expect(resolved).rejects.toMatchObject({
    problems: [{ code: 'registry-failed', message: expect.stringContaining('larger than') }],
  })
})
