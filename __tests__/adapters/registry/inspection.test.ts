import { createServer, type Server } from 'node:http'
import { afterEach, describe, expect, test } from '@jest/globals'
import { makeContent, makeImage, type Content, type Fault } from '../../../src/standins/registry/registry.ts'
import {
  buildImage,
  describe as descriptor,
  makeConfig,
  makeIndex,
  makeManifest,
  types,
} from '../../support/images.ts'
import { closeStandIns, openStandIn } from '../../support/registry-on-stand-in.ts'

afterEach(closeStandIns)

const label = (name: string, value: string) => ({ [`org.opencontainers.image.${name}`]: value })
const manifestList = 'application/vnd.docker.distribution.manifest.list.v2+json'

async function inspect(manifest: Content, others: readonly Content[]) {
  const subject = await openStandIn()
  subject.standIn.push('acme/web', '1.0.0', { manifest, manifests: others, blobs: others })
  return { subject, found: subject.registry.inspect(subject.name('acme/web'), '1.0.0') }
}

/** Indexes around a manifest, as many as `levels`. */
function nested(levels: number, manifest: Content): readonly Content[] {
  const all = [manifest]
  for (let level = 0; level < levels; level++)
    all.push(
      makeIndex([
        {
          ...descriptor(all.at(-1)!),
          ...(level === 0 && { platform: { os: 'linux', architecture: 'amd64' } }),
        },
      ]),
    )
  return all
}

describe('labels', () => {
  test('stand in four places, of which the later wins', async () => {
    const places = ['index', 'entry', 'manifest', 'config'] as const
    const config = makeConfig('linux/amd64', { labels: label('source', 'config') })
    const manifest = makeManifest(config, {
      ...label('source', 'manifest'),
      ...label('revision', 'manifest'),
    })
    const index = makeIndex(
      [
        {
          ...descriptor(manifest),
          platform: { os: 'linux', architecture: 'amd64' },
          annotations: {
            ...label('source', 'entry'),
            ...label('revision', 'entry'),
            ...label('version', 'entry'),
          },
        },
      ],
      Object.fromEntries(
        ['source', 'revision', 'version', 'created'].map((name) => [
          `org.opencontainers.image.${name}`,
          name === 'created' ? '2026-01-02T03:04:05Z' : places[0],
        ]),
      ),
    )
    const { found } = await inspect(index, [manifest, config])
    expect(await found).toMatchObject({
      source: 'config',
      revision: 'manifest',
      version: 'entry',
      created: '2026-01-02T03:04:05Z',
    })
  })

  test('of old have their old names, which count where the new ones are missing', async () => {
    const labels = {
      'org.label-schema.vcs-url': 'https://example.com/old',
      'org.label-schema.vcs-ref': 'abc',
      ...label('revision', 'def'),
    }
    const { manifest, blobs } = buildImage({ platforms: ['linux/amd64'], labels })
    const { found } = await inspect(manifest, blobs)
    expect(await found).toMatchObject({ source: 'https://example.com/old', revision: 'def' })
  })

  test.each<[string, unknown]>([
    ['are empty', ''],
    ['have a line break', 'https://example.com\n::error::'],
    ['are longer than an address', 'x'.repeat(2_001)],
    ['are no text', 7],
  ])('that %s are none', async (_, source) => {
    const config = makeContent(types.config, {
      config: { Labels: { 'org.opencontainers.image.source': source } },
    })
    const { found } = await inspect(makeManifest(config), [config])
    expect(await found).not.toHaveProperty('source')
  })
})

describe('the time of building', () => {
  test.each<[string, string | undefined, string | undefined, string | undefined]>([
    [
      'is that of the configuration',
      '2026-02-03T04:05:06.789123456Z',
      '2025-01-01T00:00:00Z',
      '2026-02-03T04:05:06Z',
    ],
    ['is told in UTC', '2026-02-03T01:00:00+02:00', undefined, '2026-02-02T23:00:00Z'],
    [
      'of 1970 gives way to the label',
      '1970-01-01T00:00:00Z',
      '2025-01-01T00:00:00Z',
      '2025-01-01T00:00:00Z',
    ],
    ['of the year 1 is none', '0001-01-01T00:00:00Z', undefined, undefined],
    ['of 2012 is none', '2012-12-31T23:59:59Z', '2012-12-31T23:59:59Z', undefined],
    ['that cannot be read is none', 'yesterday', 'soon', undefined],
  ])('%s', async (_, created, labelled, expected) => {
    const labels = labelled === undefined ? {} : label('created', labelled)
    const words = { platforms: ['linux/amd64'], labels, ...(created !== undefined && { created }) }
    const { manifest, blobs } = buildImage(words)
    const { found } = await inspect(manifest, blobs)
    expect((await found).created).toBe(expected)
  })
})

describe('platforms', () => {
  test.each<[object, string]>([
    [{ os: 'linux', architecture: 'arm64', variant: 'v8' }, 'linux/arm64'],
    [{ os: 'linux', architecture: 'amd64', variant: 'v1' }, 'linux/amd64'],
    [{ os: 'linux', architecture: 'amd64', variant: 'v3' }, 'linux/amd64/v3'],
    [{ os: 'linux', architecture: 'arm', variant: 'v6' }, 'linux/arm/v6'],
    [{ os: 'windows', architecture: 'amd64', 'os.version': '10.0.20348.1' }, 'windows/amd64'],
  ])('%j is %s', async (platform, expected) => {
    const { manifest, blobs } = buildImage({ platforms: ['linux/s390x'] })
    const { found } = await inspect(makeIndex([{ ...descriptor(manifest), platform }]), [manifest, ...blobs])
    expect((await found).platforms).toEqual([expected])
  })

  test('that an index does not name are those of the configuration', async () => {
    const { manifest, blobs } = buildImage({ platforms: ['linux/s390x'] })
    const { found } = await inspect(makeIndex([descriptor(manifest)]), [manifest, ...blobs])
    expect((await found).platforms).toEqual(['linux/s390x'])
  })

  test('are read from an index of Docker, which only its Content-Type may tell', async () => {
    const { manifest, blobs } = buildImage({ platforms: ['linux/amd64'] })
    const list = makeContent(manifestList, {
      schemaVersion: 2,
      manifests: [{ ...descriptor(manifest), platform: { os: 'linux', architecture: 'amd64' } }],
    })
    const { found } = await inspect(list, [manifest, ...blobs])
    expect(await found).toMatchObject({ digest: list.digest, platforms: ['linux/amd64'] })
  })
})

test('linux/amd64 speaks for all platforms, wherever it stands, and else the first', async () => {
  const build = (platform: string) => {
    const { manifest, blobs } = buildImage({ platforms: [platform], labels: label('version', platform) })
    const [os, architecture] = platform.split('/')
    return {
      entry: { ...descriptor(manifest), platform: { os, architecture } },
      contents: [manifest, ...blobs],
    }
  }
  const [arm, amd, s390x] = ['linux/arm64', 'linux/amd64', 'linux/s390x'].map(build)
  for (const [images, speaker] of [
    [[arm!, amd!, s390x!], 'linux/amd64'],
    [[s390x!, arm!], 'linux/s390x'],
  ] as const) {
    const { found } = await inspect(
      makeIndex(images.map(({ entry }) => entry)),
      images.flatMap(({ contents }) => contents),
    )
    expect(await found).toMatchObject({ version: speaker })
  }
})

test.each([
  ['its platform', { platform: { os: 'unknown', architecture: 'unknown' } }],
  ['an annotation', { annotations: { 'vnd.docker.reference.type': 'attestation-manifest' } }],
])('an attestation is known by %s alone, and passed over', async (_, mark) => {
  const attestation = buildImage({
    platforms: ['linux/s390x'],
    labels: label('version', 'of the attestation'),
  })
  const image = buildImage({ platforms: ['linux/arm64'], labels: label('version', '1') })
  const index = makeIndex([{ ...descriptor(attestation.manifest), ...mark }, descriptor(image.manifest)])
  const contents = [attestation, image].flatMap(({ manifest, blobs }) => [manifest, ...blobs])
  const { found } = await inspect(index, contents)
  expect(await found).toMatchObject({ platforms: ['linux/arm64'], version: '1' })
})

describe('indexes inside of indexes', () => {
  const { manifest, blobs } = buildImage({ platforms: ['linux/amd64'], labels: label('version', '1') })

  test.each([1, 2, 5])('are followed where there are %i', async (levels) => {
    const all = nested(levels, manifest)
    const { found } = await inspect(all.at(-1)!, [...all, ...blobs])
    expect(await found).toMatchObject({ platforms: ['linux/amd64'], version: '1' })
  })

  test('are refused where nobody would build so many', async () => {
    const all = nested(6, manifest)
    const { found } = await inspect(all.at(-1)!, [...all, ...blobs])
    await expect(found).rejects.toMatchObject({ problems: [{ code: 'registry-failed' }] })
  })

  test('cannot make us ask without end', async () => {
    const inner = Array.from({ length: 50 }, (_, index) => makeIndex([], { index: String(index) }))
    const { subject, found } = await inspect(makeIndex(inner.map(descriptor)), inner)
    await expect(found).rejects.toMatchObject({ problems: [{ code: 'registry-failed' }] })
    expect(subject.asked().length).toBeLessThan(25)
  })
})

describe('what is no image', () => {
  test('has what its annotations say, and its configuration is not asked for', async () => {
    const chart = makeContent(types.chart, { config: { Labels: label('version', 'not a label') } })
    const { subject, found } = await inspect(makeManifest(chart, label('version', '2')), [])
    expect(await found).toEqual({ digest: expect.any(String), platforms: [], version: '2' })
    expect(subject.asked().filter((line) => line.includes('/blobs/'))).toEqual([])
  })

  test.each<[string, Content]>([
    ['an index of nothing', makeIndex([], label('version', '3'))],
    [
      'a manifest without a configuration',
      makeContent(types.manifest, { annotations: label('version', '3') }),
    ],
    [
      'an index with an entry without a digest',
      makeIndex([{ digest: '../../token' }], label('version', '3')),
    ],
  ])('may be %s', async (_, manifest) => {
    const { found } = await inspect(manifest, [])
    expect(await found).toEqual({ digest: manifest.digest, platforms: [], version: '3' })
  })

  test('or no manifest at all, is a failure of the registry', async () => {
    const { found } = await inspect(makeContent(types.manifest, 'hello'), [])
    await expect(found).rejects.toMatchObject({ problems: [{ code: 'registry-failed' }] })
  })

  test('of schema 1 is refused by name', async () => {
    const { found } = await inspect(makeContent(types.manifest, { schemaVersion: 1, name: 'acme/web' }), [])
    await expect(found).rejects.toMatchObject({ problems: [{ code: 'image-outdated', level: 'error' }] })
  })
})

describe('bytes that are not what their digest says are refused', () => {
  const { manifest, blobs } = buildImage({ platforms: ['linux/amd64'] })
  const index = makeIndex([{ ...descriptor(manifest), platform: { os: 'linux', architecture: 'amd64' } }])

  test.each([
    ['the index', index],
    ['the manifest of a platform', manifest],
    ['the configuration', blobs[0]!],
  ])('%s', async (_, forged) => {
    const subject = await openStandIn({
      onRequest: ({ method, path }) =>
        method === 'GET' && path.endsWith(forged.digest)
          ? { kind: 'answer', status: 200, body: forged.text.replace('"', ' "') }
          : undefined,
    })
    subject.standIn.push('acme/web', '1.0.0', { manifest: index, manifests: [manifest], blobs })
    await expect(subject.registry.inspect(subject.name('acme/web'), '1.0.0')).rejects.toMatchObject({
      problems: [{ code: 'registry-failed', message: expect.stringContaining(forged.digest) }],
    })
  })
})

describe('what an inspection costs', () => {
  test('a digest is read once, whatever names it; a tag is asked where it points to now', async () => {
    const subject = await openStandIn({ repositories: { 'acme/web': ['1', '2'] } })
    const name = subject.name('acme/web')
    const digest = subject.standIn.findDigest('acme/web', '1') ?? ''
    const [first] = await Promise.all([
      subject.registry.inspect(name, digest),
      subject.registry.inspect(name, digest),
    ])
    expect(await subject.registry.inspect(name, '1')).toEqual(first)
    expect(subject.asked()).toEqual([
      `GET /v2/acme/web/manifests/${digest}`,
      expect.stringMatching(/^GET \/v2\/acme\/web\/blobs\/sha256:/),
      'HEAD /v2/acme/web/manifests/1',
    ])
  })

  test('one that failed may be tried again', async () => {
    let isDown = true
    const subject = await openStandIn({
      repositories: { 'acme/web': ['1'] },
      onRequest: ({ path }) =>
        path.includes('/blobs/') && isDown ? { kind: 'answer', status: 404 } : undefined,
    })
    const name = subject.name('acme/web')
    await expect(subject.registry.inspect(name, '1')).rejects.toMatchObject({ problems: [{}] })
    isDown = false
    expect(await subject.registry.inspect(name, '1')).toMatchObject({ platforms: ['linux/amd64'] })
  })

  const withPullsLeft = (left: string) =>
    openStandIn({
      repositories: { 'acme/web': ['1'] },
      onRequest: ({ method }) =>
        method === 'HEAD'
          ? {
              kind: 'answer',
              status: 200,
              headers: { 'ratelimit-remaining': left, 'docker-content-digest': digestOfOne },
            }
          : undefined,
    })
  const digestOfOne = makeImage('acme/web', '1', {}).manifest.digest

  test.each(['9;w=21600', '0'])('with only %s pulls left it is not read', async (left) => {
    const subject = await withPullsLeft(left)
    await expect(subject.registry.inspect(subject.name('acme/web'), '1')).rejects.toMatchObject({
      problems: [{ code: 'rate-limited', level: 'note' }],
    })
    expect(subject.asked()).toEqual(['HEAD /v2/acme/web/manifests/1'])
  })

  test('with ten pulls left it is read', async () => {
    const subject = await withPullsLeft('10;w=21600')
    expect(await subject.registry.inspect(subject.name('acme/web'), '1')).toMatchObject({
      digest: digestOfOne,
    })
  })
})

describe('a configuration that lies on another host', () => {
  const servers: Server[] = []
  afterEach(() => {
    for (const server of servers.splice(0)) server.close()
  })

  /** A storage service on an address of its own, which records the headers it is sent. */
  async function openStorage(text: string) {
    const seen: string[] = []
    const server = createServer((request, answer) => {
      seen.push(`${request.url ?? ''} ${Object.keys(request.headers).join(' ')}`)
      answer.end(text)
    })
    servers.push(server)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.2', resolve))
    const address = server.address()
    return { seen, host: `127.0.0.2:${typeof address === 'object' ? address?.port : ''}` }
  }

  test('is fetched there without the login', async () => {
    const { manifest, blobs } = buildImage({ platforms: ['linux/amd64'], labels: label('version', '1.0.0') })
    const storage = await openStorage(blobs[0]!.text)
    const { registry, standIn, name } = await openStandIn(
      {
        auth: { kind: 'basic', username: 'ada', password: 'open sesame' },
        onRequest: ({ path, headers }): Fault | undefined =>
          path.includes('/blobs/') && headers['authorization'] !== undefined
            ? {
                kind: 'answer',
                status: 307,
                headers: { location: `http://${storage.host}/signed?signature=abc`, 'set-cookie': 'a=b' },
              }
            : undefined,
      },
      { login: { kind: 'password', username: 'ada', password: 'open sesame', source: 'the vault' } },
    )
    standIn.push('acme/web', '1.0.0', { manifest, blobs })
    expect(await registry.inspect(name('acme/web'), '1.0.0')).toMatchObject({ version: '1.0.0' })
    expect(storage.seen).toHaveLength(1)
    expect(storage.seen[0]).toMatch(/^\/signed\?signature=abc /)
    expect(storage.seen[0]).not.toMatch(/authorization|cookie/)
  })
})
