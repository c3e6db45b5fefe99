/** The repository of Flux's guide through the whole line: a real remote, and the registry that the demo runs on. */
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, test } from '@jest/globals'
import { parse } from 'yaml'
import { createRenderer } from '../../src/adapters/kustomize/kustomize.ts'
import { settle } from '../../src/pipeline/settle.ts'
import { allProblems } from '../../src/pipeline/report/report.ts'
import { aRequest } from '../support/builders.ts'
import { createInMemoryForge } from '../support/in-memory-forge.ts'
import { createInMemoryWorktree } from '../support/in-memory-worktree.ts'
import { createPatientClock } from '../support/patient-clock.ts'
import { createRealRepository, openGit, removeRepositories } from '../support/real-repository.ts'
import { closeStandIns, openStandIn } from '../support/registry-on-stand-in.ts'
import { textsOf } from '../support/repository.ts'

afterEach(closeStandIns)
afterEach(removeRepositories)

const story = '__tests__/stories/flux-as-it-is'

/** The texts of a folder, with this host in the place of ghcr.io. */
function textsIn(folder: string, host: string): Record<string, string> {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  const files = paths.filter((path) => statSync(join(folder, path)).isFile())
  return Object.fromEntries(
    files.map((path) => [path, readFileSync(join(folder, path), 'utf8').replaceAll('ghcr.io', host)]),
  )
}

test('the custom resources of the guide get their tags, in one commit by Flux’s author, with Flux’s message', async () => {
  const told: {
    readonly registry: Readonly<Record<string, readonly string[]>>
    readonly messages: Readonly<Record<string, string>>
  } = parse(readFileSync(join(story, 'story.yaml'), 'utf8'))
  const { registry, standIn } = await openStandIn()
  for (const [image, tags] of Object.entries(told.registry))
    standIn.setTags(image.replace('ghcr.io/', ''), tags)
  const before = textsIn(join(story, 'before'), standIn.host)
  const remote = await createRealRepository(before)
  const ports = {
    git: openGit(await remote.clone('--depth=1')),
    registry,
    worktree: createInMemoryWorktree(),
    forge: createInMemoryForge(),
    renderer: createRenderer({ env: {} }),
    clock: createPatientClock(),
  }
  const { report } = await settle(aRequest({ takeOver: true }), ports)
  expect(allProblems(report).filter(({ level }) => level !== 'note')).toEqual([])
  expect(textsOf(await remote.files('main'))).toEqual({
    ...before,
    ...textsIn(join(story, 'after', 'main'), standIn.host),
  })
  const [newest, ...older] = await remote.log('main')
  expect(older).toHaveLength(1)
  expect(newest).toMatchObject({
    author: 'fluxcdbot@users.noreply.github.com',
    message: told.messages['main']?.replaceAll('ghcr.io', standIn.host),
  })
})
