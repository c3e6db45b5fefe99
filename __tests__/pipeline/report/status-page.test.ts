/** The page of `status --html`: what it says of each state, and that what it is given stays text. What it looks like is tried in a browser. */
import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { remedies } from '../../../src/model/remedies.ts'
import type { Waiting } from '../../../src/model/status.ts'
import { html } from '../../../src/pipeline/report/page/html.ts'
import { linkHtml } from '../../../src/pipeline/report/page/words.ts'
import { statusPage } from '../../../src/pipeline/report/status.ts'
import { anEnvironment, aPolicy, aProblem, byRequest } from '../../support/builders.ts'
import {
  aFailedPolicy,
  aStatus,
  chain,
  type PlaceWords,
  request,
  scannedAt,
  teamPlaces,
  wideStatus,
} from '../../support/page-status.ts'

const about = { problems: [], at: scannedAt, server: 'https://github.com', repository: 'acme/gitops' }
const production = anEnvironment({ name: 'production', delivery: byRequest() })
const image = 'ghcr.io/acme/web'

describe('of an image the page says', () => {
  const waits = (waiting: Partial<Waiting>): PlaceWords => {
    return { waiting: { version: '1.1.0', where: 'request', ...waiting } }
  }
  const gate = { kind: 'soak', text: 'stands in dev' } as const

  test.each<[string, PlaceWords, string]>([
    ['that it is up to date', {}, '1.0.0 up to date'],
    [
      'since when, where that is known',
      { since: Date.parse('2026-11-20T16:10Z') },
      '1.0.0 up to date since 2026-11-20',
    ],
    ['what stands beside it', { versions: ['1.0.0', '0.9.0'] }, '1.0.0, 0.9.0 up to date'],
    [
      'a digest by its beginning',
      { versions: [`sha256:${'a'.repeat(64)}`] },
      'sha256:aaaaaaaaaaaa up to date',
    ],
    ['what the next run commits', waits({ where: 'commit' }), '1.0.0 1.1.0 next run'],
    ['that a request is to come', waits({}), '1.0.0 1.1.0 request to come'],
    [
      'its request, and since when it is open',
      waits(request(7, '2026-11-20T16:14')),
      '1.0.0 1.1.0 #7 production 1.0.0 1.1.0 In request #7, open since 2026-11-20 16:14 UTC.',
    ],
    [
      'its gates, with how they stand and until when',
      waits({
        gates: [
          { ...gate, state: 'passed' },
          { ...gate, kind: 'status', state: 'failed' },
          { ...gate, kind: 'window', state: 'waiting', until: Date.parse('2026-11-23T08:00Z') },
        ],
      }),
      '1.0.0 1.1.0 request to come production 1.0.0 1.1.0 soak passed: stands in dev status closed: stands in dev window waits until 2026-11-23 08:00 UTC: stands in dev',
    ],
    [
      'why it is held, and what lifts that',
      waits({ where: 'held', why: 'soak', lift: 'It ends by itself.', ...request(7, '2026-11-20T16:14') }),
      '1.0.0 1.1.0 held: soak #7 production 1.0.0 1.1.0 Held: soak. It ends by itself. It has request #7, open since 2026-11-20 16:14 UTC.',
    ],
    [
      'to what it is pinned, and why',
      { more: { pin: { tag: '1.0.0', reason: 'INC-42' } } },
      '1.0.0 up to date pinned production 1.0.0 Pinned to 1.0.0: INC-42',
    ],
    [
      'that its policy is suspended',
      { more: { suspended: true } },
      '1.0.0 suspended production 1.0.0 suspended, so 1.0.0 stays',
    ],
    [
      'why its policy has no version',
      { more: aFailedPolicy('No tag fits.') },
      '1.0.0 no version production 1.0.0 No tag fits.',
    ],
  ])('%s', (_, words, said) => {
    const page = statusPage(aStatus({ [image]: { production: words } }, [production]), about)
    expect(rowOf(page)).toBe(`ghcr.io/acme/ web production ${said}`)
  })

  test('nothing where registries were not asked but that', () => {
    const undecided = { selection: { kind: 'undecided', policy: aPolicy() } } as const
    const { scanned, ...rest } = aStatus({ [image]: { production: { more: undecided } } }, [production])
    const page = statusPage(rest, about)
    expect(scanned).toEqual(scannedAt)
    expect(rowOf(page)).toBe('ghcr.io/acme/ web production 1.0.0')
    expect(wordsOf(page)).toContain('as of 2026-11-21 09:30 UTC · registries were not asked')
  })

  test('where several policies of an environment have it, each under its name', () => {
    const one = aStatus({ [image]: { production: {} } }, [production])
    const [place] = one.images[0]?.places ?? []
    const more = {
      ...place,
      environment: 'production',
      policy: 'production:next' as const,
      versions: ['2.0.0'],
    }
    const page = statusPage({ ...one, images: [{ image, places: place ? [place, more] : [] }] }, about)
    expect(rowOf(page)).toContain('production:web 1.0.0 up to date production:next 2.0.0')
  })
})

describe('the page', () => {
  const status = aStatus(teamPlaces, chain)

  test('counts images by their states, and says where a filter finds some', () => {
    const words = wordsOf(statusPage(status, about))
    expect(words).toContain('All 6 Waiting 2 Held 2 No version 1 Not known 1 Filter')
    const calm = aStatus({ [image]: { production: {} } }, [production])
    expect(wordsOf(statusPage(calm, about))).toContain('All 1 Waiting 0 Held 0 Filter')
  })

  test('says of environments how they are delivered, what they take from, and how they are', () => {
    const [dev, staging, prod] = status.environments
    const all = [dev, staging, prod].flatMap((each) => each ?? [])
    const environments = all.map((each, index) =>
      index === 2 ? { ...each, environment: { ...each.environment, suspend: true }, changes: 2 } : each,
    )
    expect(wordsOf(statusPage({ ...status, environments }, about))).toContain(
      [
        'dev Branch main Delivered by commit State ready repository up-to-date',
        'staging Branch main Delivered by commit Takes from dev with kustomization/* green State ready repository up-to-date',
        'production Branch main Delivered by pull request Takes from staging for 24h State suspended 2 values wait for the next run',
      ].join(' '),
    )
  })

  test('tells problems, errors first, each with its place and what to do', () => {
    const place = { file: 'a.yaml', line: 3, column: 9 }
    const problems = [aProblem(), aProblem({ level: 'error', code: 'no-tag-fits', message: 'None.', place })]
    const words = wordsOf(statusPage(status, { ...about, problems }))
    expect(words).toContain('1 error and 1 warning: what is shown may be incomplete')
    expect(words).toContain(
      [
        `error What None. no-tag-fits Where a.yaml:3:9 What to do ${remedies['no-tag-fits']}`,
        `warning What ghcr.io does not answer. registry-unreachable What to do ${remedies['registry-unreachable']}`,
      ].join(' '),
    )
  })

  test('tells policies that no value has', () => {
    const key = 'dev:old' as const
    const policies = [...status.policies, { key, environment: 'dev', image, suspended: false, versions: [] }]
    expect(wordsOf(statusPage({ ...status, policies }, about))).toContain(
      `Policies without a value Policy Environment Image State dev:old Environment dev Image ${image} State not known no marker names it`,
    )
  })

  test('names no repository that is not known, and says so where there is no image', () => {
    const { repository, ...nowhere } = about
    const page = statusPage(aStatus({}, [production]), nowhere)
    expect(page).not.toContain(repository)
    expect(wordsOf(page)).toContain('No image stands in the files of these environments.')
  })

  test('of 500 images in ten environments stays below 3 MB', () => {
    expect(Buffer.byteLength(statusPage(wideStatus(500, 10), about))).toBeLessThan(3_000_000)
  })
})

describe('links lead', () => {
  test.each([
    ['to our own server', 'https://github.com/acme/gitops/pull/7', 'https://github.com/acme/gitops/pull/7'],
    ['nowhere on another', 'https://github.com.evil.example/pull/7', undefined],
    ['nowhere on another port', 'https://github.com:8443/pull/7', undefined],
    ['nowhere without encryption that the server has', 'http://github.com/pull/7', undefined],
    ['nowhere by script', 'javascript:alert(1)', undefined],
    ['nowhere by data', 'data:text/html,x', undefined],
    ['nowhere where that is no address', 'pull/7', undefined],
  ])('%s', (_, address, href) => {
    const expected = href === undefined ? '#7' : `<a href="${href}">#7</a>`
    expect(linkHtml('#7', address, 'https://github.com').toString()).toBe(expected)
  })
})

describe('what the page is given stays text', () => {
  test('in content and in attributes', () => {
    const made = html`<i title="${`"><'&`}">${'<b>&amp;\u202e\n\ud800'}${undefined}${[html`<u>${1}</u>`]}</i>`
    expect(made.toString()).toBe(
      '<i title="&#34;&#62;&#60;&#39;&#38;">&#60;b&#62;&#38;amp; \ufffd<u>1</u></i>',
    )
  })

  const hostile = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({
      unit: fc.constantFrom('<', '>', '"', "'", '&', '=', '-', '!', 'script', ' ', '\n', '\u2028'),
    }),
  )

  test('whatever it is: the tags are those that plain words get', () => {
    const plain = shapeOf(pageOf(() => 'x'))
    fc.assert(
      fc.property(fc.array(hostile, { minLength: 1 }), (texts) => {
        let next = 0
        const page = pageOf(() => `x${texts[next++ % texts.length]?.replaceAll('/', '')}`)
        expect(shapeOf(page)).toEqual(plain)
      }),
      { seed: 20_261_121, numRuns: 100 },
    )
  })

  /** A page in which every text that comes from outside is made by the function. */
  function pageOf(text: () => string): string {
    const name = text()
    const environment = anEnvironment({ name, branch: text() })
    const place = {
      versions: [text()],
      waiting: { version: text(), where: 'held', why: 'soak', lift: text() },
    } as const
    const gates = [{ kind: 'soak', state: 'waiting', text: text() }] as const
    const waiting = { ...place.waiting, gates, request: { number: 7, url: text() } }
    const more = { pin: { tag: text(), reason: text() } }
    const places = { [text()]: { [name]: { ...place, waiting, more } } }
    const problems = [aProblem({ message: text(), place: { file: text() } })]
    return statusPage(aStatus(places, [environment]), { ...about, problems, repository: text() })
  }

  /** Names of tags and attributes, in their order. What a tag is, is what the HTML Standard's tokenizer takes for one in our own markup. */
  function shapeOf(page: string): readonly string[] {
    const body = page.slice(page.indexOf('<body>'), page.indexOf('<script>'))
    return [...body.matchAll(/<[^>]*>/g)].map(([tag]) => tag.replaceAll(/"[^"]*"/g, '""'))
  }
})

/** All words of the first image's rows. */
function rowOf(page: string): string {
  const group = page.slice(page.indexOf('<tbody class'))
  return wordsOf(group.slice(0, group.indexOf('</tbody>')))
}

/** The text between tags, each run of blanks one. */
function wordsOf(page: string): string {
  return page
    .replace(/<head>.*<\/head>/s, '')
    .replaceAll(/<wbr ?\/?>/g, '')
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/&#(\d+);/g, (_, number: string) => String.fromCharCode(Number(number)))
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/ (?=[,.:](\s|$))/g, '')
    .trim()
}
