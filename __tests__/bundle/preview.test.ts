/** The committed bundle on pull_request: nothing is written but a comment, and no login leaves for what the base does not name. */
import { afterAll, afterEach, describe, expect, test } from '@jest/globals'
import { type RegistryStandIn, serveRegistry } from '../../src/standins/registry/registry.ts'
import type { Actor } from '../support/github-double.ts'
import { closeGitOpsWorlds, createGitOpsWorld, type GitOpsWorld } from '../support/gitops-world.ts'
import { openDouble } from '../support/open-double.ts'
import { git, removeRepositories } from '../support/real-repository.ts'
import { textOf } from '../support/text-of.ts'
import type { StepResult } from '../support/runner.ts'

const github = await openDouble()
const others: RegistryStandIn[] = []

afterEach(async () => {
  for (const other of others.splice(0)) await other.close()
  await closeGitOpsWorlds()
})
afterAll(removeRepositories)

/** A token of a workflow may read, and write below pull requests. */
const reader: Actor = { kind: 'actions', permissions: { contents: 'read', issues: 'none' } }

interface Proposed {
  readonly world: GitOpsWorld
  /** A registry that the base does not name. */
  readonly other: RegistryStandIn
  readonly step: () => Promise<StepResult>
}

/** Somebody proposes a wider range and another image, on a registry that asks everybody for a login. */
async function propose({ owner = 'acme', event = 'pull_request' } = {}): Promise<Proposed> {
  const auth = { kind: 'basic', username: 'robot', password: 'pa55-of-the-robot' } as const
  const world = await createGitOpsWorld(github, {}, { auth })
  const other = await serveRegistry({ repositories: { 'acme/db': ['1.0.0'] }, auth })
  others.push(other)
  const before = (await textOf(world.remote, 'main', own)) ?? ''
  const base = (await world.remote.log('main'))[0]?.id
  await world.remote.commit('proposal', {
    [own]: before
      .replace("range: '1.x'", "range: '>=1.0.0 <3.0.0'")
      .replace('images: {', `images: { db: ${other.host}/acme/db,`),
    'apps/dev/db.yaml': `image: ${other.host}/acme/db:0.1.0 # {"$imagepolicy": "dev:db"}\n`,
  })
  const person = github.person(world.repository)
  const { number } = person.ask('POST', '/pulls', { head: 'proposal', base: 'main', title: 'Widen' })
  const workspace = await world.remote.clone('--depth=1', '--branch=proposal')
  await git(workspace, ['checkout', '--quiet', '--detach'])
  const repo = { full_name: world.repository }
  const head = { ref: 'proposal', repo: { full_name: world.repository.replace('acme', owner) } }
  const payload = { pull_request: { number, base: { ref: 'main', sha: base, repo }, head } }
  const login = Buffer.from('robot:pa55-of-the-robot').toString('base64')
  const auths = Object.fromEntries([world.registry, other].map(({ host }) => [host, { auth: login }]))
  const inputs = { 'registry-credentials': JSON.stringify({ auths }) }
  const env = { DOCKER_AUTH_CONFIG: JSON.stringify({ auths }) }
  const how = { workspace, actor: reader, inputs, env, event: { name: event, payload } }
  return { world, other, step: () => world.step(how) }
}

const own = '.github/image-bump.yaml'

function logins({ requests }: Pick<RegistryStandIn, 'requests'>): readonly string[] {
  return requests.flatMap(({ headers: { authorization } }) => authorization ?? [])
}

describe('a pull request of the repository', () => {
  test('gets a preview as summary and comment, and nothing else is written', async () => {
    const { world, other, step } = await propose()
    const heads = await world.remote.log('main')
    const ended = await step()
    expect(ended.exitCode).toBe(0)
    expect(ended.outputs).toMatchObject({ changed: 'false', commits: '[]', 'pull-requests': '[]' })
    expect(ended.summary).toContain('## Image Bump: preview')
    expect(ended.summary).toMatch(/\| dev \| `dev:web` \| `[^|]*web:1\.10\.0` \| `[^|]*web:2\.0\.0` \|/)
    expect(ended.leaks).toEqual([])
    expect(await world.remote.log('main')).toEqual(heads)
    expect(github.pulls(world.repository)).toHaveLength(1)
    const { comments } = github.record(world.repository)
    expect(comments).toMatchObject([{ author: { login: 'github-actions[bot]' } }])
    expect(comments[0]?.body).toContain('web:2.0.0')
    // The base names this registry, so its login went there; the other one was not so much as greeted.
    expect(logins(world.registry)).not.toEqual([])
    expect(other.requests).toEqual([])
    expect(ended.commands.filter(({ name }) => name === 'notice')).toContainEqual(
      expect.objectContaining({ properties: expect.objectContaining({ title: 'image-added', file: own }) }),
    )
  })
})

describe('a pull request of a fork', () => {
  test('is previewed without a login and without a comment', async () => {
    const { world, other, step } = await propose({ owner: 'stranger', event: 'pull_request_review' })
    const ended = await step()
    expect(ended.exitCode).toBe(0)
    expect(ended.summary).toContain('It comes from a fork')
    expect(world.registry.requests).not.toEqual([])
    expect(logins(world.registry)).toEqual([])
    expect(other.requests).toEqual([])
    expect(github.record(world.repository).comments).toEqual([])
  })

  test('is refused where it would run with secrets', async () => {
    const { world, step } = await propose({ owner: 'stranger', event: 'pull_request_target' })
    const ended = await step()
    expect(ended.exitCode).toBe(1)
    expect(ended.log).toContain('event-refused')
    expect(world.registry.requests).toEqual([])
  })
})
