/** What ships, as twenty processes at once, each with a policy of its own, on one file of one branch to which somebody pushes all the while. */
import { afterAll, afterEach, describe, expect, test } from '@jest/globals'
import { findTrailers } from '../../src/model/history.ts'
import { closeGitOpsWorlds, createGitOpsWorld, type GitOpsWorld } from '../support/gitops-world.ts'
import { openDouble } from '../support/open-double.ts'
import { removeRepositories } from '../support/real-repository.ts'
import { textOf } from '../support/text-of.ts'

const double = await openDouble()
let world: GitOpsWorld

afterEach(closeGitOpsWorlds)
afterAll(removeRepositories)

const images = Array.from({ length: 20 }, (_, index) => `app-${index}`)

async function aWorld(): Promise<GitOpsWorld> {
  const config = [
    'version: 1',
    'images:',
    ...images.map((name) => `  ${name}: $HOST/acme/${name}`),
    "policies: { release: { policy: { semver: { range: '1.x' } } } }",
    "environments: { dev: { paths: [apps], policies: { '*': release } } }",
    '',
  ]
  return createGitOpsWorld(
    double,
    {
      '.github/image-bump.yaml': config.join('\n'),
      'apps/all.yaml': images.map((name) => line(name, '1.0.0')).join(''),
    },
    { repositories: Object.fromEntries(images.map((name) => [`acme/${name}`, ['1.0.0', '1.1.0']])) },
  )
}

const line = (name: string, tag: string) => `${name}: ${tag} # {"$imagepolicy": "dev:${name}:tag"}\n`

/** Somebody who pushes a dozen small commits at odd moments; gives those that arrived. */
async function aBusyPerson(): Promise<readonly string[]> {
  const person = double.person(world.repository)
  const pushed: string[] = []
  for (let seed = 7; pushed.length < 12;) {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648
    await new Promise((resolve) => setTimeout(resolve, 100 + (seed % 1500)))
    try {
      pushed.push(person.push('main', { [`notes/${pushed.length}.txt`]: 'words\n' }))
    } catch (thrown) {
      // Somebody was faster, and a person tries again.
      if (!/fast forward|update failed/i.test(String(thrown))) throw thrown
    }
  }
  return pushed
}

describe('many runs at once on one branch', () => {
  test.each(['api', 'git'] as const)(
    'by %s: every bump is there once, and nobody’s commit is lost',
    async (commits) => {
      world = await aWorld()
      const [first] = await world.remote.log('main')
      const clones = await Promise.all(images.map(() => world.remote.clone('--depth=1')))
      const runOf = (name: string, index: number) =>
        world.step({
          inputs: { only: `${world.registry.host}/acme/${name}`, commits },
          workspace: clones[index]!,
        })
      const [steps, theirs] = await Promise.all([Promise.all(images.map(runOf)), aBusyPerson()])
      // On a slow machine one may give up after fifteen tries; it says so, and the next run makes good for it.
      for (const [index, { exitCode, log }] of steps.entries()) {
        if (exitCode === 0) continue
        expect(log).toContain('error branch-moved')
        expect((await runOf(`app-${index}`, index)).exitCode).toBe(0)
      }
      const log = await world.remote.log('main')
      const bumped = log.flatMap(({ message }) => findTrailers(message).map(({ policy }) => policy))
      expect(bumped.toSorted()).toEqual(images.map((name) => `dev:${name}`).toSorted())
      expect(theirs.length).toBeGreaterThan(0)
      expect(log.map(({ id }) => id)).toEqual(expect.arrayContaining([...theirs, first!.id]))
      expect(log).toHaveLength(1 + images.length + theirs.length)
      expect(await textOf(world.remote, 'main', 'apps/all.yaml')).toBe(
        images.map((name) => line(name, '1.1.0')).join(''),
      )
    },
    300_000,
  )
})
