/** For tests of GitHub's adapter: forges on one double, which must not have seen anything that GitHub would not take. */
import { afterAll, afterEach, beforeAll } from '@jest/globals'
import type { ForgeOptions } from '../../src/adapters/github/github.ts'
import { ProblemError, type Problem } from '../../src/model/problem.ts'
import type { PullRequest } from '../../src/model/pull-request.ts'
import type { NewPullRequest } from '../../src/ports.ts'
import { createForgeOnDouble, type ForgeOnDouble } from './forge-on-double.ts'
import { startGitHubDouble, type Fault, type GitHubDouble } from './github-double.ts'

export interface Subject extends ForgeOnDouble {
  /** How many requests there had been. */
  readonly since: number
}

export interface ForgesUnderTest {
  readonly double: () => GitHubDouble
  readonly setUp: (options?: Partial<ForgeOptions>) => Subject
  /** A subject with an open request: `web`, unless told. */
  readonly setUpOpen: (options?: Partial<ForgeOptions>) => Promise<Subject & { readonly opened: PullRequest }>
  /** Requests since it was set up, in words: `PATCH /pulls/1`, `query findPullRequests`. */
  readonly asked: (subject: Subject) => readonly string[]
  /** Lets the nth request of that operation fail, the first unless told. */
  readonly strike: (operation: string, fault: Omit<Fault, 'match' | 'operation'>) => void
}

export const web: NewPullRequest = {
  head: 'image-bump/production--web',
  base: 'main',
  title: 'Update web to 1.2.3',
  body: 'From 1.2.2 to 1.2.3.',
  draft: false,
}

/** Call it once at the top of a file. */
export function forgesUnderTest(): ForgesUnderTest {
  let double: GitHubDouble
  const subjects: ForgeOnDouble[] = []
  beforeAll(async () => {
    double = await startGitHubDouble()
  })
  afterEach(() => {
    for (const subject of subjects.splice(0)) subject.remove()
    double.failOnViolations()
  })
  afterAll(() => double.close())
  const setUp = (options: Partial<ForgeOptions> = {}) => {
    const subject = createForgeOnDouble(double, options)
    subjects.push(subject)
    return { ...subject, since: double.requests.length }
  }
  return {
    double: () => double,
    setUp,
    setUpOpen: async (options) => {
      const subject = setUp(options)
      subject.push(web.head)
      const opened = await subject.forge.open(web)
      if (opened === undefined) throw new Error('nothing was opened')
      return { ...subject, opened }
    },
    asked: ({ repository, since }) =>
      double.requests.slice(since).flatMap(({ method, path, body }) => {
        const prefix = `/repos/${repository}`
        if (path.startsWith(prefix)) return [`${method} ${path.slice(prefix.length)}`]
        return path === '/graphql' ? [String({ ...Object(body) }.query).split(/ ?[({]/)[0] ?? ''] : []
      }),
    strike: (operation, fault) => double.addFault({ nth: 1, ...fault, operation }),
  }
}

/** The first problem of what was thrown; undefined where nothing was. */
export async function problemOf(act: Promise<unknown>): Promise<Problem | undefined> {
  const thrown = await act.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (thrown === undefined || thrown instanceof ProblemError) return thrown?.problems[0]
  throw thrown
}
