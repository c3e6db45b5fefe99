/** The stand-in answers as GitHub does: every answer here has passed the checks of the double. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals'
import { createBareRepository } from '../support/bare-repository.ts'
import type { BareRepository } from '../support/bare-repository.ts'
import { startGitHubDouble } from '../support/github-double.ts'
import type { GitHubDouble } from '../support/github-double.ts'

let double: GitHubDouble
let bare: BareRepository
let repository: string

beforeAll(async () => {
  double = await startGitHubDouble()
  bare = createBareRepository()
})
afterAll(async () => {
  bare.remove()
  await double.close()
})

describe('GitHub, as the demo and the tests see it', () => {
  let count = 0
  afterEach(() => double.failOnViolations())
  const setUp = () => {
    count += 1
    repository = `acme/gitops-${count}`
    double.addRepository({ owner: 'acme', name: `gitops-${count}`, directory: bare.directory })
    for (const branch of ['one', 'two', 'three']) bare.git('update-ref', '-d', `refs/heads/${branch}`)
    bare.branch('one')
    bare.branch('two')
    bare.branch('three')
  }

  test('shows a repository in full, whatever case its name is written in', async () => {
    setUp()
    const { status, body } = await send('GET', `/repos/ACME/${repository.slice(5)}`)
    expect(status).toBe(200)
    expect(body).toMatchObject({ full_name: repository, default_branch: 'main' })
  })

  test('shows a request with what git says of it', async () => {
    setUp()
    await open('one')
    const { body } = await send('GET', `/repos/${repository}/pulls/1`)
    const sha = bare.git('rev-parse', 'one').trim()
    expect(body).toMatchObject({
      number: 1,
      state: 'open',
      head: { ref: 'one', sha, label: 'acme:one' },
      commits: 1,
      changed_files: 1,
      additions: 2,
      deletions: 1,
    })
  })

  test('lists requests page by page, newest first, by state, head and base', async () => {
    setUp()
    for (const branch of ['one', 'two', 'three']) await open(branch)
    await send('PATCH', `/repos/${repository}/pulls/2`, { state: 'closed' })
    const numbers = async (query: string) => {
      const { body, link } = await send('GET', `/repos/${repository}/pulls${query}`)
      return [body.map(({ number }: { number: number }) => number), link?.includes('page=2') ?? false]
    }
    expect(await numbers('')).toEqual([[3, 1], false])
    expect(await numbers('?state=all&per_page=2')).toEqual([[3, 2], true])
    expect(await numbers('?state=all&per_page=2&page=2')).toEqual([[1], false])
    expect(await numbers('?head=acme:one')).toEqual([[1], false])
    expect(await numbers('?head=one-else:one')).toEqual([[], false])
    expect(await numbers('?base=two')).toEqual([[], false])
  })

  test('notices that a branch was merged, was reset, or is gone', async () => {
    setUp()
    for (const branch of ['one', 'two', 'three']) await open(branch)
    const main = bare.git('rev-parse', 'main').trim()
    bare.git('update-ref', 'refs/heads/main', 'one')
    bare.git('update-ref', 'refs/heads/two', main)
    bare.git('update-ref', '-d', 'refs/heads/three')
    const states = double.pulls(repository).map(({ state, merged }) => [state, merged])
    bare.git('update-ref', 'refs/heads/main', main)
    expect(states).toEqual([
      ['closed', true],
      ['closed', false],
      ['closed', false],
    ])
  })

  test('follows a branch that moves under an open request', async () => {
    setUp()
    await open('one')
    bare.git('update-ref', 'refs/heads/one', 'two')
    const { body } = await send('GET', `/repos/${repository}/pulls/1`)
    expect(body.head.sha).toBe(bare.git('rev-parse', 'two').trim())
    expect(body.state).toBe('open')
  })

  test.each([
    { wrong: { title: ' ' }, errors: [{ code: 'missing_field', field: 'title' }] },
    { wrong: { head: 'gone' }, errors: [{ code: 'invalid', field: 'head' }] },
    { wrong: { head: 'stranger:one' }, errors: [{ code: 'invalid', field: 'head' }] },
    { wrong: { base: 'gone' }, errors: [{ code: 'invalid', field: 'base' }] },
    { wrong: { head: 'main' }, errors: [{ message: 'No commits between main and main' }] },
    { wrong: { head: 'two' }, errors: [{ message: 'A pull request already exists for acme:two.' }] },
  ])('refuses to open a request with $wrong', async ({ wrong, errors }) => {
    setUp()
    await open('two')
    const wish = { title: 'Update', head: 'one', base: 'main', ...wrong }
    const { status, body } = await send('POST', `/repos/${repository}/pulls`, wish)
    expect(status).toBe(422)
    expect(body.errors).toEqual(errors.map((error) => expect.objectContaining(error)))
    expect(double.pulls(repository)).toHaveLength(1)
  })

  test.each([
    { path: '/repos/acme/nothing', status: 404 },
    { path: '/repos/acme/gitops-1/pulls/99', status: 404 },
  ])('answers $status for $path', async ({ path, status }) => {
    expect(await send('GET', path)).toMatchObject({ status, body: { message: 'Not Found' } })
  })

  test('refuses a token it was not given', async () => {
    setUp()
    const answer = await send('GET', `/repos/${repository}`, undefined, 'stolen')
    expect(answer).toMatchObject({ status: 401, body: { message: 'Bad credentials' } })
  })
})

describe('the double sees what GitHub would not take', () => {
  const query = 'query findPullRequests($owner: String!, $name: String!, $h0: String!)'
  const variables = { owner: 'acme', name: 'gitops-1', h0: 'one' }
  const nodes = (fields: string) =>
    `${query} { repository(owner: $owner, name: $name) { h0: pullRequests(headRefName: $h0, first: 10) { ${fields} } } }`

  test.each<{ readonly what: string; readonly path: string; readonly body?: object; readonly says: string }>([
    { what: 'an unknown operation', path: '/repos/acme/gitops-1/pull', says: 'no such operation' },
    { what: 'an unknown query parameter', path: '/repos/acme/gitops-1/pulls?branch=x', says: '"branch"' },
    {
      what: 'a value outside a list',
      path: '/repos/acme/gitops-1/pulls?state=merged',
      says: 'allowed values',
    },
    { what: 'a missing field', path: '/repos/acme/gitops-1/pulls', body: { head: 'x' }, says: "'base'" },
    {
      what: 'an unknown field',
      path: '/repos/acme/gitops-1/pulls',
      body: { head: 'x', base: 'main', labels: ['x'] },
      says: '"labels"',
    },
    {
      what: 'a field of the wrong type',
      path: '/repos/acme/gitops-1/pulls',
      body: { head: 'x', base: 'main', draft: 'true' },
      says: 'must be boolean',
    },
    {
      what: 'a field that GraphQL does not have',
      path: '/graphql',
      body: { query: nodes('pageInfo { hasNextPage } nodes { branch }'), variables },
      says: 'Cannot query field "branch"',
    },
    {
      what: 'a variable that GraphQL wants',
      path: '/graphql',
      body: { query: nodes('totalCount'), variables: { ...variables, h0: undefined } },
      says: '$h0',
    },
    {
      what: 'a field of GraphQL that the stand-in does not model',
      path: '/graphql',
      body: {
        query: nodes('totalCount').replace('{ h0:', '{ stargazerCount h0:'),
        variables,
      },
      says: 'Repository.stargazerCount',
    },
    {
      what: 'an operation that the stand-in does not model',
      path: '/repos/acme/gitops-1/contents/web.yaml',
      says: 'does not model repos/get-content',
    },
  ])('$what', async ({ path, body, says }) => {
    await send(body ? 'POST' : 'GET', path, body)
    expect(() => double.failOnViolations()).toThrow(says)
  })
})

async function open(head: string): Promise<void> {
  const wish = { title: `Update ${head}`, head, base: 'main' }
  const { status } = await send('POST', `/repos/${repository}/pulls`, wish)
  expect(status).toBe(201)
}

async function send(method: string, path: string, body?: object, token = double.token()) {
  const headers = {
    authorization: `Bearer ${token}`,
    'x-github-api-version': '2022-11-28',
    ...(body && { 'content-type': 'application/json' }),
  }
  const init = { method, headers, ...(body && { body: JSON.stringify(body) }) }
  const answer = await fetch(`${double.apiUrl}${path}`, init)
  return { status: answer.status, link: answer.headers.get('link'), body: Object(await answer.json()) }
}
