import { describe, expect, test } from '@jest/globals'
import { dryRun } from '../../../src/adapters/dry-run.ts'
import type { Environment } from '../../../src/model/environment.ts'
import type { CommitId } from '../../../src/model/history.ts'
import type {
  BumpBranch,
  DescribedParcel,
  ExistingBump,
  RequestParcel,
  RewrittenFile,
} from '../../../src/model/plan.ts'
import { ProblemError } from '../../../src/model/problem.ts'
import { type CarriedBump, findState, formatOwnPart } from '../../../src/model/request-state.ts'
import { publish } from '../../../src/pipeline/publish/publish.ts'
import type { Forge, Git } from '../../../src/ports.ts'
import {
  aCommitParcel,
  aFailure,
  aFile,
  anEnvironment,
  aPlannedCommit,
  aProblem,
  aRequestParcel,
  byRequest,
} from '../../support/builders.ts'
import { createInMemoryForge, type InMemoryForge } from '../../support/in-memory-forge.ts'
import { createInMemoryGit, type InMemoryGit } from '../../support/in-memory-git.ts'
import { createInMemoryRegistry } from '../../support/in-memory-registry.ts'
import { createInMemoryRenderer } from '../../support/in-memory-renderer.ts'
import { createInMemoryWorktree } from '../../support/in-memory-worktree.ts'
import { createPatientClock } from '../../support/patient-clock.ts'
import { textsOf } from '../../support/repository.ts'

const bump = 'image-bump/production--web'
const title = 'Bump web to 2 in production'
const carried: CarriedBump = { policy: 'production:web', tag: '2' }
const text = {
  title,
  words: 'Why.',
  state: { environment: 'production', group: 'web', bumps: [carried], title },
}

describe('direct commits', () => {
  test('arrive together, one an environment, in order', async () => {
    const world = await aWorld()
    const parcel = aCommitParcel({ base: world.main })
    const commits = [
      aWrittenCommit('first', [edit('a.yaml', 'a: 2\n')], anEnvironment()),
      aWrittenCommit('second', [edit('b.yaml', 'b: 2\n')], anEnvironment({ name: 'staging' })),
    ]
    const published = await publish([{ parcel, commits }], world)
    const [second, first] = await world.git.log('main')
    expect([first?.message, second?.message]).toEqual(['first', 'second'])
    expect(published).toEqual([
      { environment: 'dev', branch: 'main', kind: 'committed', commit: first?.id },
      { environment: 'staging', branch: 'main', kind: 'committed', commit: second?.id },
    ])
    expect(textsOf(await world.git.files('main'))).toEqual({ 'a.yaml': 'a: 2\n', 'b.yaml': 'b: 2\n' })
  })

  test('are not pushed over somebody else', async () => {
    const world = await aWorld()
    world.git.moveBefore('main', { 'b.yaml': 'b: somebody\n' })
    const published = await publish([direct(world.main)], world)
    expect(published).toMatchObject([
      { environment: 'dev', branch: 'main', kind: 'failed', problem: { code: 'branch-moved' } },
    ])
    expect(textsOf(await world.git.files('main'))).toEqual({ 'a.yaml': 'a: 1\n', 'b.yaml': 'b: somebody\n' })
  })

  test('tell everything that kept them from being pushed', async () => {
    const world = await aWorld()
    const refused = new ProblemError([
      aProblem({ code: 'push-refused', message: 'The branch is locked.' }),
      aProblem({ code: 'commits-unverified', message: 'The commit has no signature.' }),
    ])
    world.git.deliver = () => Promise.reject(refused)
    expect(await publish([direct(world.main)], world)).toMatchObject([
      { kind: 'failed', problem: refused.problems[0], warnings: [refused.problems[1]] },
    ])
  })

  test('from files on disk are planned and never pushed', async () => {
    const world = await aWorld()
    const published = await publish([direct(undefined)], { ...world, git: untouchable(world.git) })
    expect(published).toEqual([{ environment: 'dev', branch: 'main', kind: 'planned' }])
  })

  test('without a change are none', async () => {
    const world = await aWorld()
    const empty = { parcel: aCommitParcel({ base: world.main }), commits: [] }
    expect(await publish([empty], { ...world, git: untouchable(world.git) })).toEqual([])
  })
})

describe('a pull request', () => {
  test('is opened from a branch of its own, with labels and as a draft where that is wanted', async () => {
    const world = await aWorld()
    const delivery = byRequest({ labels: ['image-bump'], draft: true })
    const published = await publish([proposal(world.main, nothing, { delivery })], world)
    const [pull] = world.forge.pulls()
    expect(pull).toMatchObject({ head: bump, base: 'main', title, labels: ['image-bump'], draft: true })
    const [commit] = await world.git.log(bump)
    expect(pull?.body).toBe(formatOwnPart('Why.', { ...text.state, heads: [commit?.id ?? ''] }))
    expect(commit).toMatchObject({ message: 'message', parents: [world.main] })
    expect(published).toEqual([
      {
        environment: 'production',
        group: 'web',
        branch: bump,
        kind: 'proposed',
        commit: commit?.id,
        request: { number: 1, url: pull?.url, operation: 'created' },
      },
    ])
    expect(textsOf(await world.git.files('main'))).toMatchObject({ 'a.yaml': 'a: 1\n' })
  })

  test('that is true already is left alone: no call at all', async () => {
    const { world, existing } = await anOpenRequest()
    const ports = { git: untouchable(world.git), forge: untouchable(world.forge) }
    expect(await publish([proposal(world.main, existing)], ports)).toEqual([
      {
        environment: 'production',
        group: 'web',
        branch: bump,
        kind: 'unchanged',
        commit: existing.branch?.head,
        request: { number: 1, url: existing.request?.url, operation: 'unchanged' },
      },
    ])
  })

  test('is true with the line ends of another system, which GitHub may make', async () => {
    const { world, existing } = await anOpenRequest()
    const body = existing.request!.body.replaceAll('\n', '\r\n')
    const request = { ...existing.request!, body }
    const ports = { git: untouchable(world.git), forge: untouchable(world.forge) }
    expect(await publish([proposal(world.main, { ...existing, request })], ports)).toMatchObject([
      { kind: 'unchanged' },
    ])
  })

  test('whose body was emptied gets our part again, and no push', async () => {
    const { world, existing } = await anOpenRequest()
    const request = { ...existing.request!, body: '' }
    const ports = { git: untouchable(world.git), forge: world.forge }
    expect(await publish([proposal(world.main, { ...existing, request })], ports)).toMatchObject([
      { kind: 'proposed', commit: existing.branch?.head, request: { number: 1, operation: 'updated' } },
    ])
    expect(findState(world.forge.pulls()[0]?.body ?? '')?.bumps).toEqual([carried])
  })

  test("keeps a person's title and what people wrote around our part when its version changes", async () => {
    const { world, existing } = await anOpenRequest()
    const body = `Careful!\n\n${existing.request!.body}\n\nSee the runbook.`
    const request = { ...existing.request!, body, title: 'Ship it' }
    world.forge.change(1, { body, title: 'Ship it' })
    const newer = { ...text.state, bumps: [{ ...carried, tag: '3' }], title: 'Bump web to 3 in production' }
    const changed = proposal(world.main, { ...existing, request }, {}, [edit('a.yaml', 'a: 3\n')])
    await publish([{ ...changed, text: { title: newer.title, words: 'Why 3.', state: newer } }], world)
    const [pull] = world.forge.pulls()
    expect(pull?.title).toBe('Ship it')
    expect(pull?.body).toMatch(/^Careful!\n\n<!-- image-bump:begin -->\nWhy 3\.[^]*-->\n\nSee the runbook\.$/)
    const heads = [existing.branch?.head, world.git.headOf(bump)]
    expect(findState(pull?.body ?? '')).toMatchObject({ heads, title: newer.title })
  })

  test('that somebody has agreed to is not touched', async () => {
    const { world, existing } = await anOpenRequest()
    const changed = proposal(world.main, existing, {}, [edit('a.yaml', 'a: 3\n')])
    const frozen = { ...changed, parcel: { ...changed.parcel, isFrozen: true } }
    const ports = { git: untouchable(world.git), forge: untouchable(world.forge) }
    expect(await publish([frozen], ports)).toMatchObject([
      { kind: 'unchanged', commit: existing.branch?.head },
    ])
  })

  test('with other bytes is rebuilt from the base and stays the same request', async () => {
    const { world, existing } = await anOpenRequest()
    const main = await world.git.commit('main', { 'b.yaml': 'b: 2\n' })
    const published = await publish([proposal(main, existing, {}, [edit('a.yaml', 'a: 3\n')])], world)
    expect(published).toMatchObject([{ kind: 'proposed', request: { number: 1, operation: 'updated' } }])
    expect(textsOf(await world.git.files(bump))).toEqual({ 'a.yaml': 'a: 3\n', 'b.yaml': 'b: 2\n' })
    expect((await world.git.log(bump))[0]?.parents).toEqual([main])
  })

  test.each<readonly [string, readonly RewrittenFile[]]>([
    ['one file more', [edit('a.yaml', 'a: 2\n'), edit('b.yaml', 'b: 2\n')]],
    ['another file', [edit('b.yaml', 'a: 2\n')]],
  ])('with %s is rebuilt', async (_, files) => {
    const { world, existing } = await anOpenRequest()
    expect(await publish([proposal(world.main, existing, {}, files)], world)).toMatchObject([
      { kind: 'proposed', request: { operation: 'updated' } },
    ])
  })

  test('is opened for a branch that is there and true, without a push', async () => {
    const { world, existing } = await anOpenRequest()
    world.forge.change(1, { state: 'closed' })
    const ports = { git: untouchable(world.git), forge: world.forge }
    expect(
      await publish([proposal(world.main, { branch: existing.branch!, past: [] })], ports),
    ).toMatchObject([{ kind: 'proposed', request: { number: 2, operation: 'created' } }])
  })

  test('does not overwrite a branch that moved since it was read', async () => {
    const { world, existing } = await anOpenRequest()
    await world.git.commit(bump, { 'a.yaml': 'a: by hand\n' })
    const changed = proposal(world.main, existing, {}, [edit('a.yaml', 'a: 3\n')])
    expect(await publish([changed], world)).toMatchObject([
      {
        environment: 'production',
        group: 'web',
        branch: bump,
        kind: 'failed',
        problem: { code: 'branch-moved' },
      },
    ])
    expect(textsOf(await world.git.files(bump))).toMatchObject({ 'a.yaml': 'a: by hand\n' })
  })

  test('does not take a branch that appeared since it was read', async () => {
    const world = await aWorld()
    await world.git.commit(bump, { 'a.yaml': 'a: by hand\n' })
    expect(await publish([proposal(world.main)], world)).toMatchObject([
      { kind: 'failed', problem: { code: 'branch-moved' } },
    ])
    expect(world.forge.pulls()).toEqual([])
  })

  test('from files on disk is planned', async () => {
    const world = await aWorld()
    const ports = { git: untouchable(world.git), forge: untouchable(world.forge) }
    expect(await publish([proposal(undefined)], ports)).toEqual([
      { environment: 'production', group: 'web', branch: bump, kind: 'planned' },
    ])
  })
})

describe('one refused parcel costs its own branch', () => {
  test('and the next is delivered', async () => {
    const world = await aWorld()
    world.git.refuse('main', 'protected branch')
    const published = await publish([direct(world.main), proposal(world.main)], world)
    expect(published).toMatchObject([
      { kind: 'failed', branch: 'main', problem: { code: 'push-refused', level: 'error' } },
      { kind: 'proposed', branch: bump },
    ])
  })

  test('also where the forge refuses, and the next run opens what is missing', async () => {
    const world = await aWorld()
    world.forge.failNext('open', aFailure({ code: 'github-refused', level: 'error' }))
    const other = 'image-bump/production--api'
    const second = { ...proposal(world.main), parcel: { ...proposal(world.main).parcel, branch: other } }
    expect(await publish([proposal(world.main), second], world)).toMatchObject([
      { kind: 'failed', branch: bump, problem: { code: 'github-refused' } },
      { kind: 'proposed', branch: other },
    ])
    const branch = await bumpBranchOf(world)
    expect(await publish([proposal(world.main, { branch, past: [] })], world)).toMatchObject([
      { kind: 'proposed', commit: branch.head, request: { number: 2, operation: 'created' } },
    ])
  })

  test('but a fault of ours is not hidden', async () => {
    const world = await aWorld()
    const git = { ...world.git, deliver: () => Promise.reject(new TypeError('oops')) }
    await expect(publish([direct(world.main)], { ...world, git })).rejects.toThrow('oops')
  })
})

test('a dry run tells what it would write and writes nothing', async () => {
  const { world, existing } = await anOpenRequest()
  const heads = await world.git.heads(['main', bump])
  const ports = dryRun({
    ...world,
    registry: createInMemoryRegistry(),
    worktree: createInMemoryWorktree(),
    renderer: createInMemoryRenderer(),
    clock: createPatientClock(),
  })
  const changed = proposal(world.main, existing, {}, [edit('a.yaml', 'a: 3\n')])
  const reworded = proposal(world.main, { ...existing, request: { ...existing.request!, body: '' } })
  expect((await publish([direct(world.main), changed, reworded], ports)).map(({ kind }) => kind)).toEqual([
    'planned',
    'planned',
    'planned',
  ])
  expect(await world.git.heads(['main', bump])).toEqual(heads)
  expect(world.forge.pulls()).toMatchObject([{ title }])
})

interface World {
  readonly git: InMemoryGit
  readonly forge: InMemoryForge
  readonly main: CommitId
}

async function aWorld(): Promise<World> {
  const git = createInMemoryGit({ 'a.yaml': 'a: 1\n', 'b.yaml': 'b: 1\n' })
  return { git, forge: createInMemoryForge(git.headOf), main: (await git.heads(['main'])).get('main')! }
}

/** The world after a first run, and what the next one recalls of it. */
async function anOpenRequest(): Promise<{ readonly world: World; readonly existing: ExistingBump }> {
  const world = await aWorld()
  await publish([proposal(world.main)], world)
  const [request] = await world.forge.find([bump])
  return { world, existing: { branch: await bumpBranchOf(world), request: request!, past: [] } }
}

async function bumpBranchOf({ git }: World): Promise<BumpBranch> {
  const head = git.headOf(bump)!
  return (await git.bumpBranches([head], [])).get(head)!
}

const nothing: ExistingBump = { past: [] }

/** Reads pass; every write is a failure of the test. */
function untouchable<Port extends Git | Forge>(port: Port): Port {
  const never = (name: string) => () => Promise.reject(new Error(`${name} was called`))
  return { ...port, deliver: never('deliver'), open: never('open'), update: never('update') }
}

function edit(path: string, content: string): RewrittenFile {
  return { before: aFile(path, 'before\n'), after: aFile(path, content) }
}

function aWrittenCommit(message: string, files: readonly RewrittenFile[], environment: Environment) {
  return { planned: aPlannedCommit({ environment }), files, message }
}

function direct(base: CommitId | undefined): DescribedParcel {
  const commits = [aWrittenCommit('message', [edit('a.yaml', 'a: 2\n')], anEnvironment())]
  return { parcel: aCommitParcel({ base }), commits }
}

function proposal(
  base: CommitId | undefined,
  existing = nothing,
  overrides: Partial<Environment> = {},
  files = [edit('a.yaml', 'a: 2\n')] as readonly RewrittenFile[],
): DescribedParcel & { readonly parcel: RequestParcel } {
  const environment = anEnvironment({ name: 'production', delivery: byRequest(), ...overrides })
  const planned = aPlannedCommit({ environment, group: 'web' })
  const parcel = aRequestParcel({ base, existing, commit: planned, branch: bump })
  return { parcel, commits: [{ planned, files, message: 'message' }], text }
}
