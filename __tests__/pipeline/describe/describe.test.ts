import { describe as group, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import type { Change, DescribedParcel, PlannedCommit } from '../../../src/model/plan.ts'
import { describe } from '../../../src/pipeline/describe/describe.ts'
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

group('a commit message', () => {
  test('has a subject, the files of each policy, and trailers', () => {
    const changes = [
      aChange('1.1.0', { place: { file: 'b.yaml', line: 2, column: 1 } }),
      aChange('1.1.0', { place: { file: 'b.yaml', line: 9, column: 1 } }),
      aChange('2.0.0', { policy: 'dev:api', value: '1.9.0' }),
    ]
    expect(messageOf(changes)).toBe(
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
  ])('tells %s by its most telling field', (_, changes, subject) => {
    expect(messageOf(changes).split('\n')[0]).toBe(subject)
  })

  test('tells each value that it replaces, once', () => {
    const values = ['1.0.0', '0.9.0', '1.0.0']
    const message = messageOf(values.map((value) => aChange('1.1.0', { value })))
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
  ])('keeps %j from doing anything', (value, last) => {
    expect(
      messageOf([aChange('1.1.0', { value })])
        .trimEnd()
        .split('\n')
        .at(-1),
    ).toBe(last)
  })

  test('has the same lines whatever stands in values and file names', () => {
    const text = fc.string({ unit: 'binary' })
    fc.assert(
      fc.property(text, text, text, (value, to, file) => {
        const lines = messageOf([aChange(to, { value, place: { file, line: 1, column: 1 } })]).split('\n')
        expect(lines.map((line) => line.slice(0, 4))).toEqual(['Bump', '', '- we', '', 'Imag', ''])
      }),
      { seed: 4 },
    )
  })
})

group('a pull request', () => {
  test('is told by a title and a table, and why', () => {
    const { title, body } = textOf([aChange('1.1.0', { policy: 'production:web' })])
    expect(title).toBe('Bump web to 1.1.0 in production')
    expect(body).toBe(
      [
        'Image Bump proposes this for **production** (into `main`).',
        '',
        '| policy | from | to | files |',
        '| --- | --- | --- | --- |',
        '| `production:web` | `1.0.0` | `1.1.0` | `a.yaml:1` |',
        '',
        '### Why',
        '',
        '- `production:web`: `1.1.0`, highest version in &#62;=1.0.0. 5 tags listed: 2 excluded, 1 out of range.',
        '  Next in line: `1.0.0`.',
        '',
        'Only the marked values change. The next run keeps this request up to date until it is merged or closed.',
        '',
      ].join('\n'),
    )
  })

  test('names the digest that it pins', () => {
    const pinned = aSelection(`ghcr.io/acme/web:1.1.0@${aDigest()}`, aPolicy('production:web'))
    expect(textOf([aChange('1.1.0', { policy: 'production:web' })], pinned).body).toContain(
      `- \`production:web\`: \`1.1.0\` at \`${aDigest()}\`,`,
    )
  })

  test('tells what to beware of', () => {
    const record = aRecord({ listed: 1, warnings: ['`1.1.0` and v1.1.0 are alike'] })
    const selection = aSelection('1.1.0', aPolicy('production:web'), { record })
    expect(textOf([aChange('1.1.0', { policy: 'production:web' })], selection).body).toContain(
      ' 1 tag listed.\n  Beware: \\`1.1.0\\` and v1.1.0 are alike.\n',
    )
  })

  test('shows untrusted text and obeys none of it', () => {
    const hostile = '1.0|x `y` <img src=q> @octocat [a](http://b) #1\nEvil: yes'
    const { title, body } = textOf([
      aChange('1.1.0', {
        policy: 'production:web',
        value: hostile,
        place: { file: 'a|b`<br>.yaml', line: 1, column: 1 },
      }),
    ])
    expect(title).toBe('Bump web to 1.1.0 in production')
    expect(body.split('\n')[4]).toBe(
      '| `production:web` | ``1.0\\|x `y` <img src=q> @octocat [a](http://b) #1 Evil: yes`` | `1.1.0` | ``a\\|b`<br>.yaml:1`` |',
    )
  })

  test('stays below what GitHub takes, with thousands of changes of as many policies', () => {
    const changes = Array.from({ length: 5000 }, (_, index) =>
      aChange('1.1.0', { policy: `production:image-${index}` }),
    )
    const { title, body } = textOf(changes)
    expect(title).toBe('Bump 5000 images in production')
    expect(body.length).toBeLessThanOrEqual(60_000)
    expect(body.length).toBeGreaterThan(59_000)
    expect(body).toContain('\n\nCut here: the rest is in the run report.\n\nOnly the marked values change.')
  })

  test('stays below what GitHub takes, with thousands of places of one policy and huge values', () => {
    const changes = Array.from({ length: 5000 }, (_, index) =>
      aChange('1.1.0', {
        policy: 'production:web',
        value: `${index}`.padEnd(1000, 'x'),
        place: { file: `${'deep/'.repeat(200)}${index}.yaml`, line: 1, column: 1 },
      }),
    )
    const { body } = textOf(changes)
    expect(body.length).toBeLessThanOrEqual(60_000)
    expect(body).toContain('and 4980 more |')
    expect(body).toContain('and 4995 more | `1.1.0`')
    expect(body).toContain('### Why')
    expect(messageOf(changes).length).toBeLessThan(10_000)
  })

  test('speaks only of what was written, not of what was planned and could not be', () => {
    const [kept, lost] = [
      aChange('1.1.0', { policy: 'production:web' }),
      aChange('2.0.0', { policy: 'production:api' }),
    ]
    const parcel = requestParcel([kept, lost])
    const written = { ...parcel.commit, changes: [kept] }
    const [described] = describe([{ parcel, commits: [{ planned: written, files: [] }] }], [])
    expect(described?.text?.title).toBe('Bump web to 1.1.0 in production')
    expect(described?.text?.body).not.toContain('production:api')
  })
})

test('the same parcel always reads the same, and a direct commit has no text of a request', () => {
  const parcel = aCommitParcel()
  const written = [{ parcel, commits: [{ planned: aPlannedCommit(), files: [] }] }]
  expect(describe(written, [])).toEqual(describe(written, []))
  expect(describe(written, [])[0]).not.toHaveProperty('text')
})

function image(value: string, to: string): Change {
  return aChange(to, { field: 'image', value })
}

function messageOf(changes: readonly Change[]): string {
  const planned: PlannedCommit = aPlannedCommit({ changes })
  const [described] = describe([{ parcel: aCommitParcel(), commits: [{ planned, files: [] }] }], [])
  return described?.commits[0]?.message ?? ''
}

function textOf(
  changes: readonly Change[],
  selection = aSelection('1.1.0', aPolicy('production:web'), {
    record: aRecord({
      listed: 5,
      excluded: { count: 2, examples: [] },
      outOfRange: { count: 1, examples: [] },
      runnersUp: ['1.0.0'],
    }),
  }),
): NonNullable<DescribedParcel['text']> {
  const parcel = requestParcel(changes)
  const commits = [{ planned: parcel.commit, files: [] }]
  const [described] = describe(
    [{ parcel, commits }],
    [{ environment: 'production', selections: [selection] }],
  )
  if (described?.text === undefined) throw new Error('the request has no text')
  return described.text
}

function requestParcel(changes: readonly Change[]) {
  const environment = anEnvironment({ name: 'production', delivery: byRequest() })
  return aRequestParcel({ commit: aPlannedCommit({ environment, group: 'web', changes }) })
}
