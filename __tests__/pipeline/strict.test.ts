/** Where one fault fails a whole automation of Flux: here the rest is done, unless `strict` asks for what Flux does. */
import { describe, expect, test } from '@jest/globals'
import { run } from '../../src/pipeline/run.ts'
import type { Ports } from '../../src/ports.ts'
import { aRequest } from '../support/builders.ts'
import { createInMemoryForge } from '../support/in-memory-forge.ts'
import { createInMemoryGit } from '../support/in-memory-git.ts'
import { createInMemoryRegistry } from '../support/in-memory-registry.ts'
import { createInMemoryRenderer } from '../support/in-memory-renderer.ts'
import { createInMemoryWorktree } from '../support/in-memory-worktree.ts'
import { createPatientClock } from '../support/patient-clock.ts'
import type { FileTree } from '../support/repository.ts'
import { aPolicy, anObject, aRepository } from './config/flux/reading.ts'

const automation = (path: string) =>
  anObject(
    'ImageUpdateAutomation',
    { name: 'images', namespace: 'flux-system' },
    {
      interval: '1m',
      sourceRef: { kind: 'GitRepository', name: 'fleet' },
      git: { checkout: { ref: { branch: 'main' } }, commit: { author: { email: 'bot@acme.org' } } },
      update: { path },
    },
  )

const fine = {
  'apps/web.yaml': 'tag: 1.0.0 # {"$imagepolicy": "flux-system:web:tag"}\n',
  'flux/images.yaml': aRepository() + aPolicy() + automation('./apps'),
}

const latest = { policy: { alphabetical: { order: 'asc' } } }

const faults: readonly (readonly [
  what: string,
  tree: FileTree,
  changes: number,
  codes: readonly string[],
])[] = [
  ['nothing', {}, 1, []],
  [
    'an annotation that its tools keep for themselves',
    {
      'apps/odd.yaml':
        'metadata:\n  annotations:\n    internal.config.kubernetes.io/path: x\ntag: 1.0.0 # {"$imagepolicy": "flux-system:web:tag"}\n',
    },
    2,
    ['flux-run-fails'],
  ],
  [
    'a winner that no image reference can have',
    {
      'flux/other.yaml':
        aRepository({ image: 'ghcr.io/acme/odd' }, { name: 'odd' }) +
        aPolicy({ imageRepositoryRef: { name: 'odd' }, ...latest }, { name: 'odd' }),
      'apps/odd.yaml': 'tag: "1" # {"$imagepolicy": "flux-system:odd:tag"}\n',
    },
    1,
    ['tag-invalid'],
  ],
  [
    'a path where nothing stands',
    { 'flux/images.yaml': aRepository() + aPolicy() + automation('./none') },
    0,
    ['flux-run-fails'],
  ],
]

async function runWith(tree: FileTree, strict: boolean) {
  const ports: Ports = {
    git: createInMemoryGit({ ...fine, ...tree }),
    registry: createInMemoryRegistry({ 'ghcr.io/acme/web': ['1.0.0', '1.1.0'], 'ghcr.io/acme/odd': ['~~'] }),
    worktree: createInMemoryWorktree(),
    forge: createInMemoryForge(),
    renderer: createInMemoryRenderer(),
    clock: createPatientClock(),
  }
  const { report } = await run(aRequest({ takeOver: true, strict }), ports)
  const environments = report.environments
  const told = environments.flatMap(({ problems }) => problems)
  return {
    changes: environments.flatMap(({ changes }) => changes).length,
    held: environments.flatMap(({ holds }) => holds.map(({ why }) => why)),
    problems: told.filter(({ code }) => /^(flux-run|tag-)/.test(code)),
  }
}

describe.each(faults)('%s', (what, tree, changes, codes) => {
  test('costs what it concerns', async () => {
    const done = await runWith(tree, false)
    expect(done).toMatchObject({ changes, held: [] })
    expect(done.problems.map(({ code }) => code)).toEqual(codes)
  })

  test('costs the whole automation where `strict` is set', async () => {
    const done = await runWith(tree, true)
    const isFine = what === 'nothing'
    expect(done.changes).toBe(isFine ? 1 : 0)
    expect(done.held).toEqual(isFine ? [] : Array.from({ length: changes }, () => 'flux-fails'))
    expect(done.problems.every(({ level }) => level === 'error')).toBe(true)
    expect(done.problems.map(({ code }) => code)).toEqual(expect.arrayContaining([...codes]))
  })
})
