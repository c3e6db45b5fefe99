import { describe, expect, test } from '@jest/globals'
import { dryRun } from '../../src/adapters/dry-run.ts'
import { init, type InitRequest } from '../../src/commands/init.ts'
import { rehearse } from '../../src/commands/rehearsal.ts'
import { findImages, propose } from '../../src/pipeline/proposal/proposal.ts'
import { aFile, problemsThrownBy } from '../support/builders.ts'
import { createInMemoryWorktree } from '../support/in-memory-worktree.ts'
import type { FileTree } from '../support/repository.ts'
import { createWorld, type World } from './world.ts'

const request: InitRequest = {
  config: '.github/image-bump.yaml',
  workflow: '.github/workflows/image-bump.yaml',
  offline: false,
  flux: false,
  given: new Map(),
  isDryRun: false,
}

const web = { 'apps/web.yaml': 'image: ghcr.io/acme/web:1.0.0\n' }

function worldOf(tree: FileTree): World {
  return { ...createWorld(), worktree: createInMemoryWorktree(tree) }
}

test('a dry run writes nothing and shows the diff', async () => {
  const world = worldOf(web)
  const { lines, exitCode } = await init({ ...request, isDryRun: true }, dryRun(world))
  expect(exitCode).toBe(0)
  expect(lines).toContain('+image: ghcr.io/acme/web:1.0.0 # {"$imagepolicy": "main:web"}')
  expect(lines).toContain("+        policy: { semver: { range: '>=1.0.0 <2.0.0' } }")
  expect(lines).toContain('+++ b/.github/workflows/image-bump.yaml')
  expect(world.worktree.files().map(({ path }) => path)).toEqual(['apps/web.yaml'])
})

test('offline, no registry is asked', async () => {
  const world = worldOf(web)
  const { exitCode } = await init({ ...request, offline: true }, world)
  expect([exitCode, world.registry.listed]).toEqual([0, []])
})

test('an image is asked for once, however often it is named', async () => {
  const world = worldOf({ ...web, 'apps/b.yaml': 'image: ghcr.io/acme/web:1.1.0\n' })
  await init(request, world)
  expect(world.registry.listed).toEqual(['ghcr.io/acme/web'])
})

describe('it refuses, and changes nothing,', () => {
  const objects =
    'apiVersion: image.toolkit.fluxcd.io/v1\nkind: ImageRepository\nmetadata: { name: web, namespace: flux-system }\nspec: { image: ghcr.io/acme/web, interval: 5m }\n'
  const bootstrapped = {
    'clusters/a/flux-system/gotk-sync.yaml':
      'apiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\nmetadata: { name: flux-system, namespace: flux-system }\nspec: { url: https://github.com/acme/fleet, interval: 1m, ref: { branch: main } }\n---\napiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: { name: flux-system, namespace: flux-system }\nspec: { path: ./clusters/a, sourceRef: { kind: GitRepository, name: flux-system }, interval: 1m, prune: true }\n',
    'clusters/a/web.yaml': 'image: ghcr.io/acme/web:1.0.0\n',
  }

  test.each<[what: string, tree: FileTree, change: Partial<InitRequest>, told: string]>([
    [
      'a configuration',
      { ...web, '.github/image-bump.yaml': 'x' },
      {},
      'There is a .github/image-bump.yaml already',
    ],
    ['a workflow', { ...web, '.github/workflows/image-bump.yaml': 'x' }, {}, 'image-bump.yaml already'],
    [
      'a workflow by its other ending',
      { '.github/workflows/image-bump.yml': 'x' },
      {},
      'image-bump.yml already',
    ],
    ["Flux's objects", { ...web, 'flux.yaml': objects }, {}, 'FLUX.md'],
    ["Flux's objects, with --flux", { ...web, 'flux.yaml': objects }, { flux: true }, 'FLUX.md'],
    ['--flux and no GitRepository', web, { flux: true }, 'There is no GitRepository here'],
    [
      '--flux and resources in brackets',
      { ...bootstrapped, 'clusters/a/kustomization.yaml': 'resources: [flux-system, web.yaml]\n' },
      { flux: true },
      'are no list that one line can be added to',
    ],
  ])('where there is %s', async (_, tree, change, told) => {
    const world = worldOf(tree)
    const before = world.worktree.files()
    const problems = await problemsThrownBy(() => init({ ...request, ...change }, world))
    expect(problems.map(({ code }) => code)).toEqual(['init-refused'])
    expect(problems[0]?.message).toContain(told)
    expect(world.worktree.files()).toEqual(before)
  })

  test('where no image could be followed, and tells why', async () => {
    const tree = { 'a.yaml': 'image: ghcr.io/acme/web:latest\n' }
    const world = worldOf(tree)
    const { exitCode, lines, json } = await init(request, world)
    expect([exitCode, lines]).toEqual([
      1,
      expect.arrayContaining([expect.stringContaining('moves without a commit')]),
    ])
    expect(json).toMatchObject({
      environments: [],
      leftOut: [{}],
      files: [],
      problems: [{ code: 'init-refused' }],
    })
    expect(world.worktree.files()).toHaveLength(1)
  })

  test('and names all that is in the way', async () => {
    const world = worldOf({
      '.github/image-bump.yaml': 'x',
      '.github/workflows/image-bump.yaml': 'x',
      'f.yaml': objects,
    })
    expect(await problemsThrownBy(() => init(request, world))).toHaveLength(3)
  })
})

test('a file that two environments were given is left, and told', async () => {
  const given = new Map([
    ['dev', ['apps']],
    ['qa', ['apps/*.yaml']],
  ])
  const world = worldOf({ ...web, 'apps/b/b.yaml': 'image: ghcr.io/acme/web:1.1.0\n' })
  const { json } = await init({ ...request, given }, world)
  expect(json).toMatchObject({
    environments: [{ name: 'dev', policies: [{ standing: ['1.1.0'] }] }],
    leftOut: [{ file: 'apps/web.yaml', why: 'the file belongs to dev and qa, as you named them' }],
  })
})

test('a login that is missing is told, and the rest is written', async () => {
  const world = worldOf({ ...web, 'b.yaml': 'image: ghcr.io/acme/none:2.0.0\n' })
  const { exitCode, json } = await init(request, world)
  expect(exitCode).toBe(1)
  expect(json).toMatchObject({
    environments: [{ policies: [{ today: '1.1.0' }, { policy: 'main:none', today: null, seen: null }] }],
    problems: [{ code: 'repository-not-found' }],
  })
  expect(world.worktree.files()).toHaveLength(4)
})

describe('the rehearsal finds', () => {
  const file = aFile('web.yaml', 'image: ghcr.io/acme/web:1.0.0\n')
  const listings = new Map([['ghcr.io/acme/web', { kind: 'listed' as const, tags: ['1.0.0', '1.1.0'] }]])
  const proposal = propose(findImages([file]), [file], {
    listings,
    given: new Map(),
    keyOf: (environment, policy) => `${environment}:${policy}`,
  })
  const config = aFile(
    'new.yaml',
    "version: 1\nimages: { web: ghcr.io/acme/web }\nenvironments: { main: { delivery: pullRequest, policies: { web: { policy: { semver: { range: '>=1.0.0 <2.0.0' } } } } } }\n",
  )
  const scene = {
    proposal,
    config: 'new.yaml',
    listings,
    changed: [...proposal.edits, { before: config, after: config }],
  }
  const run = (change: Partial<typeof scene>) =>
    rehearse({ ...scene, ...change }, worldOf({ 'web.yaml': file.bytes }))

  test('nothing wrong where all is as it is said', async () => {
    expect(await run({})).toMatchObject({
      changes: [{ old: 'ghcr.io/acme/web:1.0.0', new: 'ghcr.io/acme/web:1.1.0' }],
    })
  })

  test('a marker that is not there', async () => {
    await expect(run({ changed: scene.changed.slice(1) })).rejects.toThrow('would not be obeyed')
  })

  test('a choice that is another', async () => {
    const other = new Map([['ghcr.io/acme/web', { kind: 'listed' as const, tags: ['1.0.0'] }]])
    await expect(run({ listings: other })).rejects.toThrow(
      'main:web would choose 1.0.0, and init proposes 1.1.0',
    )
  })

  test('a configuration that is wrong', async () => {
    const wrong = aFile('new.yaml', 'version: 2\n')
    await expect(run({ changed: [{ before: wrong, after: wrong }] })).rejects.toThrow('is not accepted')
  })
})
