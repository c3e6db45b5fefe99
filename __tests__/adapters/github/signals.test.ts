/** What is said of many commits: in few queries, wholly or not at all. */
import { execFileSync } from 'node:child_process'
import { describe, expect, test } from '@jest/globals'
import { forgesUnderTest, problemOf, type Subject, web } from '../../support/forges-under-test.ts'
import { troubles, type Actor } from '../../support/github-double.ts'

const { setUp, setUpOpen, asked, strike, double } = forgesUnderTest()

const query = 'query findSignals'
const all = () => true

/** So many commits on `main`, in one go. */
function grow({ directory }: Subject, count: number): readonly string[] {
  if (count === 0) return []
  const git = (args: readonly string[], input = '') =>
    execFileSync('git', ['--git-dir', directory, ...args], { input, encoding: 'utf8' }).trim()
  const from = git(['rev-parse', 'main'])
  const commits = Array.from(
    { length: count },
    (_, index) =>
      `commit refs/heads/main\ncommitter A <a@example.org> ${1_700_000_000 + index} +0000\ndata 1\nx\n` +
      (index === 0 ? `from ${from}\n` : ''),
  )
  git(['fast-import', '--quiet'], commits.join('\n'))
  return git(['rev-list', `--max-count=${count}`, 'main']).split('\n')
}

describe('the number of questions', () => {
  test.each([
    { commits: 0, queries: 0 },
    { commits: 1, queries: 1 },
    { commits: 100, queries: 1 },
    { commits: 101, queries: 2 },
  ])('$commits commits take $queries', async ({ commits, queries }) => {
    const subject = setUp()
    const ids = grow(subject, commits)
    if (ids[0]) subject.report.status(ids[0], 'ci', 'success')
    const signals = await subject.forge.signals([...ids, ...ids], all)
    expect(signals).toHaveLength(Math.min(commits, 1))
    expect(asked(subject)).toEqual(Array.from({ length: queries }, () => query))
  })

  test('a commit of which more is said than a page holds is asked about again, and all is told', async () => {
    const { opened, ...subject } = await setUpOpen()
    const record = double().record(subject.repository)
    for (let index = 0; index < 60; index += 1)
      subject.report.status(opened.headCommit, `status/${index}`, 'success')
    for (let index = 0; index < 160; index += 1)
      subject.report.check(opened.headCommit, `check/${index}`, 'failure')
    expect(record.checks).toHaveLength(160)
    const signals = await subject.forge.signals([opened.headCommit], all)
    expect(new Set(signals.map(({ name }) => name)).size).toBe(220)
    expect(asked(subject).filter((each) => each.startsWith('query'))).toEqual([
      query,
      'query findSignalsOfCommit',
      'query findSignalsOfCommit',
    ])
  })

  test('a query that is too much for GitHub is asked in halves, and nothing is lost', async () => {
    const subject = setUp()
    const ids = grow(subject, 60)
    subject.report.status(ids[3] ?? '', 'early', 'success')
    subject.report.check(ids[55] ?? '', 'late', 'success')
    strike(query, { when: 'before', answer: troubles.badGateway })
    const signals = await subject.forge.signals(ids, all)
    expect(signals.map(({ commit, name }) => [commit, name])).toEqual([
      [ids[3], 'early'],
      [ids[55], 'late'],
    ])
    expect(asked(subject)).toEqual([query, query, query])
  })
})

describe('what is said', () => {
  test('is dated by when it was said; a check by when it ended', async () => {
    const { opened, ...subject } = await setUpOpen()
    const record = double().record(subject.repository)
    const at = (minute: number) => new Date(Date.UTC(2026, 0, 2, 3, minute))
    const said = { id: 1, commit: opened.headCommit }
    record.checks = [
      { ...said, name: 'done', conclusion: 'success', startedAt: at(1), completedAt: at(2) },
      { ...said, name: 'running', conclusion: undefined, startedAt: at(3), completedAt: undefined },
    ]
    const signals = await subject.forge.signals([opened.headCommit], all)
    expect(signals).toEqual([
      { commit: opened.headCommit, name: 'done', state: 'green', at: at(2).getTime() },
      { commit: opened.headCommit, name: 'running', state: 'pending', at: at(3).getTime() },
    ])
  })

  test.each([
    ['success', 'green'],
    ['neutral', 'green'],
    ['skipped', 'green'],
    ['failure', 'red'],
    ['timed_out', 'red'],
    ['cancelled', 'red'],
    ['action_required', 'red'],
  ] as const)('a check that ended as %s is %s', async (conclusion, state) => {
    const { opened, forge, repository } = await setUpOpen()
    double().reportCheck(repository, { commit: opened.headCommit, name: 'ci', conclusion })
    expect(await forge.signals([opened.headCommit], all)).toMatchObject([{ name: 'ci', state }])
  })

  test('a commit that GitHub does not know has no signals, nor has one of which nobody spoke', async () => {
    const { opened, forge } = await setUpOpen()
    expect(await forge.signals([opened.headCommit, 'a'.repeat(40)], all)).toEqual([])
  })
})

describe('a token', () => {
  const cases: readonly { readonly what: string; readonly permissions: NonNullable<Actor['permissions']> }[] =
    [
      { what: 'neither statuses nor checks', permissions: { statuses: 'none', checks: 'none' } },
      { what: 'no statuses', permissions: { statuses: 'none' } },
      { what: 'no checks', permissions: { checks: 'none' } },
    ]

  test.each(cases)('that may read $what is told what it lacks', async ({ permissions }) => {
    const token = double().token({ kind: 'actions', permissions })
    const { opened, forge, report } = await setUpOpen({ token })
    report.status(opened.headCommit, 'ci', 'success')
    report.check(opened.headCommit, 'test', 'success')
    const problem = await problemOf(forge.signals([opened.headCommit], all))
    expect(problem).toMatchObject({ code: 'permission-missing', level: 'error' })
    expect(problem?.message).toContain('lacks the permission statuses: read and checks: read')
  })

  test('needs none of them where the repository is public', async () => {
    const token = double().token({ kind: 'actions', permissions: { statuses: 'none', checks: 'none' } })
    const { opened, forge, report, repository } = await setUpOpen({ token })
    double().configure(repository, { settings: { isPrivate: false } })
    report.status(opened.headCommit, 'ci', 'success')
    expect(await forge.signals([opened.headCommit], all)).toMatchObject([{ name: 'ci', state: 'green' }])
  })

  test('that may read no statuses finds requests all the same, in one query, and says that it does not know', async () => {
    const token = double().token({ kind: 'actions', permissions: { statuses: 'none' } })
    const subject = await setUpOpen({ token })
    subject.push('image-bump/dev')
    const other = await subject.forge.open({ ...web, head: 'image-bump/dev' })
    subject.report.status(subject.opened.headCommit, 'image-bump/soak', 'success')
    double().forgetRequests()
    const found = await subject.forge.find([web.head, 'image-bump/dev'])
    expect(found.map(({ number }) => number)).toEqual([1, other?.number])
    expect(found.map(({ statuses }) => statuses)).toEqual([undefined, undefined])
    expect(double().counts()['total']).toBe(1)
  })
})
