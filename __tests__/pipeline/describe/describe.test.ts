import { againLine } from '../../../src/model/pull-request.ts'
import { describe as group, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import type { Change, DescribedParcel, PlannedCommit, WrittenParcel } from '../../../src/model/plan.ts'
import { describe, type Telling } from '../../../src/pipeline/describe/describe.ts'
import {
  aChange,
  aCommitParcel,
  aDigest,
  anEnvironment,
  aPlannedCommit,
  aPolicy,
  aRecord,
  aRequestParcel,
  aSelection,
  byRequest,
} from '../../support/builders.ts'
import { createInMemoryForge } from '../../support/in-memory-forge.ts'
import { createInMemoryRegistry } from '../../support/in-memory-registry.ts'

group('a commit message', () => {
  test('has a subject, the files of each policy, and trailers', async () => {
    const changes = [
      aChange('1.1.0', { place: { file: 'b.yaml', line: 2, column: 1 } }),
      aChange('1.1.0', { place: { file: 'b.yaml', line: 9, column: 1 } }),
      aChange('2.0.0', { policy: 'dev:api', value: '1.9.0' }),
    ]
    expect(await messageOf(changes)).toBe(
      [
        'Bump 2 images in dev',
        '',
        '- web: b.yaml',
        '- api: a.yaml',
        '',
        'Image-Bump-Policy: dev:web 1.0.0 -> 1.1.0',
        'Image-Bump-Policy: dev:api 1.9.0 -> 2.0.0',
        '',
      ].join('\n'),
    )
  })

  test.each<readonly [string, readonly Change[], string]>([
    ['a tag', [aChange('1.1.0')], 'Bump web to 1.1.0 in dev'],
    [
      'an image of the same name',
      [image('ghcr.io/acme/web:1.0.0', 'ghcr.io/acme/web:1.1.0')],
      'Bump web to 1.1.0 in dev',
    ],
    [
      'an image on a port',
      [image('localhost:5000/web:1.0.0', 'localhost:5000/web:1.1.0')],
      'Bump web to 1.1.0 in dev',
    ],
    [
      'an image that moves',
      [image('acme/web:1.0.0', 'ghcr.io/acme/web:1.1.0')],
      'Bump web to ghcr.io/acme/web:1.1.0 in dev',
    ],
    [
      'a pinned image',
      [image('ghcr.io/acme/web:1.0.0', `ghcr.io/acme/web:1.1.0@${aDigest()}`)],
      'Bump web to 1.1.0@sha256:aaaaaaaaaaaa in dev',
    ],
    [
      'a digest',
      [aChange(aDigest('b'), { field: 'digest', value: aDigest() })],
      'Bump web to sha256:bbbbbbbbbbbb in dev',
    ],
    [
      'a digest that goes',
      [aChange('', { field: 'digest', value: aDigest() })],
      'Bump web to (empty) in dev',
    ],
    [
      'a name',
      [aChange('ghcr.io/acme/web', { field: 'name', value: 'web' })],
      'Bump web to ghcr.io/acme/web in dev',
    ],
    [
      'an image behind an alias',
      [image('web=ghcr.io/acme/web:1.0.0', 'web=ghcr.io/acme/web:1.1.0')],
      'Bump web to 1.1.0 in dev',
    ],
    [
      'a registry and a repository',
      [
        aChange('ghcr.io', { field: 'registry', value: 'quay.io' }),
        aChange('acme/web', { field: 'repository', value: 'web' }),
      ],
      'Bump web to acme/web in dev',
    ],
    [
      'a tag beside registry and repository',
      [
        aChange('ghcr.io', { field: 'registry', value: 'quay.io' }),
        aChange('acme/web', { field: 'repository', value: 'web' }),
        aChange('1.1.0'),
      ],
      'Bump web to 1.1.0 in dev',
    ],
    [
      'a tag beside name and digest',
      [
        aChange('ghcr.io/acme/web', { field: 'name', value: 'web' }),
        aChange(aDigest(), { field: 'digest', value: '' }),
        aChange('1.1.0'),
      ],
      'Bump web to 1.1.0 in dev',
    ],
  ])('tells %s by its most telling field', async (_, changes, subject) => {
    expect((await messageOf(changes)).split('\n')[0]).toBe(subject)
  })

  test('has a subject that a title has room for, however long the names are', async () => {
    const long = `dev:${'a'.repeat(150)}` as const
    const message = await messageOf([aChange('1'.repeat(120), { policy: long })])
    const [subject = ''] = message.split('\n')
    expect([subject.length, subject.startsWith('Bump aaa')]).toEqual([241, true])
  })

  test('tells each value that it replaces, once', async () => {
    const values = ['1.0.0', '0.9.0', '1.0.0']
    const message = await messageOf(values.map((value) => aChange('1.1.0', { value })))
    expect(message).toContain('\nImage-Bump-Policy: dev:web 1.0.0, 0.9.0 -> 1.1.0\n')
  })

  test.each([
    ['1.0.0\n\nSigned-off-by: Somebody', 'Image-Bump-Policy: dev:web 1.0.0 Signed-off-by: Somebody -> 1.1.0'],
    ['@octocat', 'Image-Bump-Policy: dev:web @\u200Boctocat -> 1.1.0'],
    ['fixes #12', 'Image-Bump-Policy: dev:web fixes #\u200B12 -> 1.1.0'],
    ['closes GH-12', 'Image-Bump-Policy: dev:web closes GH\u200B-12 -> 1.1.0'],
    [
      'https://github.com/a/b/issues/1',
      'Image-Bump-Policy: dev:web https:\u200B//github.com/a/b/issues/1 -> 1.1.0',
    ],
    [`1.0.0@${aDigest()}`, `Image-Bump-Policy: dev:web 1.0.0@${aDigest()} -> 1.1.0`],
    ['x'.repeat(500), `Image-Bump-Policy: dev:web ${'x'.repeat(160)}… -> 1.1.0`],
  ])('keeps %j from doing anything', async (value, last) => {
    const message = await messageOf([aChange('1.1.0', { value })])
    expect(message.trimEnd().split('\n').at(-1)).toBe(last)
  })

  test('has the same lines whatever stands in values and file names', async () => {
    const text = fc.string({ unit: 'binary' })
    await fc.assert(
      fc.asyncProperty(text, text, text, async (value, to, file) => {
        const message = await messageOf([aChange(to, { value, place: { file, line: 1, column: 1 } })])
        const lines = message.split('\n')
        expect(lines.map((line) => line.slice(0, 4))).toEqual(['Bump', '', '- we', '', 'Imag', ''])
      }),
      { seed: 4 },
    )
  })
})

group('a pull request', () => {
  test('is told by a title and a table, and why', async () => {
    const { title, words: body } = await textOf([aChange('1.1.0', { policy: 'production:web' })])
    expect(title).toBe('Bump web to 1.1.0 in production')
    expect(body).toBe(
      [
        'Image Bump proposes this for **production** (into `main`).',
        '',
        '| policy | image | from | to | step | files |',
        '| --- | --- | --- | --- | --- | --- |',
        '| `production:web` | `ghcr.io/acme/web` | `1.0.0` | `1.1.0` | minor | `a.yaml:1` |',
        '',
        '### Why',
        '',
        '- `production:web`: `1.1.0`, highest version in &#x3e;=1.0.0. 5 tags listed: 2 excluded, 1 out of range.',
        '  Next in line: `1.0.0`.',
        '  What the image says of itself could not be read.',
        '',
        'What guards `main` is not shown to this token.',
        '',
        'Only the marked values change. The next run keeps this request up to date until it is merged. To close it means: not these versions.',
        '',
        againLine,
        '',
      ].join('\n'),
    )
  })

  test('names the digest that it pins', async () => {
    const pinned = aSelection(`ghcr.io/acme/web:1.1.0@${aDigest()}`, aPolicy('production:web'))
    expect((await textOf([aChange('1.1.0', { policy: 'production:web' })], pinned)).words).toContain(
      `- \`production:web\`: \`1.1.0\` at \`${aDigest()}\`,`,
    )
  })

  test('tells what to beware of', async () => {
    const record = aRecord({ listed: 1, warnings: ['`1.1.0` and v1.1.0 are alike'] })
    const selection = aSelection('1.1.0', aPolicy('production:web'), { record })
    expect((await textOf([aChange('1.1.0', { policy: 'production:web' })], selection)).words).toContain(
      ' 1 tag listed.\n  What the image says of itself could not be read.\n  Beware: \\`1.1.0\\` and v1.1.0 are alike.\n',
    )
  })

  test('shows untrusted text and obeys none of it', async () => {
    const hostile = '1.0|x `y` <img src=q> @octocat [a](http://b) #1\nEvil: yes'
    const { title, words: body } = await textOf([
      aChange('1.1.0', {
        policy: 'production:web',
        value: hostile,
        place: { file: 'a|b`<br>.yaml', line: 1, column: 1 },
      }),
    ])
    expect(title).toBe('Bump web to 1.1.0 in production')
    expect(body.split('\n')[4]).toBe(
      '| `production:web` | `ghcr.io/acme/web` | ``1.0\\|x `y` <img src=q> @\u200Boctocat [a](http:\u200B//b) #\u200B1 Evil: yes`` | `1.1.0` | other | ``a\\|b`<br>.yaml:1`` |',
    )
  })

  test('stays below what GitHub takes, with thousands of changes of as many policies', async () => {
    const changes = Array.from({ length: 5000 }, (_, index) =>
      aChange('1.1.0', { policy: `production:image-${index}` }),
    )
    const { title, words: body } = await textOf(changes)
    expect(title).toBe('Bump 5000 images in production')
    expect(body.length).toBeLessThanOrEqual(30_000)
    expect(body.length).toBeGreaterThan(29_000)
    expect(body).toContain(
      '\n\nCut here: the rest is in the run report.\n\nWhat guards `main` is not shown to this token.\n\nOnly the marked values change.',
    )
  })

  test('stays below what GitHub takes, with thousands of places of one policy and huge values', async () => {
    const changes = Array.from({ length: 5000 }, (_, index) =>
      aChange('1.1.0', {
        policy: 'production:web',
        value: `${index}`.padEnd(1000, 'x'),
        place: { file: `${'deep/'.repeat(200)}${index}.yaml`, line: 1, column: 1 },
      }),
    )
    const { words: body } = await textOf(changes)
    expect(body.length).toBeLessThanOrEqual(30_000)
    expect(body).toContain('and 4980 more |')
    expect(body).toContain('and 4995 more | `1.1.0`')
    expect(body).toContain('### Why')
    expect((await messageOf(changes)).length).toBeLessThan(10_000)
  })

  test('speaks only of what was written, not of what was planned and could not be', async () => {
    const [kept, lost] = [
      aChange('1.1.0', { policy: 'production:web' }),
      aChange('2.0.0', { policy: 'production:api' }),
    ]
    const parcel = requestParcel([kept, lost])
    const written = { ...parcel.commit, changes: [kept] }
    const [described] = await describeAll([{ parcel, commits: [{ planned: written, files: [] }] }])
    expect(described?.text?.title).toBe('Bump web to 1.1.0 in production')
    expect(described?.text?.words).not.toContain('production:api')
  })
})

test('the same parcel always reads the same, and a direct commit has no text of a request', async () => {
  const parcel = aCommitParcel()
  const written = [{ parcel, commits: [{ planned: aPlannedCommit(), files: [] }] }]
  const described = await describeAll(written)
  expect(described).toEqual(await describeAll(written))
  expect(described[0]).not.toHaveProperty('text')
})

function image(value: string, to: string): Change {
  return aChange(to, { field: 'image', value })
}

async function messageOf(changes: readonly Change[]): Promise<string> {
  const planned: PlannedCommit = aPlannedCommit({ changes })
  const [described] = await describeAll([{ parcel: aCommitParcel(), commits: [{ planned, files: [] }] }])
  return described?.commits[0]?.message ?? ''
}

async function textOf(
  changes: readonly Change[],
  selection = aSelection('1.1.0', aPolicy('production:web'), {
    record: aRecord({
      listed: 5,
      excluded: { count: 2, examples: [] },
      outOfRange: { count: 1, examples: [] },
      runnersUp: ['1.0.0'],
    }),
  }),
): Promise<NonNullable<DescribedParcel['text']>> {
  const parcel = requestParcel(changes)
  const commits = [{ planned: parcel.commit, files: [] }]
  const [described] = await describeAll([{ parcel, commits }], {
    selections: [{ environment: 'production', selections: [selection] }],
  })
  if (described?.text === undefined) throw new Error('the request has no text')
  return described.text
}

/** With a registry and a GitHub that know nothing. */
function describeAll(parcels: readonly WrittenParcel[], telling: Partial<Telling> = {}) {
  const ports = { registry: createInMemoryRegistry(), forge: createInMemoryForge() }
  return describe(
    parcels,
    { selections: [], server: 'https://github.com', changelogs: [], ...telling },
    ports,
  )
}

function requestParcel(changes: readonly Change[]) {
  const environment = anEnvironment({ name: 'production', delivery: byRequest() })
  return aRequestParcel({ commit: aPlannedCommit({ environment, group: 'web', changes }) })
}
