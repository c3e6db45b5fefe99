/** The ledger by the API: swapped, never forced, whatever is answered. */
import { execFileSync } from 'node:child_process'
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals'
import { ledgerRef } from '../../../src/model/ledger.ts'
import { createDeliveryOnDouble, type DeliveryOnDouble } from '../../support/delivery-on-double.ts'
import { problemOf } from '../../support/forges-under-test.ts'
import { startGitHubDouble, troubles, type Actor, type GitHubDouble } from '../../support/github-double.ts'
import { removeRepositories } from '../../support/real-repository.ts'

let double: GitHubDouble

beforeAll(async () => {
  double = await startGitHubDouble()
})
afterEach(async () => {
  await removeRepositories()
  double.failOnViolations()
})
afterAll(() => double.close())

const bytesOf = (text: string) => new Uint8Array(Buffer.from(text))

function ask({ repository }: DeliveryOnDouble, ...args: readonly string[]): string {
  return execFileSync('git', ['--git-dir', repository.bare, ...args], { encoding: 'utf8' }).trim()
}

interface World extends DeliveryOnDouble {
  /** Where the ledger stands. */
  readonly lease: string | undefined
  readonly textNow: () => string
}

async function createWorld(isNew: boolean, actor?: Actor): Promise<World> {
  const made = await createDeliveryOnDouble(double, { 'a.yaml': '1' }, actor ? { actor } : {})
  if (!isNew) ask(made, 'update-ref', ledgerRef, ask(made, 'rev-parse', 'main'))
  const lease = isNew ? undefined : ask(made, 'rev-parse', ledgerRef)
  return { ...made, lease, textNow: () => ask(made, 'cat-file', 'blob', `${ledgerRef}:ledger.ndjson`) }
}

describe.each([
  { what: 'a first ledger', isNew: true, operation: 'git/create-ref' },
  { what: 'another ledger', isNew: false, operation: 'mutation updateRefs' },
])('$what', ({ isNew, operation }) => {
  test('is one commit without a past, of which no workflow hears, in four requests or five', async () => {
    const world = await createWorld(isNew)
    double.forgetRequests()
    await world.delivery.writeLedger(bytesOf('{"a":1}\n'), world.lease)
    expect(world.textNow()).toBe('{"a":1}')
    expect(ask(world, 'rev-list', '--count', ledgerRef)).toBe('1')
    expect(ask(world, 'log', '-1', '--format=%s', ledgerRef)).toBe('Remember what was seen first')
    expect(double.events(world.name)).toEqual([])
    expect(double.counts()['total']).toBe(isNew ? 3 : 4)
    await world.repository.fsck()
  })

  test.each([
    { what: '502', fault: { answer: troubles.badGateway } },
    { what: 'nothing', fault: { answer: () => undefined } },
  ])('that landed and was answered $what is written', async ({ fault }) => {
    const world = await createWorld(isNew)
    double.addFault({ operation, nth: 1, when: 'after', ...fault })
    await world.delivery.writeLedger(bytesOf('ours'), world.lease)
    expect(world.textNow()).toBe('ours')
  })

  test('that never arrived is a failure that passes', async () => {
    const world = await createWorld(isNew)
    double.addFault({ operation, nth: 1, when: 'before', answer: troubles.badGateway })
    const writing = world.delivery.writeLedger(bytesOf('ours'), world.lease)
    expect(await problemOf(writing)).toMatchObject({ code: 'github-failed', level: 'warning' })
    expect(ask(world, 'for-each-ref', '--format=%(objectname)', ledgerRef)).toBe(world.lease ?? '')
  })

  test('loses against a run that was faster by a moment', async () => {
    const world = await createWorld(isNew)
    const theirs = await world.repository.commit('theirs', { 'ledger.ndjson': 'theirs' })
    double.beforeRefMoves(world.name, () => void ask(world, 'update-ref', ledgerRef, theirs))
    expect(await problemOf(world.delivery.writeLedger(bytesOf('ours'), world.lease))).toMatchObject({
      code: 'branch-moved',
      message: expect.stringContaining(`${ledgerRef} moved`),
    })
    expect(world.textNow()).toBe('theirs')
  })

  test('is refused where the token may not write', async () => {
    const world = await createWorld(isNew, { kind: 'actions', permissions: { contents: 'read' } })
    const problem = await problemOf(world.delivery.writeLedger(bytesOf('ours'), world.lease))
    expect(problem).toMatchObject({ code: 'permission-missing' })
    expect(problem?.message).toContain('contents: write')
  })
})

test('a server that takes no such refs says so in its own words', async () => {
  const world = await createWorld(true)
  const message = 'Reference name must be a branch or a tag.'
  const answer = { status: 422, body: { message, documentation_url: '' } }
  double.addFault({ operation: 'git/create-ref', nth: 1, when: 'before', answer })
  const problem = await problemOf(world.delivery.writeLedger(bytesOf('ours'), undefined))
  expect(problem).toMatchObject({ code: 'push-refused' })
  expect(problem?.message).toContain(message)
})
