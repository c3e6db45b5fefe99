/** What guards a branch, what a token may do, and what is said of both. */
import { afterAll, afterEach, describe, expect, test } from '@jest/globals'
import { allProblems } from '../../src/pipeline/report/report.ts'
import type { BranchRules } from '../../src/standins/github/github.ts'
import {
  closeWorlds,
  codesOf,
  configOf,
  createDeliveryWorld,
  doneOf,
  heldOf,
  marked,
  type DeliveryWorld,
} from '../support/delivery-world.ts'
import type { Actor } from '../support/github-double.ts'
import { openDouble } from '../support/open-double.ts'
import { git, removeRepositories } from '../support/real-repository.ts'

const double = await openDouble()
afterEach(closeWorlds)
afterAll(removeRepositories)

const branch = 'image-bump/production--web'
const aWorld = (delivery = 'pullRequest') => createDeliveryWorld(double, configOf(delivery))

/** Dev gets a commit at once, production a request, both of `web`. */
const bothWays = configOf('pullRequest').replace(
  'environments:\n',
  "environments:\n  dev:\n    paths: [dev]\n    policies: { '*': release }\n",
)
const bothFiles = {
  'dev/web.yaml': marked('web', '1.0.0', 'dev'),
  'apps/web.yaml': marked('web', '1.0.0'),
}
const aWorldOfBoth = () => createDeliveryWorld(double, bothWays, bothFiles)

async function isSigned({ remote: { bare } }: DeliveryWorld, ref: string): Promise<boolean> {
  return /^gpgsig /m.test((await git(bare, ['cat-file', 'commit', ref])).toString())
}

/** What workflows heard of, as in `push main suppressed`. */
function heardOf(world: DeliveryWorld): readonly string[] {
  return double
    .events(world.name)
    .map(({ name, action, ref, outcome }) =>
      [name, action ?? ref?.replace('refs/heads/', ''), outcome].join(' '),
    )
}

interface Lacking {
  readonly what: string
  readonly actor: Actor
  readonly done: readonly string[]
  readonly codes: readonly string[]
  readonly words: RegExp
}

describe('a token', () => {
  const started = [`push main started`, `push ${branch} started`, 'pull_request opened started']
  const waits = [`push main suppressed`, `push ${branch} suppressed`, 'pull_request opened held']

  test.each([
    { kind: 'actions', commits: 'api', signed: true, heard: waits, codes: ['workflows-wait'] },
    { kind: 'actions', commits: 'git', signed: false, heard: waits, codes: ['workflows-wait'] },
    { kind: 'app', commits: 'api', signed: true, heard: started, codes: [] },
    { kind: 'app', commits: 'git', signed: false, heard: started, codes: [] },
    { kind: 'user', commits: 'api', signed: false, heard: started, codes: ['commits-unverified'] },
  ] as const)(
    'of kind $kind, by $commits: verified $signed, told $codes',
    async ({ kind, commits, signed, heard, codes }) => {
      const world = await aWorldOfBoth()
      const report = await world.run({}, { actor: { kind }, commits })
      expect(doneOf(report)).toEqual(['committed', 'proposed #1 created'])
      expect(codesOf(report)).toEqual(codes)
      expect([await isSigned(world, 'main'), await isSigned(world, branch)]).toEqual([signed, signed])
      expect(heardOf(world)).toEqual(heard)
      expect(world.pull(1).body.includes('Approve workflows to run')).toBe(kind === 'actions')
      const idle = await world.run({}, { actor: { kind }, commits })
      expect([doneOf(idle), codesOf(idle)]).toEqual([['unchanged #1 unchanged'], []])
    },
  )

  test('of the workflow on GitHub Enterprise Server starts nothing, and the request says so', async () => {
    const world = await aWorldOfBoth()
    world.configure({ settings: { isEnterpriseServer: true } })
    const server = 'https://ghe.example.com'
    const report = await world.run({ server }, { actor: { kind: 'actions' }, isEnterprise: true })
    expect(doneOf(report)).toEqual(['committed', 'proposed #1 created'])
    expect(heardOf(world).at(-1)).toBe('pull_request opened suppressed')
    expect(world.pull(1).body).toContain('closes and opens them again')
    const paths = double.requests.filter(({ url }) => url.includes(`${world.name}/`)).map(({ url }) => url)
    expect(paths.filter((path) => !path.startsWith('/api/v3/'))).toEqual([])
  })

  const lacking: readonly Lacking[] = [
    {
      what: 'may not write contents',
      actor: { kind: 'actions', permissions: { contents: 'read' } },
      done: ['failed permission-missing', 'failed permission-missing'],
      codes: ['permission-missing'],
      words: /contents: write/,
    },
    {
      what: 'may not write requests',
      actor: { kind: 'app', permissions: { pull_requests: 'read' } },
      done: ['committed', 'failed permission-missing'],
      codes: ['permission-missing'],
      words: /pull-requests: write/,
    },
    {
      what: 'may not even read requests',
      actor: { kind: 'app', permissions: { pull_requests: 'none' } },
      done: ['committed'],
      codes: ['permission-missing'],
      words: /pull-requests: read/,
    },
    {
      what: 'is kept from opening requests by a setting',
      actor: { kind: 'actions', mayOpen: false },
      done: ['committed', 'failed actions-may-not-open'],
      codes: ['actions-may-not-open', 'workflows-wait'],
      words: /Allow GitHub Actions to create and approve pull requests/,
    },
    {
      what: 'reaches another repository only',
      actor: { kind: 'app', repositories: ['acme/other'] },
      done: ['failed github-refused'],
      codes: ['github-refused'],
      words: /the token cannot see it/,
    },
  ]

  test.each(lacking)('that $what is named with what it lacks', async ({ actor, done, codes, words }) => {
    const world = await aWorldOfBoth()
    const report = await world.run({}, { actor })
    expect(doneOf(report)).toEqual(done)
    expect(codesOf(report)).toEqual(codes)
    expect(
      allProblems(report)
        .map(({ message }) => message)
        .join('\n'),
    ).toMatch(words)
    expect(world.pulls()).toEqual([])
    // What it could do stays, and a token that may everything does the rest.
    const again = await world.run()
    expect(doneOf(again).at(-1)).toBe('proposed #1 created')
    expect(await world.subjects('main')).toHaveLength(2)
  })

  test('of another bot than before goes on with the same request', async () => {
    const world = await aWorldOfBoth()
    await world.run({}, { actor: { kind: 'actions' } })
    world.setTags('web', '1.0.0', '1.1.0', '1.2.0')
    expect(doneOf(await world.run())).toEqual(['committed', 'proposed #1 updated'])
    expect(await world.read(branch, 'apps/web.yaml')).toBe(marked('web', '1.2.0'))
  })

  test('that may not push by git is refused', async () => {
    const world = await aWorldOfBoth()
    const actor = { kind: 'actions', permissions: { contents: 'read' } } as const
    const report = await world.run({}, { actor, commits: 'git' })
    expect(doneOf(report)).toEqual(['failed push-refused', 'failed push-refused'])
    expect(await world.subjects('main')).toHaveLength(1)
  })
})

describe('a new request', () => {
  const everything =
    '{ labels: [images], reviewers: [bob], teamReviewers: [reviewers], assignees: [carol], milestone: Sprint 6, draft: true }'

  test('gets its labels, people, milestone, and is a draft', async () => {
    const world = await aWorld(`{ pullRequest: ${everything} }`)
    expect(codesOf(await world.run())).toEqual([])
    expect(world.pull(1)).toMatchObject({
      labels: ['images'],
      reviewers: ['bob'],
      teams: ['reviewers'],
      assignees: ['carol'],
      milestone: 1,
      draft: true,
    })
  })

  test.each([
    [everything.replace('bob', 'nobody'), 'reviewers-refused', { reviewers: [], assignees: ['carol'] }],
    [everything.replace('[reviewers]', '[ghosts]'), 'reviewers-refused', { teams: [], reviewers: ['bob'] }],
    [everything.replace('carol', 'nobody'), 'assignees-refused', { assignees: [], labels: ['images'] }],
    [everything.replace('Sprint 6', 'Sprint 99'), 'milestone-unknown', { milestone: undefined }],
    [everything.replace('[images]', `[images, ${'x'.repeat(51)}]`), 'labels-refused', { labels: ['images'] }],
  ])('is none the worse for what GitHub refuses of %s: %s', async (settings, code, left) => {
    const world = await aWorld(`{ pullRequest: ${settings} }`)
    const report = await world.run()
    expect(doneOf(report)).toEqual(['proposed #1 created'])
    expect(allProblems(report)).toMatchObject([{ code, level: 'warning' }])
    expect(world.pull(1)).toMatchObject({ state: 'open', ...left })
    expect(doneOf(await world.run())).toEqual(['unchanged #1 unchanged'])
  })
})

const main = { branch: 'main', kind: 'ruleset' } as const

describe('auto-merge', () => {
  const merging = '{ pullRequest: { autoMerge: squash } }'
  const withRules = async (...rules: readonly Partial<BranchRules>[]) => {
    const world = await aWorld(merging)
    world.configure({ rules: rules.map((rule) => ({ ...main, ...rule })) })
    return world
  }

  test('waits for what the rules ask for, and then merges that very head by the method', async () => {
    const world = await withRules({ checks: ['test'] })
    expect(codesOf(await world.run())).toEqual([])
    expect(world.pull(1)).toMatchObject({ state: 'open', autoMerge: { method: 'SQUASH' } })
    world.person().status(world.pull(1).headCommit, 'test')
    expect(world.pull(1).merged).toBe(true)
    expect(await world.subjects('main')).toEqual(['Bump web to 1.1.0 in production (#1)', expect.any(String)])
    expect(doneOf(await world.run())).toEqual([])
  })

  test('of what is ready already is done at once', async () => {
    const world = await withRules({ checks: ['test'] })
    double.addFault({
      operation: 'mutation enablePullRequestAutoMerge',
      nth: 1,
      when: 'before',
      answer: 'regular',
      reached: () => world.person().status(world.pull(1).headCommit, 'test'),
    })
    expect(codesOf(await world.run())).toEqual([])
    expect(world.pull(1).merged).toBe(true)
  })

  test('goes by the merge queue where there is one', async () => {
    const world = await withRules({ mergeQueue: 'MERGE' })
    expect(codesOf(await world.run())).toEqual([])
    expect(world.pull(1).queued).toBeDefined()
    double.runMergeQueue(world.name)
    expect(world.pull(1).merged).toBe(true)
  })

  test.each([
    ['the repository does not allow it', [{ checks: ['test'] }], { allowAutoMerge: false }],
    ['nothing guards the branch', [], {}],
  ])('is refused, and the request stays open, where %s', async (_, rules, settings) => {
    const world = await withRules(...rules)
    world.configure({ settings })
    const report = await world.run()
    expect([doneOf(report), codesOf(report)]).toEqual([['proposed #1 created'], ['auto-merge-refused']])
    expect(world.pull(1)).toMatchObject({ state: 'open', autoMerge: undefined })
  })

  test.each([
    ['armed', { checks: ['test'] }],
    ['in the queue', { mergeQueue: 'MERGE' }],
  ] as const)('is taken away from what is %s when everything is suspended', async (_, rule) => {
    const world = await withRules(rule)
    await world.run()
    expect(heldOf(await world.run({ suspend: true }))).toEqual(['production:web suspended'])
    expect(world.pull(1)).toMatchObject({ state: 'open', autoMerge: undefined, queued: undefined })
    double.runMergeQueue(world.name)
    expect(world.pull(1).merged).toBe(false)
  })
})

describe('a branch', () => {
  test.each(['ruleset', 'protection'] as const)(
    'without protection gets nothing where that is required; with a %s it does',
    async (kind) => {
      const world = await aWorld('{ pullRequest: { requireProtection: true } }')
      const report = await world.run()
      expect([heldOf(report), codesOf(report)]).toEqual([
        ['production:web unprotected'],
        ['branch-unprotected'],
      ])
      expect([world.pulls(), await world.headOf(branch)]).toEqual([[], undefined])
      world.configure({ rules: [{ branch: 'main', kind, pullRequest: { approvals: 1 } }] })
      expect(doneOf(await world.run())).toEqual(['proposed #1 created'])
      expect(world.pull(1).body).toContain('asks for an approving review')
    },
  )

  const ways = ['api', 'git'] as const

  test.each(ways)('that refuses a commit gets a request where that is wanted, by %s', async (commits) => {
    const world = await aWorld('{ commit: { onRefusal: pullRequest } }')
    world.configure({ rules: [{ ...main, pullRequest: { approvals: 1 } }] })
    expect(doneOf(await world.run({}, { commits }))).toEqual(['proposed #1 created'])
    expect(doneOf(await world.run({}, { commits }))).toEqual(['unchanged #1 unchanged'])
    expect(await world.subjects('main')).toHaveLength(1)
  })

  test.each(ways)('that refuses a commit is a problem in its own words otherwise, by %s', async (commits) => {
    const world = await aWorld('commit')
    world.configure({ rules: [{ ...main, pullRequest: { approvals: 1 } }] })
    const report = await world.run({}, { commits })
    expect(allProblems(report)).toMatchObject([
      {
        code: 'push-refused',
        message: expect.stringMatching(
          commits === 'git' ? /GH013[^]*pull request/ : /through a pull request/,
        ),
      },
    ])
    expect([world.pulls(), await world.subjects('main')]).toEqual([[], [expect.any(String)]])
  })

  test.each(ways)('whose gate a commit would bypass is not written, by %s', async (commits) => {
    const world = await createDeliveryWorld(double, bothWays.replace('[dev]', '[dev, base]'), {
      ...bothFiles,
      'base/web.yaml': marked('web', '1.0.0', 'dev'),
      'apps/kustomization.yaml': 'resources: [../base/web.yaml]\n',
    })
    const before = await world.headOf('main')
    const report = await world.run({ environments: ['dev', 'production'] }, { commits })
    expect(heldOf(report)).toContain('dev:web gate-bypassed')
    expect(codesOf(report)).toEqual(['gate-bypassed'])
    expect(await world.headOf('main')).toBe(before)
  })
})
