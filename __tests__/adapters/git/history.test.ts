/** The past of files in the clones that a workflow has: cut, partial, and set up by somebody with habits. */
import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from '@jest/globals'
import {
  createRealRepository,
  git,
  gitEnvironment,
  makeFolder,
  openGit,
  removeRepositories,
  type RealRepository,
} from '../../support/real-repository.ts'

afterEach(removeRepositories)

const asking = { files: ['a.yaml'], atMost: 30, containing: '$', addresses: [] }
/** Puts so many commits on main that touch another file, in one go. */
async function grow({ bare }: RealRepository, count: number): Promise<void> {
  const commits = Array.from({ length: count }, (_, index) =>
    [
      'commit refs/heads/main',
      `committer A Person <person@example.org> ${1_800_000_000 + index} +0000`,
      'data 0',
      ...(index === 0 ? ['from refs/heads/main^0'] : []),
      'M 100644 inline b.yaml',
      `data ${String(index).length}`,
      `${index}\n`,
    ].join('\n'),
  )
  await git(bare, ['fast-import', '--quiet', '--force'], { stdin: commits.join('\n') })
}

const headOf = async (repository: RealRepository) => (await repository.log('main'))[0]?.id ?? ''

describe('a shallow checkout', () => {
  it('is brought the past, and nothing of what was there is cut off', async () => {
    const repository = await createRealRepository({ 'a.yaml': '1 $', 'b.yaml': '1' })
    const first = await repository.commit('main', { 'a.yaml': '2 $' })
    for (const text of ['2', '3', '4']) await repository.commit('main', { 'b.yaml': text })
    const clone = await repository.clone('--depth=2')
    const told = await openGit(clone).history(await headOf(repository), asking)
    expect(told.commits[0]).toMatchObject({ id: first, files: [{ removed: ['1 $'], added: ['2 $'] }] })
    expect(told.isCut).toBe(false)
    expect(Number((await git(clone, ['rev-list', '--count', 'HEAD'])).toString())).toBeGreaterThan(2)
  })

  it('does not tell the commit at which it is cut, which seems to have made every file, and says that there are more', async () => {
    const repository = await createRealRepository({ 'a.yaml': '1', 'b.yaml': '1' })
    await grow(repository, 130)
    const clone = await repository.clone('--depth=1')
    const below = join(clone, 'apps')
    await mkdir(below)
    for (const folder of [clone, below]) {
      const told = await openGit(folder).history(await headOf(repository), asking)
      expect(told).toEqual({ commits: [], isCut: true })
    }
  })
})

it('asks the remote of a partial clone once for all that it lacks', async () => {
  const repository = await createRealRepository({ 'a.yaml': '0 $' })
  await git(repository.bare, ['config', 'uploadpack.allowFilter', 'true'])
  await git(repository.bare, ['config', 'uploadpack.allowAnySHA1InWant', 'true'])
  for (const text of ['1 $', '2 $', '3 $']) await repository.commit('main', { 'a.yaml': text })
  const clone = await repository.clone('--filter=blob:none', '--no-checkout')
  const trace = join(await makeFolder(), 'trace')
  const port = openGit(clone, { env: { ...gitEnvironment, GIT_TRACE: trace } })
  const told = await port.history(await headOf(repository), asking)
  expect(told.commits.map(({ files }) => files[0]?.added)).toEqual([['3 $'], ['2 $'], ['1 $'], ['0 $']])
  const asked = (await readFile(trace, 'utf8')).match(/run_command: .*git-upload-pack/g)
  expect(asked).toHaveLength(1)
})

it('is read whatever habits a person’s configuration has, and whatever a message looks like', async () => {
  const repository = await createRealRepository({ 'a.yaml': '1 $\n' })
  const message = `\u0001${'a'.repeat(40)}`
  const second = await repository.commit('main', { 'a.yaml': '2 $\n' }, { message })
  const clone = await repository.clone()
  for (const [key, value] of [
    ['color.ui', 'always'],
    ['log.showSignature', 'true'],
    ['log.diffMerges', 'first-parent'],
    ['diff.relative', 'true'],
    ['diff.external', 'false'],
    ['format.pretty', 'oneline'],
  ] as const)
    await git(clone, ['config', key, value])
  const { commits } = await openGit(clone).history(second, asking)
  expect(commits).toMatchObject([
    { id: second, message, files: [{ path: 'a.yaml', removed: ['1 $'], added: ['2 $'] }] },
    { files: [{ removed: [], added: ['1 $'] }] },
  ])
})
