/** Deliveries by GitHub's API keep the contract of those by the git program. */
import { afterAll, afterEach, beforeAll } from '@jest/globals'
import { createDeliveryOnDouble } from '../support/delivery-on-double.ts'
import { startGitHubDouble, type GitHubDouble } from '../support/github-double.ts'
import { openGit, removeRepositories } from '../support/real-repository.ts'
import { describeDeliveries, type GitContract } from './git.contract.ts'
import { describeLedger } from './ledger.contract.ts'

let double: GitHubDouble

beforeAll(async () => {
  double = await startGitHubDouble({ now: () => new Date('2024-05-06T07:08:09Z') })
})
afterEach(async () => {
  await removeRepositories()
  double.failOnViolations()
})
afterAll(() => double.close())

const contract: GitContract = {
  name: "GitHub's API",
  email: '41000000+image-bump[bot]@users.noreply.github.com',
  committer: 'noreply@github.com',
  start: async (files) => {
    const { delivery, repository } = await createDeliveryOnDouble(double, files)
    return { git: { ...openGit(await repository.clone('--depth=1')), ...delivery }, repository }
  },
}

describeDeliveries(contract)
describeLedger(contract)
