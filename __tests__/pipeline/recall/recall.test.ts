import { describe, expect, test } from '@jest/globals'
import type { Environment, Grouping } from '../../../src/model/environment.ts'
import type { Selection } from '../../../src/model/policy.ts'
import { recall } from '../../../src/pipeline/recall/recall.ts'
import { aFailure, anEnvironment, aPolicy, aSelection, byRequest } from '../../support/builders.ts'
import { createInMemoryForge } from '../../support/in-memory-forge.ts'
import { createInMemoryGit } from '../../support/in-memory-git.ts'

const text = { title: 'Bump web', body: 'Why.', labels: [], draft: false }
const web = aSelection('1.1.0', aPolicy('production:web'))
const api = aSelection('1.1.0', aPolicy('production:api'))

describe('what is under way', () => {
  test('is not asked for where every environment delivers by commit', async () => {
    const never = () => Promise.reject(new Error('asked'))
    const ports = {
      git: { ...createInMemoryGit(), heads: never },
      forge: { ...createInMemoryForge(), find: never },
    }
    expect(await recallAll([anEnvironment()], [aSelection()], ports)).toEqual(new Map())
    const unsure = [{ kind: 'undecided', policy: web.policy }] as const
    expect(await recallAll([production()], unsure, ports)).toEqual(new Map())
  })

  test('is a branch, a request, both or neither', async () => {
    const git = createInMemoryGit({ 'a.yaml': 'a: 1\n' })
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
        { branch: { head, ours: false, files: [expect.objectContaining({ path: 'a.yaml' })] }, request },
      ],
      ['image-bump/production--api', { request: orphan }],
      ['image-bump/production--job', {}],
    ])
  })

  test('is looked up once for a group that policies share', async () => {
    const asked: (readonly string[])[] = []
    const git = createInMemoryGit()
    const ports = {
      git: {
        ...git,
        heads: (names: readonly string[]) => {
          asked.push(names)
          return git.heads(names)
        },
      },
      forge: createInMemoryForge(),
    }
    await recallAll([production({ kind: 'environment' })], [web, api], ports)
    expect(asked).toEqual([['image-bump/production']])
  })

  test('is not a closed request, nor one from a fork', async () => {
    const forge = createInMemoryForge()
    const request = { ...text, head: 'image-bump/production--web', base: 'main' }
    await forge.open(request)
    forge.close(1)
    forge.openFromFork(request)
    const found = await recallAll([production()], [web], { git: createInMemoryGit(), forge })
    expect(found.get('image-bump/production--web')).toEqual({})
  })

  test('that cannot be asked for is left out, with the reason: direct commits need not wait for it', async () => {
    const forge = createInMemoryForge()
    forge.failNext('find', aFailure({ code: 'github-failed' }))
    const own = [{ environment: 'production', selections: [web] }]
    const recalled = await recall([production()], own, { git: createInMemoryGit(), forge })
    expect(recalled.existing).toEqual(new Map())
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
  return (await recall(environments, own, ports)).existing
}
