/** Requests that merge by themselves, at once or when the time has come. */
import { describe, expect, test } from '@jest/globals'
import type { Merge } from '../../../src/ports.ts'
import type { BranchRules } from '../../../src/standins/github/github.ts'
import { forgesUnderTest, problemOf, web } from '../../support/forges-under-test.ts'
import { troubles } from '../../support/github-double.ts'

const { setUp, setUpOpen, asked, strike, double } = forgesUnderTest()

const review: BranchRules = { branch: 'main', kind: 'ruleset', pullRequest: { approvals: 1 } }
const mutation = 'mutation enablePullRequestAutoMerge'

async function guarded(rules: readonly BranchRules[] = [review]) {
  const subject = await setUpOpen()
  double().configure(subject.repository, { rules })
  const merge: Merge = { number: 1, head: subject.opened.headCommit, method: 'squash' }
  return { ...subject, merge }
}

describe('what waits', () => {
  test('is armed with the method, and merged when somebody has approved it', async () => {
    const { forge, merge, person, repository } = await guarded()
    expect(await forge.arm(merge)).toBe('armed')
    expect(double().pulls(repository)[0]?.autoMerge?.method).toBe('SQUASH')
    person().approve(1)
    expect(await forge.find([web.head])).toMatchObject([{ state: 'merged' }])
  })

  test('and was armed by a person keeps that person’s method', async () => {
    const { forge, merge, person, repository } = await guarded()
    person().armAutoMerge(1, 'REBASE')
    expect(await forge.arm(merge)).toBe('armed')
    expect(double().pulls(repository)[0]?.autoMerge?.method).toBe('REBASE')
  })

  test('is looked at until GitHub knows how it stands, with pauses', async () => {
    const subject = await guarded()
    double().configure(subject.repository, { settings: { unknownLooks: 2 } })
    expect(await subject.forge.arm(subject.merge)).toBe('armed')
    expect(subject.clock.pauses).toEqual([1000, 2000])
    double().configure(subject.repository, { settings: { unknownLooks: 99 } })
    await subject.forge.disarm(1)
    expect(await subject.forge.arm(subject.merge)).toBe('armed')
  })

  test('is armed also where GitHub does not know the request yet that it has just made', async () => {
    const { forge, merge, clock } = await guarded()
    const answer = troubles.unresolvedNodeInGraphQL('enablePullRequestAutoMerge')
    strike(mutation, { when: 'before', answer })
    expect(await forge.arm(merge)).toBe('armed')
    expect(clock.pauses).toEqual([1000])
  })
})

describe('what is ready', () => {
  test('is merged at once by the method, at that very head', async () => {
    const subject = await guarded()
    subject.person().approve(1)
    expect(await subject.forge.arm(subject.merge)).toBe('merged')
    expect(asked(subject).slice(-3)).toEqual(['query lookAtReadiness', mutation, 'PUT /pulls/1/merge'])
    expect(await subject.forge.find([web.head])).toMatchObject([{ state: 'merged' }])
  })

  test('though a check that is not required fails, is merged', async () => {
    const { forge, merge, person } = await guarded()
    person().approve(1)
    person().status(merge.head, 'lint', 'failure')
    expect(await forge.arm(merge)).toBe('merged')
  })

  test('is merged once, though the answer was lost', async () => {
    const { forge, merge, person } = await guarded()
    person().approve(1)
    strike('pulls/merge', {
      when: 'after',
      answer: { status: 405, body: { message: 'Pull Request is not mergeable' } },
    })
    expect(await forge.arm(merge)).toBe('merged')
  })

  test('is tried again when its base moved under it', async () => {
    const subject = await guarded()
    subject.person().approve(1)
    const message = 'Base branch was modified. Review and try the merge again.'
    strike('pulls/merge', { when: 'before', answer: { status: 405, body: { message } } })
    expect(await subject.forge.arm(subject.merge)).toBe('merged')
    expect(subject.clock.pauses).toEqual([1000])
  })

  test('goes into the merge queue where there is one, and out of it when it is disarmed', async () => {
    const queue = { branch: 'main', kind: 'ruleset', mergeQueue: 'MERGE' } as const
    const { forge, merge } = await guarded([queue])
    expect(await forge.arm(merge)).toBe('queued')
    expect(await forge.arm(merge)).toBe('queued')
    await forge.disarm(1)
    expect(await forge.find([web.head])).toMatchObject([{ queued: false, state: 'open' }])
  })

  test('and was merged by somebody meanwhile is merged', async () => {
    const { forge, merge, person } = await guarded([])
    person().merge(1)
    expect(await forge.arm(merge)).toBe('merged')
    await expect(forge.disarm(1)).resolves.toBeUndefined()
  })
})

describe('GitHub refuses', () => {
  test('where the repository does not allow it, and the problem names the setting', async () => {
    const { forge, merge, repository } = await guarded()
    double().configure(repository, { settings: { allowAutoMerge: false } })
    expect(await problemOf(forge.arm(merge))).toEqual({
      code: 'auto-merge-refused',
      level: 'error',
      message:
        'GitHub refused to let pull request #1 merge by itself: Auto merge is not allowed for this repository. ' +
        'Turn on "Allow auto-merge" in the settings of the repository (General, Pull Requests).',
    })
  })

  test('when somebody has pushed meanwhile: what nobody looked at is not armed', async () => {
    const { forge, merge, person, repository } = await guarded()
    person().push(web.head, { 'other.yaml': 'x' })
    expect(await problemOf(forge.arm(merge))).toMatchObject({
      code: 'auto-merge-refused',
      message: expect.stringContaining('Somebody pushed to its branch meanwhile.'),
    })
    expect(double().pulls(repository)[0]?.autoMerge).toBeUndefined()
  })

  test('nor is it merged', async () => {
    const { forge, merge, person } = await guarded([])
    person().push(web.head, { 'other.yaml': 'x' })
    expect(await problemOf(forge.arm(merge))).toMatchObject({ code: 'auto-merge-refused' })
    expect(await forge.find([web.head])).toMatchObject([{ state: 'open' }])
  })

  test('a draft', async () => {
    const subject = setUp()
    subject.push(web.head)
    const opened = await subject.forge.open({ ...web, draft: true })
    const arming = subject.forge.arm({ number: 1, head: opened!.headCommit, method: 'merge' })
    expect(await problemOf(arming)).toMatchObject({
      code: 'auto-merge-refused',
      message: expect.stringContaining('It is a draft, or closed.'),
    })
  })

  test('a way to merge that the repository has turned off', async () => {
    const { forge, merge, person } = await guarded()
    person().approve(1)
    const answer = { status: 405, body: { message: 'Squash merges are not allowed on this repository.' } }
    strike('pulls/merge', { when: 'before', answer })
    expect(await problemOf(forge.arm(merge))).toMatchObject({
      code: 'auto-merge-refused',
      message: expect.stringContaining('Allow this way to merge in the settings'),
    })
  })

  test('a token that may only read, which is a problem of the token', async () => {
    const { merge, repository } = await guarded()
    const token = double().token({ kind: 'actions', pullRequests: 'read' })
    const { forge } = setUp({ repository, token })
    expect(await problemOf(forge.arm(merge))).toMatchObject({
      code: 'permission-missing',
      message: expect.stringContaining('lacks the permission contents: write and pull-requests: write.'),
    })
  })

  test('what a second look finds disarmed was disarmed', async () => {
    const { forge, merge, person } = await guarded()
    await forge.arm(merge)
    double().addFault({
      nth: 1,
      operation: 'mutation disablePullRequestAutoMerge',
      when: 'before',
      answer: () => {
        person().close(1)
        const errors = [{ type: 'UNPROCESSABLE', message: "Can't disable auto-merge for this pull request." }]
        return { status: 200, body: { data: { disablePullRequestAutoMerge: null }, errors } }
      },
    })
    await expect(forge.disarm(1)).resolves.toBeUndefined()
  })

  test('a fault is no refusal', async () => {
    const { forge, merge } = await guarded()
    strike(mutation, { when: 'before', answer: troubles.badGateway })
    expect(await problemOf(forge.arm(merge))).toMatchObject({ code: 'github-failed', level: 'warning' })
  })
})
