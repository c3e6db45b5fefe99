/** Deliveries by the API that meet other writers, rules, and answers that are lost. */
import { execFileSync } from 'node:child_process'
import { afterEach, describe, expect, test } from '@jest/globals'
import type { Delivery } from '../../../src/adapters/github/deliver.ts'
import type { CommitId } from '../../../src/model/history.ts'
import { ProblemError, type Problem } from '../../../src/model/problem.ts'
import type { Push } from '../../../src/ports.ts'
import { createDeliveryOnDouble, type DeliveryDetails } from '../../support/delivery-on-double.ts'
import { troubles, type Fault } from '../../support/github-double.ts'
import { openDouble } from '../../support/open-double.ts'
import { git, removeRepositories, type RealRepository } from '../../support/real-repository.ts'
import { filesOf, textsOf, type FileTree } from '../../support/repository.ts'

const double = await openDouble()
afterEach(removeRepositories)

/** The three ways in which a branch moves. */
const ways = ['a direct commit', 'a new branch', 'a branch made anew'] as const
type Way = (typeof ways)[number]

const operations: Readonly<Record<Way, string>> = {
  'a direct commit': 'mutation updateRefs',
  'a new branch': 'git/create-ref',
  'a branch made anew': 'mutation updateRefs',
}

interface World {
  readonly delivery: Delivery
  readonly repository: RealRepository
  readonly name: string
  readonly base: CommitId
  /** Where the branch stood before. */
  readonly before: CommitId | undefined
  readonly push: Push
}

async function createWorld(way: Way, details?: DeliveryDetails, files: FileTree = {}): Promise<World> {
  const made = await createDeliveryOnDouble(double, { 'a.yaml': '1', 'b.yaml': '1', ...files }, details)
  const old =
    way === 'a branch made anew' ? await made.repository.commit('bump', { 'a.yaml': 'old' }) : undefined
  const [head] = await made.repository.log('main')
  const base = head!.id
  const before = way === 'a direct commit' ? base : old
  const branch = way === 'a direct commit' ? 'main' : 'bump'
  const commits = [{ message: 'Bump\n', files: filesOf({ 'a.yaml': '2' }) }]
  return { ...made, base, before, push: { branch, base, lease: before, commits } }
}

async function headOf({ repository: { bare }, push: { branch } }: World): Promise<string | undefined> {
  const heads = await git(bare, ['for-each-ref', '--format=%(objectname)', `refs/heads/${branch}`])
  return heads.toString().trim() || undefined
}

async function problemOf(call: Promise<unknown>): Promise<Problem> {
  const thrown: unknown = await call.then(
    () => new Error('nothing was thrown'),
    (error: unknown) => error,
  )
  if (thrown instanceof ProblemError) return thrown.problems[0]
  throw thrown
}

const lost = { answer: () => undefined }

function of({ name }: World): NonNullable<Fault['match']> {
  return ({ path }) => path === '/graphql' || path.startsWith(`/repos/${name}/`)
}

describe.each(ways)('%s', (way) => {
  const operation = operations[way]

  test.each<{ readonly what: string; readonly fault: Omit<Fault, 'operation'> }>([
    { what: 'answered 502', fault: { when: 'after', answer: troubles.badGateway } },
    { what: 'not answered', fault: { when: 'after', ...lost } },
    { what: 'answered that it has failed', fault: { when: 'after', answer: troubles.serverError } },
  ])('that landed and was $what is delivered', async ({ fault }) => {
    const world = await createWorld(way)
    double.addFault({ operation, nth: 1, match: of(world), ...fault })
    const [id] = await world.delivery.deliver(world.push)
    expect(await headOf(world)).toBe(id)
    const log = await git(world.repository.bare, ['log', '--format=%H %P', `${id}`, '-1'])
    expect(log.toString().trim()).toBe(`${id} ${world.base}`)
    expect(textsOf(await world.repository.files(world.push.branch))).toEqual({ 'a.yaml': '2', 'b.yaml': '1' })
    await world.repository.fsck()
  })

  test.each<{ readonly what: string; readonly fault: Omit<Fault, 'operation'> }>([
    { what: '502', fault: { when: 'before', answer: troubles.badGateway } },
    { what: 'nothing', fault: { when: 'before', ...lost } },
  ])('that never arrived and was answered $what is a failure that passes', async ({ fault }) => {
    const world = await createWorld(way)
    double.addFault({ operation, nth: 1, match: of(world), ...fault })
    expect(await problemOf(world.delivery.deliver(world.push))).toMatchObject({
      code: 'github-failed',
      level: 'warning',
    })
    expect(await headOf(world)).toBe(world.before)
  })

  test('loses against somebody who was faster by a moment', async () => {
    const world = await createWorld(way)
    const theirs = await world.repository.commit('theirs', { 'b.yaml': 'theirs' })
    double.beforeRefMoves(world.name, (ref) => {
      execFileSync('git', ['-C', world.repository.bare, 'update-ref', ref, theirs])
    })
    expect(await problemOf(world.delivery.deliver(world.push))).toMatchObject({
      code: 'branch-moved',
      message: expect.stringContaining(`found ${theirs.slice(0, 12)}`),
    })
    expect(await headOf(world)).toBe(theirs)
  })

  test('is refused by rules, in GitHub’s words', async () => {
    const world = await createWorld(way)
    const rule = { kind: 'ruleset', branch: world.push.branch, pullRequest: { approvals: 1 } } as const
    double.configure(world.name, { rules: [rule] })
    const problem = await problemOf(world.delivery.deliver(world.push))
    expect(problem).toMatchObject({ code: 'push-refused', level: 'error' })
    expect(problem.message).toMatch(
      way === 'a new branch' ? /Reference update failed/ : /rule violations found.*through a pull request/,
    )
    expect(await headOf(world)).toBe(world.before)
  })

  test('is refused where the token may not write', async () => {
    const world = await createWorld(way, { actor: { kind: 'actions', permissions: { contents: 'read' } } })
    const problem = await problemOf(world.delivery.deliver(world.push))
    expect(problem.message).toContain('The token lacks the permission contents: write.')
    expect(await headOf(world)).toBe(world.before)
  })

  test('is left to later where the rate is limited, and nothing else is asked', async () => {
    const world = await createWorld(way)
    double.addFault({
      operation,
      nth: 1,
      match: of(world),
      when: 'before',
      answer: troubles.secondaryLimit(60),
    })
    double.forgetRequests()
    expect(await problemOf(world.delivery.deliver(world.push))).toMatchObject({
      code: 'rate-limited',
      level: 'warning',
    })
    expect(double.counts()['git/get-ref']).toBeUndefined()
  })
})

/** An error of GraphQL in place of what was asked for. */
const answerOf = (error: object) => ({
  status: 200,
  body: { data: { updateRefs: null }, errors: [{ path: ['updateRefs'], ...error }] },
})
const swap = { operation: 'mutation updateRefs' } as const

describe('answers about a branch', () => {
  test('that are a minute old are not believed', async () => {
    const world = await createWorld('a direct commit')
    double.staleRef(world.name, 'main')
    double.addFault({ ...swap, nth: 1, match: of(world), when: 'after', ...lost })
    const [id] = await world.delivery.deliver(world.push)
    expect(await headOf(world)).toBe(id)
  })

  test.each([
    { type: 'STALE_DATA', message: 'Pull and try again' },
    { type: 'UNPROCESSABLE', message: 'Update is not a fast forward' },
  ])('that say $message mean that it moved, though it still shows where it was', async (error) => {
    const world = await createWorld('a direct commit')
    double.addFault({ ...swap, nth: 1, match: of(world), when: 'before', answer: answerOf(error) })
    expect(await problemOf(world.delivery.deliver(world.push))).toMatchObject({ code: 'branch-moved' })
  })

  test.each(['UNPROCESSABLE', 'BRANCH_PROTECTION_RULE_VIOLATION', 'FORBIDDEN', 'STALE_DATA'])(
    'that name rules are refusals, as %s too',
    async (type) => {
      const world = await createWorld('a direct commit')
      const message = 'Repository rule violations found\n\nChanges must be made through a pull request.\n\n'
      const answer = answerOf({ type, message })
      double.addFault({ ...swap, nth: 1, match: of(world), when: 'before', answer })
      expect(await problemOf(world.delivery.deliver(world.push))).toMatchObject({
        code: 'push-refused',
        message:
          'GitHub refused to move main. Repository rule violations found Changes must be made through a pull request.',
      })
    },
  )

  test('that nobody gives leave the first failure to be told', async () => {
    const world = await createWorld('a direct commit')
    const match = of(world)
    double.addFault({ ...swap, nth: 1, match, when: 'after', answer: troubles.badGateway })
    double.addFault({ operation: 'git/get-ref', match, when: 'before', answer: troubles.serverError })
    const problem = await problemOf(world.delivery.deliver(world.push))
    expect(problem.message).toBe('GitHub failed to move the branch main (502).')
  })

  test.each([
    { theirs: 'image-bump', ours: 'image-bump/production' },
    { theirs: 'image-bump/production/old', ours: 'image-bump/production' },
  ])('tell that $ours and $theirs cannot both exist', async ({ theirs, ours }) => {
    const world = await createWorld('a new branch')
    await world.repository.commit(theirs, { 'b.yaml': '1' })
    expect(await problemOf(world.delivery.deliver({ ...world.push, branch: ours }))).toMatchObject({
      code: 'push-refused',
      message: expect.stringContaining(
        `a branch named ${theirs}, beside which Git can have none named ${ours}`,
      ),
    })
  })
})

describe('objects', () => {
  test('of 150 files, bytes that are no text, and programs arrive as they are', async () => {
    const many = Object.fromEntries(
      Array.from({ length: 150 }, (_, index) => [`apps/${index}/ü ${index}.yaml`, `image: web:${index}\r\n`]),
    )
    const odd: FileTree = {
      'latin.yaml': Uint8Array.from([0x61, 0x3a, 0x20, 0xfc, 0x0a]),
      'mark.yaml': Uint8Array.from([0xef, 0xbb, 0xbf, 0x61, 0x0a]),
      'nul.yaml': 'a: \u0000\n',
      'empty.yaml': '',
      'run.sh': { mode: '100755', content: '#!/bin/sh\n' },
    }
    const world = await createWorld('a direct commit', {}, { 'run.sh': { mode: '100755', content: 'old' } })
    const files = filesOf({ ...many, ...odd })
    double.forgetRequests()
    await world.delivery.deliver({ ...world.push, commits: [{ message: 'Many\n', files }] })
    expect(await world.repository.files('main')).toEqual(
      filesOf({ 'a.yaml': '1', 'b.yaml': '1', ...many, ...odd }),
    )
    expect(double.counts()).toMatchObject({
      'git/create-tree': 2,
      'git/create-blob': 3,
      'git/create-commit': 1,
    })
    await world.repository.fsck()
  })

  test.each(['git/get-commit', 'git/create-tree', 'git/create-blob', 'git/create-commit'])(
    'that fail at %s leave every branch where it was',
    async (operation) => {
      const world = await createWorld('a direct commit')
      double.addFault({ operation, match: of(world), when: 'after', answer: troubles.badGateway })
      const commits = [{ message: 'Bump\n', files: filesOf({ 'a.yaml': Uint8Array.from([0xff]) }) }]
      expect(await problemOf(world.delivery.deliver({ ...world.push, commits }))).toMatchObject({
        code: 'github-failed',
      })
      expect(await headOf(world)).toBe(world.before)
    },
  )

  test('that build on a commit which this repository has not are refused by name', async () => {
    const world = await createWorld('a direct commit')
    const base = '1'.repeat(40)
    const problem = await problemOf(world.delivery.deliver({ ...world.push, base, lease: base }))
    expect(problem).toMatchObject({
      code: 'github-refused',
      message: expect.stringContaining(`commit ${base} of ${world.name}`),
    })
  })
})

test('what does not change is asked once: the base of several pushes, and the repository itself', async () => {
  const world = await createWorld('a branch made anew')
  const { delivery, push } = world
  double.forgetRequests()
  const [first] = await delivery.deliver(push)
  await delivery.deliver({ ...push, branch: 'other', lease: undefined })
  await delivery.remove('bump', first!)
  expect(double.counts()).toMatchObject({
    'git/get-commit': 1,
    'query findRepositoryId': 1,
    'mutation updateRefs': 2,
  })
})

describe('what shows as verified', () => {
  test.each([
    { kind: 'app', notes: [] },
    { kind: 'actions', notes: [] },
    { kind: 'user', notes: ['commits-unverified'] },
  ] as const)('commits by a token of kind $kind: notes $notes', async ({ kind, notes }) => {
    const world = await createWorld('a direct commit', { actor: { kind } })
    expect(world.delivery.problems()).toEqual([])
    const [first] = await world.delivery.deliver(world.push)
    const again = { ...world.push, base: first!, lease: first! }
    await world.delivery.deliver({
      ...again,
      commits: [{ message: 'Two\n', files: filesOf({ 'a.yaml': '3' }) }],
    })
    expect(world.delivery.problems().map(({ code }) => code)).toEqual(notes)
  })

  test('an author who was asked for is author and committer, unverified and without a note', async () => {
    const world = await createWorld('a direct commit')
    const author = { name: 'Flux', email: 'flux@example.org' }
    const commits = world.push.commits.map((commit) => ({ ...commit, author }))
    await world.delivery.deliver({ ...world.push, commits })
    const [commit] = await world.repository.log('main')
    expect([commit?.author, commit?.committer]).toEqual([author.email, author.email])
    expect(world.delivery.problems()).toEqual([])
  })
})

describe('a branch that somebody set back in that very moment', () => {
  const setBack = async (details: DeliveryDetails = {}) => {
    const made = await createDeliveryOnDouble(double, { 'a.yaml': '1' }, details)
    const [older] = await made.repository.log('main')
    const base = await made.repository.commit('main', { 'b.yaml': 'taken back' })
    double.beforeRefMoves(made.name, (ref) => {
      execFileSync('git', ['-C', made.repository.bare, 'update-ref', ref, older!.id])
    })
    const commits = [{ message: 'Bump\n', files: filesOf({ 'a.yaml': '2' }) }]
    return { ...made, older: older!.id, push: { branch: 'main', base, lease: base, commits } }
  }

  test('stays there: what was taken back is not carried forward again', async () => {
    const { delivery, repository, older, push } = await setBack()
    expect(await problemOf(delivery.deliver(push))).toMatchObject({ code: 'branch-moved' })
    expect((await repository.log('main')).map(({ id }) => id)).toEqual([older])
  })
})

describe('a server that cannot swap', () => {
  /** graphql-ruby's answer for what a schema has not, with status 200. */
  const unknown = (message: string, code: string) => ({
    status: 200,
    body: { errors: [{ path: ['mutation moveRef'], extensions: { code }, message }] },
  })

  test.each([
    ["Field 'updateRefs' doesn't exist on type 'Mutation'", 'undefinedField'],
    ["UpdateRefsInput isn't a defined input type (on $input)", 'variableRequiresValidType'],
  ])('lets a branch go forward, without force: %s', async (message, code) => {
    const world = await createWorld('a direct commit')
    const fault = {
      ...swap,
      nth: 1,
      match: of(world),
      when: 'before',
      answer: unknown(message, code),
    } as const
    double.addFault(fault)
    double.forgetRequests()
    const [id] = await world.delivery.deliver(world.push)
    expect(await headOf(world)).toBe(id)
    expect(double.counts()['git/update-ref']).toBe(1)
    const theirs = await world.repository.commit('main', { 'b.yaml': 'theirs' })
    double.addFault(fault)
    expect(await problemOf(world.delivery.deliver(world.push))).toMatchObject({ code: 'branch-moved' })
    expect(await headOf(world)).toBe(theirs)
  })

  test('and makes no branch anew, for nothing but force would do that', async () => {
    const world = await createWorld('a branch made anew')
    const answer = unknown("Field 'updateRefs' doesn't exist on type 'Mutation'", 'undefinedField')
    double.addFault({ ...swap, nth: 1, match: of(world), when: 'before', answer })
    expect(await problemOf(world.delivery.deliver(world.push))).toMatchObject({ code: 'github-refused' })
    expect(await headOf(world)).toBe(world.before)
  })
})

test('GitHub Enterprise Server is reached under its own paths', async () => {
  const world = await createWorld('a branch made anew', {
    options: { apiUrl: `${double.apiUrl}/api/v3/`, graphqlUrl: `${double.url}/api/graphql` },
  })
  double.configure(world.name, { settings: { isEnterpriseServer: true } })
  const before = double.requests.length
  const [id] = await world.delivery.deliver(world.push)
  expect(await headOf(world)).toBe(id)
  const urls = double.requests
    .slice(before)
    .map(({ url }) => url.replace(world.name, 'R').replace(world.base, 'C'))
  expect(urls).toEqual([
    '/api/v3/repos/R/git/commits/C',
    '/api/v3/repos/R/git/trees',
    '/api/v3/repos/R/git/commits',
    '/api/graphql',
    '/api/graphql',
  ])
})
