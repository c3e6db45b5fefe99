/** A repository of Flux's guide, read by Flux's own objects and by a file that somebody wrote for it, makes the same edits. */
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { parse } from 'yaml'
import type { Ports } from '../../src/ports.ts'
import { run } from '../../src/pipeline/run.ts'
import { aRequest } from '../support/builders.ts'
import { createInMemoryForge } from '../support/in-memory-forge.ts'
import { createInMemoryGit, type InMemoryGit } from '../support/in-memory-git.ts'
import { createInMemoryRegistry } from '../support/in-memory-registry.ts'
import { createInMemoryRenderer } from '../support/in-memory-renderer.ts'
import { createInMemoryWorktree } from '../support/in-memory-worktree.ts'
import { createPatientClock } from '../support/patient-clock.ts'
import type { FileTree } from '../support/repository.ts'

const folder = '__tests__/stories/flux-as-it-is'
const config = '.github/image-bump.yaml'
const manifests = Object.fromEntries(
  readdirSync(join(folder, 'before'), { recursive: true, encoding: 'utf8' })
    .filter((path) => statSync(join(folder, 'before', path)).isFile())
    .map((path) => [path, readFileSync(join(folder, 'before', path))]),
)
const { registry: tags } = parse(readFileSync(join(folder, 'story.yaml'), 'utf8'))

async function edited(files: FileTree) {
  const git: InMemoryGit = createInMemoryGit(files)
  const registry = createInMemoryRegistry(tags)
  const worktree = createInMemoryWorktree()
  const ports: Ports = {
    git,
    registry,
    worktree,
    forge: createInMemoryForge(),
    renderer: createInMemoryRenderer(),
    clock: createPatientClock(),
  }
  const { report } = await run(aRequest({ takeOver: true }), ports)
  const made = (await git.files('main'))
    .filter(({ path }) => path !== config)
    .map(({ path, bytes }) => [path, Buffer.from(bytes).toString()])
  const changes = report.environments.flatMap((each) =>
    each.changes.map(({ marker, to }) => `${marker.place.file}:${marker.place.line} ${to}`),
  )
  return { made: Object.fromEntries(made), changes }
}

test('with the same tags, the same changes and the same bytes', async () => {
  const byFlux = await edited(manifests)
  const byHand = await edited({ ...manifests, [config]: readFileSync(join(folder, 'translated.yaml')) })
  expect(byFlux.changes).toHaveLength(5)
  expect(byHand).toEqual(byFlux)
})
