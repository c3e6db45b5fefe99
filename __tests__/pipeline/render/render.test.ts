/** Roots that are rendered, by the fake and, where it is installed, by kustomize itself: both come to the same objects. */
import { describe, expect, test } from '@jest/globals'
import { createRenderer } from '../../../src/adapters/kustomize/kustomize.ts'
import { readConfig } from '../../../src/pipeline/config/config.ts'
import { render } from '../../../src/pipeline/render/render.ts'
import type { Renderer } from '../../../src/ports.ts'
import { createInMemoryRenderer } from '../../support/in-memory-renderer.ts'
import { isThere } from '../../support/kustomize.ts'
import { filesOf, type FileTree } from '../../support/repository.ts'
import { aPolicy, anObject, aRepository, messagesOf, placesOf } from '../config/flux/reading.ts'

const file = '.github/image-bump.yaml'
const oneRoot = 'version: 1\nflux: [{ name: dev, path: clusters/dev, render: kustomize }]\n'

const sourceRef = { kind: 'GitRepository', name: 'flux-system' }

/** Flux's Kustomization of a name, in `flux-system`. */
function kustomization(name: string, path: string, spec: object = {}): string {
  return anObject(
    'Kustomization',
    { name, namespace: 'flux-system' },
    { interval: '1m', path, prune: true, sourceRef, ...spec },
  )
}

const source = anObject(
  'GitRepository',
  { name: 'flux-system', namespace: 'flux-system' },
  { interval: '1m', ref: { branch: 'main' }, url: 'ssh://git@github.com/acme/fleet' },
)

function automation(spec: object = {}): string {
  return anObject(
    'ImageUpdateAutomation',
    { name: 'images', namespace: 'flux-system' },
    {
      interval: '1m',
      sourceRef,
      git: { checkout: { ref: { branch: 'main' } }, commit: { author: { email: 'bot@acme.org' } } },
      ...spec,
    },
  )
}

/** A cluster with an automation, as `flux bootstrap` leaves it. */
const cluster: FileTree = {
  'clusters/dev/flux-system/gotk-sync.yaml': source + kustomization('flux-system', './clusters/dev'),
  'clusters/dev/flux-system/kustomization.yaml': 'resources: [gotk-sync.yaml]\n',
  'clusters/dev/automation.yaml': automation(),
}

/** What an object without a patch lacks. */
const unfinished = (name = 'web') =>
  anObject('ImagePolicy', { name, namespace: 'flux-system' }, { imageRepositoryRef: { name: 'web' } })

async function readWith(renderer: Renderer, tree: FileTree, text = oneRoot) {
  const files = filesOf({ ...cluster, ...tree })
  const read = async ({ matches }: { readonly matches: (path: string) => boolean }) =>
    files.filter(({ path }) => matches(path))
  const rendered = await render({ file, text, read }, renderer)
  const { config, warnings } = readConfig({ file, text, manifests: files, rendered }, { branch: 'main' })
  const policies = config.environments.flatMap((each) => each.policies)
  return {
    config,
    warnings,
    policies: Object.fromEntries(
      policies.map(({ key, spec, repository }) => [
        key,
        `${repository.name.text} ${JSON.stringify(Object.values(spec.policy ?? {})[0])}`,
      ]),
    ),
  }
}

const renderers: readonly (readonly [name: string, create: () => Renderer])[] = [
  ['in memory', () => createInMemoryRenderer()],
  ...(isThere('kustomize') || process.env['REQUIRE_REAL'] === '1'
    ? [['kustomize', () => createRenderer({ env: process.env })] as const]
    : []),
]

describe.each(renderers)('a root that is rendered (%s)', (_, create) => {
  const readAll = (tree: FileTree, text?: string) => readWith(create(), tree, text)

  test('has the objects as patches complete them, each told at its own place', async () => {
    const patch =
      'kind: ImagePolicy\napiVersion: image.toolkit.fluxcd.io/v1\nmetadata: { name: web, namespace: flux-system }\n'
    const { policies, warnings, config } = await readAll({
      'clusters/dev/images/base.yaml': aRepository() + unfinished(),
      'clusters/dev/images/patch.yaml': `${patch}spec: { policy: { semver: { range: 1.x } } }\n`,
      'clusters/dev/images/kustomization.yaml': 'resources: [base.yaml]\npatches: [{ path: patch.yaml }]\n',
    })
    expect(warnings).toEqual([])
    expect(policies).toEqual({ 'flux-system:web': 'ghcr.io/acme/web {"range":"1.x"}' })
    expect(config.environments).toMatchObject([
      {
        name: 'dev/flux-system/images',
        flux: { place: { file: 'clusters/dev/automation.yaml', line: 2 } },
        policies: [{ place: { file: 'clusters/dev/images/base.yaml', line: 11 } }],
      },
    ])
  })

  test('takes in what its Kustomizations build, with all that they add', async () => {
    const { policies, warnings } = await readAll({
      'clusters/dev/apps.yaml': kustomization('apps', './apps', {
        targetNamespace: 'flux-system',
        namePrefix: 'a-',
        nameSuffix: '-z',
        commonMetadata: { labels: { tier: 'gold' } },
        patches: [
          {
            patch:
              'kind: ImagePolicy\nmetadata: { name: any }\nspec: { policy: { alphabetical: { order: desc } } }\n',
            target: { kind: 'ImagePolicy' },
          },
        ],
      }),
      'apps/web.yaml':
        aRepository({}, { namespace: undefined }) +
        anObject('ImagePolicy', { name: 'web' }, { imageRepositoryRef: { name: 'a-web-z' } }),
      'clusters/dev/automation.yaml': automation({ policySelector: { matchLabels: { tier: 'gold' } } }),
    })
    expect(warnings).toEqual([])
    expect(policies).toEqual({ 'flux-system:a-web-z': 'ghcr.io/acme/web {"order":"desc"}' })
  })

  test('has the variables of `postBuild`: its own, then those of ConfigMaps, wherever these are built', async () => {
    const { policies, warnings } = await readAll({
      'clusters/dev/apps.yaml': kustomization('apps', './apps', {
        postBuild: {
          substitute: { TAG: '2.x' },
          substituteFrom: [
            { kind: 'ConfigMap', name: 'my-vars' },
            { kind: 'ConfigMap', name: 'none', optional: true },
          ],
        },
      }),
      'clusters/dev/vars.yaml': kustomization('vars', './vars'),
      'vars/kustomization.yaml':
        'resources: [vars.yaml, more.yaml]\nnamespace: flux-system\nnamePrefix: my-\n',
      'vars/more.yaml': aRepository({}, { name: 'other' }),
      'vars/vars.yaml':
        'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: vars }\ndata: { HOST: "ghcr.io/beta\\n", TAG: "9.x" }\n',
      'apps/web.yaml':
        aRepository({ image: '${HOST}/web' }) +
        aPolicy({ policy: { semver: { range: '${TAG}' } } }) +
        aPolicy({ policy: { semver: { range: '${OTHER:=3.x}' } } }, { name: 'default' }) +
        aPolicy(
          { filterTags: { pattern: 'x', extract: '$${a}' } },
          { name: 'left', annotations: { 'kustomize.toolkit.fluxcd.io/substitute': 'disabled' } },
        ),
    })
    expect(policies).toEqual({
      'flux-system:web': 'ghcr.io/beta/web {"range":"2.x"}',
      'flux-system:default': 'ghcr.io/beta/web {"range":"3.x"}',
    })
    expect(placesOf(warnings)).toEqual(['warning flux-object-incomplete apps/web.yaml:50:14'])
  })

  test('is built once more where it patches its own Kustomization, as a bootstrap lets people do', async () => {
    const patch =
      'kind: Kustomization\napiVersion: kustomize.toolkit.fluxcd.io/v1\nmetadata: { name: flux-system, namespace: flux-system }\n'
    const { policies, warnings } = await readAll({
      'clusters/dev/flux-system/kustomization.yaml': `resources: [gotk-sync.yaml]\npatches: [{ path: patch.yaml }]\n`,
      'clusters/dev/flux-system/patch.yaml': `${patch}spec: { postBuild: { substitute: { RANGE: 4.x } } }\n`,
      'clusters/dev/web.yaml': aRepository() + aPolicy({ policy: { semver: { range: '${RANGE}' } } }),
    })
    expect(warnings).toEqual([])
    expect(policies).toEqual({ 'flux-system:web': 'ghcr.io/acme/web {"range":"4.x"}' })
  })

  test('says what only a Secret knows, and leaves that alone', async () => {
    const { policies, warnings } = await readAll({
      'clusters/dev/apps.yaml': kustomization('apps', './apps', {
        postBuild: { substitute: { A: '1.x' }, substituteFrom: [{ kind: 'Secret', name: 'keys' }] },
      }),
      'apps/web.yaml':
        aRepository() +
        aPolicy({ policy: { semver: { range: '${A}' } } }) +
        aPolicy({ policy: { semver: { range: '${B:=2.x}' } } }, { name: 'other' }),
    })
    expect(policies).toEqual({ 'flux-system:web': 'ghcr.io/acme/web {"range":"1.x"}' })
    expect(messagesOf(warnings)).toEqual([
      expect.stringMatching(/^flux-object-incomplete: .*`spec.policy.semver.range`.* holds `\$\{B:=2\.x\}`/),
      expect.stringMatching(
        /^flux-object-incomplete: The Kustomization `apps` takes variables from the Secret `keys`/,
      ),
    ])
  })

  test('fetches nothing, and goes on with the rest', async () => {
    const { policies, warnings } = await readAll({
      'clusters/dev/apps.yaml':
        kustomization('remote', './remote') + kustomization('out', './out') + kustomization('apps', './apps'),
      'remote/kustomization.yaml': 'resources: [../base, policy.yaml]\n',
      'remote/policy.yaml': aPolicy({}, { name: 'remote' }),
      'base/kustomization.yaml': 'resources: ["https://user:pw@example.com/x.yaml?ref=1"]\n',
      'out/kustomization.yaml': 'resources: [policy.yaml]\ncomponents: [../../other]\n',
      'out/policy.yaml': aPolicy({}, { name: 'out' }),
      'apps/web.yaml': aRepository() + aPolicy(),
    })
    expect(Object.keys(policies)).toEqual(['flux-system:web'])
    expect(warnings.map(({ level, code, message, place }) => [level, code, message, place?.file])).toEqual([
      [
        'error',
        'render-remote',
        'base/kustomization.yaml takes in `https://example.com/x.yaml`, which is on another machine; nothing is fetched for rendering.',
        'base/kustomization.yaml',
      ],
      [
        'error',
        'render-remote',
        'out/kustomization.yaml takes in `../../other`, which leads out of the repository; nothing is fetched for rendering.',
        'out/kustomization.yaml',
      ],
    ])
  })

  test('tells a build that fails at its Kustomization, and goes on with the rest', async () => {
    const { policies, warnings } = await readAll({
      'clusters/dev/apps.yaml': kustomization('broken', './broken') + kustomization('apps', './apps'),
      'broken/kustomization.yaml': 'resources: [policy.yaml, gone.yaml]\n',
      'broken/policy.yaml': aPolicy({}, { name: 'broken' }),
      'apps/web.yaml': aRepository() + aPolicy(),
    })
    expect(Object.keys(policies)).toEqual(['flux-system:web'])
    expect(placesOf(warnings)).toEqual(['error render-failed clusters/dev/apps.yaml:2:1'])
    expect(warnings[0]?.message).toContain('gone.yaml')
  })

  test('fails at what Flux fails at: the name of a variable, and an expression', async () => {
    const { warnings } = await readAll({
      'clusters/dev/a.yaml': kustomization('a', './a', { postBuild: { substitute: { 'my-tag': '1' } } }),
      'clusters/dev/b.yaml': kustomization('b', './b', { postBuild: { substitute: { tag: '1' } } }),
      'a/a.yaml': aRepository(),
      'b/b.yaml': aRepository({ image: '${tag-1}' }),
    })
    expect(messagesOf(warnings)).toEqual([
      expect.stringMatching(/^render-failed: .*a variable `my-tag`, which Flux refuses/),
      expect.stringMatching(
        /^render-failed: .*cannot be read, and Flux fails at it: missing closing brace\.$/,
      ),
    ])
  })

  test('without a kustomization.yaml is all that lies below, as Flux has it', async () => {
    const { policies, warnings } = await readAll(
      {
        'clusters/dev/automation.yaml': null,
        'clusters/dev/flux-system/gotk-sync.yaml': null,
        'fleet/automation.yaml': automation() + source,
        'fleet/a/web.yaml': aRepository(),
        'fleet/b/kustomization.yml': 'resources: [./c/policy.yaml]\n',
        'fleet/b/c/policy.yaml': aPolicy(),
        'fleet/b/unlisted.yaml': aPolicy({}, { name: 'unlisted' }),
        'fleet/.github/workflows/ci.yaml': 'on: push\n',
        'fleet/notes.txt': 'no manifest',
      },
      'version: 1\nflux: [{ name: fleet, path: ./fleet, render: kustomize }]\n',
    )
    expect(Object.keys(policies)).toEqual(['flux-system:web'])
    expect(placesOf(warnings)).toEqual(['note flux-object-unreached fleet/b/unlisted.yaml'])
  })
})

const describeReal = renderers.length > 1 ? describe : describe.skip

describeReal('kustomize itself', () => {
  test('has images and components of a Kustomization, and patches of the older kinds', async () => {
    const name = { group: 'image.toolkit.fluxcd.io', version: 'v1', kind: 'ImagePolicy', name: 'web' }
    const { policies, warnings } = await readWith(createRenderer({ env: process.env }), {
      'clusters/dev/apps.yaml': kustomization('apps', './apps', {
        components: ['../more'],
        patchesStrategicMerge: [
          {
            apiVersion: 'image.toolkit.fluxcd.io/v1',
            kind: 'ImageRepository',
            metadata: { name: 'web', namespace: 'flux-system' },
            spec: { image: 'ghcr.io/acme/patched' },
          },
        ],
        patchesJson6902: [
          { target: name, patch: [{ op: 'replace', path: '/spec/policy/semver/range', value: '7.x' }] },
        ],
        images: [{ name: 'nginx', newTag: '1' }],
      }),
      'apps/web.yaml': aRepository(),
      'more/kustomization.yaml':
        'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nresources: [policy.yaml]\n',
      'more/policy.yaml': aPolicy(),
    })
    expect(warnings).toEqual([])
    expect(policies).toEqual({ 'flux-system:web': 'ghcr.io/acme/patched {"range":"7.x"}' })
  })
})

test('only what may lead to Flux’s objects is built, each Kustomization once, and the root by its own', async () => {
  const renderer = createInMemoryRenderer()
  const { policies } = await readWith(renderer, {
    'clusters/dev/apps.yaml':
      kustomization('apps', './apps') +
      kustomization('charts', './charts') +
      kustomization('nowhere', './gone'),
    'charts/release.yaml':
      'apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: { name: x }\n',
    'apps/web.yaml': aRepository() + aPolicy(),
    'apps/again.yaml': kustomization('apps', './apps'),
  })
  expect(renderer.built()).toEqual(['clusters/dev', 'apps'])
  expect(Object.keys(policies)).toEqual(['flux-system:web'])
})

test('without a program for it, that is told once, and nothing of the root is used', async () => {
  const { policies, warnings } = await readWith(createInMemoryRenderer({ isInstalled: false }), {
    'clusters/dev/web.yaml': aRepository() + aPolicy(),
  })
  expect(policies).toEqual({})
  expect(placesOf(warnings)).toEqual([
    'error render-unavailable clusters/dev/flux-system/gotk-sync.yaml:13:1',
  ])
})

test('roots that do not ask for it are read as they are written, and no other file is read', async () => {
  const renderer = createInMemoryRenderer()
  const tree = { 'clusters/dev/web.yaml': aRepository() + aPolicy() }
  const { policies } = await readWith(renderer, tree, oneRoot.replace(', render: kustomize', ''))
  expect(Object.keys(policies)).toEqual(['flux-system:web'])
  expect(renderer.built()).toEqual([])
})
