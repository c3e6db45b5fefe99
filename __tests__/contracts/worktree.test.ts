/** The fake Worktree and the disk keep the same contract. */
import { afterEach } from '@jest/globals'
import { createWorktree } from '../../src/adapters/git/worktree.ts'
import { readEntries, writeFolder } from '../support/folder.ts'
import { createInMemoryWorktree } from '../support/in-memory-worktree.ts'
import { makeFolder, removeRepositories } from '../support/real-repository.ts'
import { describeWorktree } from './worktree.contract.ts'

afterEach(removeRepositories)

describeWorktree({
  name: 'in memory',
  start: async (files) => {
    const worktree = createInMemoryWorktree(files)
    return { worktree, files: async () => worktree.files() }
  },
})

describeWorktree({
  name: 'on disk',
  start: async (files) => {
    const folder = await makeFolder()
    await writeFolder(folder, files)
    return { worktree: createWorktree(folder), files: () => readEntries(folder) }
  },
})
