import { afterEach, describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { listTags, type TagSource } from '../../../src/adapters/registry/tags.ts'
import { registryProblem } from '../../../src/adapters/registry/errors.ts'
import type { OwnAnswer } from '../../../src/adapters/registry/authentication.ts'
import type { Fault } from '../../../src/standins/registry/registry.ts'
import { createPatientClock } from '../../support/patient-clock.ts'
import { personalities } from '../../support/registries/known.ts'
import { openPersonality } from '../../support/registries/open.ts'
import { closeStandIns, openStandIn } from '../../support/registry-on-stand-in.ts'

afterEach(closeStandIns)

/** A registry whose pages are scripted: the query (without the question mark) to its answer. */
async function scripted(pages: (query: string) => Fault) {
  const seen: string[] = []
  const subject = await openStandIn({
    onRequest: ({ path }) => {
      const query = path.split('?')[1] ?? ''
      seen.push(query)
      return pages(query)
    },
  })
  return { seen, list: () => subject.registry.listTags(subject.name('acme/web')), subject }
}

function page(tags: unknown, next?: string): Fault {
  return {
    kind: 'answer',
    status: 200,
    headers: next === undefined ? {} : { link: `</v2/acme/web/tags/list?${next}>; rel="next"` },
    body: JSON.stringify({ name: 'acme/web', tags }),
  }
}

function said(status: number, body: string): Fault {
  return { kind: 'answer', status, body }
}

const numbered = (from: number, count: number): string[] =>
  Array.from({ length: count }, (_, i) => `t${from + i}`)
const incomplete = { problems: [{ code: 'registry-listing-incomplete', level: 'error' }] }

describe('a listing that ends is taken whole', () => {
  test('no tags may be written as null or left out', async () => {
    expect(await (await scripted(() => page(null))).list()).toEqual([])
    expect(await (await scripted(() => said(200, '{"name":"acme/web"}'))).list()).toEqual([])
  })

  test('an empty last page is the end', async () => {
    const { list } = await scripted((query) => (query === 'n=1000' ? page(['a', 'b'], 'last=b') : page(null)))
    expect(await list()).toEqual(['a', 'b'])
  })

  test('a last page may begin with the tag that it was asked for', async () => {
    const { list } = await scripted((query) =>
      query === 'n=1000' ? page(['a', 'b'], 'last=b') : page(['b']),
    )
    expect(await list()).toEqual(['a', 'b'])
  })

  test('the Content-Type does not matter', async () => {
    const answer = {
      kind: 'answer',
      status: 200,
      headers: { 'content-type': 'text/plain' },
      body: '{"tags":["a"]}',
    } as const
    expect(await (await scripted(() => answer)).list()).toEqual(['a'])
  })

  test('tags that come twice count once', async () => {
    const { list } = await scripted((query) =>
      query === 'n=1000' ? page(['a', 'b'], 'last=a') : page(['b', 'c']),
    )
    expect(await list()).toEqual(['a', 'b', 'c'])
  })

  test('a Link to another host and path is followed here, by its query', async () => {
    const elsewhere = (query: string): Fault => ({
      kind: 'answer',
      status: 200,
      headers: { link: '<https://evil.example.com/steal?last=a&n=1>; rel="next"' },
      body: query === 'n=1000' ? '{"tags":["a"]}' : '{"tags":["b"]}',
    })
    const { list, subject } = await scripted((query) =>
      query === 'last=a&n=1' ? page(['b']) : elsewhere(query),
    )
    expect(await list()).toEqual(['a', 'b'])
    expect(subject.asked()).toEqual([
      'GET /v2/acme/web/tags/list?n=1000',
      'GET /v2/acme/web/tags/list?last=a&n=1',
    ])
    expect([...subject.registry.requests()]).toEqual([[subject.standIn.host, 2]])
  })

  test('a redirect to another path of the same host holds for the pages behind it', async () => {
    const subject = await openStandIn({
      repositories: { 'proxy/library/web': ['a', 'b', 'c'] },
      pageSize: 2,
      onRequest: ({ path }) =>
        path.startsWith('/v2/proxy/web/')
          ? { kind: 'answer', status: 301, headers: { location: path.replace('/web/', '/library/web/') } }
          : undefined,
    })
    expect(await subject.registry.listTags(subject.name('proxy/web'))).toEqual(['a', 'b', 'c'])
    expect(subject.asked().filter((line) => line.includes('/proxy/web/'))).toHaveLength(1)
  })
})

describe('a full page without a Link is probed', () => {
  test('and its followers are found', async () => {
    const { list, seen } = await scripted((query) => {
      if (query === 'n=1000') return page(numbered(0, 1000))
      return query === 'n=1000&last=t999' ? page(numbered(1000, 3)) : page([])
    })
    expect(await list()).toHaveLength(1003)
    expect(seen).toEqual(['n=1000', 'n=1000&last=t999'])
  })

  test('once only, where the registry knows no places', async () => {
    const { list, seen } = await scripted(() => page(numbered(0, 100)))
    expect(await list()).toHaveLength(100)
    expect(seen).toHaveLength(2)
  })

  test('and a registry that refuses the probe has said all', async () => {
    const { list } = await scripted((query) => (query === 'n=1000' ? page(numbered(0, 50)) : said(400, '{}')))
    expect(await list()).toHaveLength(50)
  })

  test('but one that fails at the probe has not', async () => {
    const { list } = await scripted((query) => (query === 'n=1000' ? page(numbered(0, 50)) : said(503, '')))
    await expect(list()).rejects.toMatchObject({ problems: [{ code: 'registry-failed', level: 'warning' }] })
  })

  test('and what it shows is known for the next list of the host', async () => {
    const { list, seen } = await scripted((query) =>
      query === 'n=1000' ? page(numbered(0, 50)) : page(null),
    )
    await list()
    await list()
    expect(seen).toEqual(['n=1000', 'n=1000&last=t49', 'n=1000'])
  })

  test('though not where it was as long as was asked for: a registry may have lists of several kinds', async () => {
    const { list, seen } = await scripted((query) =>
      query === 'n=1000' ? page(numbered(0, 1000)) : page(null),
    )
    await list()
    await list()
    expect(seen).toHaveLength(4)
  })

  test('and so is one that is longer than what is known to be whole', async () => {
    let length = 120
    const { list, seen } = await scripted((query) =>
      query === 'n=1000' ? page(numbered(0, length)) : page(null),
    )
    for (length of [120, 100, 150]) await list()
    expect(seen).toEqual(['n=1000', 'n=1000', 'n=1000', 'n=1000&last=t149'])
  })

  test('but not by a registry that has linked pages of this length', async () => {
    let isFirst = true
    const { list, seen } = await scripted((query) => {
      if (query !== 'n=1000') return page(['last'])
      const answer = page(numbered(0, 100), isFirst ? 'last=t99' : undefined)
      isFirst = false
      return answer
    })
    expect([(await list()).length, (await list()).length]).toEqual([101, 100])
    expect(seen).toEqual(['n=1000', 'last=t99', 'n=1000'])
  })

  test('and other pages are not', async () => {
    const { list, seen } = await scripted(() => page(numbered(0, 51)))
    expect(await list()).toHaveLength(51)
    expect(seen).toEqual(['n=1000'])
  })
})

describe('a full page that comes again when what follows it is asked for', () => {
  /** Has so many tags, gives at most `most` of them, begins always at the first, and refuses to be asked for more than `bound`. */
  const heedless = (count: number, most = Number.POSITIVE_INFINITY, bound = Number.POSITIVE_INFINITY) =>
    scripted((query) => {
      const n = Number(new URLSearchParams(query).get('n'))
      return n > bound ? said(405, '{}') : page(numbered(0, Math.min(count, n, most)))
    })
  const asks = (...queries: readonly string[]) => ['n=1000', 'n=1000&last=t999', ...queries]

  test.each<[number, readonly string[]]>([
    [999, ['n=1000']],
    [1001, asks('n=500&last=t499', 'n=2000')],
    [1999, asks('n=500&last=t499', 'n=2000')],
    [5000, asks('n=500&last=t499', 'n=2000', 'n=4000', 'n=8000')],
  ])('has more behind it where fewer come on demand, which are all asked for: %i', async (count, asked) => {
    const { list, seen } = await heedless(count)
    expect(await list()).toEqual(numbered(0, count))
    expect(seen).toEqual(asked)
  })

  test.each<[string, Parameters<typeof heedless>]>([
    ['never more than 1000 are given', [5000, 1000]],
    ['there may be 1000 just as well', [1000]],
    ['there may be 2000 just as well', [2000]],
    ['more than 1000 are refused', [5000, undefined, 1000]],
    ['more than 2000 are refused', [5000, undefined, 2000]],
  ])('cannot be told from an end where %s', async (_, shape) => {
    await expect((await heedless(...shape)).list()).rejects.toMatchObject(incomplete)
  })

  test('cannot, either, where fewer come when more are asked for', async () => {
    const { list } = await scripted((query) =>
      page(numbered(0, ({ 'n=2000': 100, 'n=500&last=t499': 500 } as Record<string, number>)[query] ?? 1000)),
    )
    await expect(list()).rejects.toMatchObject(incomplete)
  })

  test('is the end of a list that comes whole, whatever is asked for', async () => {
    const { list, seen } = await scripted(() => page(numbered(0, 1000)))
    expect(await list()).toHaveLength(1000)
    expect(seen).toEqual(asks('n=500&last=t499'))
  })

  test.each([1000, 2000])(
    'is the end where the registry begins again behind it (crane): %i',
    async (count) => {
      const tags = numbered(0, count)
      const { list } = await scripted((query) => {
        const asked = new URLSearchParams(query)
        const at = (tags.indexOf(asked.get('last') ?? '') + 1) % count
        return page(tags.slice(at, at + Number(asked.get('n'))))
      })
      expect(await list()).toEqual(tags)
    },
  )

  test('is the end where the next page of a shorter one is named', async () => {
    const { list } = await scripted((query) =>
      query === 'n=500&last=t499' ? page(numbered(0, 500), 'place=500') : page(numbered(0, 1000)),
    )
    expect(await list()).toHaveLength(1000)
  })

  test('goes on where a larger one names its next', async () => {
    const { list } = await scripted((query) => {
      if (query === 'place=2') return page(['last'])
      if (query === 'n=2000') return page(numbered(0, 2000), 'place=2')
      return query === 'n=500&last=t499' ? said(400, '{}') : page(numbered(0, 1000))
    })
    expect(await list()).toHaveLength(2001)
  })
})

describe('a listing that does not end well is an error, never a part', () => {
  test('pages that lead in a circle', async () => {
    const { list } = await scripted((query) =>
      query === 'last=b'
        ? page(['c'], 'last=a')
        : query === 'last=a'
          ? page(['d'], 'last=b')
          : page(['a'], 'last=a'),
    )
    await expect(list()).rejects.toMatchObject(incomplete)
  })

  test('a page that links to itself', async () => {
    const { list, seen } = await scripted(() => page(['a'], 'n=1000'))
    await expect(list()).rejects.toMatchObject(incomplete)
    expect(seen).toEqual(['n=1000'])
  })

  test('a next page that is the first once more, though it names no other', async () => {
    let asked = 0
    const { list } = await scripted(() => page(['a', 'b'], asked++ === 0 ? 'last=b' : undefined))
    await expect(list()).rejects.toMatchObject(incomplete)
  })

  test('a page that shrinks to nothing and still names a next one', async () => {
    const { list } = await scripted((query) =>
      query === 'n=1000' ? page(['a', 'b'], 'last=b') : page([], 'last=c'),
    )
    await expect(list()).rejects.toMatchObject(incomplete)
  })

  test('endless pages without anything new', async () => {
    let count = 0
    const { list, seen } = await scripted(() => page(['a'], `last=${count++}`))
    await expect(list()).rejects.toMatchObject(incomplete)
    expect(seen).toHaveLength(2)
  })

  test.each<[string, string]>([
    ['JSON that breaks off', '{"name":"acme/web","tags":["1.0.0","1.'],
    ['a body without anything', ''],
    ['tags that are no texts', '{"tags":["a",1]}'],
    ['tags that are no list', '{"tags":{"a":"b"}}'],
    ['something else', '["a"]'],
    ['an error dressed as success', '{"errors":[{"code":"UNKNOWN"}]}'],
    ['an error without any', '{"name":"acme/web","errors":[]}'],
    ['an error beside tags', '{"tags":["a"],"errors":[{"code":"UNKNOWN"}]}'],
    ['an error beside no tags', '{"name":"acme/web","tags":null,"error":"timeout"}'],
    ['a message instead of tags', '{"message":"backend timeout"}'],
    ['a message under the right name', '{"name":"acme/web","message":"backend timeout"}'],
    ['another kind of error', '{"error":"timeout","status":500}'],
    ['an empty object', '{}'],
    ['a name that is none', '{"name":null}'],
    ['nothing', 'null'],
  ])('%s', async (_, body) => {
    await expect((await scripted(() => said(200, body))).list()).rejects.toMatchObject(incomplete)
    const later = await scripted((query) => (query === 'n=1000' ? page(['a'], 'last=a') : said(200, body)))
    await expect(later.list()).rejects.toMatchObject(incomplete)
  })

  test('a Link that cannot be read', async () => {
    const answer: Fault = { kind: 'answer', status: 200, headers: { link: 'next' }, body: '{"tags":["a"]}' }
    await expect((await scripted(() => answer)).list()).rejects.toMatchObject(incomplete)
  })

  test('a page for browsers is not a registry', async () => {
    const { list } = await scripted(() => said(200, '\n<!doctype html><title>Sign in</title>'))
    await expect(list()).rejects.toMatchObject({ problems: [{ code: 'not-a-registry', level: 'error' }] })
  })

  test('a connection that ends in the middle of a page', async () => {
    const subject = await openStandIn({
      repositories: { 'acme/web': ['a', 'b'] },
      onRequest: () => ({ kind: 'truncate' }),
    })
    await expect(subject.registry.listTags(subject.name('acme/web'))).rejects.toMatchObject({
      problems: [{ code: 'registry-unreachable', level: 'warning' }],
    })
  })
})

describe('a registry that finds the first question too large is asked for fewer', () => {
  test.each<[string, number, string, string]>([
    [
      'the most that its message names',
      405,
      '{"errors":[{"code":"UNSUPPORTED","message":"must be less than or equal to 500"}]}',
      'n=500',
    ],
    ['a hundred', 413, '{"errors":[{"code":"TOO_MANY_TAGS_REQUESTED","message":"max is 100"}]}', 'n=100'],
    ['a hundred where it names nothing', 400, '{"errors":[{"code":"PAGINATION_NUMBER_INVALID"}]}', 'n=100'],
  ])('%s', async (_, status, body, second) => {
    const { list, seen } = await scripted((query) => (query === 'n=1000' ? said(status, body) : page(['a'])))
    expect(await list()).toEqual(['a'])
    expect(seen).toEqual(['n=1000', second])
  })

  test.each([
    ['a hundred', '', 'n=100'],
    ['as many as it named', 'must be less than or equal to 700', 'n=700'],
  ])('and is a failure when it refuses %s, too', async (_, message, second) => {
    const { list, seen } = await scripted(() =>
      said(400, JSON.stringify({ errors: [{ code: 'PAGINATION_NUMBER_INVALID', message }] })),
    )
    await expect(list()).rejects.toMatchObject({ problems: [{ code: 'registry-failed', level: 'error' }] })
    expect(seen).toEqual(['n=1000', second])
  })

  test('and its next list is asked for so from the start', async () => {
    const { list, seen } = await scripted((query) =>
      query === 'n=1000' ? said(405, '') : page([query === 'n=100' ? 'a' : 'b']),
    )
    expect([await list(), await list()]).toEqual([['a'], ['a']])
    expect(seen).toEqual(['n=1000', 'n=100', 'n=100'])
  })

  test('but a refusal that had another reason teaches nothing', async () => {
    let isRefused = true
    const { list, seen } = await scripted(() => (isRefused ? said(400, '') : page(['a'])))
    await expect(list()).rejects.toMatchObject({ problems: [{ code: 'registry-failed' }] })
    isRefused = false
    expect(await list()).toEqual(['a'])
    expect(seen).toEqual(['n=1000', 'n=100', 'n=1000'])
  })
})

describe('a place that vanishes between two pages', () => {
  test('begins the listing anew', async () => {
    let isGone = true
    const { list, seen } = await scripted((query) => {
      if (query === 'n=1000') return page(['a', 'b'], 'last=b')
      const answer = isGone ? said(404, '') : page(['c'])
      isGone = false
      return answer
    })
    expect(await list()).toEqual(['a', 'b', 'c'])
    expect(seen).toEqual(['n=1000', 'last=b', 'n=1000', 'last=b'])
  })

  test('twice is an error', async () => {
    const { list, seen } = await scripted((query) =>
      query === 'n=1000' ? page(['a'], 'last=a') : said(404, ''),
    )
    await expect(list()).rejects.toMatchObject(incomplete)
    expect(seen).toEqual(['n=1000', 'last=a', 'n=1000', 'last=a'])
  })

  test('with its repository is an error that says so', async () => {
    let asked = 0
    const gone = said(404, '{"errors":[{"code":"NAME_UNKNOWN"}]}')
    const { list } = await scripted(() => (asked++ === 0 ? page(['a'], 'last=a') : gone))
    await expect(list()).rejects.toMatchObject({ problems: [{ code: 'repository-not-found' }] })
  })

  test('of zot, where the tag at the end of a page is deleted, makes the list that is there now', async () => {
    const zot = personalities.find(({ name }) => name === 'zot')!
    let listings = 0
    const { registry, standIn, name } = await openPersonality(zot, {
      onRequest: ({ headers }) => {
        if (headers['authorization'] !== undefined && listings++ === 1)
          standIn.setTags(
            'acme/web',
            numbered(0, 2500).filter((tag) => tag !== endOfFirst),
          )
        return undefined
      },
    })
    const endOfFirst = numbered(0, 2500).toSorted()[999]
    standIn.setTags('acme/web', numbered(0, 2500))
    const tags = await registry.listTags(name('acme/web'))
    expect(tags).toHaveLength(2499)
    expect(tags).not.toContain(endOfFirst)
  })
})

/** Pages without a server behind them. */
function sourceOf(ask: (query: URLSearchParams) => { tags: readonly string[]; next?: string }): TagSource {
  return {
    host: 'registry.example.com',
    image: 'registry.example.com/acme/web',
    clock: createPatientClock(),
    pages: {},
    limits: { pages: 50, tags: 1000, bytes: 20_000, time: 10_000 },
    explain: async () => registryProblem('registry-failed', 'not expected'),
    ask: async (query): Promise<OwnAnswer> => {
      const { tags, next } = ask(new URLSearchParams(query))
      return {
        status: 200,
        headers: new Headers(next === undefined ? {} : { link: `<?${next}>; rel="next"` }),
        body: Buffer.from(JSON.stringify({ tags })),
        cut: false,
        url: new URL(`https://registry.example.com/v2/acme/web/tags/list${query}`),
        login: 'without a login',
      }
    },
  }
}

describe('limits', () => {
  test.each<[string, (page: number) => readonly string[], string]>([
    ['pages', (index) => [`t${index}`], '50 pages'],
    ['tags', (index) => numbered(index * 400, 400), '1000 tags'],
    ['bytes', (index) => [`t${index}`, 'x'.repeat(9_000)], '20000 bytes'],
  ])('end a listing with too many %s', async (_, tagsOf, why) => {
    let index = 0
    const source = sourceOf(() => ({ tags: tagsOf(index++), next: `last=${index}` }))
    await expect(listTags(source)).rejects.toThrow(why)
  })

  test('end a listing that takes too long', async () => {
    const clock = createPatientClock()
    let index = 0
    const source = sourceOf(() => {
      clock.advance(3_000)
      return { tags: [`t${index++}`], next: `last=${index}` }
    })
    await expect(listTags({ ...source, clock })).rejects.toThrow('10 seconds')
    expect(index).toBe(4)
  })
})

test('whatever the size of pages, and where they lead by Link or are merely cut, the whole list is read', async () => {
  const shapes = fc.oneof(
    fc.record({
      isLinked: fc.constant(true),
      count: fc.nat({ max: 40 }),
      size: fc.integer({ min: 1, max: 7 }),
    }),
    fc.record({ isLinked: fc.constant(false), count: fc.nat({ max: 260 }), size: fc.constantFrom(50, 100) }),
  )
  const law = fc.asyncProperty(shapes, async ({ isLinked, count, size }) => {
    const tags = numbered(0, count).toSorted()
    const source = sourceOf((query) => {
      const left = tags.filter((tag) => tag > (query.get('last') ?? ''))
      const page = left.slice(0, size)
      return isLinked && page.length < left.length
        ? { tags: page, next: `last=${page.at(-1)}` }
        : { tags: page }
    })
    expect(await listTags(source)).toEqual(tags)
  })
  await fc.assert(law, { seed: 1, numRuns: 200 })
})
