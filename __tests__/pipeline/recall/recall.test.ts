import { describe, expect, test } from '@jest/globals'
import type { Environment, Grouping } from '../../../src/model/environment.ts'
import type { Selection } from '../../../src/model/policy.ts'
import { recall } from '../../../src/pipeline/recall/recall.ts'
import { formatState } from '../../../src/model/request-state.ts'
import { aFailure, anEnvironment, aPolicy, aScanned, aSelection, byRequest } from '../../support/builders.ts'
import { createInMemoryForge } from '../../support/in-memory-forge.ts'
import { createInMemoryGit } from '../../support/in-memory-git.ts'

const text = { title: 'Bump web', body: 'Why.', draft: false }
const web = aSelection('1.1.0', aPolicy('production:web'))
const api = aSelection('1.1.0', aPolicy('production:api'))

describe('what is under way', () => {
  test('is not asked for where every environment delivers by commit', async () => {
    const never = () => Promise.reject(new Error('asked'))
    const ports = {
      git: { ...createInMemoryGit(), branches: never },
      forge: { ...createInMemoryForge(), find: never, rules: never, whoAmI: never },
    }
    expect(await recallAll([anEnvironment()], [aSelection()], ports)).toEqual(new Map())
  })

  test('is a branch, a request, both or neither', async () => {
    const git = createInMemoryGit({ 'a.yaml': 'a: 1\n' })
    const base = git.headOf('main')
    const forge = createInMemoryForge()
    const head = await git.commit('image-bump/production--web', { 'a.yaml': 'a: 2\n' })
    await git.commit('image-bump/production--old', { 'a.yaml': 'a: 3\n' })
    const open = (branch: string) => forge.open({ ...text, head: branch, base: 'main' })
    const request = await open('image-bump/production--web')
    const orphan = await open('image-bump/production--api')
    const found = await recallAll(
      [production()],
      [web, api, aSelection('1.1.0', aPolicy('production:job'))],
      {
        git,
        forge,
      },
    )
    expect([...found]).toEqual([
      [
        'image-bump/production--web',
        {
          branch: { head, ours: false, base, files: [expect.objectContaining({ path: 'a.yaml' })] },
          request,
          past: [],
        },
      ],
      ['image-bump/production--api', { request: orphan, past: [] }],
      ['image-bump/production--job', { past: [] }],
    ])
  })

  test('is looked up once for a group that policies share', async () => {
    const forge = createInMemoryForge()
    await recallAll([production({ kind: 'environment' })], [web, api], { git: createInMemoryGit(), forge })
    expect(forge.calls()).toEqual(
      new Map([
        ['find', 1],
        ['rules', 1],
      ]),
    )
  })

  test('has closed and merged requests, the latest first, but none from a fork', async () => {
    const forge = createInMemoryForge()
    const request = { ...text, head: 'image-bump/production--web', base: 'main' }
    await forge.open(request)
    forge.change(1, { state: 'closed' })
    await forge.open(request)
    forge.change(2, { state: 'merged' })
    forge.openFromFork(request)
    const found = await recallAll([production()], [web], { git: createInMemoryGit(), forge })
    expect(found.get('image-bump/production--web')).toMatchObject({ past: [{ number: 2 }, { number: 1 }] })
  })

  test('is also an open request on a branch that no policy writes any more', async () => {
    const git = createInMemoryGit({ 'a.yaml': 'a: 1\n' })
    const forge = createInMemoryForge(git.headOf)
    await git.commit('image-bump/production--old', { 'a.yaml': 'a: 3\n' })
    await git.commit('image-bump/production--gone', { 'a.yaml': 'a: 4\n' })
    await forge.open({ ...text, head: 'image-bump/production--old', base: 'main' })
    const found = await recallAll([production()], [web], { git, forge })
    expect([...found.keys()]).toEqual(['image-bump/production--web', 'image-bump/production--old'])
  })

  test.each([
    ['that we remember to have pushed', { body: 'remembered', state: 'open' }],
    ['that was merged as it is', { body: '', state: 'merged' }],
  ] as const)('has a branch for ours whose head is one %s', async (_, { body, state }) => {
    const git = createInMemoryGit({ 'a.yaml': 'a: 1\n' })
    const forge = createInMemoryForge(git.headOf)
    const head = await git.commit('image-bump/production--web', { 'a.yaml': 'a: 2\n' })
    await forge.open({ ...text, head: 'image-bump/production--web', base: 'main' })
    const remembered = formatState({ environment: 'production', bumps: [], heads: [head], title: 'x' })
    forge.change(1, { body: body === '' ? '' : remembered, state })
    const found = await recallAll([production()], [web], { git, forge })
    expect(found.get('image-bump/production--web')?.branch).toMatchObject({ head, ours: true })
  })

  test('that cannot be asked for is left out, with the reason: direct commits need not wait for it', async () => {
    const forge = createInMemoryForge()
    forge.failNext('find', aFailure({ code: 'github-failed' }))
    const own = [{ environment: 'production', selections: [web] }]
    const scanned = [aScanned({}, production())]
    const recalled = await recall(scanned, own, { git: createInMemoryGit(), forge })
    expect(recalled.underWay.existing).toEqual(new Map())
    expect(recalled.problems).toMatchObject([{ code: 'github-failed' }])
  })
})

function production(group: Grouping = { kind: 'policy' }): Environment {
  return anEnvironment({ name: 'production', delivery: byRequest({ group }) })
}

async function recallAll(
  environments: readonly Environment[],
  selections: readonly Selection[],
  ports: Parameters<typeof recall>[2],
) {
  const own = environments.map(({ name }) => ({ environment: name, selections }))
  const scanned = environments.map((environment) => aScanned({}, environment))
  return (await recall(scanned, own, ports)).underWay.existing
}
