/** The forge's promises, kept by the one in memory and by GitHub's adapter, which talks to a double over real branches. */
import { afterAll, afterEach, beforeAll, describe } from '@jest/globals'
import { createForgeOnDouble } from '../support/forge-on-double.ts'
import { createInMemoryForge } from '../support/in-memory-forge.ts'
import { startGitHubDouble } from '../support/github-double.ts'
import type { GitHubDouble } from '../support/github-double.ts'
import { describeForge } from './forge.contract.ts'

describe('the forge in memory', () => {
  describeForge(async () => {
    const forge = createInMemoryForge()
    return {
      forge,
      push: () => undefined,
      openFromFork: async (request) => forge.openFromFork(request),
      close: async (number) => forge.close(number),
      look: async (number) => {
        const { labels, draft } = forge.pulls()[number - 1]!
        return { labels, draft }
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
