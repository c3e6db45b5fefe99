import { describe, expect, test } from '@jest/globals'
import { load, type LoadedText } from '../../../src/pipeline/load/load.ts'
import { noBranch } from '../../../src/model/environment.ts'
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
      where: expect.stringMatching(/^in commit [0-9a-f]{7}$/),
      commit: git.headOf('main'),
      manifests: [],
      branch: 'main',
      read: expect.any(Function),
    })
  })

  test('leaves behind how more is read from where it was found', async () => {
    const git = createInMemoryGit({ [file]: 'committed: 1\n', 'a.yaml': 'committed' })
    const worktree = createInMemoryWorktree({ 'a.yaml': 'on disk' })
    const wanted = { matches: (path: string) => path === 'a.yaml' }
    const readFrom = async (from: 'commits' | 'disk') => {
      const { read } = await load(aRequest({ from }), { git, worktree })
      return (await read(wanted)).map(({ bytes }) => Buffer.from(bytes).toString())
    }
    expect([await readFrom('commits'), await readFrom('disk')]).toEqual([['committed'], ['on disk']])
  })

  test('comes from the files on disk where those are asked for, and says whose branch they are', async () => {
    const git = createInMemoryGit({ [file]: 'committed: 1\n' })
    const worktree = createInMemoryWorktree({ [file]: 'on disk\n' })
    const request = aRequest({ from: 'disk', defaultBranch: 'checked-out' })
    expect(await load(request, { git, worktree })).toEqual({
      file,
      text: 'on disk\n',
      where: 'on disk',
      manifests: [],
      branch: 'main',
      read: expect.any(Function),
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

describe("Flux's manifests", () => {
  const flux = [{ matches: (path: string) => path.startsWith('clusters/') }]
  const wanted = [...flux, { matches: (path: string) => path === 'kustomization.yaml' }]
  const others = {
    'clusters/dev/a.yaml': 'a: 1\n',
    'kustomization.yaml': 'b: 1\n',
    'apps/web.yaml': 'c: 1\n',
  }
  test.each([
    ['are read where there is no file of ours', undefined, ['clusters/dev/a.yaml', 'kustomization.yaml']],
    [
      'are read where our file names them',
      'version: 1\nflux: []\n',
      ['clusters/dev/a.yaml', 'kustomization.yaml'],
    ],
    ['are not read where our file is all there is', 'version: 1\n', []],
  ])('%s', async (_, text, paths) => {
    const git = createInMemoryGit({ ...others, ...(text !== undefined && { [file]: text }) })
    const ports = { git, worktree: createInMemoryWorktree() }
    const { manifests } = await load(aRequest(), ports, { flux: wanted, fragmentsOf: () => undefined })
    expect(manifests.map(({ path }) => path)).toEqual(paths)
  })
})

describe('the files that the configuration includes', () => {
  const fragment = 'teams/cart/image-bump.yaml'
  const main = `include:\n  - teams/*/image-bump.yaml\n`
  const alongside = {
    flux: [],
    fragmentsOf: ({ text }: LoadedText) =>
      text === main ? (path: string) => path.startsWith('teams/') : undefined,
  }

  test.each([
    ['the commit', aRequest(), 'committed\n'],
    ['the disk', aRequest({ from: 'disk' }), 'on disk\n'],
  ])('come from %s, as the configuration does', async (_, request, text) => {
    const git = createInMemoryGit({ [file]: main, [fragment]: 'committed\n', 'apps/a.yaml': 'a\n' })
    const worktree = createInMemoryWorktree({ [file]: main, [fragment]: 'on disk\n' })
    const { fragments } = await load(request, { git, worktree }, alongside)
    expect(fragments).toEqual([{ file: fragment, text }])
  })

  test('are none where no file fits, and were not looked for where nothing is included', async () => {
    const worktree = createInMemoryWorktree()
    const of = async (text: string) =>
      (await load(aRequest(), { git: createInMemoryGit({ [file]: text }), worktree }, alongside)).fragments
    expect([await of(main), await of('version: 1\n')]).toEqual([[], undefined])
  })
})

describe('a configuration that is not there says where it was looked for', () => {
  const worktree = createInMemoryWorktree()
  test.each([
    ['on disk', /^on disk$/, aRequest({ from: 'disk' }), createInMemoryGit()],
    ['in a commit', /^in commit [0-9a-f]{7}$/, aRequest(), createInMemoryGit()],
    [
      'in no commit',
      /^in a commit, since none is checked out$/,
      aRequest(),
      { ...createInMemoryGit(), checkedOut: async () => ({}) },
    ],
  ])('%s', async (...[, where, request, git]) => {
    const loaded = await load(request, { git, worktree })
    expect(loaded).not.toHaveProperty('text')
    expect(loaded.where).toMatch(where)
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
