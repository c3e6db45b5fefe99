/** What only the fake Git can do: races and refusals on order. */
import { describe, expect, it } from '@jest/globals'
import { createInMemoryGit } from '../support/in-memory-git.ts'
import { filesOf, textsOf } from '../support/repository.ts'
import { codeOf } from './git.contract.ts'

async function start() {
  const git = createInMemoryGit({ 'a.yaml': '1' })
  const deliver = async () => {
    const lease = (await git.heads(['main'])).get('main') ?? ''
    const commits = [{ message: 'Bump', files: filesOf({ 'a.yaml': '2' }) }]
    return git.deliver({ branch: 'main', base: lease, lease, commits })
  }
  return { git, deliver }
}

describe('the Git port in memory', () => {
  it('lets somebody be faster, once', async () => {
    const { git, deliver } = await start()
    git.moveBefore('main', { 'b.yaml': 'theirs' })
    expect(await codeOf(deliver())).toBe('branch-moved')
    await deliver()
    expect(textsOf(await git.files('main'))).toEqual({ 'a.yaml': '2', 'b.yaml': 'theirs' })
  })

  it('refuses with the words given', async () => {
    const { git, deliver } = await start()
    git.refuse('main', 'Freeze until Monday')
    expect(await codeOf(deliver())).toBe('push-refused')
    await expect(deliver()).rejects.toThrow('Freeze until Monday')
    expect(textsOf(await git.files('main'))).toEqual({ 'a.yaml': '1' })
  })
})
