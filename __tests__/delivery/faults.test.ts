/** GitHub in trouble, by script: a run ends with what was wanted or with a named problem, and the next one settles the rest. */
import { afterAll, afterEach, describe, expect, test } from '@jest/globals'
import { allProblems } from '../../src/pipeline/report/report.ts'
import {
  closeWorlds,
  codesOf,
  configOf,
  createDeliveryWorld,
  doneOf,
  marked,
  type DeliveryWorld,
} from '../support/delivery-world.ts'
import { troubles, type Fault } from '../support/github-double.ts'
import { openDouble } from '../support/open-double.ts'
import { removeRepositories } from '../support/real-repository.ts'

const double = await openDouble()
afterEach(closeWorlds)
afterAll(removeRepositories)

const config = configOf('{ pullRequest: { labels: [images], reviewers: [bob] } }').replace(
  'environments:\n',
  "environments:\n  dev:\n    paths: [dev]\n    policies: { '*': release }\n",
)
const files = { 'dev/web.yaml': marked('web', '1.0.0', 'dev'), 'apps/web.yaml': marked('web', '1.0.0') }

/** Every operation of a run that delivers a commit and a request. */
const questions = [
  'query whoAmI',
  'git/get-commit',
  'query findRepositoryId',
  'query findPullRequests',
  'repos/get-branch-rules',
]
const writes = [
  'git/create-tree',
  'git/create-commit',
  'mutation updateRefs',
  'git/create-ref',
  'pulls/create',
  'pulls/request-reviewers',
  'issues/update',
]
const all = [...questions, ...writes]

type Strike = Omit<Fault, 'operation' | 'nth'>

const faults: readonly { readonly what: string; readonly of: readonly string[]; readonly fault: Strike }[] = [
  { what: '502 after it was done', of: all, fault: { when: 'after', answer: troubles.badGateway } },
  { what: 'no answer after it was done', of: writes, fault: { when: 'after', answer: () => undefined } },
  { what: '500 before it was done', of: all, fault: { when: 'before', answer: troubles.serverError } },
  { what: 'a secondary limit', of: all, fault: { when: 'before', answer: troubles.secondaryLimit(60) } },
]

/** One commit, one request that has all it shall have; whatever went wrong on the way. */
async function expectSettled(world: DeliveryWorld): Promise<void> {
  expect(await world.subjects('main')).toEqual(['Bump web to 1.1.0 in dev', expect.any(String)])
  const subjects = await world.subjects('image-bump/production--web')
  expect(subjects.filter((subject) => subject === 'Bump web to 1.1.0 in production')).toHaveLength(1)
  expect(await world.read('image-bump/production--web', 'apps/web.yaml')).toBe(marked('web', '1.1.0'))
  expect(world.pulls()).toMatchObject([{ state: 'open', labels: ['images'], reviewers: ['bob'] }])
  expect(world.pull(1).body).not.toContain('unfinished')
}

describe.each(faults)('$what', ({ of, fault }) => {
  test.each(of)('of %s', async (operation) => {
    const world = await createDeliveryWorld(double, config, files)
    const struck: string[] = []
    double.addFault({ operation, nth: 1, ...fault, reached: ({ path }) => void struck.push(path) })
    const report = await world.run()
    expect(struck).toHaveLength(1)
    // Either all is well, or what is not has a name; a passing fault is never an error.
    const isDone = doneOf(report).join() === 'committed,proposed #1 created'
    expect(isDone || codesOf(report).length > 0).toBe(true)
    expect(allProblems(report).filter(({ level }) => level === 'error')).toEqual([])
    const next = await world.run()
    expect([codesOf(next), doneOf(next).at(-1)]).toEqual([[], expect.stringMatching(/#1/)])
    await expectSettled(world)
  })
})

test.each(['issues/create-comment', 'pulls/update'])(
  'a request that is closed in spite of a fault of %s is closed once, and says so once',
  async (operation) => {
    const world = await createDeliveryWorld(double, configOf('pullRequest'))
    await world.run()
    await world.remote.commit('main', { 'apps/web.yaml': marked('web', '1.1.0') })
    double.addFault({ operation, nth: 1, when: 'after', answer: troubles.badGateway })
    await world.run()
    await world.run()
    expect(world.pull(1)).toMatchObject({ state: 'closed', merged: false })
    expect(world.comments(1)).toHaveLength(1)
  },
)

describe('a node that GitHub cannot find yet', () => {
  test.each([
    ['pulls/request-reviewers', troubles.unresolvedNode],
    ['issues/update', troubles.unresolvedNode],
  ])('is waited for: %s', async (operation, answer) => {
    const world = await createDeliveryWorld(double, config, files)
    double.addFault({ operation, nth: 1, when: 'before', answer })
    expect(codesOf(await world.run())).toEqual([])
    await expectSettled(world)
  })
})

test('an answer about a branch that is a minute old does not undo what happened since', async () => {
  const world = await createDeliveryWorld(double, config, files)
  double.staleRef(world.name, 'main')
  double.addFault({ operation: 'mutation updateRefs', nth: 1, when: 'after', answer: () => undefined })
  expect(codesOf(await world.run())).toEqual([])
  await expectSettled(world)
})

test('a branch that moves in the very moment is read again, and a note on the token is told all the same', async () => {
  const world = await createDeliveryWorld(double, config, files)
  const actor = { kind: 'actions' } as const
  double.beforeRefMoves(world.name, () => {
    void world.person().push('main', { 'dev/web.yaml': marked('web', '1.1.0', 'dev') })
  })
  const report = await world.run({}, { actor })
  expect([doneOf(report), codesOf(report)]).toEqual([['proposed #1 created'], ['workflows-wait']])
  expect(await world.subjects('main')).toEqual(['Work of alice', expect.any(String)])
})

test('what follows from a token is told once, also where the second try has nothing left to write', async () => {
  const two = configOf('commit').replace(
    'environments:\n',
    "environments:\n  qa:\n    branch: qa\n    paths: [qa]\n    policies: { '*': release }\n",
  )
  const world = await createDeliveryWorld(double, two)
  await world.remote.commit('qa', { 'qa/web.yaml': marked('web', '1.0.0', 'qa') })
  double.beforeRefMoves(world.name, () => {
    void world.person().push('qa', { 'qa/web.yaml': marked('web', '1.1.0', 'qa') })
  })
  const report = await world.run({}, { actor: { kind: 'user' } })
  expect(doneOf(report)).toEqual(['committed'])
  expect(allProblems(report).map(({ code }) => code)).toEqual(['commits-unverified'])
})
