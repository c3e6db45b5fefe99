import { describe, expect, test } from '@jest/globals'
import { noBranch } from '../../../src/model/environment.ts'
import { load } from '../../../src/pipeline/load/load.ts'
import { aRequest, problemsThrownBy } from '../../support/builders.ts'
import { createInMemoryGit } from '../../support/in-memory-git.ts'
import { createInMemoryWorktree } from '../../support/in-memory-worktree.ts'

const file = '.github/image-bump.yaml'

describe('the configuration', () => {
  test('comes from the commit that is checked out, whatever stands on disk', async () => {
    const git = createInMemoryGit({ [file]: 'committed: 1\n' })
    const worktree = createInMemoryWorktree({ [file]: 'on disk\n' })
    expect(await load(aRequest(), { git, worktree })).toEqual({
      file,
      text: 'committed: 1\n',
      branch: 'main',
    })
  })

  test('comes from the files on disk where those are asked for, and says whose branch they are', async () => {
    const git = createInMemoryGit({ [file]: 'committed: 1\n' })
    const worktree = createInMemoryWorktree({ [file]: 'on disk\n' })
    const request = aRequest({ from: 'disk', defaultBranch: 'checked-out' })
    expect(await load(request, { git, worktree })).toEqual({
      file,
      text: 'on disk\n',
      branch: 'main',
      onDisk: 'main',
    })
  })

  test('may have any name, and a file of that name deeper down is not it', async () => {
    const git = createInMemoryGit({ 'ci/bump.yaml': 'right\n', 'other/ci/bump.yaml': 'wrong\n' })
    const loaded = await load(aRequest({ config: 'ci/bump.yaml' }), {
      git,
      worktree: createInMemoryWorktree(),
    })
    expect(loaded).toMatchObject({ file: 'ci/bump.yaml', text: 'right\n' })
  })

  test('loses its byte order mark', async () => {
    const git = createInMemoryGit({ [file]: '\uFEFFversion: 1\n' })
    expect((await load(aRequest(), { git, worktree: createInMemoryWorktree() })).text).toBe('version: 1\n')
  })
})

describe('the branch of environments that name none', () => {
  const git = {
    ...createInMemoryGit({ [file]: 'version: 1\n' }, { defaultBranch: 'trunk' }),
    checkedOut: async () => ({ branch: 'feature' }),
  }
  const worktree = createInMemoryWorktree({ [file]: 'version: 1\n' })

  test.each([
    ['of-the-remote', 'trunk'],
    ['checked-out', 'feature'],
  ] as const)('%s is %s', async (defaultBranch, branch) => {
    const loaded = await load(aRequest({ from: 'disk', defaultBranch }), { git, worktree })
    expect(loaded).toMatchObject({ branch, onDisk: 'feature' })
  })

  test('is HEAD where no branch is checked out, so that the files on disk are still its files', async () => {
    const detached = { ...git, checkedOut: async () => ({}) }
    const request = aRequest({ from: 'disk', defaultBranch: 'checked-out' })
    expect(await load(request, { git: detached, worktree })).toMatchObject({ branch: 'HEAD', onDisk: 'HEAD' })
  })
})

describe('a configuration that is not there says where it was looked for', () => {
  const worktree = createInMemoryWorktree()
  test.each([
    ['on disk', aRequest({ from: 'disk' }), createInMemoryGit()],
    ['in commit [0-9a-f]{7}', aRequest(), createInMemoryGit()],
    [
      'in a commit, since none is checked out',
      aRequest(),
      { ...createInMemoryGit(), checkedOut: async () => ({}) },
    ],
  ])('%s', async (where, request, git) => {
    expect(await problemsThrownBy(() => load(request, { git, worktree }))).toEqual([
      {
        code: 'config-not-found',
        level: 'error',
        message: expect.stringMatching(`^There is no ${file} ${where}[.]$`),
        place: { file },
      },
    ])
  })
})

test('where no branch is checked out, files on disk stand for the environments that name none', async () => {
  const git = {
    ...createInMemoryGit({ [file]: 'a\n' }),
    checkedOut: async () => ({ commit: 'c'.repeat(40) }),
  }
  const worktree = createInMemoryWorktree({ [file]: 'a\n' })
  const loaded = await load(aRequest({ from: 'disk', defaultBranch: 'checked-out' }), { git, worktree })
  expect(loaded).toMatchObject({ branch: noBranch, onDisk: noBranch })
})

test.each(['disk', 'commits'] as const)(
  'a folder is no configuration, and is said to be one (%s)',
  async (from) => {
    const git = createInMemoryGit({ [file]: 'a\n' })
    const worktree = createInMemoryWorktree({ [file]: 'a\n' })
    const problems = await problemsThrownBy(() =>
      load(aRequest({ from, config: '.github' }), { git, worktree }),
    )
    expect(problems).toMatchObject([
      {
        code: 'config-not-found',
        message: expect.stringMatching(/^\.github is a folder (on disk|in commit)/),
      },
    ])
  },
)
