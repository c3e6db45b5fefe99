import { describe, expect, test } from '@jest/globals'
import { applyFromSelections } from '../../src/commands/apply.ts'
import { applySelections } from '../../src/pipeline/apply-selections.ts'
import { reportJson } from '../../src/pipeline/report/json.ts'
import { run } from '../../src/pipeline/run.ts'
import { aDigest, aProblem, aRequest, problemsThrownBy } from '../support/builders.ts'
import { createInMemoryForge } from '../support/in-memory-forge.ts'
import { createInMemoryGit } from '../support/in-memory-git.ts'
import { createInMemoryRegistry } from '../support/in-memory-registry.ts'
import { createInMemoryRenderer } from '../support/in-memory-renderer.ts'
import { createInMemoryWorktree } from '../support/in-memory-worktree.ts'
import { createPatientClock } from '../support/patient-clock.ts'
import { textsOf } from '../support/repository.ts'

const web = { name: 'ghcr.io/acme/web', tag: '1.1.0' }
const tree = {
  'a.yaml': [
    'image: ghcr.io/acme/web:1.0.0 # {"$imagepolicy": "dev:web"}',
    'tag: \'1.0.0\' # {"$imagepolicy": "dev:web:tag"}',
    'name: web # {"$imagepolicy": "dev:web:name"}',
    `digest: ${aDigest()} # {"$imagepolicy": "dev:web:digest"}`,
    '',
  ].join('\n'),
  'b.yaml': 'tag: 1.0.0\n',
}

describe('selections made before', () => {
  test('are written into every file with their markers', async () => {
    const digest = aDigest('b')
    const { changes, files, problems } = await applyTo(tree, { 'dev:web': { ...web, digest } })
    expect(textsOf(files.map(({ after }) => after))).toEqual({
      'a.yaml': [
        `image: ghcr.io/acme/web:1.1.0@${digest} # {"$imagepolicy": "dev:web"}`,
        'tag: \'1.1.0\' # {"$imagepolicy": "dev:web:tag"}',
        'name: ghcr.io/acme/web # {"$imagepolicy": "dev:web:name"}',
        `digest: ${digest} # {"$imagepolicy": "dev:web:digest"}`,
        '',
      ].join('\n'),
    })
    expect(changes.map(({ marker, to }) => [marker.setter, to])).toEqual([
      ['dev:web', `ghcr.io/acme/web:1.1.0@${digest}`],
      ['dev:web:tag', '1.1.0'],
      ['dev:web:name', 'ghcr.io/acme/web'],
      ['dev:web:digest', digest],
    ])
    expect(problems).toEqual([])
  })

  test.each([
    ['absent', {}],
    ['empty', { digest: '' }],
    ['null', { digest: null }],
  ])('have no digest where it is %s', async (_, digest) => {
    const { changes } = await applyTo(tree, { 'dev:web': { ...web, ...digest } })
    expect(changes.map(({ to }) => to)).toEqual(['ghcr.io/acme/web:1.1.0', '1.1.0', 'ghcr.io/acme/web', ''])
  })

  test('of a fragment are written below its folder only, before those of the configuration', async () => {
    const text = 'tag: 1.0.0 # {"$imagepolicy": "dev:web:tag"}\n'
    const files = { 'a.yaml': text, 'teams/cart/a.yaml': text, 'teams/search/a.yaml': text }
    const other = { ...web, tag: '2.0.0' }
    const { changes } = await applyTo(files, { 'dev:web': web, 'dev:teams/cart/web': other })
    expect(changes.map(({ marker, to }) => [marker.place.file, to])).toEqual([
      ['a.yaml', '1.1.0'],
      ['teams/cart/a.yaml', '2.0.0'],
      ['teams/search/a.yaml', '1.1.0'],
    ])
  })

  test('are obeyed as they are: an older tag is no downgrade here', async () => {
    const { changes } = await applyTo(
      { 'a.yaml': 'tag: 9.9.9 # {"$imagepolicy": "dev:web:tag"}\n' },
      { 'dev:web': web },
    )
    expect(changes.map(({ to }) => to)).toEqual(['1.1.0'])
  })

  test.each([
    ['ghcr.io/acme/web', 'ghcr.io', 'acme/web'],
    ['localhost:5000/web', 'localhost:5000', 'web'],
    ['nginx', 'docker.io', 'library/nginx'],
  ])('give %s in two halves where a chart keeps them apart', async (name, registry, repository) => {
    const chart = (host: string, path: string, tag: string) =>
      [
        'image:',
        `  registry: ${host} # {"$imagepolicy": "dev:web:registry"}`,
        `  repository: "${path}" # {"$imagepolicy": "dev:web:repository"}`,
        `  tag: ${tag} # {"$imagepolicy": "dev:web:tag"}`,
        '',
      ].join('\n')
    const before = { 'values.yaml': chart('quay.io', 'old', '1.0.0') }
    const { files, problems } = await applyTo(before, { 'dev:web': { ...web, name } })
    expect(textsOf(files.map(({ after }) => after))).toEqual({
      'values.yaml': chart(registry, repository, '1.1.0'),
    })
    expect(problems).toEqual([])
  })

  test('leave the alias of an Argo CD image alone, and know the image behind it', async () => {
    const application = (...images: readonly string[]) =>
      [
        'kind: Application',
        'spec:',
        '  source:',
        '    kustomize:',
        '      images:',
        ...images.map((image) => `        - ${image} # {"$imagepolicy": "dev:web"}`),
        '',
      ].join('\n')
    const files = {
      'a.yaml': application('web=ghcr.io/acme/web:1.0.0', '"ghcr.io/acme/old=ghcr.io/acme/web"', 'web'),
      'b.yaml': application('web=ghcr.io/acme/web:1.1.0'),
    }
    const applied = await applyTo(files, { 'dev:web': web })
    const image = 'ghcr.io/acme/web:1.1.0'
    expect(textsOf(applied.files.map(({ after }) => after))).toEqual({
      'a.yaml': application(`web=${image}`, `"ghcr.io/acme/old=${image}"`, image),
    })
    expect(applied.changes.map(({ to }) => to)).toEqual([`web=${image}`, `ghcr.io/acme/old=${image}`, image])
    expect(applied.problems).toEqual([])
  })

  test('are written where they do not fit too, and that is told', async () => {
    const files = { 'a.yaml': 'newTag: 1.0.0 # {"$imagepolicy": "dev:web"}\n' }
    const { changes, problems } = await applyTo(files, { 'dev:web': web })
    expect(changes.map(({ to }) => to)).toEqual(['ghcr.io/acme/web:1.1.0'])
    expect(problems).toMatchObject([
      { code: 'marker-unsuited', level: 'warning', place: { file: 'a.yaml', line: 1, column: 9 } },
    ])
  })

  test('may stand beside others, in any namespace, and an unknown marker is told', async () => {
    const files = {
      'a.yaml': 'a: 1.0.0 # {"$imagepolicy": "dev:web:tag"}\nb: 1.0.0 # {"$imagepolicy": "prod:web:tag"}\n',
      'b.yaml': 'c: 1.0.0 # {"$imagepolicy": "dev:wep:tag"}\n',
    }
    const { changes, problems } = await applyTo(files, {
      'dev:web': web,
      'prod:web': { ...web, tag: '1.0.1' },
    })
    expect(changes.map(({ to }) => to)).toEqual(['1.1.0', '1.0.1'])
    expect(problems).toMatchObject([
      { code: 'policy-unknown', level: 'warning', place: { file: 'b.yaml', line: 1, column: 4 } },
    ])
  })

  test('change nothing the second time', async () => {
    const worktree = createInMemoryWorktree(tree)
    const text = JSON.stringify({ 'dev:web': web })
    await applyFromSelections(text, worktree)
    const first = worktree.files()
    expect(await applyFromSelections(text, worktree)).toMatchObject({ exitCode: 0, json: { changes: [] } })
    expect(worktree.files()).toEqual(first)
  })

  test('may be none', async () => {
    expect(await applyTo({ 'a.yaml': 'a: 1\n' }, {})).toEqual({ changes: [], files: [], problems: [] })
    const { problems } = await applyTo({ 'a.yaml': 'a: 1 # {"$imagepolicy": "dev:web"}\n' }, {})
    expect(problems.map(({ message }) => message)).toEqual([
      'The marker "dev:web" names no policy of the selections; there are none.',
    ])
  })

  test('are written into the files that can be read, and what cannot be is told', async () => {
    const problems = () => [aProblem()]
    const worktree = { ...createInMemoryWorktree(tree), problems }
    const applied = await applySelections(
      JSON.stringify({ 'dev:web': { ...web, digest: aDigest() } }),
      worktree,
    )
    expect(applied.files).toHaveLength(1)
    expect(applied.problems).toEqual([aProblem()])
  })

  test('reach every one of thirty thousand markers of a file', async () => {
    const lines = (tag: string) => `- xy:${tag} # {"$imagepolicy": "dev:web"}\n`.repeat(30_000)
    const { files } = await applyTo(
      { 'a.yaml': `a:\n${lines('1.0.0')}` },
      { 'dev:web': { name: 'xy', tag: '2.0.0' } },
    )
    expect(textsOf(files.map(({ after }) => after))).toEqual({ 'a.yaml': `a:\n${lines('2.0.0')}` })
  })
})

test("a plan's output works as it is", async () => {
  const config = [
    'version: 1',
    'images: { web: ghcr.io/acme/web }',
    'environments:',
    '  dev: { policies: { web: { policy: { semver: { range: 1.x } }, digestReflectionPolicy: Always } } }',
    '',
  ].join('\n')
  const { report } = await run(aRequest(), {
    git: createInMemoryGit({ '.github/image-bump.yaml': config, ...tree }),
    registry: createInMemoryRegistry({ 'ghcr.io/acme/web': ['1.0.0', '1.1.0'] }),
    forge: createInMemoryForge(),
    worktree: createInMemoryWorktree(),
    renderer: createInMemoryRenderer(),
    clock: createPatientClock(),
  })
  const { changes } = await applySelections(JSON.stringify(reportJson(report)), createInMemoryWorktree(tree))
  expect(changes).toHaveLength(4)
  expect(changes.map(({ to }) => to)).toEqual(report.environments[0]?.changes.map(({ to }) => to))
})

describe('what cannot be read is refused, and nothing is written', () => {
  test.each<readonly [string, string, string, RegExp]>([
    ['no JSON', '{', 'arguments-invalid', /^The selections are not JSON: /],
    [
      'a key twice',
      inJson('dev:web', web).replace('{', '{"dev\\u003aweb": {}, '),
      'arguments-invalid',
      /^The selections have "dev:web" twice/,
    ],
    [
      'a key twice, deeper down',
      '{"dev:web": {"name": "x", "tag": "}", "tag": "2"}}',
      'arguments-invalid',
      /^The selections have "tag" twice/,
    ],
    ['a list', '[]', 'arguments-invalid', /^The selections are not a map of "namespace:name"/],
    ['a number', '1', 'arguments-invalid', /not a map/],
    ['a key without namespace', inJson('web', web), 'arguments-invalid', /\(at web\)/],
    ['a key with a suffix', inJson('dev:web:tag', web), 'arguments-invalid', /\(at dev:web:tag\)/],
    ['no tag', inJson('dev:web', { name: web.name }), 'arguments-invalid', /\(at dev:web tag\)/],
    ['a number as tag', inJson('dev:web', { ...web, tag: 1.1 }), 'arguments-invalid', /\(at dev:web tag\)/],
    ['a number as digest', inJson('dev:web', { ...web, digest: 1 }), 'arguments-invalid', /digest\)/],
    ['an empty tag', inJson('dev:web', { ...web, tag: '' }), 'image-invalid', /"" is not a tag of ghcr/],
    ['a tag that is none', inJson('dev:web', { ...web, tag: 'a b' }), 'image-invalid', /"a b" is not a tag/],
    [
      'a tag with a digest in it',
      inJson('dev:web', { ...web, tag: `1@${aDigest()}` }),
      'image-invalid',
      /not a tag/,
    ],
    [
      'a name with a tag',
      inJson('dev:web', { ...web, name: 'web:1' }),
      'image-invalid',
      /should not include a tag/,
    ],
    [
      'a name with a scheme',
      inJson('dev:web', { ...web, name: 'https://a.b/c' }),
      'image-invalid',
      /URL scheme/,
    ],
    [
      'a name that is none',
      inJson('dev:web', { ...web, name: 'Web' }),
      'image-invalid',
      /could not parse reference: Web/,
    ],
    ['an empty name', inJson('dev:web', { ...web, name: '' }), 'image-invalid', /could not parse reference/],
    [
      'a digest that is none',
      inJson('dev:web', { ...web, digest: 'sha256:abc' }),
      'image-invalid',
      /is not a digest/,
    ],
    [
      'one good and one bad',
      JSON.stringify({ selections: { 'dev:web': web, 'dev:api': { ...web, tag: '-' } } }),
      'image-invalid',
      /"-" is not a tag/,
    ],
  ])('%s', async (_, text, code, message) => {
    const worktree = createInMemoryWorktree(tree)
    expect(await problemsThrownBy(() => applyFromSelections(text, worktree))).toEqual([
      expect.objectContaining({ code, level: 'error', message: expect.stringMatching(message) }),
    ])
    expect(textsOf(worktree.files())).toEqual(tree)
  })
})

function inJson(key: string, latest: object): string {
  return JSON.stringify({ [key]: latest })
}

function applyTo(files: Parameters<typeof createInMemoryWorktree>[0], selections: object) {
  return applySelections(JSON.stringify(selections), createInMemoryWorktree(files))
}
