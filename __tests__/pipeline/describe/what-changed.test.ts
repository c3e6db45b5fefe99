/** What requests say of the images they bring: asked of registries and GitHub, and believed in nothing. */
import { describe as group, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import type { ImageInspection } from '../../../src/model/inspection.ts'
import type { Change, PlannedCommit, RequestParcel } from '../../../src/model/plan.ts'
import { isWantedAgain } from '../../../src/model/pull-request.ts'
import { describe, type Telling } from '../../../src/pipeline/describe/describe.ts'
import {
  aChange,
  aDigest,
  aFailure,
  anEnvironment,
  aPlannedCommit,
  aPolicy,
  aPullRequest,
  aRecord,
  aRequestParcel,
  aSelection,
  byRequest,
} from '../../support/builders.ts'
import { createInMemoryForge } from '../../support/in-memory-forge.ts'
import { createInMemoryRegistry } from '../../support/in-memory-registry.ts'

const [old, young] = ['a'.repeat(40), 'b'.repeat(40)]
const labels = { platforms: [], source: 'https://github.com/acme/web' }
const compare = `[acme/web aaaaaaa...bbbbbbb](<https://github.com/acme/web/compare/${old}...${young}>)`

group('the links of a request', () => {
  test.each<[string, Labels, Labels, string | undefined]>([
    ['both commits are known', { revision: old }, { revision: young }, `${compare}.`],
    [
      'only the new one names its source',
      { source: undefined, revision: old },
      { revision: young },
      `${compare}.`,
    ],
    [
      'both were built from one commit',
      { revision: young },
      { revision: young },
      `both are built from [acme/web bbbbbbb](<https://github.com/acme/web/commit/${young}>).`,
    ],
    [
      'the old one names no commit',
      {},
      { revision: young },
      `built from [acme/web bbbbbbb](<https://github.com/acme/web/commit/${young}>).`,
    ],
    [
      'the new one names no commit',
      { revision: old },
      {},
      'the source is at [acme/web](<https://github.com/acme/web>).',
    ],
    [
      'a commit is none',
      { revision: 'main' },
      { revision: '../../x' },
      'the source is at [acme/web](<https://github.com/acme/web>).',
    ],
    [
      'the source has moved',
      { source: 'https://github.com/old/web', revision: old },
      { revision: young },
      `built from [acme/web bbbbbbb](<https://github.com/acme/web/commit/${young}>); before, it came from [old/web](<https://github.com/old/web>).`,
    ],
    [
      'the source lies elsewhere',
      { revision: old },
      { source: 'https://gitlab.com/acme/web', revision: young },
      'the source is at [gitlab.com/acme/web](<https://gitlab.com/acme/web>); before, it came from [acme/web](<https://github.com/acme/web>).',
    ],
    ['the source is no address', {}, { source: 'javascript:alert(1)', revision: young }, undefined],
    ['nothing is said', {}, { source: undefined }, undefined],
  ])('when %s', async (_, before, after, line) => {
    const world = createWorld(before, after)
    const words = await world.words()
    const lines = line === undefined ? [] : [`- \`production:web\`, \`1.0.0\` to \`1.1.0\`: ${line}`]
    expect(words.split('\n').filter((each) => each.startsWith('- `production:web`, '))).toEqual(lines)
    expect(words.includes('### What changed')).toBe(line !== undefined)
  })

  test('go back over what is taken out again', async () => {
    const world = createWorld({ revision: young }, { revision: old })
    expect(await world.words({ course: 'back' })).toContain(`takes back ${compare}.`)
  })

  test('lead to the GitHub that the repository lives on', async () => {
    const source = 'git@github.acme.com:acme/web.git'
    const world = createWorld(
      { source, revision: old },
      { source, revision: young },
      { server: 'https://github.acme.com' },
    )
    expect(await world.words()).toContain(`](<https://github.acme.com/acme/web/compare/${old}...${young}>).`)
  })
})

group('commits and releases', () => {
  const named = { changelogs: ['Acme/web'] }
  test('are told of repositories that the workflow names', async () => {
    const world = createWorld({ revision: old }, { revision: young }, named)
    world.forge.setCommits('acme/web', `${old}...${young}`, ['Add a door', 'Paint it'])
    expect(await world.words()).toContain(`${compare}, 2 commits:\n  - Add a door\n  - Paint it\n`)
  })

  test.each<readonly [readonly string[]]>([[[]], [['acme/other', 'web/*']]])(
    'are not even asked for of others: %j',
    async (changelogs) => {
      const world = createWorld({ revision: old }, { revision: young }, { changelogs })
      world.forge.setCommits('acme/web', `${old}...${young}`, ['Add a door'])
      expect(await world.words()).not.toContain('Add a door')
      expect([...world.forge.calls().keys()]).toEqual([])
    },
  )

  test('are told of all repositories of an owner', async () => {
    const world = createWorld({ revision: old }, { revision: young }, { changelogs: ['acme/*'] })
    world.forge.setCommits('acme/web', `${old}...${young}`, ['Add a door'])
    expect(await world.words()).toContain('1 commit:\n  - Add a door\n')
  })

  test('of another GitHub are left alone: the token is of this one', async () => {
    const world = createWorld(
      { revision: old },
      { revision: young },
      { ...named, server: 'https://github.acme.com' },
    )
    expect(await world.words()).toContain(compare)
    expect([...world.forge.calls().keys()]).toEqual([])
  })

  test('are few', async () => {
    const world = createWorld({ revision: old }, { revision: young }, named)
    world.forge.setCommits(
      'acme/web',
      `${old}...${young}`,
      Array.from({ length: 73 }, (_, index) => `Change ${index}`),
    )
    const words = await world.words()
    expect(words).toContain(', 73 commits:')
    expect(words).toContain('  - Change 19\n  - and 53 more\n')
  })

  test('notes of the releases between are told where commits cannot be compared', async () => {
    const world = createWorld({}, {}, named)
    const release = (tag: string) => ({
      tag,
      url: 'https://evil.example',
      name: `Release ${tag}`,
      notes: `New in ${tag}\r\n\r\n* a door`,
    })
    world.forge.setReleases('acme/web', ['v1.1.0', '1.0.5', 'v1.0.0', 'v0.9.0'].map(release))
    const words = await world.words({ runnersUp: ['1.0.5', '1.0.0', '0.9.0'] })
    expect(words).toContain(
      [
        'the source is at [acme/web](<https://github.com/acme/web>):',
        String.raw`  - [v1.1.0: Release v1.1.0](<https://github.com/acme/web/releases/tag/v1.1.0>)<br>New in v1.1.0<br>\* a door`,
        String.raw`  - [1.0.5: Release 1.0.5](<https://github.com/acme/web/releases/tag/1.0.5>)<br>New in 1.0.5<br>\* a door`,
        '',
      ].join('\n'),
    )
    expect(words).not.toContain('tag/v1.0.0')
    expect(words).not.toContain('tag/v0.9.0')
  })

  test('that cannot be read cost nothing but their lines', async () => {
    const world = createWorld({ revision: old }, { revision: young }, named)
    world.forge.failNext('compare', aFailure({ code: 'github-failed' }))
    world.forge.failNext('releases', aFailure({ code: 'github-failed' }))
    expect(await world.words()).toContain(`${compare}.\n`)
  })
})

group('what others wrote', () => {
  const hostile = [
    'Fixes #12 and closes GH-3 and resolves acme/web#4',
    '@octocat see https://evil.example and www.evil.example',
    '![x](http://evil.example/x.png) <img src=x> <!-- image-bump:state {"version":1} -->',
    '- [x] Propose <!-- image-bump:again -->',
    '</details> | # `code` $x$ \u202Eevil\nSigned-off-by: Mallory <m@evil.example>',
  ]

  test.each(hostile)('%j is shown in a subject and in notes, and does nothing', async (text) => {
    const commits = createWorld({ revision: old }, { revision: young }, { changelogs: ['acme/web'] })
    commits.forge.setCommits('acme/web', `${old}...${young}`, [text])
    const releases = createWorld({}, {}, { changelogs: ['acme/web'] })
    releases.forge.setReleases('acme/web', [{ tag: 'v1.1.0', url: '', name: text, notes: text }])
    for (const words of [await commits.words(), await releases.words()]) {
      expect(effectsOf(words)).toEqual([])
      expect(isWantedAgain(aPullRequest({ body: words }))).toBe(false)
    }
  })

  test('does nothing whatever it is, also where the body becomes the message of a squashed commit', async () => {
    const pieces = [
      '@',
      'a',
      '#',
      '1',
      'GH',
      '-',
      '://',
      'www',
      '.',
      '<',
      '!--',
      '>',
      '`',
      '[',
      ']',
      '(',
      ')',
      '\n',
      ' ',
      'Fixes ',
    ]
    const text = fc.string({ unit: fc.constantFrom(...pieces), maxLength: 30 })
    await fc.assert(
      fc.asyncProperty(text, text, async (first, second) => {
        const world = createWorld(
          { revision: old },
          { revision: young, platforms: [first] },
          { changelogs: ['acme/web'] },
        )
        world.forge.setCommits('acme/web', `${old}...${young}`, [second])
        expect(effectsOf(await world.words({ value: first }))).toEqual([])
      }),
      { seed: 12, numRuns: 300 },
    )
  })

  test('leaves room for the table, the reasons and the last words', async () => {
    const world = createWorld({ revision: old }, { revision: young }, { changelogs: ['acme/*'] })
    const long = Array.from({ length: 50 }, (_, index) => `${index} ${'#@`'.repeat(5000)}`)
    world.forge.setCommits('acme/web', `${old}...${young}`, long)
    const words = await world.words(
      {},
      Array.from({ length: 20 }, (_, index) => `web-${index}`),
    )
    expect(words.length).toBeLessThanOrEqual(30_000)
    expect(words).toContain('| `production:web-19` |')
    expect(words).toContain('\n- `production:web-19`: ')
    expect(words).toContain('- There was no room for more.\n\nWhat guards `main`')
  })
})

group('the image itself', () => {
  test('tells its platforms, its age and its digest', async () => {
    const world = createWorld(
      {},
      { platforms: ['linux/amd64', 'linux/arm64'], created: '2026-01-02T03:04:05Z' },
    )
    expect(await world.words()).toContain(
      '  The image is for `linux/amd64`, `linux/arm64`, created 2026\\-01\\-02T03:04:05Z, now at `sha256:',
    )
  })

  test('is asked for by the digest that is pinned, and the old one by what stood there, where that is the same image', async () => {
    const pinned = `ghcr.io/acme/web:1.0.0@${aDigest('c')}`
    const world = createWorld()
    world.registry.setDigest('ghcr.io/acme/web', '1.0.0', aDigest('c'))
    world.registry.setDigest('ghcr.io/acme/web', '1.1.0', aDigest('d'))
    const latest = `ghcr.io/acme/web:1.1.0@${aDigest('d')}`
    await world.words({ field: 'image', value: pinned, latest })
    await world.words({ field: 'image', value: 'evil.example/acme/web:1.0.0', latest })
    const [after, before] = [`ghcr.io/acme/web@${aDigest('d')}`, `ghcr.io/acme/web@${aDigest('c')}`]
    expect(world.registry.inspected).toEqual([after, before, after])
  })

  test('costs nothing but its lines when it cannot be read', async () => {
    const world = createWorld()
    world.registry.fail('ghcr.io/acme/web', aFailure({ code: 'rate-limited', level: 'note' }))
    expect(await world.words()).toContain('  What the image says of itself could not be read.\n')
  })

  test('is asked for once, and for twenty policies at most', async () => {
    const world = createWorld()
    await world.words({}, ['web', 'same-web'], 'ghcr.io/acme/web')
    expect(world.registry.inspected).toEqual(['ghcr.io/acme/web:1.1.0', 'ghcr.io/acme/web:1.0.0'])
    await world.words(
      {},
      Array.from({ length: 30 }, (_, index) => `web-${index}`),
    )
    expect(world.registry.inspected).toHaveLength(2 + 40)
  })
})

group('nothing is asked', () => {
  test('for files on disk, which nobody proposes', async () => {
    const world = createWorld()
    await world.words({ parcel: { base: undefined } })
    expect(world.registry.inspected).toEqual([])
  })
})

group('what is to be known before merging', () => {
  const rules = {
    known: true,
    pullRequest: true,
    reviews: 0,
    dismissesReviews: false,
    checks: [],
    mergeQueue: false,
  }
  test.each<[Partial<RequestParcel['rules']>, string]>([
    [{}, '`main` takes pull requests only, and asks for no review and no check.'],
    [{ pullRequest: false }, 'Nothing guards `main`: it asks for no review and no check.'],
    [{ known: false }, 'What guards `main` is not shown to this token.'],
    [{ reviews: 1 }, '`main` asks for an approving review.'],
    [
      { reviews: 2, checks: ['test', '@octocat'], mergeQueue: true },
      '`main` asks for 2 approving reviews, the checks `test` and `@\u200Boctocat` and a merge queue.',
    ],
    [{ checks: ['test'] }, '`main` asks for the check `test`.'],
    [
      { checks: Array.from({ length: 12 }, (_, index) => `c${index}`) },
      '`main` asks for the checks `c0`, `c1`, `c2`, `c3`, `c4`, `c5`, `c6`, `c7`, `c8`, `c9` and 2 more.',
    ],
  ])('is what guards the branch: %j', async (changes, line) => {
    const world = createWorld()
    expect((await world.words({ parcel: { rules: { ...rules, ...changes } } })).split('\n')).toContain(line)
  })

  test.each([
    ['actions', 'https://github.com', /workflow's own token\. .*"Approve workflows to run"/],
    ['actions', 'https://github.acme.com', /workflow's own token\. .*closes and opens them again/],
  ] as const)('is what a token of kind %s cannot do on %s', async (kind, server, line) => {
    const identity = { login: 'github-actions[bot]', email: 'x@example.org', kind }
    expect(await createWorld({}, {}, { identity, server }).words()).toMatch(line)
  })

  test.each(['app', 'user'] as const)('is nothing for a token of kind %s', async (kind) => {
    const identity = { login: 'ann', email: 'x@example.org', kind }
    expect(await createWorld({}, {}, { identity }).words()).not.toContain('token.\n\nIt comes')
  })
})

interface How {
  readonly course?: PlannedCommit['course']
  readonly runnersUp?: readonly string[]
  readonly field?: 'image' | 'tag'
  readonly value?: string
  readonly latest?: string
  readonly parcel?: Partial<RequestParcel>
}

type Labels = { readonly [Key in keyof ImageInspection]?: ImageInspection[Key] | undefined }

/** The images web:1.0.0 and web:1.1.0, and those of the same versions of all other names. */
function createWorld(before: Labels = {}, after: Labels = {}, telling: Partial<Telling> = {}) {
  const registry = createInMemoryRegistry()
  const forge = createInMemoryForge()
  const set = (image: string) => {
    registry.setTags(image, ['1.0.0', '1.1.0'])
    registry.setInspection(image, '1.0.0', said(before))
    registry.setInspection(image, '1.1.0', said(after))
  }
  set('ghcr.io/acme/web')
  const words = async (
    how: How = {},
    names: readonly string[] = ['web'],
    image?: string,
  ): Promise<string> => {
    const environment = anEnvironment({ name: 'production', delivery: byRequest() })
    const { field = 'tag', value = '1.0.0', latest = '1.1.0', course = 'forward' } = how
    const policies = names.map((name) => {
      const policy = aPolicy(`production:${name}`)
      return image === undefined ? policy : { ...policy, repository: aPolicy('production:web').repository }
    })
    if (names.length > 1 && image === undefined) names.forEach((name) => set(`ghcr.io/acme/${name}`))
    const selections = policies.map((policy) =>
      aSelection(latest, policy, { record: aRecord({ runnersUp: how.runnersUp ?? [] }) }),
    )
    const changes = policies.map(({ key }): Change => aChange(latest, { policy: key, field, value }))
    const planned = aPlannedCommit({ environment, changes, course })
    const parcel = aRequestParcel({ commit: planned, ...how.parcel })
    const all = {
      selections: [{ environment: 'production', selections }],
      server: 'https://github.com',
      changelogs: [],
    }
    const [described] = await describe(
      [{ parcel, commits: [{ planned, files: [] }] }],
      { ...all, ...telling },
      { registry, forge },
    )
    return described?.text?.words ?? ''
  }
  return { registry, forge, words }
}

function said(more: Labels): Omit<ImageInspection, 'digest'> {
  const all = Object.entries({ ...labels, ...more }).filter(([, value]) => value !== undefined)
  return { platforms: [], ...Object.fromEntries(all) }
}

/**
 * What GitHub would obey in a body, or in the message that it makes of one: mentions, issues, addresses outside of links of our own, HTML
 * and comments outside of code.
 */
function effectsOf(words: string): readonly string[] {
  const own = words
    .replaceAll(/\]\(<https:\/\/github\.com\/[\w./-]+>\)/g, '](own)')
    .replaceAll('<br>', ' ')
    .replace(/<!-- image-bump:again -->\n$/, '')
  const everywhere = [...own.matchAll(/(?<!\w)@\w|#\d|\bGH-\d|:\/\/|<!--/gi)]
  const outside = [
    ...own.replaceAll(/(`+)(?!`).*?(?<!`)\1(?!`)/g, 'code').matchAll(/<[A-Za-z/!]|(?<!\\)!\[|\bwww\./g),
  ]
  return [...everywhere, ...outside].map(([found]) => found)
}
