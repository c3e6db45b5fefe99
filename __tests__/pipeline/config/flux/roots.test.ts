import { describe, expect, test } from '@jest/globals'
import { fluxFiles, readFlux } from '../../../../src/pipeline/config/flux/flux.ts'
import { createInMemoryWorktree } from '../../../support/in-memory-worktree.ts'
import type { FileTree } from '../../../support/repository.ts'
import { aPolicy, anObject, aRepository, messagesOf, placesOf, read, readRoot } from './reading.ts'

/** What `flux bootstrap` writes for a cluster. */
function bootstrap(path: string, url = 'ssh://git@github.com/acme/fleet'): FileTree {
  const source = anObject(
    'GitRepository',
    { name: 'flux-system', namespace: 'flux-system' },
    { interval: '1m', ref: { branch: 'main' }, url },
  )
  const sync = anObject(
    'Kustomization',
    { name: 'flux-system', namespace: 'flux-system' },
    {
      interval: '10m',
      path: `./${path}`,
      prune: true,
      sourceRef: { kind: 'GitRepository', name: 'flux-system' },
    },
  )
  const folder = path === '' ? 'flux-system' : `${path}/flux-system`
  return {
    [`${folder}/gotk-sync.yaml`]: `# made by Flux\n${source}${sync}`,
    [`${folder}/kustomization.yaml`]: 'resources: [gotk-components.yaml, gotk-sync.yaml]\n',
  }
}

/** Flux's Kustomization `flux-system/apps`. */
function kustomization(path: string, spec: object = {}): string {
  return anObject(
    'Kustomization',
    { name: 'apps', namespace: 'flux-system' },
    { interval: '1m', path, sourceRef: { kind: 'GitRepository', name: 'flux-system' }, ...spec },
  )
}

const bare = { namespace: undefined }
const keysOf = (tree: FileTree, ...options: readonly [Parameters<typeof read>[1]?]) =>
  Object.fromEntries(
    read(tree, ...options).roots.map(({ name, policies }) => [name, policies.map(({ key }) => key)]),
  )

describe('roots', () => {
  test('are what Flux was bootstrapped for, and the same names in two of them are two objects', () => {
    const { roots, problems } = read({
      ...bootstrap('clusters/dev'),
      ...bootstrap('clusters/production'),
      'clusters/dev/web.yaml': aRepository() + aPolicy({ policy: { semver: { range: '*' } } }),
      'clusters/production/web.yaml': aRepository() + aPolicy(),
    })
    expect(problems).toEqual([])
    expect(roots).toMatchObject([
      {
        name: 'clusters/dev',
        path: 'clusters/dev',
        policies: [{ policy: { spec: { policy: { semver: { range: '*' } } } } }],
        gitRepositories: [{ ref: { branch: 'main' } }],
      },
      {
        name: 'clusters/production',
        path: 'clusters/production',
        policies: [{ policy: { spec: { policy: { semver: { range: '1.x' } } } } }],
      },
    ])
  })

  test('are the repository where Flux was not bootstrapped, or was bootstrapped for all of it', () => {
    const tree = { 'web.yaml': aRepository() + aPolicy() }
    expect(keysOf(tree)).toEqual({ '.': ['flux-system:web'] })
    expect(keysOf({ ...tree, ...bootstrap('') })).toEqual({ '.': ['flux-system:web'] })
  })

  test('are the folder above where a bootstrap says nothing of use', () => {
    const policy = aRepository() + aPolicy()
    expect(
      keysOf({ 'a/flux-system/gotk-sync.yaml': kustomization('./moved/away'), 'a/web.yaml': policy }),
    ).toEqual({ a: ['flux-system:web'] })
    expect(
      keysOf({ 'a/flux-system/gotk-sync.yaml': `${kustomization('a')}---\n{{`, 'a/web.yaml': policy }),
    ).toEqual({ a: ['flux-system:web'] })
  })

  test('are those that are asked for, under their names', () => {
    const tree = {
      ...bootstrap('clusters/dev'),
      'clusters/dev/a.yaml': aPolicy(),
      'b/b.yaml': aPolicy({}, { name: 'b' }),
    }
    const roots = [
      { name: 'two', path: './b/' },
      { name: 'one', path: 'clusters/dev' },
    ]
    expect(keysOf(tree, { roots })).toEqual({ one: ['flux-system:web'], two: ['flux-system:b'] })
    const { problems } = read(tree, {
      roots: [
        { name: 'none', path: 'clusters/prod' },
        { name: 'out', path: '../x' },
      ],
    })
    expect(messagesOf(problems)).toEqual([
      "flux-root-empty: The root `none` is `clusters/prod`, where none of Flux's objects stands.",
      "flux-root-empty: The root `out` is `../x`, where none of Flux's objects stands.",
      "flux-object-unreached: Flux's objects for images stand in `b/b.yaml` and 1 more, where no root leads.",
    ])
  })
})

describe('to a root belongs', () => {
  const dev = bootstrap('clusters/dev')
  const web = { 'apps/web/policy.yaml': aPolicy(), 'apps/web/deep/repository.yaml': aRepository() }

  test('all below its path', () => {
    expect(keysOf({ ...dev, 'clusters/dev/a/b/c.yml': aPolicy() })).toEqual({
      'clusters/dev': ['flux-system:web'],
    })
  })

  test.each<[what: string, tree: FileTree]>([
    ["all below the path of Flux's Kustomization", { 'clusters/dev/apps.yaml': kustomization('./apps/web') }],
    [
      'what a Kustomization says that stands outside itself',
      { 'clusters/dev/apps.yaml': kustomization('./more'), 'more/apps.yaml': kustomization('apps') },
    ],
    [
      "the components of Flux's Kustomization",
      { 'clusters/dev/apps.yaml': kustomization('./clusters/dev/x', { components: ['../../../apps/web'] }) },
    ],
    [
      'what its kustomization.yaml lists',
      {
        'clusters/dev/apps.yaml': kustomization('./apps'),
        'apps/kustomization.yaml': 'resources: [web, other.yaml, https://github.com/acme/x]',
      },
    ],
    [
      'bases and components of kustomizations',
      {
        'clusters/dev/kustomization.yml': 'bases: [../../base]',
        'base/Kustomization': 'components:\n- ../apps/web',
      },
    ],
  ])('%s', (_, tree) => {
    const { roots, problems } = read({ ...dev, ...web, ...tree })
    expect(roots).toMatchObject([{ repositories: [{ name: 'web' }], policies: [{ policy: {} }] }])
    expect(problems).toEqual([])
  })

  test('not what no kustomization lists, which a note tells', () => {
    const tree = {
      ...dev,
      'clusters/dev/apps.yaml': kustomization('./apps'),
      'apps/kustomization.yaml': 'resources: [a.yaml]',
      'apps/a.yaml': aPolicy({}, { name: 'a' }),
      'apps/b.yaml': aPolicy(),
    }
    expect(keysOf(tree)).toEqual({ 'clusters/dev': ['flux-system:a'] })
    expect(placesOf(read(tree).problems)).toContain('note flux-object-unreached apps/b.yaml')
  })

  test.each<[what: string, source: string | null, sourceRef: object, isOurs: boolean]>([
    ['an OCIRepository', null, { kind: 'OCIRepository', name: 'flux-system' }, false],
    [
      'another GitRepository',
      anObject(
        'GitRepository',
        { name: 'other', namespace: 'flux-system' },
        { url: 'https://github.com/acme/other' },
      ),
      { kind: 'GitRepository', name: 'other' },
      false,
    ],
    [
      'this repository under another name and address',
      anObject(
        'GitRepository',
        { name: 'other', namespace: 'apps' },
        { url: 'https://github.com/Acme/fleet.git' },
      ),
      { kind: 'GitRepository', name: 'other', namespace: 'apps' },
      true,
    ],
    [
      'a GitRepository that is nowhere, with a folder that is here',
      null,
      { kind: 'GitRepository', name: 'other' },
      true,
    ],
  ])('what a Kustomization takes from %s, if that is this repository', (_, source, sourceRef, isOurs) => {
    const tree = {
      ...dev,
      ...web,
      'clusters/dev/source.yaml': source,
      'clusters/dev/apps.yaml': kustomization('apps/web', { sourceRef }),
    }
    expect(keysOf(tree)).toEqual({ 'clusters/dev': isOurs ? ['flux-system:web'] : [] })
  })

  test('nothing twice, and circles end', () => {
    const tree = {
      ...dev,
      ...web,
      'clusters/dev/apps.yaml': kustomization('apps'),
      'apps/kustomization.yaml': 'resources: [web, ../circle]',
      'circle/kustomization.yaml': 'resources: [../apps, .]',
    }
    expect(keysOf(tree)).toEqual({ 'clusters/dev': ['flux-system:web'] })
  })
})

describe('a namespace', () => {
  const namespaceOf = (tree: FileTree) => {
    const { policies, problems } = readRoot(tree)
    return {
      keys: policies.map(({ key }) => key),
      notes: messagesOf(problems.filter(({ level }) => level === 'note')),
    }
  }
  const file = { 'base/policy.yaml': aPolicy({}, bare) }

  test.each<[what: string, tree: FileTree, key: string]>([
    ['is what the object says', { 'a.yaml': aPolicy({}, { namespace: 'own' }) }, 'own:web'],
    [
      'is what the kustomization says that lists the file',
      { ...file, 'base/kustomization.yaml': 'namespace: near\nresources: [policy.yaml]' },
      'near:web',
    ],
    [
      'is that of the kustomization above, where that one says nothing',
      {
        ...file,
        'base/kustomization.yaml': 'resources: [./policy.yaml]',
        'over/kustomization.yaml': 'resources: [../base]',
        'top/kustomization.yaml': 'namespace: far\nresources: [../over/]',
      },
      'far:web',
    ],
    [
      "is the targetNamespace of Flux's Kustomization, where none of them says anything",
      {
        ...file,
        'base/kustomization.yaml': 'resources: [policy.yaml]',
        'flux.yaml': kustomization('base', { targetNamespace: 'target' }),
      },
      'target:web',
    ],
    [
      'is the targetNamespace without any kustomization.yaml too',
      { ...file, 'flux.yaml': kustomization('./base', { targetNamespace: 'target' }) },
      'target:web',
    ],
  ])('%s', (_, tree, key) => {
    expect(namespaceOf(tree)).toEqual({ keys: [key], notes: [] })
  })

  test('is the default where nothing says one, and a note says so once a file', () => {
    const tree = { 'a.yaml': aPolicy({}, bare) + aRepository({}, bare) }
    expect(namespaceOf(tree)).toEqual({
      keys: ['flux-system:web'],
      notes: ['namespace-guessed: No namespace is written for `web`; taken: `flux-system`.'],
    })
    expect(readRoot(tree, { defaultNamespace: 'apps' }).policies).toMatchObject([
      { key: 'apps:web', policy: {} },
    ])
  })

  test('of an object counts before that of a kustomization, and a note tells the difference', () => {
    const tree = { 'a.yaml': aPolicy(), 'kustomization.yaml': 'namespace: other\nresources: [a.yaml]' }
    expect(namespaceOf(tree)).toEqual({
      keys: ['flux-system:web'],
      notes: [
        'namespace-guessed: The namespace of `web` is written as `flux-system`, and a kustomization gives it `other`; taken: what is written.',
      ],
    })
  })

  test('makes as many objects as a base has overlays', () => {
    const tree = {
      ...file,
      'base/repository.yaml': aRepository({}, bare),
      'base/kustomization.yaml': 'resources: [policy.yaml, repository.yaml]',
      'a/kustomization.yaml': 'namespace: a\nresources: [../base]',
      'b/kustomization.yaml': 'namespace: b\nresources: [../base]',
    }
    expect(readRoot(tree)).toMatchObject({
      problems: [],
      policies: [
        { key: 'a:web', policy: {} },
        { key: 'b:web', policy: {} },
      ],
    })
  })
})

describe('an object that something else completes or changes is not used as it is written:', () => {
  const reasonOf = (tree: FileTree) => {
    const { policies, problems } = readRoot({ 'repository.yaml': aRepository(), ...tree })
    expect(policies).toMatchObject([{ key: 'flux-system:web', problem: { code: 'flux-object-incomplete' } }])
    expect(policies[0]).not.toHaveProperty('policy')
    expect(placesOf(problems)).toEqual([
      expect.stringMatching(/^warning flux-object-incomplete base\/policy\.yaml/),
    ])
    return problems[0]?.message
  }
  const base = (lines = '', policy = aPolicy()): FileTree => ({
    'base/policy.yaml': policy,
    'base/kustomization.yaml': `resources: [policy.yaml]\n${lines}`,
  })
  const partial = anObject(
    'ImagePolicy',
    { name: 'web', namespace: 'flux-system' },
    { policy: { semver: { range: '2.x' } } },
  )

  test.each<[what: string, tree: FileTree, told: string]>([
    [
      'without a policy',
      base('', aPolicy({ policy: undefined })),
      '`spec.policy` of this ImagePolicy is missing',
    ],
    [
      'with a variable',
      base('', aPolicy({ policy: { semver: { range: '${RANGE:=1.x}' } } })),
      'holds `${RANGE:=1.x}`',
    ],
    [
      'with the braces of a template',
      base('', aPolicy({ imageRepositoryRef: { name: 'x{{ name }}' } })),
      'holds `{{ name }}`',
    ],
    [
      'by a patch in a file, which is no object of its own',
      { ...base('patches: [{ path: patch.yaml }]'), 'base/patch.yaml': partial },
      'is changed by a patch in base/kustomization.yaml',
    ],
    [
      'by a patch further up',
      {
        ...base(),
        'over/kustomization.yaml': `resources: [../base]\npatchesStrategicMerge: [patch.yaml]`,
        'over/patch.yaml': partial,
      },
      'is changed by a patch in over/kustomization.yaml',
    ],
    [
      'by a patch for all of its kind',
      base("patches: [{ target: { kind: ImagePolicy }, patch: '[]' }]"),
      'is changed by a patch',
    ],
    [
      'by a patch for names like its own',
      base("patchesJson6902: [{ target: { kind: ImagePolicy, name: 'w.b' }, path: a.json }]"),
      'is changed by a patch',
    ],
    [
      "by a patch of Flux's Kustomization",
      { ...base(), 'flux.yaml': kustomization('base', { patches: [{ patch: partial }] }) },
      'is changed by a patch in flux.yaml',
    ],
    ['by a change of names', base('namePrefix: dev-'), 'is renamed by base/kustomization.yaml'],
  ])('%s', (_, tree, told) => {
    expect(reasonOf(tree)).toContain(told)
  })

  test('but a patch for other objects changes nothing', () => {
    const lines =
      "patches:\n- { target: { kind: ImagePolicy, name: we }, patch: '[]' }\n- { path: other.yaml }\n- target: { kind: Deployment }\n"
    const tree = {
      ...base(lines),
      'base/other.yaml': aPolicy({}, { name: 'other' }),
      'repository.yaml': aRepository(),
    }
    expect(readRoot(tree)).toMatchObject({ problems: [], policies: [{ policy: {} }] })
  })

  test("a group in braces is Go's way to write it, unless Flux substitutes there", () => {
    const filterTags = { pattern: '^(?P<major>[0-9]+)', extract: '${major}' }
    const tree = (postBuild?: object): FileTree => ({
      ...base('', aPolicy({ filterTags })),
      'repository.yaml': aRepository(),
      'flux.yaml': kustomization('base', { postBuild }),
    })
    expect(readRoot(tree())).toMatchObject({ problems: [], policies: [{ policy: { spec: { filterTags } } }] })
    expect(readRoot(tree({ substitute: { a: 'b' } })).policies).toMatchObject([
      { problem: { message: expect.stringContaining('holds `${major}`') } },
    ])
  })
})

test('the ports give all the files that are read, and in any order they come to the same', async () => {
  const tree = {
    ...bootstrap('clusters/dev'),
    'clusters/dev/apps.yaml': kustomization('apps'),
    'apps/kustomization.yaml': 'namespace: apps\nresources: [policy.yaml]',
    'apps/policy.yaml': aPolicy({ imageRepositoryRef: { name: 'web', namespace: 'shared' } }, bare),
    'clusters/dev/shared.yaml': aRepository(
      { accessFrom: { namespaceSelectors: [{ matchLabels: { a: 'b' } }] } },
      { namespace: 'shared' },
    ),
    'clusters/dev/namespace.yaml':
      'apiVersion: v1\nkind: Namespace\nmetadata: { name: apps, labels: { a: b } }\n',
    'apps/deployment.yaml': 'kind: Deployment\n',
  }
  const worktree = createInMemoryWorktree(tree)
  const files = (await Promise.all(fluxFiles.map((wanted) => worktree.read(wanted)))).flat()
  const whole = readFlux(worktree.files())
  expect(whole).toMatchObject({ problems: [], roots: [{ policies: [{ key: 'apps:web', policy: {} }] }] })
  expect(JSON.stringify(readFlux(files.toReversed()))).toBe(JSON.stringify(whole))
  expect(files.map(({ path }) => path)).not.toContain('apps/deployment.yaml')
})
