/** Which events are about pull requests, and whether strangers wrote what they are about. */
import { describe, expect, test } from '@jest/globals'
import { findPullRequestEvent } from '../../../src/pipeline/preview/event.ts'
import { problemsThrownBy } from '../../support/builders.ts'

const sha = 'c0ffee'.padEnd(40, '0')
const repo = { full_name: 'acme/gitops' }

function payload(head: object, base: object = {}): object {
  return {
    pull_request: { number: 7, base: { ref: 'main', sha, repo, ...base }, head: { ref: 'x', ...head } },
  }
}

describe('an event', () => {
  test.each(['pull_request', 'pull_request_review', 'pull_request_review_comment'])(
    '%s runs on what is proposed',
    (name) => {
      expect(findPullRequestEvent(name, payload({ repo }))).toEqual({
        number: 7,
        base: { branch: 'main', commit: sha },
        isFork: false,
      })
    },
  )

  test.each(['push', 'schedule', 'workflow_dispatch', 'repository_dispatch', undefined])(
    '%s does not, whatever its payload says',
    (name) => {
      expect(findPullRequestEvent(name, payload({ repo }))).toBeUndefined()
    },
  )

  test.each([
    ['of another owner', { repo: { full_name: 'stranger/gitops' } }, true],
    ['of another name', { repo: { full_name: 'acme/gitops-fork' } }, true],
    ['of a repository that is gone', { repo: null }, true],
    ['of a repository that the payload does not name', {}, true],
    ['of the repository itself', { repo }, false],
  ])('with a head %s: fork %#', (_, head, isFork) => {
    expect(findPullRequestEvent('pull_request', payload(head))).toMatchObject({ isFork })
  })

  test.each([
    ['nothing', undefined],
    ['no request', {}],
    ['no base', { pull_request: { number: 7, head: { repo } } }],
    ['an odd commit', payload({ repo }, { sha: 'main' })],
    ['an odd number', { pull_request: { ...payload({ repo }), number: '7' } }],
  ])('whose payload has %s is refused', async (_, odd) => {
    const problems = await problemsThrownBy(() => findPullRequestEvent('pull_request', odd))
    expect(problems).toMatchObject([{ code: 'arguments-invalid', level: 'error' }])
  })
})
