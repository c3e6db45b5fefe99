/** The pace that GitHub asks for, in seconds that are short here. */
import { afterEach, describe, expect, test } from '@jest/globals'
import { createClient, type GitHubClient } from '../../../src/adapters/github/client.ts'
import { createPacing, type Pacing } from '../../../src/adapters/github/pacing.ts'
import { askGraphQL } from '../../../src/adapters/github/graphql.ts'
import { z } from 'zod'
import type { Push } from '../../../src/ports.ts'
import { codeOf } from '../../contracts/git.contract.ts'
import { createDeliveryOnDouble } from '../../support/delivery-on-double.ts'
import { troubles } from '../../support/github-double.ts'
import { openDouble } from '../../support/open-double.ts'
import { removeRepositories } from '../../support/real-repository.ts'
import { filesOf } from '../../support/repository.ts'

const double = await openDouble()
afterEach(removeRepositories)

interface Sent {
  readonly what: string
  readonly at: number
}

async function createWorld(pacing: Pacing) {
  const sent: Sent[] = []
  const options = {
    pacing,
    fetch: (...[input, init]: Parameters<typeof fetch>) => {
      const { url, method } = new Request(input, init)
      sent.push({
        what: `${method} ${new URL(url).pathname.replace(/^.*delivery-\d+\//, '')}`,
        at: performance.now(),
      })
      return fetch(input, init)
    },
  }
  const { delivery, repository, name } = await createDeliveryOnDouble(double, { 'a.yaml': '1' }, { options })
  const [head] = await repository.log('main')
  const commits = [{ message: 'Bump\n', files: filesOf({ 'a.yaml': '2' }) }]
  const push: Push = { branch: 'main', base: head!.id, lease: head!.id, commits }
  const client = createClient({
    repository: name,
    token: double.token(),
    apiUrl: double.apiUrl,
    graphqlUrl: double.graphqlUrl,
    userAgent: 'image-bump/test',
    ...options,
  })
  const match = ({ path }: { readonly path: string }) =>
    path === '/graphql' || path.startsWith(`/repos/${name}/`)
  return { sent, delivery, repository, push, client, match }
}

describe('pace', () => {
  test('writes keep a second between them, and the first does not wait', async () => {
    const second = 60
    const { delivery, push, sent } = await createWorld(createPacing({ second }))
    await delivery.deliver(push)
    expect(sent.map(({ what }) => what)).toEqual([
      `GET git/commits/${push.base}`,
      'POST git/trees',
      'POST git/commits',
      'POST /graphql',
      'POST /graphql',
    ])
    const [, tree = 0, commit = 0, , moved = 0] = sent.map(({ at }) => at)
    // The timers of node may ring a millisecond early.
    expect(commit - tree).toBeGreaterThan(second - 2)
    expect(moved - commit).toBeGreaterThan(second - 2)
  })

  test('questions to GraphQL are no writes, though they are sent like some', async () => {
    let writes = 0
    const counting = (send: () => Promise<unknown>) => {
      writes += 1
      return send()
    }
    const { client, delivery, push } = await createWorld({ ...createPacing({ second: 1 }), writes: counting })
    await askForId(client)
    expect(writes).toBe(0)
    await delivery.deliver({ ...push, branch: 'bump', lease: undefined })
    expect(writes).toBe(3)
    await delivery
      .remove('bump', (await delivery.deliver({ ...push, branch: 'other', lease: undefined }))[0]!)
      .catch(() => undefined)
    expect(writes).toBe(7)
  })

  test('writes that people are told of wait three seconds, also where they begin at once', async () => {
    const second = 20
    const { notifications } = createPacing({ second })
    const times: number[] = []
    await Promise.all(
      [1, 2, 3].map(() => notifications(() => Promise.resolve(times.push(performance.now())))),
    )
    expect(times[1]! - times[0]!).toBeGreaterThan(3 * second - 2)
    expect(times[2]! - times[1]!).toBeGreaterThan(3 * second - 2)
  })
})

describe('limits', () => {
  test.each([
    { what: 'a secondary one, for as long as GitHub says', answer: () => troubles.secondaryLimit(3) },
    {
      what: 'the primary one, until it ends',
      answer: () => troubles.primaryLimit(new Date(Date.now() + 5000)),
    },
  ])('are waited for: $what', async ({ answer }) => {
    const { delivery, repository, push, match } = await createWorld(createPacing({ second: 1 }))
    double.addFault({ operation: 'git/create-tree', nth: 1, match, when: 'before', answer: answer() })
    const [id] = await delivery.deliver(push)
    expect((await repository.log('main'))[0]?.id).toBe(id)
  })

  test('are waited for two minutes in all and no longer, whoever waits', async () => {
    const pacing = createPacing({ second: 1 })
    const { delivery, repository, push, match } = await createWorld(pacing)
    double.addFault({
      operation: 'git/create-tree',
      match,
      when: 'before',
      answer: troubles.secondaryLimit(50),
    })
    double.forgetRequests()
    expect(await codeOf(delivery.deliver(push))).toBe('rate-limited')
    expect(double.counts()['git/create-tree']).toBe(3)
    expect(await repository.log('main')).toHaveLength(1)
    const other = await createWorld(pacing)
    double.addFault({
      operation: 'git/create-tree',
      match: other.match,
      when: 'before',
      answer: troubles.secondaryLimit(50),
    })
    expect(await codeOf(other.delivery.deliver(other.push))).toBe('rate-limited')
    expect(double.counts()['git/create-tree']).toBe(4)
  })

  test('of GraphQL, which come with status 200, are told as such', async () => {
    const { client, match } = await createWorld(createPacing({ second: 1 }))
    const body = { errors: [{ type: 'RATE_LIMITED', message: 'API rate limit exceeded' }] }
    double.addFault({ operation: 'query id', match, when: 'before', answer: { status: 200, body } })
    double.forgetRequests()
    expect(await codeOf(askForId(client))).toBe('rate-limited')
    // An end is not named here: a few more tries, and no endless ones.
    expect(double.counts()['query id']).toBe(5)
  })
})

describe('failures that pass', () => {
  test.each([
    { times: 2, code: undefined },
    { times: 3, code: 'github-failed' },
  ])('$times of them in a row end in $code', async ({ times, code }) => {
    const { delivery, push, match } = await createWorld(createPacing({ second: 1 }))
    for (let nth = 1; nth <= times; nth += 1) {
      double.addFault({
        operation: 'git/create-commit',
        nth,
        match,
        when: 'before',
        answer: troubles.badGateway,
      })
    }
    double.forgetRequests()
    expect(await codeOf(delivery.deliver(push))).toBe(code)
    expect(double.counts()['git/create-commit']).toBe(3)
  })

  test('a branch that moved though the answer was lost is moved once', async () => {
    const { delivery, repository, push, match } = await createWorld(createPacing({ second: 1 }))
    double.addFault({ operation: 'git/create-ref', nth: 1, match, when: 'after', answer: () => undefined })
    const [id] = await delivery.deliver({ ...push, branch: 'bump', lease: undefined })
    expect((await repository.log('bump')).map((commit) => commit.id)).toEqual([id, push.base])
  })

  test('a comment is never sent twice', async () => {
    const { client, match } = await createWorld(createPacing({ second: 1 }))
    const operation = 'issues/create-comment'
    double.addFault({ operation, match, when: 'after', answer: troubles.badGateway })
    double.forgetRequests()
    const parameters = { ...client.repository, issue_number: 1, body: 'Hello' }
    await expect(client.octokit.rest.issues.createComment(parameters)).rejects.toMatchObject({ status: 502 })
    expect(double.counts()[operation]).toBe(1)
  })
})

async function askForId(client: GitHubClient): Promise<void> {
  const { owner, repo: name } = client.repository
  await askGraphQL(
    client,
    { to: 'find the repository', permission: 'contents: read' },
    {
      query: 'query id($owner: String!, $name: String!) { repository(owner: $owner, name: $name) { id } }',
      variables: { owner, name },
      answer: z.object({ repository: z.object({ id: z.string() }) }),
    },
  )
}
