/** Deliveries that meet a remote with a will of its own, or a line that breaks. */
import { chmod, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from '@jest/globals'
import { ProblemError } from '../../../src/model/problem.ts'
import type { Git } from '../../../src/ports.ts'
import { codeOf } from '../../contracts/git.contract.ts'
import {
  createRealRepository,
  git,
  openGit,
  removeRepositories,
  type RealRepository,
} from '../../support/real-repository.ts'
import { filesOf, textsOf } from '../../support/repository.ts'
import { wrapGit } from '../../support/wrapped-git.ts'

afterEach(removeRepositories)

async function bump(port: Git, repository: RealRepository): Promise<readonly string[]> {
  const [base] = await repository.log('main')
  const commits = [{ message: 'Bump', files: filesOf({ 'a.yaml': '2' }) }]
  return port.deliver({ branch: 'main', base: base!.id, lease: base!.id, commits })
}

describe('delivering', () => {
  it('is refused with the words of the remote’s hook', async () => {
    const repository = await createRealRepository({ 'a.yaml': '1' })
    const hook = join(repository.bare, 'hooks', 'pre-receive')
    await writeFile(hook, '#!/bin/sh\necho "Freeze until Monday"\nexit 1\n')
    await chmod(hook, 0o755)
    const port = openGit(await repository.clone())
    expect(await codeOf(bump(port, repository))).toBe('push-refused')
    await expect(bump(port, repository)).rejects.toThrow('(pre-receive hook declined)')
    await expect(bump(port, repository)).rejects.toThrow('remote: Freeze until Monday')
    expect(textsOf(await repository.files('main'))).toEqual({ 'a.yaml': '1' })
  })

  it('succeeds when the answer was lost but the branch stands at our commit', async () => {
    const repository = await createRealRepository({ 'a.yaml': '1' })
    const script = 'if [ "$1" = push ]; then git "$@"; echo "fatal: the remote end hung up" >&2; exit 128; fi'
    const { env } = await wrapGit(script)
    const [id] = await bump(openGit(await repository.clone(), { env }), repository)
    expect((await repository.log('main'))[0]?.id).toBe(id)
  })

  it('says branch-moved when somebody pushes while the push is on its way', async () => {
    const repository = await createRealRepository({ 'a.yaml': '1' })
    const theirs = await repository.commit('theirs', { 'b.yaml': '1' })
    const race = `if [ "$1" = push ]; then git -C '${repository.bare}' update-ref refs/heads/main ${theirs}; fi`
    const { env } = await wrapGit(race)
    const port = openGit(await repository.clone(), { env })
    expect(await codeOf(bump(port, repository))).toBe('branch-moved')
    expect((await repository.log('main'))[0]?.id).toBe(theirs)
  })

  it('says branch-moved when the lease was refused though a mirror still shows the old head', async () => {
    const repository = await createRealRepository({ 'a.yaml': '1' })
    const answer = `printf '!\\tx:refs/heads/main\\t[rejected] (stale info)\\n'; exit 1`
    const { env } = await wrapGit(`if [ "$1" = push ]; then ${answer}; fi`)
    expect(await codeOf(bump(openGit(await repository.clone(), { env }), repository))).toBe('branch-moved')
  })

  it('says git-failed when the remote cannot be reached', async () => {
    const repository = await createRealRepository({ 'a.yaml': '1' })
    const clone = await repository.clone()
    await git(clone, ['remote', 'set-url', 'origin', `${repository.url}-gone`])
    const port = openGit(clone)
    expect(await codeOf(bump(port, repository))).toBe('git-failed')
    await expect(bump(port, repository)).rejects.toThrow('remote.git-gone')
  })

  it.each([
    { theirs: 'image-bump', ours: 'image-bump/production' },
    { theirs: 'image-bump/production/old', ours: 'image-bump/production' },
  ])('says that $ours and $theirs cannot both exist', async ({ theirs, ours }) => {
    const repository = await createRealRepository({ 'a.yaml': '1' })
    await repository.commit(theirs, { 'b.yaml': '1' })
    const [base] = await repository.log('main')
    const commits = [{ message: 'Bump', files: filesOf({ 'a.yaml': '2' }) }]
    const push = { branch: ours, base: base!.id, lease: undefined, commits }
    await expect(openGit(await repository.clone()).deliver(push)).rejects.toMatchObject({
      problems: [
        {
          code: 'push-refused',
          message: expect.stringContaining(
            `a branch named ${theirs}, beside which Git can have none named ${ours}`,
          ),
        },
      ],
    })
  })

  it('puts another branch with a like name down to nothing', async () => {
    const repository = await createRealRepository({ 'a.yaml': '1' })
    await repository.commit('mai', {})
    await repository.commit('main-2', {})
    const { env } = await wrapGit('if [ "$1" = push ]; then exit 1; fi')
    const failed = bump(openGit(await repository.clone(), { env }), repository)
    await expect(failed).rejects.toThrow(/^The remote refused the push to main\. $/)
  })

  it('refuses a path into .git', async () => {
    const repository = await createRealRepository({ 'a.yaml': '1' })
    const [base] = await repository.log('main')
    const delivery = openGit(await repository.clone()).deliver({
      branch: 'main',
      base: base!.id,
      lease: base!.id,
      commits: [{ message: 'Bump', files: filesOf({ '.git/config': 'x' }) }],
    })
    expect(await codeOf(delivery)).toBe('git-failed')
  })

  it.each([
    {
      what: 'another file',
      script: 'git update-index --force-remove b.yaml',
      says: /too much: 000000 0+ b\.yaml/,
    },
    {
      what: 'other bytes',
      script: 'git update-index --cacheinfo "100644,$(git rev-parse HEAD:b.yaml),a.yaml"',
      says: /lacking: 100644 \w+ a\.yaml; too much: 100644 \w+ a\.yaml/,
    },
    {
      what: 'another mode',
      script: 'git update-index --chmod=+x a.yaml',
      says: /too much: 100755 \w+ a\.yaml/,
    },
    { what: 'nothing', script: 'git read-tree HEAD', says: /lacking: 100644 \w+ a\.yaml$/ },
  ])(
    'pushes nothing if the commits came out with $what, and takes that for a fault of ours',
    async ({ script, says }) => {
      const repository = await createRealRepository({ 'a.yaml': '1', 'b.yaml': '1 ' })
      const { env } = await wrapGit(`if [ "$1" = write-tree ]; then ${script}; fi`)
      const failed = bump(openGit(await repository.clone(), { env }), repository)
      await expect(failed).rejects.toThrow(says)
      await expect(failed).rejects.not.toBeInstanceOf(ProblemError)
      expect(await repository.log('main')).toHaveLength(1)
    },
  )

  it('leaves a sound repository behind', async () => {
    const repository = await createRealRepository({ 'a.yaml': '1', 'deep/er/b.yaml': '1' })
    await bump(openGit(await repository.clone('--depth=1')), repository)
    await expect(repository.fsck()).resolves.toBeUndefined()
    expect(textsOf(await repository.files('main'))).toEqual({ 'a.yaml': '2', 'deep/er/b.yaml': '1' })
  })
})
