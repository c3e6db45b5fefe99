/** What every registry promises, in memory or over HTTP. */
import { expect, test } from '@jest/globals'
import { parseImageName, type Digest } from '../../src/model/reference.ts'
import type { Registry } from '../../src/ports.ts'
import type { ImageWords } from '../support/images.ts'

/** A registry without images, and a hand to push some. */
export interface RegistrySubject {
  readonly registry: Registry
  /** Where its images live, with port. */
  readonly host: string
  /** Adds images; gives what their tags point to. */
  readonly push: (repository: string, tags: readonly string[]) => Promise<readonly Digest[]>
  /** Adds one image; gives what its tag points to. */
  readonly pushImage: (repository: string, tag: string, image: ImageWords) => Promise<Digest>
}

/** The suite; `setUp` gives a subject to each test, and may give the same: each test has repositories of its own. */
export function describeRegistry(setUp: () => Promise<RegistrySubject>): void {
  test('every tag is listed, once', async () => {
    const { registry, host, push } = await setUp()
    const tags = ['latest', '1.0.0', 'v1.0.10', 'v1.0.2', 'main-9f2c1d7-1700000000', 'UPPER', '_']
    await push('acme/web', tags)
    expect((await registry.listTags(parseImageName(`${host}/acme/web`))).toSorted()).toEqual(tags.toSorted())
  })

  test('a list that fills many pages is read to its end', async () => {
    const { registry, host, push } = await setUp()
    const tags = Array.from({ length: 120 }, (_, index) => `1.0.${index}`)
    await push('acme/many', tags)
    expect((await registry.listTags(parseImageName(`${host}/acme/many`))).toSorted()).toEqual(tags.toSorted())
  })

  test('paths of one part and of five are images too', async () => {
    const { registry, host, push } = await setUp()
    await push('single', ['1'])
    await push('a1/b2/c-3/d_4/e.5', ['2'])
    expect(await registry.listTags(parseImageName(`${host}/single`))).toEqual(['1'])
    expect(await registry.listTags(parseImageName(`${host}/a1/b2/c-3/d_4/e.5`))).toEqual(['2'])
  })

  test('a repository that is not there is repository-not-found', async () => {
    const { registry, host } = await setUp()
    const missing = registry.listTags(parseImageName(`${host}/acme/missing`))
    await expect(missing).rejects.toMatchObject({
      problems: [
        { code: 'repository-not-found', level: 'error', message: expect.stringContaining('acme/missing') },
      ],
    })
  })

  test('a tag resolves to the digest of its own manifest', async () => {
    const { registry, host, push } = await setUp()
    const [first, second] = await push('acme/api', ['1.0.0', '1.1.0'])
    const name = parseImageName(`${host}/acme/api`)
    expect(await registry.resolveDigest(name, '1.0.0')).toBe(first)
    expect(await registry.resolveDigest(name, '1.1.0')).toBe(second)
    expect(first).not.toBe(second)
  })

  test('a tag that is not there is digest-not-found', async () => {
    const { registry, host, push } = await setUp()
    await push('acme/job', ['1.0.0'])
    const missing = registry.resolveDigest(parseImageName(`${host}/acme/job`), '9.9.9')
    await expect(missing).rejects.toMatchObject({
      problems: [
        { code: 'digest-not-found', level: 'error', message: expect.stringContaining('acme/job:9.9.9') },
      ],
    })
  })

  test('requests are counted under their host', async () => {
    const { registry, host, push } = await setUp()
    await push('acme/counted', ['1.0.0'])
    const before = registry.requests().get(host) ?? 0
    await registry.listTags(parseImageName(`${host}/acme/counted`))
    expect(registry.requests().get(host)).toBeGreaterThan(before)
    expect([...registry.requests().keys()]).toContain(host)
  })

  describeInspections(setUp)
  describeExaminations(setUp)
}

const labels = {
  'org.opencontainers.image.source': 'https://github.com/acme/web',
  'org.opencontainers.image.revision': '9f2c1d7',
  'org.opencontainers.image.version': '1.0.0',
}
const said = { source: 'https://github.com/acme/web', revision: '9f2c1d7', version: '1.0.0' }
const created = '2026-02-03T04:05:06Z'

function describeInspections(setUp: () => Promise<RegistrySubject>): void {
  test.each<{ what: string; image: ImageWords; finds: object }>([
    {
      what: 'of one platform',
      image: { platforms: ['linux/amd64'], labels, created },
      finds: { platforms: ['linux/amd64'], created, ...said },
    },
    {
      what: 'of several platforms',
      image: { platforms: ['linux/arm/v7', 'linux/amd64', 'linux/arm64'], labels, created },
      finds: { platforms: ['linux/arm/v7', 'linux/amd64', 'linux/arm64'], created, ...said },
    },
    {
      what: 'with attestations',
      image: { platforms: ['linux/amd64'], attested: true, labels },
      finds: { platforms: ['linux/amd64'], ...said },
    },
    {
      what: 'built to be the same each time',
      image: { platforms: ['linux/amd64'], created: '1970-01-01T00:00:00Z' },
      finds: { platforms: ['linux/amd64'] },
    },
    { what: 'that is a chart', image: { platforms: [], labels }, finds: { platforms: [], ...said } },
  ])('an image $what says so of itself, by tag and by digest', async ({ image, finds }) => {
    const { registry, host, pushImage } = await setUp()
    const digest = await pushImage('acme/inspected', '1.0.0', image)
    const name = parseImageName(`${host}/acme/inspected`)
    expect(await registry.inspect(name, '1.0.0')).toEqual({ digest, ...finds })
    expect(await registry.inspect(name, digest)).toEqual({ digest, ...finds })
  })

  test('a tag or digest that is not there has nothing to inspect', async () => {
    const { registry, host, push } = await setUp()
    await push('acme/uninspected', ['1.0.0'])
    const name = parseImageName(`${host}/acme/uninspected`)
    for (const reference of ['9.9.9', `sha256:${'0'.repeat(64)}`])
      await expect(registry.inspect(name, reference)).rejects.toMatchObject({
        problems: [{ code: 'digest-not-found', message: expect.stringContaining(reference) }],
      })
  })
}

function describeExaminations(setUp: () => Promise<RegistrySubject>): void {
  test('an examination tells who was asked for what, and the tags', async () => {
    const { registry, host, push } = await setUp()
    const tags = Array.from({ length: 60 }, (_, index) => `2.0.${index}`)
    await push('acme/examined', tags)
    const { api, requests, outcome } = await registry.examine(parseImageName(`${host}/acme/examined`))
    expect(new URL(api).host).toBe(host)
    expect(requests).toContainEqual(
      expect.objectContaining({ method: 'GET', host, path: '/v2/acme/examined/tags/list?n=1000' }),
    )
    expect(outcome.kind === 'listed' && outcome.tags.toSorted()).toEqual(tags.toSorted())
    expect(outcome.kind === 'listed' && outcome.pages).toBeGreaterThan(0)
  })

  test('an examination of what is not there tells that, too', async () => {
    const { registry, host } = await setUp()
    const { outcome } = await registry.examine(parseImageName(`${host}/acme/nowhere`))
    expect(outcome).toMatchObject({
      kind: 'failed',
      problem: { code: 'repository-not-found', message: expect.stringContaining('acme/nowhere') },
    })
  })
}
