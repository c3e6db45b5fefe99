/** How requests are found: in few queries, wholly or not at all. */
import { execFileSync } from 'node:child_process'
import { describe, expect, test } from '@jest/globals'
import { forgesUnderTest, problemOf, web } from '../../support/forges-under-test.ts'
import { troubles } from '../../support/github-double.ts'

const { setUp, setUpOpen, asked, strike, double } = forgesUnderTest()

const query = 'query findPullRequests'

function names(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `image-bump/production--${index}`)
}

/** As many requests like the one that is open, each from a branch of its own; one by one they would take their time. */
function openMany(
  { repository, directory, opened }: Awaited<ReturnType<typeof setUpOpen>>,
  heads: readonly string[],
) {
  const input = heads.map((head) => `create refs/heads/${head} ${opened.headCommit}\n`).join('')
  execFileSync('git', ['--git-dir', directory, 'update-ref', '--stdin'], { input })
  const [pull] = double().pulls(repository)
  double().record(repository).pulls = heads.map((head, index) => ({ ...pull!, number: index + 1, head }))
}

describe('the number of questions', () => {
  test.each([
    { heads: 0, queries: 0 },
    { heads: 1, queries: 1 },
    { heads: 100, queries: 1 },
    { heads: 101, queries: 2 },
  ])('$heads branches take $queries', async ({ heads, queries }) => {
    const subject = setUp()
    expect(await subject.forge.find(names(heads))).toEqual([])
    expect(asked(subject)).toHaveLength(queries)
  })

  test('an idle run with 150 open requests asks the forge 5 times', async () => {
    const subject = await setUpOpen()
    const heads = names(150)
    openMany(subject, heads)
    const { forge } = subject
    double().forgetRequests()
    await forge.whoAmI()
    await forge.whoAmI()
    expect(await forge.find(heads)).toHaveLength(150)
    await forge.rules('main')
    expect(double().counts()).toEqual({
      total: 5,
      'query whoAmI': 1,
      [query]: 2,
      'repos/get-branch-rules': 1,
      'query readProtection': 1,
    })
  })
})

describe('forks', () => {
  test('our request is found behind a page full of theirs', async () => {
    const subject = setUp()
    const { forge, push, openFromFork } = subject
    push(web.head)
    const opened = await forge.open(web)
    for (let count = 0; count < 4; count += 1) await openFromFork(web)
    expect(await forge.find([web.head])).toEqual([opened])
    expect(asked(subject).filter((each) => each.startsWith('query'))).toEqual([
      query,
      'query findPullRequestsOfBranch',
    ])
  })

  test('a past request of ours is found behind theirs, too', async () => {
    const { forge, push, openFromFork, alice } = setUp()
    push(web.head)
    const opened = await forge.open(web)
    alice.close(1)
    for (let number = 2; number < 8; number += 1) {
      await openFromFork(web)
      alice.close(number)
    }
    expect(await forge.find([web.head])).toEqual([{ ...opened, state: 'closed', statuses: undefined }])
  })
})

describe('what it tells', () => {
  test('an approval counts also where no review is required, until its author asks for changes', async () => {
    const { forge, person } = await setUpOpen()
    person('bob').approve(1)
    expect(await forge.find([web.head])).toMatchObject([{ approved: true }])
    person('bob').requestChanges(1)
    expect(await forge.find([web.head])).toMatchObject([{ approved: false }])
  })

  test('a request that somebody else opened from our branch is not our own', async () => {
    const { forge, push, person } = setUp()
    push(web.head)
    person().ask('POST', '/pulls', { title: 'Mine', head: web.head, base: 'main', body: 'x' })
    expect(await forge.find([web.head])).toMatchObject([{ isOwn: false, title: 'Mine' }])
  })

  test('a request that waits in a merge queue', async () => {
    const { forge, repository, opened } = await setUpOpen()
    double().configure(repository, { rules: [{ branch: 'main', kind: 'ruleset', mergeQueue: 'SQUASH' }] })
    expect(await forge.arm({ number: 1, head: opened.headCommit, method: 'merge' })).toBe('queued')
    expect(await forge.find([web.head])).toMatchObject([{ queued: true, armed: false }])
  })
})

describe('a part is no answer', () => {
  test.each([
    { what: 'errors of no known type', body: { data: null, errors: [{ message: 'Something went wrong' }] } },
    {
      what: 'an error beside data',
      body: { data: { repository: {} }, errors: [{ message: 'Something went wrong' }] },
    },
    { what: 'less than was asked for', body: { data: { repository: {} } } },
    { what: 'nothing', body: {} },
  ])('a query that is answered $what finds nothing', async ({ body }) => {
    const { forge } = await setUpOpen()
    strike(query, { when: 'before', answer: { status: 200, body } })
    expect(await problemOf(forge.find([web.head]))).toMatchObject({ code: 'github-failed', level: 'warning' })
  })

  test('a query that is too much for GitHub is asked in halves, and nothing is lost', async () => {
    const subject = await setUpOpen()
    strike(query, { when: 'before', answer: troubles.badGateway })
    const found = await subject.forge.find([...names(60), web.head])
    expect(found).toEqual([subject.opened])
    expect(asked(subject).filter((each) => each === query)).toHaveLength(3)
  })

  test('a half that fails, too, fails the whole question', async () => {
    const subject = await setUpOpen()
    double().addFault({
      operation: query,
      match: ({ body }) => JSON.stringify(body).includes('--never'),
      when: 'before',
      answer: troubles.badGateway,
    })
    const found = subject.forge.find([web.head, ...names(98), 'image-bump/production--never'])
    expect(await problemOf(found)).toMatchObject({ code: 'github-failed' })
    expect(asked(subject).filter((each) => each === query)).toHaveLength(5)
  })

  test.each([{ heads: 100 }, { heads: 1 }])('a refusal of $heads is not asked again', async ({ heads }) => {
    const subject = setUp({ token: double().token({ kind: 'app', pullRequests: 'none' }) })
    expect(await problemOf(subject.forge.find(names(heads)))).toMatchObject({ code: 'permission-missing' })
    expect(asked(subject)).toHaveLength(1)
  })
})
