/** What every registry promises, in memory or over HTTP. */
import { expect, test } from '@jest/globals'
import { parseImageName, type Digest } from '../../src/model/reference.ts'
import type { Registry } from '../../src/ports.ts'

/** A registry without images, and a hand to push some. */
export interface RegistrySubject {
  readonly registry: Registry
  /** Where its images live, with port. */
  readonly host: string
  /** Adds images; gives what their tags point to. */
  readonly push: (repository: string, tags: readonly string[]) => Promise<readonly Digest[]>
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
    expect([...registry.requests().keys()]).toEqual([host])
  })
}
