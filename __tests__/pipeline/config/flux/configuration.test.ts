/** Flux's objects in the place of our file, and beside it. */
import { describe, expect, test } from '@jest/globals'
import { problemsOf } from '../../../../src/model/problem.ts'
import { readConfig } from '../../../../src/pipeline/config/config.ts'
import { type FileTree, filesOf } from '../../../support/repository.ts'
import { aPolicy, anObject, aRepository, messagesOf } from './reading.ts'

const file = '.github/image-bump.yaml'
const automation = anObject(
  'ImageUpdateAutomation',
  { name: 'fleet', namespace: 'flux-system' },
  {
    interval: '30m',
    sourceRef: { kind: 'GitRepository', name: 'fleet' },
    git: { checkout: { ref: { branch: 'main' } }, commit: { author: { email: 'bot@acme.org' } } },
  },
)
const source = anObject(
  'GitRepository',
  { name: 'fleet', namespace: 'flux-system' },
  { url: 'https://github.com/acme/fleet', interval: '1m' },
)
const objects = automation + source + aRepository() + aPolicy()
const cluster = { 'clusters/a/a.yaml': objects, 'clusters/b/b.yaml': objects }

interface More {
  readonly given?: string
  readonly strict?: boolean
}

function readAll(text: string | undefined, tree: FileTree, { given, strict = false }: More = {}) {
  const manifests = filesOf(tree)
  return readConfig(
    {
      file,
      where: 'in commit c0ffee0',
      manifests,
      ...(text !== undefined && { text }),
      ...(given !== undefined && { given: { file: 'out.yaml', text: given } }),
    },
    { branch: 'main', strict },
  )
}

function problemsWith(text: string | undefined, tree: FileTree, more?: More): readonly string[] {
  try {
    readAll(text, tree, more)
    return []
  } catch (thrown) {
    return messagesOf(problemsOf(thrown))
  }
}

const namesOf = ({ config }: ReturnType<typeof readAll>) => config.environments.map(({ name }) => name)

describe('without a file of ours', () => {
  test("Flux's objects are the configuration", () => {
    const read = readAll(undefined, { 'a.yaml': objects })
    expect(namesOf(read)).toEqual(['flux-system/fleet'])
    expect(read.warnings).toEqual([])
  })

  test('one object that is wrong costs itself alone', () => {
    const wrong = aPolicy({ imageRepositoryRef: { name: 'gone' } }, { name: 'wrong' })
    const read = readAll(undefined, { 'a.yaml': objects + wrong })
    expect(namesOf(read)).toEqual(['flux-system/fleet'])
    expect(read.warnings).toMatchObject([{ code: 'flux-reference-unknown', level: 'error' }])
  })

  const neither = `config-not-found: There is no ${file} in commit c0ffee0, and no ImageUpdateAutomation of Flux that could be followed instead.`
  test('and without an automation of Flux it is said that both were looked for', () => {
    expect(problemsWith(undefined, {})).toEqual([neither])
    expect(problemsWith(undefined, { 'a.yaml': aRepository() + aPolicy() })).toEqual([neither])
  })

  test('and with automations that cannot be followed it is said why, too', () => {
    const unpushed = automation.replace('branch: main', 'tag: v1') + source
    expect(problemsWith(undefined, { 'a.yaml': unpushed })).toEqual([
      neither,
      expect.stringMatching(/^flux-branch-unusable: .* says no branch to push to, /),
    ])
  })
})

describe('beside a file of ours', () => {
  const own =
    'images: { web: ghcr.io/acme/web }\nenvironments:\n  dev: { policies: { web: { policy: { alphabetical: {} } } } }\n'

  test('they are read from the roots that it names, and its own environments come first', () => {
    const text = `version: 1\n${own}flux: [{ name: a, path: clusters/a }, { name: b, path: ./clusters/b }]\n`
    expect(namesOf(readAll(text, cluster))).toEqual(['dev', 'a/flux-system/fleet', 'b/flux-system/fleet'])
  })

  test('a delivery of a root is that of its automations, and the push branch stays where it fits', () => {
    const pushing = objects.replace('    commit:', '    push:\n      branch: bump\n    commit:')
    const text = [
      'version: 1',
      'flux:',
      '  - { name: a, path: clusters/a, delivery: pullRequest, downgrade: propose }',
      '  - { name: b, path: clusters/b }',
      '  - { name: c, path: clusters/c, delivery: { pullRequest: { group: environment, draft: true } } }',
      '  - { name: d, path: clusters/d, delivery: pullRequest }',
      '',
    ].join('\n')
    const tree = {
      ...cluster,
      'clusters/c/c.yaml': pushing,
      'clusters/d/d.yaml': pushing.replace('bump', 'other'),
    }
    const { config } = readAll(text, tree)
    expect(config.environments.map(({ delivery, downgrade }) => [delivery, downgrade])).toMatchObject([
      [{ kind: 'pull-request', group: { kind: 'policy' } }, 'propose'],
      [{ kind: 'commit' }, 'allow'],
      [{ kind: 'pull-request', group: { kind: 'environment' }, draft: true, pushBranch: 'bump' }, 'allow'],
      [{ kind: 'pull-request', group: { kind: 'policy' } }, 'allow'],
    ])
    expect(config.environments[3]?.delivery).not.toHaveProperty('pushBranch')
  })

  test('a template of a delivery is read there, too', () => {
    const text =
      "version: 1\nflux: [{ name: a, path: clusters/a, delivery: { pullRequest: { title: '{{ x' } } }]\n"
    expect(problemsWith(text, cluster)).toEqual([
      'template-invalid: the template cannot be read: template: pullRequest.title:1: function "x" not defined',
    ])
  })

  test('they may be all that it names', () => {
    expect(namesOf(readAll('version: 1\nflux: [{ name: a, path: clusters/a }]\n', cluster))).toEqual([
      'a/flux-system/fleet',
    ])
  })

  test('they are left alone where it names none', () => {
    expect(namesOf(readAll(`version: 1\n${own}`, cluster))).toEqual(['dev'])
    expect(namesOf(readAll(`version: 1\n${own}flux: []\n`, cluster))).toEqual(['dev'])
  })

  test('a root where nothing stands is told at its place', () => {
    const text = `version: 1\n${own}flux:\n  - { name: a, path: clusters/c }\n`
    const [first] = readAll(text, cluster).warnings
    expect(first).toMatchObject({ code: 'flux-root-empty', place: { file, line: 6, column: 5 } })
  })

  test.each([
    [
      'two roots of one name',
      '[{ name: a, path: x }, { name: a, path: y }]',
      /^config-invalid: two roots are named `a`; wanted a name for each$/,
    ],
    ['a root without a path', '[{ name: a }]', /^config-invalid: .*path/],
    ['an unknown key', '[{ name: a, path: x, rendre: kustomize }]', /^config-invalid: .*rendre/],
  ])('%s is wrong, and nothing else is', (_, roots, message) => {
    expect(problemsWith(`version: 1\nflux: ${roots}\n`, cluster)).toEqual([expect.stringMatching(message)])
  })

  test('a file that names neither environments nor roots is wrong', () => {
    expect(problemsWith('version: 1\nflux: []\n', cluster)).toEqual([
      expect.stringMatching(/^config-invalid: .*at least one/),
    ])
  })
})

describe('given manifests', () => {
  const other = aPolicy({}, { name: 'other' })

  test('are read instead of those of the repository, as they are', () => {
    const tree = {
      'a.yaml': objects.replaceAll('fleet', 'old') + other,
      'kustomization.yaml': 'resources: [out.yaml]\nnamePrefix: a-\n',
    }
    const { config, warnings } = readAll(undefined, tree, { given: objects })
    expect(config.environments).toMatchObject([
      {
        name: 'flux-system/fleet',
        flux: { place: { file: 'out.yaml', line: 2 } },
        policies: [{ key: 'flux-system:web' }],
      },
    ])
    expect(warnings).toEqual([])
  })

  test('know the labels of namespaces that they hold, and tell what is wrong at its line', () => {
    const namespace = 'apiVersion: v1\nkind: Namespace\nmetadata: { name: apps, labels: { team: a } }\n'
    const shared = aRepository({
      accessFrom: { namespaceSelectors: [{ matchLabels: { team: 'a' } }] },
    })
    const reference = { imageRepositoryRef: { name: 'web', namespace: 'flux-system' } }
    const given = `${namespace}${automation}${source}${shared}${aPolicy(reference, { namespace: 'apps' })}${aPolicy({ policy: 7 }, { name: 'odd' })}`
    const { warnings } = readAll(undefined, {}, { given })
    expect(warnings.map(({ code, place }) => `${code} ${place?.file}:${place?.line}`)).toEqual([
      'flux-object-invalid out.yaml:66',
    ])
  })

  test('are the root that our file names, or one beside it', () => {
    const own =
      'images: { web: ghcr.io/acme/web }\nenvironments: { dev: { policies: { web: { policy: { alphabetical: {} } } } } }\n'
    const root = 'flux: [{ name: a, path: clusters/a, downgrade: refuse }]\n'
    const beside = readAll(`version: 1\n${own}`, {}, { given: objects })
    expect(namesOf(beside)).toEqual(['dev', 'flux-system/fleet'])
    const { config, warnings } = readAll(`version: 1\n${root}`, {}, { given: objects })
    expect(config.environments).toMatchObject([{ name: 'a/flux-system/fleet', downgrade: 'refuse' }])
    expect(warnings).toEqual([])
  })

  test('are refused where several roots could be meant, and where they hold no automation', () => {
    const text = 'version: 1\nflux: [{ name: a, path: a }, { name: b, path: b }]\n'
    expect(problemsWith(text, {}, { given: objects })).toEqual([
      'arguments-invalid: The manifests in out.yaml are those of one cluster, and `flux` names several: `a`, `b`. Leave one of them, or render them here with `render: kustomize`.',
    ])
    expect(problemsWith(undefined, cluster, { given: other })).toEqual([
      expect.stringMatching(/^config-not-found: .* no ImageUpdateAutomation of Flux in out\.yaml /),
      expect.stringMatching(/^flux-reference-unknown/),
    ])
  })
})

test('strictness is that of the run, and else of the root', () => {
  const text =
    'version: 1\nflux: [{ name: a, path: clusters/a, strict: true }, { name: b, path: clusters/b }]\n'
  const strictIn = (more: More) =>
    readAll(text, cluster, more).config.environments.map(({ flux }) => flux?.strict === true)
  expect(strictIn({})).toEqual([true, false])
  expect(strictIn({ strict: true })).toEqual([true, true])
  expect(readAll(undefined, cluster, { strict: true }).config.environments[0]?.flux?.strict).toBe(true)
})

describe('where a root is delivered by pull request, a policy that may surprise', () => {
  const risky =
    automation +
    source +
    aRepository() +
    aPolicy({ policy: { semver: { range: '>=1.0.0-0' } } }) +
    aPolicy({}, { name: 'safe' }) +
    aPolicy({ filterTags: { pattern: 'v' }, policy: { semver: { range: '1.x' } } }, { name: 'loose' })
  const tree = { 'clusters/a/a.yaml': risky }
  const keysOf = ({ config }: ReturnType<typeof readAll>) =>
    config.environments.flatMap(({ policies }) => policies.map(({ key }) => key))

  test('cannot be used, and the others can', () => {
    const read = readAll('version: 1\nflux: [{ name: a, path: clusters/a, delivery: pullRequest }]\n', tree)
    expect(keysOf(read)).toEqual(['flux-system:safe'])
    expect(read.config.environments[0]?.unusable?.map(({ key }) => key)).toEqual([
      'flux-system:web',
      'flux-system:loose',
    ])
    expect(read.warnings).toMatchObject([
      {
        code: 'footgun-refused',
        level: 'error',
        message:
          'The ImagePolicy `flux-system:web` decides for `a/flux-system/fleet`, which is delivered by pull request, and the range >=1.0.0-0 has no upper bound, so the next major version is taken as soon as it is there; tighten it, or write `allow: [unbounded-range]` at the root in `flux`.',
        place: { file: 'clusters/a/a.yaml', line: 38 },
      },
      { code: 'footgun-refused', place: { line: 62 } },
    ])
  })

  test('can be used where the root allows each of its surprises by name', () => {
    const allowing = (names: string) =>
      readAll(
        `version: 1\nflux: [{ name: a, path: clusters/a, delivery: pullRequest, allow: [${names}] }]\n`,
        tree,
      )
    expect(keysOf(allowing('unbounded-range'))).toEqual(['flux-system:safe'])
    expect(keysOf(allowing('unbounded-range, prerelease'))).toEqual(['flux-system:web', 'flux-system:safe'])
    expect(problemsWith('version: 1\nflux: [{ name: a, path: a, allow: [all] }]\n', tree)).toEqual([
      expect.stringMatching(/^config-invalid: .*unbounded-range/),
    ])
  })

  test('is Flux’s own business elsewhere', () => {
    expect(keysOf(readAll(undefined, tree))).toHaveLength(3)
    expect(keysOf(readAll('version: 1\nflux: [{ name: a, path: clusters/a }]\n', tree))).toHaveLength(3)
  })
})
