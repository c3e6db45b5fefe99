/** The forge's promises, kept by the one in memory and by GitHub's adapter, which talks to a double over real branches. */
import { afterAll, afterEach, beforeAll, describe } from '@jest/globals'
import { createForgeOnDouble } from '../support/forge-on-double.ts'
import { createInMemoryForge } from '../support/in-memory-forge.ts'
import { startGitHubDouble } from '../support/github-double.ts'
import type { GitHubDouble } from '../support/github-double.ts'
import { describeForge } from './forge.contract.ts'

const colours = {
  success: 'green',
  skipped: 'green',
  failure: 'red',
  timed_out: 'red',
  pending: 'pending',
} as const

describe('the forge in memory', () => {
  describeForge(async () => {
    const forge = createInMemoryForge()
    const seen = (number: number) => forge.pulls()[number - 1]!
    return {
      forge,
      push: () => undefined,
      openFromFork: async (request) => forge.openFromFork(request),
      alice: {
        close: (number) => forge.change(number, { state: 'closed' }),
        merge: (number) => forge.change(number, { state: 'merged' }),
        approve: (number) => forge.change(number, { approved: true }),
        label: (number, ...labels) => forge.change(number, { labels: [...seen(number).labels, ...labels] }),
        unlabel: (number, label) =>
          forge.change(number, { labels: seen(number).labels.filter((each) => each !== label) }),
        comment: () => undefined,
      },
      report: {
        status: (commit, name, state) => forge.report({ commit, name, state: colours[state], at: 1 }),
        check: (commit, name, conclusion) =>
          forge.report({ commit, name, state: conclusion ? colours[conclusion] : 'pending', at: 1 }),
      },
      guard: (branch, { reviews }) =>
        forge.setRules(branch, { pullRequest: true, reviews, dismissesReviews: true }),
      look: (number) => {
        const { draft, labels, furnishing } = seen(number)
        const nothing = { reviewers: [], teamReviewers: [], assignees: [] }
        return { ...nothing, ...furnishing, labels, draft }
      },
    }
  })
})

describe('GitHub', () => {
  let double: GitHubDouble
  const cleanUps: (() => void)[] = []

  beforeAll(async () => {
    double = await startGitHubDouble()
  })
  afterEach(() => {
    for (const cleanUp of cleanUps.splice(0)) cleanUp()
    double.failOnViolations()
  })
  afterAll(() => double.close())

  describeForge(async () => {
    const subject = createForgeOnDouble(double)
    cleanUps.push(() => subject.remove())
    return subject
  })
})
