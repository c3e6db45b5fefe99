/** What a request gets once. What GitHub refuses of it costs nothing else; what fails leaves it unfinished. */
import { describe, expect, test } from '@jest/globals'
import type { Furnishing } from '../../../src/ports.ts'
import { forgesUnderTest, problemOf, type Subject, web } from '../../support/forges-under-test.ts'
import { troubles } from '../../support/github-double.ts'

const { setUp, setUpOpen, asked, strike, double } = forgesUnderTest()

const plain: Furnishing = { body: 'Finished.', labels: [], reviewers: [], teamReviewers: [], assignees: [] }
const all: Furnishing = {
  body: 'Finished.',
  labels: ['images'],
  reviewers: ['alice', 'bob'],
  teamReviewers: ['reviewers'],
  assignees: ['carol'],
  milestone: 'Sprint 7',
}

/** What it has in the end. */
function state({ repository }: Subject) {
  const { body, labels, reviewers, teams, assignees, milestone } = double().pulls(repository)[0]!
  return { body, labels, reviewers, teams, assignees, milestone }
}

const everything = {
  body: 'Finished.',
  labels: ['images'],
  reviewers: ['alice', 'bob'],
  teams: ['reviewers'],
  assignees: ['carol'],
  milestone: 2,
}

function refusal(message: string, status = 422) {
  return { status, body: { message, documentation_url: '' } }
}

describe('the number of questions', () => {
  test('one for the body alone', async () => {
    const subject = await setUpOpen()
    expect(await subject.forge.furnish(1, plain)).toEqual([])
    expect(asked(subject).slice(1)).toEqual(['PATCH /issues/1'])
  })

  test('everything takes a call for the people, a look, the milestones once for all, and one write', async () => {
    const subject = await setUpOpen()
    expect(await subject.forge.furnish(1, all)).toEqual([])
    expect(state(subject)).toEqual(everything)
    expect(asked(subject).slice(1)).toEqual([
      'POST /pulls/1/requested_reviewers',
      'GET /issues/1',
      'GET /milestones',
      'PATCH /issues/1',
    ])
    subject.push('other')
    await subject.forge.open({ ...web, head: 'other' })
    await subject.forge.furnish(2, { ...plain, milestone: 'Sprint 6' })
    expect(asked(subject).slice(6)).toEqual(['GET /issues/2', 'PATCH /issues/2'])
    expect(double().pulls(subject.repository)[1]?.milestone).toBe(1)
  })
})

describe('what people did meanwhile stays', () => {
  test('labels in any spelling, assignees, and the milestone', async () => {
    const subject = await setUpOpen()
    subject.alice.label(1, 'Images', 'urgent')
    subject.person().ask('PATCH', '/issues/1', { assignees: ['bob'], milestone: 1 })
    expect(await subject.forge.furnish(1, all)).toEqual([])
    expect(state(subject)).toMatchObject({
      labels: ['Images', 'urgent'],
      assignees: ['bob', 'carol'],
      milestone: 1,
    })
  })
})

describe('what GitHub refuses is a warning and costs nothing else', () => {
  test('somebody who cannot review', async () => {
    const subject = await setUpOpen()
    const problems = await subject.forge.furnish(1, { ...all, reviewers: ['alice', 'stranger'] })
    expect(problems).toEqual([
      {
        code: 'reviewers-refused',
        level: 'warning',
        message:
          'GitHub refused to ask stranger to review pull request #1 (422): Reviews may only be requested from collaborators. ' +
          `One or more of the users or teams you specified is not a collaborator of the ${subject.repository} repository.`,
      },
    ])
    expect(state(subject)).toEqual({ ...everything, reviewers: ['alice'] })
  })

  test('the author of the request', async () => {
    const subject = await setUpOpen({ token: double().token({ kind: 'user', login: 'alice' }) })
    expect(await subject.forge.furnish(1, all)).toMatchObject([
      { code: 'reviewers-refused', message: expect.stringContaining('from pull request author') },
    ])
    expect(state(subject)).toEqual({ ...everything, reviewers: ['bob'] })
  })

  test('teams that a GITHUB_TOKEN cannot read, without waiting for them', async () => {
    const subject = await setUpOpen({ token: double().token({ kind: 'actions' }) })
    const problems = await subject.forge.furnish(1, all)
    expect(problems).toMatchObject([{ code: 'teams-unreadable', level: 'warning' }])
    expect(problems[0]?.message).toContain('The token cannot read the teams of the organization')
    expect(state(subject)).toEqual({ ...everything, teams: [] })
    expect(subject.clock.pauses).toEqual([])
  })

  test('a milestone that is not there', async () => {
    const subject = await setUpOpen()
    expect(await subject.forge.furnish(1, { ...all, milestone: 'Sprint 8' })).toEqual([
      { code: 'milestone-unknown', level: 'warning', message: 'There is no open milestone "Sprint 8".' },
    ])
    expect(state(subject)).toEqual({ ...everything, milestone: undefined })
  })

  test('somebody who cannot be assigned, whom GitHub leaves out without a word', async () => {
    const subject = await setUpOpen()
    expect(await subject.forge.furnish(1, { ...all, assignees: ['carol', 'stranger'] })).toMatchObject([
      { code: 'assignees-refused', message: expect.stringMatching(/ to stranger, who/) },
    ])
    expect(state(subject)).toEqual(everything)
  })

  test('a label that is too long: the others and the rest are set', async () => {
    const subject = await setUpOpen()
    const long = 'x'.repeat(51)
    strike('issues/update', { when: 'before', answer: refusal('Validation Failed') })
    const problems = await subject.forge.furnish(1, { ...all, labels: ['images', long] })
    expect(problems).toMatchObject([{ code: 'labels-refused', level: 'warning' }])
    expect(problems[0]?.message).toContain(`give pull request #1 the label "${long}"`)
    expect(state(subject)).toEqual(everything)
  })

  test('assignees and a milestone in the long way, too', async () => {
    const subject = await setUpOpen()
    strike('issues/update', { when: 'before', answer: refusal('Validation Failed') })
    strike('issues/update', { nth: 2, when: 'before', answer: refusal('Validation Failed: milestone') })
    expect(await subject.forge.furnish(1, { ...all, assignees: ['carol', 'stranger'] })).toMatchObject([
      { code: 'assignees-refused', message: expect.stringContaining('stranger') },
      { code: 'github-refused', level: 'warning', message: expect.stringContaining('milestone') },
    ])
    expect(state(subject)).toEqual({ ...everything, milestone: undefined })
  })

  test('all of it, with a token that may only read; nothing is asked twice', async () => {
    const { repository } = await setUpOpen()
    const subject = setUp({ repository, token: double().token({ kind: 'actions', permissions: readOnly }) })
    expect(await subject.forge.furnish(1, all)).toMatchObject([
      { code: 'permission-missing', level: 'warning' },
      { code: 'permission-missing', level: 'warning' },
    ])
    expect(double().pulls(repository)[0]?.body).toBe(web.body)
  })
})

const readOnly = { pull_requests: 'read', issues: 'read' } as const

describe('what another run could heal is thrown, and the request stays unfinished', () => {
  test.each([
    { what: 'a bad gateway', answer: troubles.badGateway, code: 'github-failed' },
    { what: 'a secondary limit', answer: troubles.secondaryLimit(60), code: 'rate-limited' },
    { what: 'no answer', answer: undefined, code: 'github-failed' },
  ])('$what where people are asked', async ({ answer, code }) => {
    const subject = await setUpOpen()
    strike('pulls/request-reviewers', { when: 'before', ...(answer && { answer }) })
    expect(await problemOf(subject.forge.furnish(1, all))).toMatchObject({ code, level: 'warning' })
    expect(state(subject).body).toBe(web.body)
    expect(await subject.forge.furnish(1, all)).toEqual([])
    expect(state(subject)).toEqual(everything)
  })

  test.each(['issues/get', 'issues/list-milestones', 'issues/update'])('%s', async (operation) => {
    const subject = await setUpOpen()
    strike(operation, { when: 'before', answer: troubles.serverError })
    expect(await problemOf(subject.forge.furnish(1, all))).toMatchObject({ code: 'github-failed' })
    expect(state(subject).body).toBe(web.body)
    expect(await subject.forge.furnish(1, all)).toEqual([])
    expect(state(subject)).toEqual(everything)
  })

  test('an answer that was lost after all was written: the second time changes nothing', async () => {
    const subject = await setUpOpen()
    strike('issues/update', { when: 'after', answer: troubles.badGateway })
    expect(await problemOf(subject.forge.furnish(1, all))).toMatchObject({ code: 'github-failed' })
    expect(await subject.forge.furnish(1, all)).toEqual([])
    expect(state(subject)).toEqual(everything)
  })
})

describe('a request that GitHub does not know yet', () => {
  test.each(['pulls/request-reviewers', 'issues/update'])('is waited for at %s', async (operation) => {
    const subject = await setUpOpen()
    strike(operation, { nth: 1, when: 'before', answer: troubles.unresolvedNode })
    strike(operation, { nth: 1, when: 'before', answer: troubles.unresolvedNode })
    expect(await subject.forge.furnish(1, { ...all, teamReviewers: [] })).toEqual([])
    expect(state(subject)).toEqual({ ...everything, teams: [] })
    expect(subject.clock.pauses.length).toBeGreaterThan(0)
  })

  test('is given up after seven seconds', async () => {
    const subject = await setUpOpen()
    double().addFault({
      operation: 'pulls/request-reviewers',
      match: ({ path }) => path.includes(subject.repository),
      when: 'before',
      answer: troubles.unresolvedNode,
    })
    const problems = await subject.forge.furnish(1, { ...all, reviewers: ['bob'], teamReviewers: [] })
    expect(problems).toMatchObject([{ code: 'reviewers-refused' }])
    expect(subject.clock.pauses).toEqual([1000, 2000, 4000])
    expect(state(subject).body).toBe('Finished.')
  })

  test('is waited for before a comment, which is said once', async () => {
    const { forge, repository, clock } = await setUpOpen()
    strike('issues/create-comment', { when: 'before', answer: troubles.unresolvedNode })
    await forge.comment(1, 'One waits.')
    expect(clock.pauses).toEqual([1000])
    expect(
      double()
        .record(repository)
        .comments.map(({ body }) => body),
    ).toEqual(['One waits.'])
  })

  test('a comment whose answer was lost is not said again', async () => {
    const { forge } = await setUpOpen()
    strike('issues/create-comment', { when: 'after' })
    expect(await problemOf(forge.comment(1, 'One waits.'))).toMatchObject({ code: 'github-failed' })
    expect(await forge.find([web.head])).toMatchObject([{ comments: ['One waits.'] }])
  })
})
