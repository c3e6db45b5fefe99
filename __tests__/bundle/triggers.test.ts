/** Every event that starts a run, as the bundle meets it in a workflow: what it looks at, and what it leaves alone. */
import { afterAll, afterEach, expect, test } from '@jest/globals'
import { closeGitOpsWorlds, createGitOpsWorld, type GitOpsWorld } from '../support/gitops-world.ts'
import { openDouble } from '../support/open-double.ts'
import { removeRepositories } from '../support/real-repository.ts'
import { packageEvent } from '../support/relay-payloads.ts'

const github = await openDouble()

afterEach(closeGitOpsWorlds)
afterAll(removeRepositories)

test('an event names images, or nothing, and the run lists just those', async () => {
  const world = await createGitOpsWorld(github)
  const { host } = world.registry
  const [web, api, other] = [`${host}/acme/web`, `${host}/acme/api`, `${host}/acme/other`]
  const all = [{ image: web, tag: '1.2.0' }, { image: `${api}:1.5.0` }, { image: other }]
  const packaged = (name: string) => ({ name, package_version: { package_url: `${host}/acme/${name}:` } })
  const events: readonly [string, object, string, Readonly<Record<string, string>>?][] = [
    ['schedule', { schedule: '7 * * * *' }, 'api web'],
    ['workflow_dispatch', { inputs: { images: JSON.stringify(all) } }, 'api web'],
    ['workflow_call', { inputs: { only: api } }, 'web', { only: web }],
    ['repository_dispatch', { client_payload: { image: api, tag: '1.5.0' } }, 'api'],
    ['repository_dispatch', { client_payload: { v: 1, images: all } }, 'api web'],
    ['registry_package', packageEvent('registry_package', packaged('api'), 'updated'), 'api'],
    ['package', packageEvent('package', packaged('web')), 'web'],
  ]
  const seen = await oneByOne(events, async ([name, payload, , inputs]) => {
    const step = await world.step({ inputs: { 'dry-run': 'true', ...inputs }, event: { name, payload } })
    expect([step.exitCode, step.leaks, step.outputs['changed']]).toEqual([0, [], 'false'])
    return [name, payload, listedSince(world), ...(inputs ? [inputs] : [])]
  })
  expect(seen).toEqual(events)
}, 60_000)

test('an event of other images asks no registry, and one that cannot be read does what on-bad-event says', async () => {
  const world = await createGitOpsWorld(github)
  const bad = {
    name: 'repository_dispatch',
    payload: { client_payload: { hello: 'hunter2', deep: nested(1_000), long: 'x'.repeat(60_000) } },
  }
  const other = {
    name: 'repository_dispatch',
    payload: { client_payload: { image: 'ghcr.io/acme/other:1' } },
  }
  const npm = { name: 'registry_package', payload: packageEvent('registry_package', { package_type: 'npm' }) }
  const steps = await oneByOne([other, npm, bad, bad], async (event, index) => {
    const inputs = { 'dry-run': 'true', ...(index === 3 && { 'on-bad-event': 'fail' }) }
    const step = await world.step({ inputs, event })
    const told = step.commands.filter(({ properties }) => properties['title'] !== undefined)
    const titles = told.map(({ name, properties }) => `${name} ${properties['title']}`)
    expect([step.log, step.summary].join('\n')).not.toContain('hunter2')
    return {
      code: step.exitCode,
      listed: listedSince(world),
      titles,
      said: step.log.includes('nothing to do'),
    }
  })
  expect(steps).toEqual([
    { code: 0, listed: '', titles: ['notice image-unknown'], said: true },
    { code: 0, listed: '', titles: ['notice event-idle'], said: true },
    { code: 0, listed: 'api web', titles: ['warning event-unreadable'], said: false },
    { code: 1, listed: '', titles: ['error event-unreadable'], said: false },
  ])
})

test('events that come twice at once, late and out of order make one commit and one request', async () => {
  const world = await createGitOpsWorld(github)
  const event = (tag: string) => ({
    name: 'repository_dispatch',
    payload: { client_payload: { image: `${world.registry.host}/acme/web`, tag } },
  })
  const workspace = await world.remote.clone('--depth=1')
  const twice = [world.step({ event: event('1.10.0') }), world.step({ event: event('1.10.0'), workspace })]
  for (const { exitCode } of await Promise.all(twice)) expect(exitCode).toBe(0)
  const late = await world.step({ event: event('1.2.1') })
  expect(late).toMatchObject({ exitCode: 0, outputs: { changed: 'false' } })
  const subjects = (await world.remote.log('main')).map(({ message }) => message.split('\n')[0])
  expect(subjects).toEqual(['Bump web to 1.10.0 in dev', expect.any(String)])
  expect(github.pulls(world.repository).map(({ title }) => title)).toEqual([
    'Bump web to 1.10.0 in production',
  ])
})

test('a tag that an event names is given time to come into the listing, and the policy chooses then', async () => {
  let looks = 0
  const lagging = {
    onRequest: ({ path }: { readonly path: string }) => {
      looks += path.includes('/web/tags/list') ? 1 : 0
      if (looks === 2) world.registry.setTags('acme/web', ['1.2.0', '1.10.0', '1.12.0', '1.12.1'])
      return undefined
    },
  }
  const world = await createGitOpsWorld(github, {}, lagging)
  const client_payload = { image: `${world.registry.host}/acme/web`, tag: '1.12.0' }
  const event = { name: 'repository_dispatch', payload: { client_payload } }
  const step = await world.step({ inputs: { 'dry-run': 'true', environments: 'dev' }, event })
  expect([step.exitCode, looks]).toEqual([0, 2])
  expect(JSON.parse(step.outputs['updates'] ?? '')).toMatchObject([
    { new: expect.stringMatching(/:1\.12\.1$/) },
  ])
})

/** The images whose tags were listed since it was asked last, as in `api web`. */
function listedSince({ registry }: GitOpsWorld): string {
  const paths = registry.requests.slice(asked.get(registry) ?? 0).map(({ path }) => path)
  asked.set(registry, registry.requests.length)
  const images = paths.flatMap((path) => /^\/v2\/acme\/([a-z]+)\/tags\/list/.exec(path)?.[1] ?? [])
  return [...new Set(images)].toSorted().join(' ')
}

const asked = new Map<GitOpsWorld['registry'], number>()

async function oneByOne<Item, Result>(
  items: readonly Item[],
  work: (item: Item, index: number) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = []
  for (const [index, item] of items.entries()) results.push(await work(item, index))
  return results
}

function nested(depth: number): unknown {
  return JSON.parse(`${'['.repeat(depth)}${']'.repeat(depth)}`)
}

test('a merge queue that waits for our gates is answered, and nothing else happens', async () => {
  const world = await createGitOpsWorld(github)
  github.configure(world.repository, {
    rules: [{ branch: 'main', kind: 'ruleset', checks: ['image-bump/soak'], mergeQueue: 'MERGE' }],
  })
  const alice = github.person(world.repository, 'alice')
  alice.push('feature', { 'notes.txt': 'work\n' })
  const { number, head } = alice.ask('POST', '/pulls', { head: 'feature', base: 'main', title: 'Work' })
  alice.status(head.sha, 'image-bump/soak')
  alice.armAutoMerge(number)
  github.runMergeQueue(world.repository)
  const payload = { merge_group: { base_ref: 'refs/heads/main' } }
  const step = await world.step({ event: { name: 'merge_group', payload } })
  expect([step.exitCode, listedSince(world)]).toEqual([0, ''])
  github.runMergeQueue(world.repository)
  expect(github.pulls(world.repository).map(({ title, merged }) => ({ title, merged }))).toEqual([
    { title: 'Work', merged: true },
  ])
})
