/** What goes with a push: options for the remote's server, and refspecs beside the branch, as Flux has them. */
import { chmod, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from '@jest/globals'
import { parseRefspec } from '../../../src/adapters/git/refspec.ts'
import type { Push } from '../../../src/ports.ts'
import { codeOf } from '../../contracts/git.contract.ts'
import { createRealRepository, git, openGit, removeRepositories } from '../../support/real-repository.ts'
import { filesOf } from '../../support/repository.ts'

afterEach(removeRepositories)

async function createWorld() {
  const repository = await createRealRepository({ 'a.yaml': '1' })
  const { bare } = repository
  await git(bare, ['config', 'receive.advertisePushOptions', 'true'])
  const told = join(repository.folder, 'told')
  const hook = join(bare, 'hooks', 'pre-receive')
  await writeFile(
    hook,
    `#!/bin/sh
read before after ref
echo "$ref: $GIT_PUSH_OPTION_COUNT $GIT_PUSH_OPTION_0 $GIT_PUSH_OPTION_1" >> '${told}'
case $ref in refs/for/closed) echo 'closed for today'; exit 1 ;; esac
`,
  )
  await chmod(hook, 0o755)
  const [base] = await repository.log('main')
  const port = openGit(await repository.clone('--depth=1'))
  const deliver = (how: Partial<Push>) =>
    port.deliver({
      branch: 'main',
      base: base!.id,
      lease: base!.id,
      commits: [{ message: 'Bump', files: filesOf({ 'a.yaml': '2' }) }],
      ...how,
    })
  const refs = async () =>
    (await git(bare, ['for-each-ref', '--format=%(refname) %(objectname)'])).toString().trim().split('\n')
  return {
    repository,
    base: base!.id,
    deliver,
    refs,
    told: async () => (await readFile(told, 'utf8')).trim().split('\n'),
  }
}

describe('a push', () => {
  it('tells its options, in the second push too, and takes the branch where the refspec says', async () => {
    const { deliver, refs, told } = await createWorld()
    const options = { 'merge_request.create': '', 'ci.skip': 'a b=c' }
    const [id] = await deliver({ options, refspecs: ['refs/heads/main:refs/for/main'] })
    expect(await told()).toEqual([
      'refs/heads/main: 2 merge_request.create= ci.skip=a b=c',
      'refs/for/main: 2 merge_request.create= ci.skip=a b=c',
    ])
    expect(await refs()).toEqual([`refs/for/main ${id}`, `refs/heads/main ${id}`])
  })

  it('takes another branch of the remote where the refspec names it, though the clone has it not', async () => {
    const { repository, deliver, refs } = await createWorld()
    const other = await repository.commit('other', { 'b.yaml': '1' })
    const [id] = await deliver({ refspecs: ['other:refs/copies/other', 'refs/heads/main:refs/heads/main'] })
    expect(await refs()).toEqual([
      `refs/copies/other ${other}`,
      `refs/heads/main ${id}`,
      `refs/heads/other ${other}`,
    ])
  })

  it('forces a refspec with a plus, and behind a branch that was made anew', async () => {
    const { repository, deliver, refs } = await createWorld()
    const lease = await repository.commit('bump', { 'a.yaml': 'old' })
    const mirror = await repository.commit('mirror', { 'a.yaml': 'x' })
    await repository.commit('second', { 'a.yaml': 'y' })
    expect(await codeOf(deliver({ refspecs: ['main:mirror'] }))).toBe('push-refused')
    expect((await refs()).join()).toContain(`refs/heads/mirror ${mirror}`)
    const [id] = await deliver({ branch: 'bump', lease, refspecs: ['bump:mirror', '+bump:second'] })
    expect((await refs()).filter((ref) => ref.endsWith(` ${id}`))).toEqual([
      `refs/heads/bump ${id}`,
      `refs/heads/main ${id}`,
      `refs/heads/mirror ${id}`,
      `refs/heads/second ${id}`,
    ])
  })

  it('says when the remote takes the branch and not the refspec', async () => {
    const { repository, deliver } = await createWorld()
    const failed = deliver({ refspecs: ['main:refs/for/closed'] })
    await expect(failed).rejects.toThrow(
      /^main was pushed, but the remote refused "main:refs\/for\/closed"\. .*closed for today/s,
    )
    expect(await repository.log('main')).toHaveLength(2)
  })

  it('says which branch the remote has not', async () => {
    const { deliver } = await createWorld()
    await expect(deliver({ refspecs: ['gone:refs/for/main'] })).rejects.toThrow(
      'The remote has no branch gone',
    )
  })
})

describe('a refspec beside the branch team/dev', () => {
  it.each([
    [
      'refs/heads/team/dev:refs/for/main',
      { isForced: false, source: undefined, destination: 'refs/for/main' },
    ],
    ['team/dev:main', { isForced: false, source: undefined, destination: 'refs/heads/main' }],
    [
      '+HEAD:refs/for/main%topic=bump',
      { isForced: true, source: undefined, destination: 'refs/for/main%topic=bump' },
    ],
    ['refs/heads/*:refs/for/*', { isForced: false, source: undefined, destination: 'refs/for/team/dev' }],
    ['refs/heads/team/*:refs/x/*', { isForced: false, source: undefined, destination: 'refs/x/dev' }],
    ['refs/heads/main:refs/x', { isForced: false, source: 'main', destination: 'refs/x' }],
    ['refs/heads/main', { isForced: false, source: 'main', destination: 'refs/heads/main' }],
  ])('%s is understood', (text, refspec) => {
    expect(parseRefspec(text, 'team/dev')).toEqual(refspec)
  })

  it.each([
    ':refs/heads/main',
    '',
    ':',
    'refs/tags/v1:refs/tags/v2',
    'refs/heads/other/*:refs/x/*',
    'a b:c',
    'HEAD',
    'x:y:z',
    'main:refs/x/../y z',
  ])('"%s" is refused', (text) => {
    expect(() => parseRefspec(text, 'team/dev')).toThrow('cannot be pushed; write it as in')
  })
})
