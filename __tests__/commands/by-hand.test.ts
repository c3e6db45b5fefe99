/** `suspend`, `resume`, `pin`, `unpin`: what they write, and what they refuse. */
import { describe, expect, test } from '@jest/globals'
import { plan } from '../../src/commands/plan.ts'
import { pin, unpin, type PinRequest } from '../../src/commands/pin.ts'
import { suspend } from '../../src/commands/suspend.ts'
import { dryRun } from '../../src/adapters/dry-run.ts'
import { problemsThrownBy } from '../support/builders.ts'
import { configFile, createWorld, fromDisk, type World } from './world.ts'

type Step =
  | {
      readonly verb: 'suspend' | 'resume'
      readonly kind: string
      readonly name: string
      readonly root?: string
    }
  | {
      readonly verb: 'pin'
      readonly policy: string
      readonly tag: string
      readonly reason?: string
      readonly root?: string
      readonly offline?: boolean
    }
  | { readonly verb: 'unpin'; readonly policy: string; readonly root?: string }

function take(step: Step, world: World, isDry = false) {
  const common = { config: configFile, dryRun: isDry }
  switch (step.verb) {
    case 'suspend':
    case 'resume':
      return suspend({ ...common, ...step }, world)
    case 'pin': {
      const request: PinRequest = { ...common, offline: false, ...step }
      return pin(request, world)
    }
    case 'unpin':
      return unpin({ ...common, ...step }, world)
  }
}

function textIn(world: World, path: string): string {
  const file = world.worktree.files().find((each) => each.path === path)
  return new TextDecoder().decode(file?.bytes)
}

const config = `version: 1
images:
  web: ghcr.io/acme/web # the shop
  api: { image: ghcr.io/acme/api }
policies:
  release: # tight
    policy: { semver: { range: '>=1.0.0 <2.0.0' } }
  stopped: { extends: release, suspend: true }
environments:
  dev:
    paths: [apps/dev]
    policies: { '*': release } # all of them
  production:
    paths: [apps/production]
    delivery: pullRequest
    policies:
      web: release
      api:
        extends: release
`

const suspension = (kind: string, name: string): readonly [Step, Step] => [
  { verb: 'suspend', kind, name },
  { verb: 'resume', kind, name },
]
const pinning = (policy: string, tag: string, reason?: string): readonly [Step, Step] => [
  { verb: 'pin', policy, tag, ...(reason !== undefined && { reason }) },
  { verb: 'unpin', policy },
]

describe('in our own file a line is written, and taken back to the byte:', () => {
  test.each<[...steps: readonly [Step, Step], old: string, fresh: string]>([
    [
      ...suspension('image', 'web'),
      'web: ghcr.io/acme/web #',
      'web: { image: ghcr.io/acme/web, suspend: true } #',
    ],
    [
      ...suspension('repository', 'api'),
      '{ image: ghcr.io/acme/api }',
      '{ suspend: true, image: ghcr.io/acme/api }',
    ],
    [...suspension('policy', 'release'), "<2.0.0' } }\n", "<2.0.0' } }\n    suspend: true\n"],
    [
      ...suspension('policy', 'production:web'),
      'web: release\n',
      'web: { extends: release, suspend: true }\n',
    ],
    [
      ...suspension('policy', 'dev:web'),
      "'*': release }",
      "'*': release, web: { extends: release, suspend: true } }",
    ],
    [...suspension('environment', 'dev'), '# all of them\n', '# all of them\n    suspend: true\n'],
    [
      ...suspension('automation', 'production'),
      'extends: release\n',
      'extends: release\n    suspend: true\n',
    ],
    [
      ...pinning('production:web', '1.0.0', 'INC-42: slow'),
      'web: release\n',
      "web: { extends: release, pin: { tag: 1.0.0, reason: 'INC-42: slow' } }\n",
    ],
    [
      ...pinning('production:api', '1.0.0'),
      '        extends: release\n',
      '        extends: release\n        pin: { tag: 1.0.0 }\n',
    ],
    [
      ...pinning('dev:api', '1.0.0'),
      "'*': release }",
      "'*': release, api: { extends: release, pin: { tag: 1.0.0 } } }",
    ],
  ])('%o', async (first, second, old, fresh) => {
    const world = createWorld({ [configFile]: config })
    expect(textIn(world, configFile).split(old)).not.toHaveLength(1)
    const { exitCode, lines } = await take(first, world)
    const index = config.lastIndexOf(old)
    const wanted = config.slice(0, index) + fresh + config.slice(index + old.length)
    expect(textIn(world, configFile)).toBe(wanted)
    expect(exitCode).toBe(0)
    expect(lines.join('\n')).toContain(`+++ b/${configFile}`)
    expect(await take(first, world)).toMatchObject({ exitCode: 0, json: { changed: false, diff: '' } })
    await take(second, world)
    expect(textIn(world, configFile)).toBe(config)
  })

  test('a pin is changed in its place', async () => {
    const own = config.replace(
      '        extends: release\n',
      '        extends: release\n        pin:\n          tag: "1.0.0" # then\n          reason: old\n',
    )
    const world = createWorld({ [configFile]: own })
    await take({ verb: 'pin', policy: 'production:api', tag: '1.2.0', reason: 'new' }, world)
    expect(textIn(world, configFile)).toBe(
      own.replace('"1.0.0" # then', '"1.2.0" # then').replace('old', 'new'),
    )
    await take({ verb: 'pin', policy: 'production:api', tag: '1.2.0' }, world)
    expect(textIn(world, configFile)).toContain('tag: "1.2.0" # then\n')
    expect(textIn(world, configFile)).not.toContain('reason')
  })

  test('in a fragment, also for what the star of the configuration stands for', async () => {
    const fragment = 'version: 1\nimages: { index: ghcr.io/acme/web }\n'
    const world = createWorld({
      [configFile]: `include: ['teams/*/bump.yaml']\n${config}`,
      'teams/search/bump.yaml': fragment,
    })
    await take({ verb: 'pin', policy: 'dev:teams/search/index', tag: '1.0.0' }, world)
    expect(textIn(world, 'teams/search/bump.yaml')).toBe(
      `${fragment}environments:\n  dev:\n    policies:\n      index: { extends: release, pin: { tag: 1.0.0 } }\n`,
    )
    await take({ verb: 'unpin', policy: 'dev:index' }, world)
    expect(textIn(world, 'teams/search/bump.yaml')).toBe(fragment)
    await take({ verb: 'suspend', kind: 'image', name: 'index' }, world)
    expect(textIn(world, 'teams/search/bump.yaml')).toContain('{ image: ghcr.io/acme/web, suspend: true }')
  })

  test('what is so already is told in the words of the command', async () => {
    const world = createWorld({ [configFile]: config })
    const unpinned = await take({ verb: 'unpin', policy: 'production:api' }, world)
    expect(unpinned.lines[0]).toMatch(/: the policy production:api is not pinned; nothing to edit\.$/)
    await take({ verb: 'suspend', kind: 'image', name: 'web' }, world)
    const again = await take({ verb: 'suspend', kind: 'image', name: 'web' }, world)
    expect(again.lines[0]).toMatch(/: the image web is suspended already; nothing to edit\.$/)
    await expect(take({ verb: 'suspend', kind: 'image', name: 'wbe' }, world)).rejects.toThrow(
      'what the image `wbe` is',
    )
  })

  test('--dry-run shows the diff and writes nothing', async () => {
    const world = createWorld({ [configFile]: config })
    const { lines, json } = await take({ verb: 'suspend', kind: 'image', name: 'web' }, world, true)
    expect(lines[0]).toBe(`${configFile}:3: the image web is suspended.`)
    expect(lines).toContain('+  web: { image: ghcr.io/acme/web, suspend: true } # the shop')
    expect(json).toMatchObject({ file: configFile, line: 3, changed: true, written: false })
    expect(textIn(world, configFile)).toBe(config)
  })
})

const objects = (name: string, range = '1.x') => `# of ${name}
apiVersion: image.toolkit.fluxcd.io/v1
kind: ImageRepository
metadata:
  name: web
  namespace: flux-system
spec:
  image: ghcr.io/acme/web
  interval: 5m
---
apiVersion: image.toolkit.fluxcd.io/v1
kind: ImagePolicy
metadata: { name: web, namespace: flux-system }
spec:
  imageRepositoryRef: {name: web}
  filterTags: # only releases
    pattern: "^(?P<v>[0-9.]+)$"   # no prerelease
    extract: $v
  policy:
    semver:
      range: ${range} # as agreed
---
apiVersion: image.toolkit.fluxcd.io/v1
kind: ImageUpdateAutomation
metadata: { name: fleet, namespace: flux-system }
spec: { interval: 30m, sourceRef: { kind: GitRepository, name: fleet }, git: { checkout: { ref: { branch: main } }, commit: { author: { email: bot@acme.org } } }, update: { path: ./apps } }
`
const cluster = (name: string) => `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: { name: flux-system, namespace: flux-system }
spec: { interval: 10m, path: ./clusters/${name}, prune: true, sourceRef: { kind: GitRepository, name: flux-system } }
`

function fluxWorld(tree: Readonly<Record<string, string>>) {
  const world = createWorld(tree)
  return world
}

describe("in Flux's objects", () => {
  const config = { config: 'none.yaml', dryRun: false }
  const file = 'flux/images.yaml'
  const deployment = 'image: ghcr.io/acme/web:1.1.0 # {"$imagepolicy": "flux-system:web"}\n'

  test.each([
    ['image', 'web', '  interval: 5m\n', '  interval: 5m\n  suspend: true\n'],
    ['policy', 'flux-system/web', '# as agreed\n', '# as agreed\n  suspend: true\n'],
    ['update', 'fleet', './apps } }', './apps }, suspend: true }'],
  ])('suspend %s %s writes `spec.suspend`, and resume takes it away', async (kind, name, old, fresh) => {
    const world = fluxWorld({ [file]: objects('all') })
    await suspend({ ...config, verb: 'suspend', kind, name }, world)
    expect(textIn(world, file)).toBe(objects('all').replace(old, fresh))
    await suspend({ ...config, verb: 'resume', kind, name }, world)
    expect(textIn(world, file)).toBe(objects('all'))
  })

  test('the annotation that lets `suspend` stop Flux alone is what is changed, where there is one', async () => {
    const text = objects('all').replace(
      'metadata: { name: fleet, namespace: flux-system }\nspec: {',
      'metadata: { name: fleet, namespace: flux-system, annotations: { image-bump/suspend: "false" } }\nspec: { suspend: true,',
    )
    const world = fluxWorld({ [file]: text })
    const { lines } = await suspend({ ...config, verb: 'suspend', kind: 'automation', name: 'fleet' }, world)
    expect(textIn(world, file)).toBe(text.replace('"false"', '"true"'))
    expect(lines.join('\n')).toContain('image-bump/suspend has the last word')
    await suspend({ ...config, verb: 'resume', kind: 'automation', name: 'fleet' }, world)
    expect(textIn(world, file)).toBe(text)
  })

  test('a pinned policy chooses that tag alone, and chooses as before to the byte when it is unpinned', async () => {
    const world = fluxWorld({ [file]: objects('all'), 'apps/web.yaml': deployment })
    const request = { ...config, policy: 'flux-system:web', offline: false }
    await pin({ ...request, tag: '2.0.0', reason: "it's INC-42" }, world)
    const pinned = textIn(world, file)
    expect(pinned).toContain(String.raw`  filterTags: { pattern: ^2\.0\.0$ }
  policy: { alphabetical: { order: asc } }
`)
    expect(pinned).toContain(`annotations: { image-bump/pinned: '{"tag":"2.0.0","reason":"it''s INC-42",`)
    const { lines } = await plan({ ...fromDisk, config: 'none.yaml' }, dryRun(world))
    expect(lines.join('\n')).toContain(
      "  flux-system:web chose ghcr.io/acme/web:2.0.0\n    pinned, it's INC-42;",
    )
    await pin({ ...request, tag: '1.0.0' }, world)
    expect(textIn(world, file)).toContain(String.raw`pattern: ^1\.0\.0$`)
    await unpin({ ...config, policy: 'web' }, world)
    expect(textIn(world, file)).toBe(objects('all'))
  })

  test('what does not fit any more to the byte comes back by its meaning, and that is said', async () => {
    const world = fluxWorld({ [file]: objects('all') })
    await pin({ ...config, policy: 'web', tag: '2.0.0', offline: false }, world)
    // Somebody gives the object other indentation.
    const indented = textIn(world, file).replace(/spec:\n {2}imageRepositoryRef[^-]*/, (spec) =>
      spec.replaceAll('\n  ', '\n        '),
    )
    await world.worktree.write([{ path: file, mode: '100644', bytes: new TextEncoder().encode(indented) }])
    const { lines } = await unpin({ ...config, policy: 'web' }, world)
    expect(lines.join('\n')).toContain('comments, quotes and line breaks are lost')
    expect(textIn(world, file)).toContain('        policy: { semver: { range: 1.x } }\n')
  })

  test('a choice that somebody made since the pin stays', async () => {
    const world = fluxWorld({ [file]: objects('all') })
    await pin({ ...config, policy: 'web', tag: '2.0.0', offline: false }, world)
    const changed = textIn(world, file).replace('alphabetical: { order: asc }', 'semver: { range: 3.x }')
    await world.worktree.write([{ path: file, mode: '100644', bytes: new TextEncoder().encode(changed) }])
    const { lines } = await unpin({ ...config, policy: 'web' }, world)
    expect(lines.join('\n')).toContain('changed since it was pinned')
    expect(textIn(world, file)).toContain('policy: { semver: { range: 3.x } }')
    expect(textIn(world, file)).not.toContain('image-bump/pinned')
  })

  test('an object in a List of a file with CRLF', async () => {
    const text =
      'kind: List\r\napiVersion: v1\r\nitems:\r\n- apiVersion: image.toolkit.fluxcd.io/v1\r\n  kind: ImageRepository\r\n  metadata: {name: one}\r\n  spec:\r\n    image: ghcr.io/acme/api # x\r\n- kind: Other\r\n'
    const world = fluxWorld({ [file]: objects('all'), 'list.yaml': text })
    await suspend({ ...config, verb: 'suspend', kind: 'image', name: 'one' }, world)
    expect(textIn(world, 'list.yaml')).toBe(text.replace('# x\r\n', '# x\r\n    suspend: true\r\n'))
  })

  test('of two clusters with equal names one is to be named', async () => {
    const tree = Object.fromEntries(
      ['dev', 'production'].flatMap((name) => [
        [`clusters/${name}/flux-system/gotk-sync.yaml`, cluster(name)],
        [`clusters/${name}/images.yaml`, objects(name)],
      ]),
    )
    const world = fluxWorld(tree)
    const asked = (root?: string) =>
      suspend(
        { ...config, verb: 'suspend', kind: 'image', name: 'web', ...(root !== undefined && { root }) },
        world,
      )
    const [problem] = await problemsThrownBy(() => asked())
    expect(problem).toMatchObject({ code: 'arguments-invalid' })
    expect(problem?.message).toContain('clusters/dev/images.yaml:2 and clusters/production/images.yaml:2')
    expect(problem?.message).toContain('--root')
    await asked('clusters/production')
    expect(textIn(world, 'clusters/production/images.yaml')).toContain('suspend: true')
    expect(textIn(world, 'clusters/dev/images.yaml')).toBe(objects('dev'))
    expect(await problemsThrownBy(() => asked('none'))).toMatchObject([{ code: 'arguments-invalid' }])
  })
})

describe('nothing is written', () => {
  test.each<[what: string, step: Step, code: string, message: RegExp, text?: string]>([
    [
      'for an unknown kind',
      { verb: 'suspend', kind: 'pod', name: 'web' },
      'arguments-invalid',
      /`pod` is nothing/,
    ],
    [
      'for an unknown name',
      { verb: 'suspend', kind: 'image', name: 'wep' },
      'arguments-invalid',
      /did you mean `web`/,
    ],
    [
      'for a name that several have',
      { verb: 'suspend', kind: 'policy', name: 'web' },
      'arguments-invalid',
      /`dev:web` or `production:web`/,
    ],
    [
      'for a pin of a shared policy',
      { verb: 'pin', policy: 'release', tag: '1.0.0' },
      'edit-refused',
      /one image in one environment/,
    ],
    [
      'for a tag that is not there',
      { verb: 'pin', policy: 'dev:web', tag: '1.0.1' },
      'pin-not-listed',
      /lists no tag 1\.0\.1/,
    ],
    [
      'for a tag that can be none',
      { verb: 'pin', policy: 'dev:web', tag: 'a b' },
      'arguments-invalid',
      /no tag/,
    ],
    [
      'where another policy has the last word',
      { verb: 'resume', kind: 'policy', name: 'production:web' },
      'edit-refused',
      /what it extends/,
      config.replace('web: release', 'web: stopped'),
    ],
    [
      'where an alias shares the value',
      { verb: 'suspend', kind: 'image', name: 'api' },
      'edit-refused',
      /stands for `\*w`/,
      config
        .replace('web: ghcr.io/acme/web', 'web: &w { image: ghcr.io/acme/web }')
        .replace('{ image: ghcr.io/acme/api }', '*w'),
    ],
    [
      'into a configuration that is wrong',
      { verb: 'unpin', policy: 'dev:web' },
      'config-invalid',
      /unknown/,
      `${config}odd: 1\n`,
    ],
  ])('%s', async (...row) => {
    const [, step, code, message, text = config] = row
    const world = createWorld({ [configFile]: text })
    const [problem] = await problemsThrownBy(() => take(step, world))
    expect(problem).toMatchObject({ code, message: expect.stringMatching(message) })
    expect(textIn(world, configFile)).toBe(text)
  })

  test('but with --offline nobody asks for the tag', async () => {
    const world = createWorld({ [configFile]: config })
    await take({ verb: 'pin', policy: 'dev:web', tag: '9.9.9', offline: true }, world)
    expect(textIn(world, configFile)).toContain('pin: { tag: 9.9.9 }')
    expect(world.registry.requests().size).toBe(0)
  })

  test('for a policy whose ImageRepository is not here, but with --offline', async () => {
    const text = objects('all').replace('kind: ImageRepository', 'kind: Other')
    const world = createWorld({ 'flux.yaml': text })
    const asked = (offline: boolean) =>
      pin({ config: 'none.yaml', policy: 'web', tag: '2.0.0', offline, dryRun: false }, world)
    expect(await problemsThrownBy(() => asked(false))).toMatchObject([
      { code: 'flux-reference-unknown', message: expect.stringContaining('--offline') },
    ])
    expect(textIn(world, 'flux.yaml')).toBe(text)
    await asked(true)
    expect(textIn(world, 'flux.yaml')).toContain(String.raw`pattern: ^2\.0\.0$`)
    await unpin({ config: 'none.yaml', policy: 'web', dryRun: false }, world)
    expect(textIn(world, 'flux.yaml')).toBe(text)
  })

  test('for a policy that a kustomization changes on its way to the cluster', async () => {
    const kustomization =
      'resources: [web.yaml]\npatches: [{ target: { kind: ImagePolicy }, patch: "- { op: add, path: /spec/x, value: y }" }]\n'
    const world = createWorld({ 'flux/kustomization.yaml': kustomization, 'flux/web.yaml': objects('all') })
    const asked = () =>
      pin({ config: 'none.yaml', policy: 'web', tag: '2.0.0', offline: true, dryRun: false }, world)
    expect(await problemsThrownBy(asked)).toMatchObject([
      { code: 'edit-refused', message: expect.stringContaining('is changed by a patch') },
    ])
    expect(textIn(world, 'flux/web.yaml')).toBe(objects('all'))
  })

  test('for a tag that the exclusion list keeps from Flux', async () => {
    const text = objects('all').replace('  interval: 5m\n', '  exclusionList: ["^2"]\n')
    const world = createWorld({ 'flux.yaml': text })
    const asked = () =>
      pin({ config: 'none.yaml', policy: 'web', tag: '2.0.0', offline: true, dryRun: false }, world)
    expect(await problemsThrownBy(asked)).toMatchObject([{ code: 'pin-not-listed' }])
    expect(textIn(world, 'flux.yaml')).toBe(text)
  })
})
