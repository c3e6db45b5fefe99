/** The life of a pull request: what people and machines do to it, and what GitHub then says of it. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import type { BranchRules } from '../../src/standins/github/github.ts'
import type { BareRepository } from '../support/bare-repository.ts'
import type { Actor, Person } from '../support/github-double.ts'
import { createWire } from '../support/github-wire.ts'
import type { Wire } from '../support/github-wire.ts'
import { addRepository, openDouble, removeAddedRepositories } from '../support/open-double.ts'

const double = await openDouble()
let bare: BareRepository
let repository: string
let wire: Wire
let alice: Person
let bob: Person

beforeEach(async () => {
  ;({ bare, repository, wire } = addRepository(double))
  alice = double.person(repository)
  bob = double.person(repository, 'bob')
  bare.branch('bump')
  const wish = { title: 'Update web', body: '- [ ] take it back', head: 'bump', base: 'main' }
  await wire.send('POST', '/pulls', wish)
})
afterEach(removeAddedRepositories)

const review: BranchRules = { branch: 'main', kind: 'ruleset', pullRequest: { approvals: 1 } }

async function look(fields: string, states = '[OPEN, CLOSED, MERGED]') {
  const { data } = await wire.graphql(
    `query look($owner: String!, $name: String!) { repository(owner: $owner, name: $name) {
      pullRequests(states: ${states}, first: 10, orderBy: { field: CREATED_AT, direction: DESC }) { nodes { ${fields} } } } }`,
    { owner: 'acme', name: repository.slice(5) },
  )
  return data.repository.pullRequests.nodes
}

describe('GraphQL', () => {
  test('tells all of a request, with logins of bots cut short', async () => {
    alice.label(1, 'images')
    alice.comment(1, 'Hello')
    const everything = `number title body state isDraft headRefName headRefOid baseRefName isCrossRepository viewerDidAuthor
      author { __typename login ... on Bot { databaseId } } merged mergedAt closedAt labels(first: 5) { nodes { name } totalCount }
      reviewDecision autoMergeRequest { enabledAt } isInMergeQueue mergeQueueEntry { position } mergeable mergeStateStatus
      comments(last: 1) { nodes { body viewerDidAuthor author { login } } } headRef { target { oid } }
      commits(last: 1) { totalCount nodes { commit { oid author { email } committer { name } parents(first: 1) { nodes { oid } } } } }`
    const oid = bare.git('rev-parse', 'bump').trim()
    expect(await look(everything)).toEqual([
      expect.objectContaining({
        number: 1,
        state: 'OPEN',
        headRefOid: oid,
        isCrossRepository: false,
        viewerDidAuthor: true,
        author: { __typename: 'Bot', login: 'image-bump', databaseId: 41_000_000 },
        labels: { nodes: [{ name: 'images' }], totalCount: 1 },
        reviewDecision: null,
        autoMergeRequest: null,
        isInMergeQueue: false,
        mergeable: 'MERGEABLE',
        mergeStateStatus: 'CLEAN',
        comments: { nodes: [{ body: 'Hello', viewerDidAuthor: false, author: { login: 'alice' } }] },
        headRef: { target: { oid } },
        commits: expect.objectContaining({ totalCount: 1 }),
      }),
    ])
  })

  test.each<{ readonly actor: Actor | undefined; readonly login: string }>([
    { actor: undefined, login: 'image-bump[bot]' },
    { actor: { kind: 'actions' }, login: 'github-actions[bot]' },
    { actor: { kind: 'user', login: 'carol' }, login: 'carol' },
  ])('says that the viewer is $login', async ({ actor, login }) => {
    const { data } = await createWire(double, repository, double.token(actor)).graphql(
      '{ viewer { login databaseId } }',
    )
    expect(data.viewer).toEqual({ login, databaseId: expect.any(Number) })
  })

  test('pages, and finds by state and branch', async () => {
    alice.close(1)
    bare.branch('two')
    bare.branch('three')
    for (const head of ['two', 'three'])
      await wire.send('POST', '/pulls', { title: head, head, base: 'main' })
    alice.merge(3)
    expect(await look('number state')).toEqual([
      { number: 3, state: 'MERGED' },
      { number: 2, state: 'OPEN' },
      { number: 1, state: 'CLOSED' },
    ])
    expect(await look('number', '[CLOSED]')).toEqual([{ number: 1 }])
    const query = `query($owner: String!, $name: String!, $after: String) { repository(owner: $owner, name: $name) {
      pullRequests(first: 2, after: $after) { totalCount pageInfo { hasNextPage endCursor } nodes { number } } } }`
    const page = async (after?: string) =>
      (await wire.graphql(query, { owner: 'acme', name: repository.slice(5), after })).data.repository
        .pullRequests
    const first = await page()
    expect(first).toMatchObject({
      totalCount: 3,
      pageInfo: { hasNextPage: true },
      nodes: [{ number: 1 }, { number: 2 }],
    })
    expect(await page(first.pageInfo.endCursor)).toMatchObject({
      pageInfo: { hasNextPage: false },
      nodes: [{ number: 3 }],
    })
  })

  test('does not know at once whether a request can be merged', async () => {
    double.configure(repository, { settings: { unknownLooks: 1 } })
    expect(await look('mergeable')).toEqual([{ mergeable: 'UNKNOWN' }])
    expect(await look('mergeable')).toEqual([{ mergeable: 'MERGEABLE' }])
  })
})

describe('people', () => {
  test('close and open again, unless the branch was pushed over or is gone', async () => {
    alice.close(1)
    expect(
      await look(
        'state timelineItems(last: 1, itemTypes: [CLOSED_EVENT]) { nodes { ... on ClosedEvent { actor { login } } } }',
      ),
    ).toEqual([{ state: 'CLOSED', timelineItems: { nodes: [{ actor: { login: 'alice' } }] } }])
    alice.reopen(1)
    alice.close(1)
    bare.branch('bump-2')
    bare.git('update-ref', 'refs/heads/bump', 'bump-2')
    expect(() => alice.reopen(1)).toThrow('The bump branch was force-pushed or recreated.')
    alice.deleteBranch('bump')
    expect(() => alice.reopen(1)).toThrow('The bump branch has been deleted.')
  })

  test('tick, edit, label and push', async () => {
    alice.tick(1, 'take it back')
    alice.edit(1, { title: 'Mine' })
    alice.label(1, 'held')
    alice.unlabel(1, 'held')
    const commit = alice.push('bump', { 'web.yaml': 'image: web:9\n' })
    expect(await look('title body headRefOid labels(first: 1) { totalCount }')).toEqual([
      { title: 'Mine', body: '- [x] take it back', headRefOid: commit, labels: { totalCount: 0 } },
    ])
  })

  test.each([
    { method: 'merge', subject: `Merge pull request #1 from acme/bump`, by: 'alice, GitHub', parents: 2 },
    { method: 'squash', subject: 'Update web (#1)', by: 'image-bump[bot], GitHub', parents: 1 },
    { method: 'rebase', subject: 'write', by: 'A Person, alice', parents: 1 },
  ] as const)('merge by $method', async ({ method, subject, by, parents }) => {
    alice.push('main', { 'api.yaml': 'image: api:1\n' })
    const commit = alice.merge(1, method)
    expect(bare.git('rev-parse', 'main').trim()).toBe(commit)
    const [facts = ''] = bare.git('log', '-1', '--format=%s|%an, %cn|%p', commit).split('\n')
    expect(facts.split('|').slice(0, 2)).toEqual([subject, by])
    expect(facts.split('|')[2]?.split(' ')).toHaveLength(parents)
    expect(bare.git('show', 'main:web.yaml')).toBe('image: web:2\nbranch: bump\n')
    expect(bare.git('show', 'main:api.yaml')).toBe('image: api:1\n')
    expect(await look('state mergedBy { login } mergeCommit { oid }')).toEqual([
      { state: 'MERGED', mergedBy: { login: 'alice' }, mergeCommit: { oid: commit } },
    ])
  })

  test.each([
    { method: 'MERGE', committers: ['GitHub'] },
    { method: 'REBASE', committers: ['alice'] },
  ] as const)('bring the branch up to date by $method', ({ method, committers }) => {
    alice.push('main', { 'api.yaml': 'image: api:1\n' })
    alice.updateBranch(1, method)
    expect(bare.git('log', '-1', '--format=%cn', 'bump').trim().split('\n')).toEqual(committers)
    expect(bare.git('rev-list', '--count', 'bump..main').trim()).toBe('0')
    expect(bare.git('show', 'bump:web.yaml')).toBe('image: web:2\nbranch: bump\n')
  })

  test('revert what was merged, by a request or by a push', () => {
    const commit = alice.merge(1)
    expect(alice.revertPull(1)).toBe(2)
    expect(bare.git('show', 'revert-1-bump:web.yaml')).toBe('image: web:1\n')
    alice.revert(commit)
    expect(bare.git('show', 'main:web.yaml')).toBe('image: web:1\n')
    expect(bare.git('log', '-1', '--format=%b', 'main')).toContain(`This reverts commit ${commit}`)
  })
})

describe('reviews', () => {
  test('decide, are dismissed by a push where the rules say so, and count from others only', async () => {
    double.configure(repository, {
      rules: [{ ...review, pullRequest: { approvals: 1, dismissStale: true } }],
    })
    const decision = async () => (await look('reviewDecision mergeStateStatus'))[0]
    expect(await decision()).toEqual({ reviewDecision: 'REVIEW_REQUIRED', mergeStateStatus: 'BLOCKED' })
    alice.approve(1)
    expect(await decision()).toEqual({ reviewDecision: 'APPROVED', mergeStateStatus: 'CLEAN' })
    bob.requestChanges(1)
    expect(await decision()).toEqual({ reviewDecision: 'CHANGES_REQUESTED', mergeStateStatus: 'BLOCKED' })
    bob.approve(1)
    alice.push('bump', { 'web.yaml': 'image: web:9\n' })
    expect(await decision()).toEqual({ reviewDecision: 'REVIEW_REQUIRED', mergeStateStatus: 'BLOCKED' })
    expect(
      await look('latestOpinionatedReviews(first: 5) { nodes { state author { login } commit { oid } } }'),
    ).toEqual([
      {
        latestOpinionatedReviews: {
          nodes: ['alice', 'bob'].map((login) =>
            expect.objectContaining({ state: 'DISMISSED', author: { login } }),
          ),
        },
      },
    ])
    const own = await wire.send('POST', '/pulls/1/reviews', { event: 'APPROVE' })
    expect([own.status, own.body.errors]).toEqual([422, ['Can not approve your own pull request']])
  })

  test.each<{
    readonly wish: object
    readonly actor?: Actor
    readonly status: number
    readonly says?: string
  }>([
    { wish: { reviewers: ['alice'] }, status: 201 },
    { wish: { team_reviewers: ['reviewers'] }, status: 201 },
    {
      wish: { team_reviewers: ['reviewers'] },
      actor: { kind: 'actions' },
      status: 422,
      says: 'Could not resolve to a node',
    },
    {
      wish: { reviewers: ['alice', 'image-bump[bot]'] },
      status: 422,
      says: 'requested from pull request author',
    },
    { wish: { reviewers: ['stranger'] }, status: 422, says: 'not a collaborator of the acme/gitops-' },
  ])('asked for by $wish are answered $status', async ({ wish, actor, status, says = '' }) => {
    const as = createWire(double, repository, double.token(actor))
    const answer = await as.send('POST', '/pulls/1/requested_reviewers', wish)
    expect([answer.status, JSON.stringify(answer.body)]).toEqual([status, expect.stringContaining(says)])
  })
})

describe('what belongs to a request', () => {
  test('comments are written, listed and changed', async () => {
    const { body } = await wire.send('POST', '/issues/1/comments', { body: 'One' })
    await wire.send('PATCH', `/issues/comments/${body.id}`, { body: 'Two' })
    const { body: list } = await wire.send('GET', '/issues/1/comments')
    expect(list).toEqual([
      expect.objectContaining({ body: 'Two', user: expect.objectContaining({ login: 'image-bump[bot]' }) }),
    ])
  })

  test('labels are added, made on the fly, and have at most 50 characters', async () => {
    const { body } = await wire.send('POST', '/issues/1/labels', { labels: ['images'] })
    expect(body).toEqual([expect.objectContaining({ name: 'images', color: 'ededed' })])
    expect(await wire.send('GET', '/labels/images')).toMatchObject({ status: 200 })
    expect((await wire.send('POST', '/issues/1/labels', { labels: ['x'.repeat(51)] })).body.errors).toEqual([
      { resource: 'Label', code: 'invalid', field: 'name', value: 'x'.repeat(51) },
    ])
    expect(await wire.send('DELETE', '/issues/1/labels/other')).toMatchObject({ status: 404 })
  })

  test('assignees without access are left out, milestones must exist', async () => {
    double.configure(repository, { settings: { milestones: ['Next'] } })
    const assigned = await wire.send('POST', '/issues/1/assignees', { assignees: ['alice', 'stranger'] })
    expect(assigned.body.assignees.map(({ login }: { login: string }) => login)).toEqual(['alice'])
    expect((await wire.send('PATCH', '/issues/1', { milestone: 1 })).body.milestone.title).toBe('Next')
    expect((await wire.send('PATCH', '/issues/1', { milestone: 2 })).status).toBe(422)
    expect((await wire.send('GET', '/milestones')).body).toHaveLength(1)
  })

  test('statuses are combined, newest of each context', async () => {
    const sha = bare.git('rev-parse', 'bump').trim()
    for (const state of ['failure', 'success']) {
      expect(await wire.send('POST', `/statuses/${sha}`, { state, context: 'ci/build' })).toMatchObject({
        status: 201,
      })
    }
    expect((await wire.send('GET', '/commits/bump/status')).body).toMatchObject({
      state: 'success',
      total_count: 1,
    })
    expect((await wire.send('GET', '/commits/bump/statuses')).body).toHaveLength(2)
    expect((await wire.send('GET', '/commits/main/status')).body.state).toBe('pending')
    const long = await wire.send('POST', `/statuses/${sha}`, {
      state: 'success',
      description: 'x'.repeat(141),
    })
    expect([long.status, long.body.errors[0].message]).toEqual([
      422,
      expect.stringContaining('140 characters'),
    ])
  })

  test('checks are listed, stand beside statuses in the rollup, and let a request merge that needs them', async () => {
    const sha = bare.git('rev-parse', 'bump').trim()
    double.configure(repository, { rules: [{ branch: 'main', kind: 'ruleset', checks: ['test'] }] })
    const [before] = await look('mergeStateStatus')
    await wire.send('POST', `/statuses/${sha}`, {
      state: 'success',
      context: 'ci/build',
      description: 'fine',
    })
    double.reportCheck(repository, { commit: sha, name: 'test' })
    double.reportCheck(repository, { commit: sha, name: 'test', conclusion: 'success' })
    const { body } = await wire.send('GET', '/commits/bump/check-runs')
    expect(body).toMatchObject({
      total_count: 2,
      check_runs: [{ status: 'in_progress' }, { conclusion: 'success' }],
    })
    const nodes = '__typename ... on StatusContext { context description } ... on CheckRun { name status }'
    const [pull] = await look(
      `mergeStateStatus commits(last: 1) { nodes { commit { statusCheckRollup { state contexts(first: 9) { nodes { ${nodes} } } } } } }`,
    )
    expect([before.mergeStateStatus, pull.mergeStateStatus]).toEqual(['BLOCKED', 'CLEAN'])
    expect(pull.commits.nodes[0].commit.statusCheckRollup).toEqual({
      state: 'SUCCESS',
      contexts: {
        nodes: [
          { __typename: 'StatusContext', context: 'ci/build', description: 'fine' },
          { __typename: 'CheckRun', name: 'test', status: 'COMPLETED' },
        ],
      },
    })
  })

  test('a timeline has who gave and took labels, and only what was asked for', async () => {
    await wire.send('POST', '/issues/1/labels', { labels: ['one', 'two'] })
    double.person(repository).unlabel(1, 'two')
    const label = 'label { name } actor { __typename login }'
    const events = (types: string) =>
      look(
        `timelineItems(first: 9, itemTypes: [${types}]) { nodes { __typename ... on LabeledEvent { ${label} } ... on UnlabeledEvent { ${label} } } }`,
      )
    const bot = { __typename: 'Bot', login: 'image-bump' }
    const given = ['one', 'two'].map((name) => ({ __typename: 'LabeledEvent', label: { name }, actor: bot }))
    const alice = { __typename: 'User', login: 'alice' }
    const taken = { __typename: 'UnlabeledEvent', label: { name: 'two' }, actor: alice }
    expect((await events('LABELED_EVENT, UNLABELED_EVENT'))[0].timelineItems.nodes).toEqual([...given, taken])
    expect((await events('UNLABELED_EVENT'))[0].timelineItems.nodes).toEqual([taken])
  })
})

describe('auto-merge', () => {
  const arm = async (input: object = {}) => {
    const [{ id }] = await look('id')
    const query =
      'mutation($input: EnablePullRequestAutoMergeInput!) { enablePullRequestAutoMerge(input: $input) { pullRequest { autoMergeRequest { mergeMethod enabledBy { login } } isInMergeQueue } } }'
    return wire.graphql(query, { input: { pullRequestId: id, mergeMethod: 'SQUASH', ...input } })
  }
  const allow = (...rules: readonly BranchRules[]) =>
    double.configure(repository, { settings: { allowAutoMerge: true }, rules })

  test.each([
    { rules: undefined, input: {}, says: 'Auto merge is not allowed for this repository' },
    { rules: [], input: {}, says: 'Pull request Pull request is in clean status' },
    { rules: [review], input: { expectedHeadOid: '0'.repeat(40) }, says: 'Head branch was modified.' },
  ])('is refused: $says', async ({ rules, input, says }) => {
    if (rules) allow(...rules)
    const { data, errors } = await arm(input)
    expect(data.enablePullRequestAutoMerge).toBeNull()
    expect(errors).toEqual([
      expect.objectContaining({ type: 'UNPROCESSABLE', message: expect.stringContaining(says) }),
    ])
  })

  test('waits for what is missing and then merges', async () => {
    allow({ ...review, checks: ['ci/build'] })
    const { data } = await arm()
    expect(data.enablePullRequestAutoMerge.pullRequest).toMatchObject({
      autoMergeRequest: { mergeMethod: 'SQUASH', enabledBy: { login: 'image-bump' } },
    })
    alice.approve(1)
    expect(await look('state')).toEqual([{ state: 'OPEN' }])
    alice.status(bare.git('rev-parse', 'bump').trim(), 'ci/build')
    expect(await look('state mergedBy { login }')).toEqual([
      { state: 'MERGED', mergedBy: { login: 'image-bump' } },
    ])
  })

  test('with a merge queue queues what is ready', async () => {
    allow({ branch: 'main', kind: 'ruleset', mergeQueue: 'SQUASH' })
    expect((await arm()).data.enablePullRequestAutoMerge.pullRequest.isInMergeQueue).toBe(true)
    expect(await look('mergeQueueEntry { position state }')).toEqual([
      { mergeQueueEntry: { position: 1, state: 'QUEUED' } },
    ])
    double.runMergeQueue(repository)
    expect(await look('state')).toEqual([{ state: 'MERGED' }])
  })

  test('is disarmed', async () => {
    allow(review)
    await arm()
    const [{ id: pullRequestId }] = await look('id')
    await wire.graphql(
      'mutation($input: DisablePullRequestAutoMergeInput!) { disablePullRequestAutoMerge(input: $input) { clientMutationId } }',
      { input: { pullRequestId } },
    )
    expect(await look('autoMergeRequest { enabledAt }')).toEqual([{ autoMergeRequest: null }])
  })
})
