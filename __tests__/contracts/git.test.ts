/** The fake Git and the real one keep the same contract. */
import { afterEach } from '@jest/globals'
import { createInMemoryGit } from '../support/in-memory-git.ts'
import { createRealRepository, openGit, ourselves, removeRepositories } from '../support/real-repository.ts'
import { describeGit, type GitContract } from './git.contract.ts'
import { describeLedger } from './ledger.contract.ts'
import { describeLineage } from './lineage.contract.ts'

afterEach(removeRepositories)

const { email } = ourselves

const contracts: readonly GitContract[] = [
  {
    name: 'in memory',
    email,
    start: async (files) => {
      const git = createInMemoryGit(files, { email })
      return { git, repository: git }
    },
  },
  {
    name: 'the git program in a full clone',
    email,
    start: async (files) => {
      const repository = await createRealRepository(files)
      return { git: openGit(await repository.clone()), repository }
    },
  },
  {
    name: 'the git program in a shallow clone of one branch',
    email,
    start: async (files) => {
      const repository = await createRealRepository(files)
      return { git: openGit(await repository.clone('--depth=1')), repository }
    },
  },
]

for (const contract of contracts) {
  describeGit(contract)
  describeLineage(contract)
  describeLedger(contract)
}
