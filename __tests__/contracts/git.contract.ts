/** What every Git port does, be it in memory or real. */
import { describe, expect, it } from '@jest/globals'
import type { CommitId } from '../../src/model/history.ts'
import type { BumpBranch } from '../../src/model/plan.ts'
import type { ProblemCode } from '../../src/model/problem.ts'
import { ProblemError } from '../../src/model/problem.ts'
import type { Git, NewCommit } from '../../src/ports.ts'
import { filesOf, textsOf, type FileTree, type TestRepository } from '../support/repository.ts'

/** A port and the remote behind it, which the test sees and changes as others would. */
export interface GitSubject {
  readonly git: Git
  readonly repository: TestRepository
}

export interface GitContract {
  readonly name: string
  /** Makes a remote whose default branch `main` holds these files in one commit of a person. */
  readonly start: (files: FileTree) => Promise<GitSubject>
  /** The address under which the port commits. */
  readonly email: string
  /** That of its commits' committer, where it is another. */
  readonly committer?: string
}

const everything = { matches: () => true }

/** Bytes that a careless reader or writer would change. */
const fragile: FileTree = {
  '.gitattributes': '*.yaml text eol=crlf filter=shout\n',
  'bom.yaml': Uint8Array.from([0xef, 0xbb, 0xbf, 0x61, 0x3a, 0x20, 0x31, 0x0a]),
  'crlf.yaml': 'a: 1\r\nb: 2\r\n',
  'empty.yaml': '',
  'invalid.yaml': Uint8Array.from([0x61, 0x3a, 0x20, 0xff, 0xfe, 0x00, 0x80, 0x0a]),
  'lf.yaml': 'a: 1\n',
  'no-newline.yaml': 'a: 1',
  'with space/ü "quoted".yaml': 'a: 1\n',
}

export function describeGit(contract: GitContract): void {
  describe(`the Git port: ${contract.name}`, () => {
    describeReading(contract)
    describeDelivering(contract)
    describeRemoving(contract)
    describeHistory(contract)
    describeBumpBranches(contract)
  })
}

/** What every way to deliver does, whatever reads beside it. */
export function describeDeliveries(contract: GitContract): void {
  describe(`deliveries: ${contract.name}`, () => {
    describeDelivering(contract)
    describeRemoving(contract)
  })
}

function describeReading({ start }: GitContract): void {
  it('tells the default branch and what is checked out', async () => {
    const { git, repository } = await start({ 'a.yaml': 'a' })
    const [first] = await repository.log('main')
    expect(await git.defaultBranch()).toBe('main')
    expect(await git.checkedOut()).toEqual({ branch: 'main', commit: first?.id })
  })

  it('gives the heads of the branches asked for, and leaves out those that do not exist', async () => {
    const { git, repository } = await start({ 'a.yaml': 'a' })
    const [first] = await repository.log('main')
    const dev = await repository.commit('team/dev', { 'a.yaml': 'b' })
    await repository.commit('other', { 'a.yaml': 'c' })
    await repository.commit('x/refs/heads/main', { 'a.yaml': 'd' })
    expect(await git.heads(['team/dev', 'gone', 'main', 'dev'])).toEqual(
      new Map([
        ['team/dev', dev],
        ['main', first?.id],
      ]),
    )
    expect(await git.heads([])).toEqual(new Map())
  })

  it('reads regular files with their bytes and modes, sorted by the bytes of their paths', async () => {
    const { git, repository } = await start({
      ...fragile,
      'run.sh': { mode: '100755', content: '#!/bin/sh' },
    })
    const [head] = await repository.log('main')
    const files = await git.read(head!.id, everything)
    expect(files).toEqual(filesOf({ ...fragile, 'run.sh': { mode: '100755', content: '#!/bin/sh' } }))
  })

  it('sorts by bytes where the order of UTF-16 units, or that of folders, is another', async () => {
    const paths = ['a-b.yaml', 'a.yaml', 'a/b.yaml', 'ab.yaml', '\u{ff5e}.yaml', '\u{1f600}.yaml']
    const { git, repository } = await start(Object.fromEntries(paths.map((path) => [path, 'x'])))
    const [head] = await repository.log('main')
    expect((await git.read(head!.id, everything)).map(({ path }) => path)).toEqual(paths)
  })

  it('leaves out symbolic links and submodules', async () => {
    const { git, repository } = await start({
      'a.yaml': 'a',
      'link.yaml': { mode: '120000', content: 'a.yaml' },
      module: { mode: '160000', content: '1'.repeat(40) },
    })
    const [head] = await repository.log('main')
    expect(textsOf(await git.read(head!.id, everything))).toEqual({ 'a.yaml': 'a' })
  })

  it('reads only files that match and contain the text', async () => {
    const { git, repository } = await start({
      'apps/a.yaml': 'x {"$imagepolicy": 1}',
      'apps/b.yaml': 'x',
      'apps/c.txt': '$imagepolicy',
      'other/d.yaml': '$imagepolicy',
    })
    const [head] = await repository.log('main')
    const matches = (path: string) => path.startsWith('apps/') && path.endsWith('.yaml')
    expect(Object.keys(textsOf(await git.read(head!.id, { matches })))).toEqual([
      'apps/a.yaml',
      'apps/b.yaml',
    ])
    const marked = await git.read(head!.id, { matches, containing: '$imagepolicy' })
    expect(Object.keys(textsOf(marked))).toEqual(['apps/a.yaml'])
    const either = await git.read(head!.id, { matches, containing: ['none', '$imagepolicy', '"$i'] })
    expect(Object.keys(textsOf(either))).toEqual(['apps/a.yaml'])
    expect(await git.read(head!.id, { matches: () => false })).toEqual([])
  })

  it('reads a commit that came after the checkout, and one that is no head any more', async () => {
    const { git, repository } = await start({ 'a.yaml': '1' })
    const second = await repository.commit('dev', { 'a.yaml': '2' })
    const third = await repository.commit('dev', { 'a.yaml': '3' })
    expect(textsOf(await git.read(third, everything))).toEqual({ 'a.yaml': '3' })
    expect(textsOf(await git.read(second, everything))).toEqual({ 'a.yaml': '2' })
  })

  it('reads several missing commits at the same time', async () => {
    const { git, repository } = await start({ 'a.yaml': '0' })
    const heads: CommitId[] = []
    for (const branch of ['b1', 'b2', 'b3']) heads.push(await repository.commit(branch, { 'a.yaml': branch }))
    const read = await Promise.all(heads.map((head) => git.read(head, everything)))
    expect(read.map(textsOf)).toEqual([{ 'a.yaml': 'b1' }, { 'a.yaml': 'b2' }, { 'a.yaml': 'b3' }])
  })

  it('says that a commit does not exist', async () => {
    const { git } = await start({ 'a.yaml': '0' })
    await expect(git.read('1'.repeat(40), everything)).rejects.toThrow('1'.repeat(40))
    expect(await codeOf(git.read('1'.repeat(40), everything))).toBe('git-failed')
  })
}

function describeDelivering({ start, email, committer = email }: GitContract): void {
  it('delivers several commits at once, one upon the other, with messages verbatim and as ourselves', async () => {
    const { git, repository } = await start({ 'a.yaml': '1', 'b.yaml': '1', 'c.yaml': '1' })
    const [base] = await repository.log('main')
    const messages = ['One: "ü" $(date)\n\n# kept\n  body  \n\n\n', 'Two without newline']
    const ids = await git.deliver({
      branch: 'main',
      base: base!.id,
      lease: base!.id,
      commits: [
        { message: messages[0]!, files: filesOf({ 'a.yaml': '2' }) },
        { message: messages[1]!, files: filesOf({ 'b.yaml': '2' }) },
      ],
    })
    const log = await repository.log('main')
    expect(log.map(({ id }) => id)).toEqual([ids[1], ids[0], base!.id])
    expect(log.slice(0, 2).map(({ message }) => message)).toEqual([messages[1], messages[0]])
    expect(log.slice(0, 2).map(({ author, committer }) => [author, committer])).toEqual([
      [email, committer],
      [email, committer],
    ])
    expect(log.slice(0, 2).map(({ parents }) => parents)).toEqual([[ids[0]], [base!.id]])
    expect(textsOf(await repository.files('main'))).toEqual({ 'a.yaml': '2', 'b.yaml': '2', 'c.yaml': '1' })
  })

  it('writes bytes exactly, and leaves modes, symbolic links and submodules as they are', async () => {
    const rest: FileTree = {
      'link.yaml': { mode: '120000', content: 'lf.yaml' },
      module: { mode: '160000', content: '1'.repeat(40) },
      'run.sh': { mode: '100755', content: 'one' },
    }
    const { git, repository } = await start({ 'lf.yaml': 'old', 'crlf.yaml': 'old', ...rest })
    const [base] = await repository.log('main')
    const written: FileTree = { ...fragile, 'run.sh': { mode: '100755', content: 'two\r\n' } }
    await deliver(git, base!.id, filesOf(written))
    expect(await repository.files('main')).toEqual(filesOf({ ...rest, ...written }))
  })

  it('makes a new branch where none must exist', async () => {
    const { git, repository } = await start({ 'a.yaml': '1' })
    const [base] = await repository.log('main')
    const commits = [change('2')]
    const ids = await git.deliver({ branch: 'image-bump/prod', base: base!.id, lease: undefined, commits })
    expect(await git.heads(['image-bump/prod'])).toEqual(new Map([['image-bump/prod', ids[0]]]))
    expect(textsOf(await repository.files('image-bump/prod'))).toEqual({ 'a.yaml': '2' })
    expect(textsOf(await repository.files('main'))).toEqual({ 'a.yaml': '1' })
  })

  it('rebuilds a branch from another base when its head is the one expected', async () => {
    const { git, repository } = await start({ 'a.yaml': '1', 'b.yaml': '1' })
    const lease = await repository.commit('bump', { 'a.yaml': 'stale' })
    const base = await repository.commit('main', { 'b.yaml': '2' })
    const [id] = await git.deliver({ branch: 'bump', base, lease, commits: [change('3')] })
    expect((await repository.log('bump')).slice(0, 2).map((commit) => commit.id)).toEqual([id, base])
    expect(textsOf(await repository.files('bump'))).toEqual({ 'a.yaml': '3', 'b.yaml': '2' })
  })

  it.each([
    { case: 'somebody pushed in between', branch: 'main', meanwhile: 'main', isNew: false },
    { case: 'a new branch exists already', branch: 'bump', meanwhile: 'bump', isNew: true },
    { case: 'the branch is gone', branch: 'bump', meanwhile: 'other', isNew: false },
  ])('says branch-moved and writes nothing if $case', async ({ branch, meanwhile, isNew }) => {
    const { git, repository } = await start({ 'a.yaml': '1', 'b.yaml': '1' })
    const [base] = await repository.log('main')
    const theirs = await repository.commit(meanwhile, { 'b.yaml': 'theirs' })
    const lease = isNew ? undefined : base!.id
    const delivery = git.deliver({ branch, base: base!.id, lease, commits: [change('2')] })
    expect(await codeOf(delivery)).toBe('branch-moved')
    const heads = new Map([
      ['main', base!.id],
      [meanwhile, theirs],
    ])
    expect(await git.heads(['main', 'bump', 'other'])).toEqual(heads)
  })

  it('lets other branches move', async () => {
    const { git, repository } = await start({ 'a.yaml': '1' })
    const [base] = await repository.log('main')
    await repository.commit('other', { 'b.yaml': 'theirs' })
    const [id] = await deliver(git, base!.id, filesOf({ 'a.yaml': '2' }))
    expect(await git.heads(['main'])).toEqual(new Map([['main', id]]))
  })

  it('gives the same commit for the same delivery, and takes a branch that has it for done', async () => {
    const { git, repository } = await start({ 'a.yaml': '1' })
    const [base] = await repository.log('main')
    const first = await deliver(git, base!.id, filesOf({ 'a.yaml': '2' }))
    const second = await deliver(git, base!.id, filesOf({ 'a.yaml': '2' }))
    expect(second).toEqual(first)
    expect(await repository.log('main')).toHaveLength(2)
  })
}

function describeRemoving({ start }: GitContract): void {
  it('deletes a branch only where it stood', async () => {
    const { git, repository } = await start({ 'a.yaml': '1' })
    const one = await repository.commit('bump/one', { 'a.yaml': '2' })
    const two = await repository.commit('bump/two', { 'a.yaml': '3' })
    expect(await codeOf(git.remove('bump/two', one))).toBe('branch-moved')
    await git.remove('bump/two', two)
    expect(await git.branches('bump/')).toEqual(new Map([['bump/one', one]]))
  })
}

function describeHistory({ start, email }: GitContract): void {
  const asking = { atMost: 30, containing: '$', addresses: [] }

  it('tells the commits that touched files, the newest first, and whether there are more than are wanted', async () => {
    const { git, repository } = await start({ 'a b.yaml': '1', 'ü*.yaml': '1', 'c.yaml': '1' })
    const first = await repository.commit('main', { 'a b.yaml': '2' }, { message: 'One\n\nKey: value\n' })
    await repository.commit('main', { 'c.yaml': '2' })
    const both = { 'a b.yaml': '3', 'ü*.yaml': '3', 'c.yaml': '3' }
    const second = await repository.commit('main', both, { message: 'Two\n', author: email })
    const files = ['a b.yaml', 'ü*.yaml', 'gone.yaml']
    const told = await git.history(second, { ...asking, files })
    expect(told.isCut).toBe(false)
    expect(told.commits).toHaveLength(3)
    expect(told.commits.slice(0, 2)).toMatchObject([
      {
        id: second,
        message: expect.stringMatching(/^Two\n/),
        ours: true,
        files: [{ path: 'a b.yaml' }, { path: 'ü*.yaml' }],
      },
      {
        id: first,
        message: expect.stringMatching(/^One\n\nKey: value\n/),
        ours: false,
        files: [{ path: 'a b.yaml' }],
      },
    ])
    const last = await git.history(second, { ...asking, atMost: 1, files })
    expect([last.commits.map(({ id }) => id), last.isCut]).toEqual([[second], true])
    expect(await git.history(second, { ...asking, files: [] })).toEqual({ commits: [], isCut: false })
  })

  it('tells which commits lie behind a head', async () => {
    const { git, repository } = await start({ 'a.yaml': '1' })
    const first = await repository.commit('main', { 'a.yaml': '2' })
    const beside = await repository.commit('other', { 'b.yaml': '1' })
    const head = await repository.commit('main', { 'a.yaml': '3' })
    expect(await git.behind(head, [first, beside, head])).toEqual(new Set([first, head]))
    expect(await git.behind(head, ['1'.repeat(40)])).toEqual(new Set())
  })

  it('tells what a commit did to lines of interest, and whether its author is one of ours', async () => {
    const { git, repository } = await start({ 'a.yaml': 'one $\ntwo $\nthree\n' })
    const bot = 'bot@users.noreply.example.org'
    const changed = await repository.commit('main', { 'a.yaml': 'two $\nfour\none $ too' }, { author: bot })
    const gone = await repository.commit('main', { 'a.yaml': null })
    const { commits } = await git.history(gone, { ...asking, files: ['a.yaml'], addresses: [bot] })
    expect(commits.slice(0, 2)).toMatchObject([
      { id: gone, ours: false, files: [{ removed: ['two $', 'one $ too'], added: [] }] },
      { id: changed, ours: true, files: [{ removed: ['one $'], added: ['one $ too'] }] },
    ])
  })
}

function describeBumpBranches({ start, email }: GitContract): void {
  const ours = { author: email, committer: email }

  it('knows a bump branch of ours, and what its commit changed', async () => {
    const { git, repository } = await start({ 'a.yaml': '1', 'b.yaml': '1', 'run.sh': '1' })
    const [base] = await repository.log('main')
    const commits = [
      {
        message: 'Bump',
        files: filesOf({ 'a.yaml': 'two\r\n', 'run.sh': { mode: '100755', content: '1' } }),
      },
    ]
    const [head] = await git.deliver({ branch: 'bump', base: base!.id, lease: undefined, commits })
    expect(await bumpBranch(git, head!)).toMatchObject({ head, ours: true, files: commits[0]!.files })
  })

  it.each([
    { case: 'made by us', how: ours, expected: true },
    { case: 'of a person', how: {}, expected: false },
    { case: 'amended by a person', how: { author: email, amend: true }, expected: false },
    { case: 'cherry-picked by us', how: { committer: email }, expected: false },
  ])('says whether a head is ours: $case', async ({ how, expected }) => {
    const { git, repository } = await start({ 'a.yaml': '1', 'b.yaml': '1' })
    await repository.commit('bump', { 'a.yaml': '2' }, ours)
    const head = await repository.commit('bump', { 'b.yaml': '3' }, how)
    const bump = await bumpBranch(git, head)
    expect(bump.ours).toBe(expected)
    const changed = 'amend' in how ? { 'a.yaml': '2', 'b.yaml': '3' } : { 'b.yaml': '3' }
    expect(textsOf(bump.files)).toEqual(changed)
  })

  it('leaves removed files and symbolic links out of what a head changed', async () => {
    const { git, repository } = await start({ 'a.yaml': '1', 'b.yaml': '1', 'c.yaml': '1' })
    const link = { mode: '120000', content: 'a.yaml' }
    const head = await repository.commit('bump', { 'a.yaml': '2', 'b.yaml': null, 'c.yaml': link })
    expect(textsOf((await bumpBranch(git, head)).files)).toEqual({ 'a.yaml': '2' })
  })

  it('knows heads of ours by another address of ours too, and gives several at once', async () => {
    const { git, repository } = await start({ 'a.yaml': '1' })
    const bot = 'bot@users.noreply.example.org'
    const one = await repository.commit('one', { 'a.yaml': '2' }, { author: bot, committer: bot })
    const two = await repository.commit('two', { 'a.yaml': '3' })
    const read = await git.bumpBranches([one, two], [bot])
    expect([...read].map(([head, { ours }]) => [head === one, ours])).toEqual([
      [true, true],
      [false, false],
    ])
    expect(await git.bumpBranches([], [])).toEqual(new Map())
  })

  describe('counts what a branch has beyond another, if some addresses alone wrote it', () => {
    const flux = 'flux@example.org'
    const byFlux = { author: flux, committer: flux }
    const told = (git: Git, head: CommitId, base: CommitId) => git.countCommitsBy([flux], { base, head })

    it('commit by commit, not by the last one', async () => {
      const { git, repository } = await start({ 'a.yaml': '1', 'b.yaml': '1' })
      const first = await repository.commit('push', { 'a.yaml': '2' }, byFlux)
      const second = await repository.commit('push', { 'a.yaml': '3' }, byFlux)
      const base = await repository.commit('main', { 'b.yaml': '2' })
      expect([await told(git, first, base), await told(git, second, base)]).toEqual([1, 2])
      const theirs = await repository.commit('push', { 'a.yaml': '4' })
      const above = await repository.commit('push', { 'a.yaml': '5' }, byFlux)
      expect([await told(git, theirs, base), await told(git, above, base)]).toEqual([undefined, undefined])
    })

    it('where one of the two names of a commit is a person’s, they did not', async () => {
      const { git, repository } = await start({ 'a.yaml': '1' })
      const base = (await repository.log('main'))[0]!.id
      const amended = await repository.commit('one', { 'a.yaml': '2' }, { author: flux })
      const applied = await repository.commit('two', { 'a.yaml': '2' }, { committer: flux })
      expect([await told(git, amended, base), await told(git, applied, base)]).toEqual([undefined, undefined])
    })

    it('where there is nothing beyond it, they did', async () => {
      const { git, repository } = await start({ 'a.yaml': '1' })
      const old = (await repository.log('main'))[0]!.id
      expect(await told(git, old, await repository.commit('main', { 'a.yaml': '2' }))).toBe(0)
    })

    it('a merge of the other branch counts by what it brings of its own, whoever made it', async () => {
      const { git, repository } = await start({ 'a.yaml': '1', 'b.yaml': '1' })
      await repository.commit('push', { 'a.yaml': '2' }, byFlux)
      const base = await repository.commit('main', { 'b.yaml': '2' })
      const merges = { merges: 'main' }
      expect(await told(git, await repository.commit('push', { 'b.yaml': '2' }, merges), base)).toBe(1)
      const more = await repository.commit('push', { 'b.yaml': '3' }, { ...merges, ...byFlux })
      expect(await told(git, more, base)).toBeUndefined()
    })
  })

  it('gives branches by the beginning of their names', async () => {
    const { git, repository } = await start({ 'a.yaml': '1' })
    const one = await repository.commit('bump/one', { 'a.yaml': '2' })
    const two = await repository.commit('bump/two', { 'a.yaml': '3' })
    await repository.commit('other/bump/three', { 'a.yaml': '4' })
    expect(await git.branches('bump/')).toEqual(
      new Map([
        ['bump/one', one],
        ['bump/two', two],
      ]),
    )
  })

  it('takes a first commit, which has no parent, for nobody’s bump', async () => {
    const { git, repository } = await start({ 'a.yaml': '1' })
    const [first] = await repository.log('main')
    const bump = await bumpBranch(git, first!.id)
    expect(bump).toEqual({ head: first!.id, ours: false, files: filesOf({ 'a.yaml': '1' }) })
  })
}

async function bumpBranch(git: Git, head: CommitId, ...addresses: readonly string[]): Promise<BumpBranch> {
  const read = await git.bumpBranches([head], addresses)
  return read.get(head)!
}

function change(text: string): NewCommit {
  return { message: `Set ${text}\n`, files: filesOf({ 'a.yaml': text }) }
}

function deliver(git: Git, base: CommitId, files: NewCommit['files']): Promise<readonly CommitId[]> {
  return git.deliver({ branch: 'main', base, lease: base, commits: [{ message: 'Bump\n', files }] })
}

/** The code of the problem that a call is thrown with; another error is passed on. */
export async function codeOf(call: Promise<unknown>): Promise<ProblemCode | undefined> {
  try {
    await call
    return undefined
  } catch (error) {
    if (error instanceof ProblemError) return error.problems[0].code
    throw error
  }
}
