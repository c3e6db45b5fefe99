/** What Git is told of commits, and of what goes with their push. */
import { describe, expect, test } from '@jest/globals'
import type { Environment } from '../../../src/model/environment.ts'
import { contradictions, newCommits } from '../../../src/pipeline/publish/new-commits.ts'
import { aPlannedCommit, anEnvironment } from '../../support/builders.ts'
import { filesOf } from '../../support/repository.ts'

const [before, after] = [filesOf({ 'a.yaml': '1' })[0]!, filesOf({ 'a.yaml': '2' })[0]!]

function described(...environments: readonly Partial<Environment>[]) {
  return environments.map((environment) => ({
    planned: aPlannedCommit({ environment: anEnvironment(environment) }),
    files: [{ before, after }],
    message: `Bump ${environment.name}`,
  }))
}

describe('commits for Git', () => {
  test('have the bytes after, the message, and an author where one is wanted', () => {
    const author = { name: 'Flux', email: 'flux@example.org' }
    expect(newCommits(described({ name: 'dev' }, { name: 'test', author }))).toEqual({
      commits: [
        { message: 'Bump dev', files: [after] },
        { message: 'Bump test', files: [after], author },
      ],
    })
  })

  test('that want an option of their push with different values are told of', () => {
    const [dev, other] = [
      { topic: 'dev', skip: 'ci' },
      { topic: 'test', skip: 'ci' },
    ]
    const commits = described(
      { name: 'dev', push: { options: dev } },
      { name: 'quiet' },
      { name: 'test', push: { options: other } },
    )
    expect(contradictions(commits)).toEqual([
      {
        code: 'push-options-differ',
        level: 'warning',
        message:
          'What goes to main goes in one push, and its option topic has one value: dev wants "dev", test wants "test"; the last counts.',
      },
    ])
    expect(contradictions(commits.slice(0, 2))).toEqual([])
  })

  test('of several environments share their push: all options, each refspec once', () => {
    const { options, refspecs } = newCommits(
      described(
        { push: { options: { topic: 'dev', skip: 'ci' }, refspec: 'main:refs/for/main' } },
        {},
        { push: { options: { topic: 'test' }, refspec: 'main:refs/for/main' } },
        { push: { refspec: 'main:refs/copies/main' } },
      ),
    )
    expect(options).toEqual({ topic: 'test', skip: 'ci' })
    expect(refspecs).toEqual(['main:refs/for/main', 'main:refs/copies/main'])
  })
})
