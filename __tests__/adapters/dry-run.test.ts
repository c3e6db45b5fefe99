/** A dry run reads everything and changes nothing. */
import { afterEach, describe, expect, it } from '@jest/globals'
import { createWorktree } from '../../src/adapters/git/worktree.ts'
import { dryRun } from '../../src/adapters/dry-run.ts'
import { readEntries, writeFolder } from '../support/folder.ts'
import { createInMemoryForge } from '../support/in-memory-forge.ts'
import { createInMemoryRegistry } from '../support/in-memory-registry.ts'
import { createInMemoryRenderer } from '../support/in-memory-renderer.ts'
import { createPatientClock } from '../support/patient-clock.ts'
import { createRealRepository, makeFolder, openGit, removeRepositories } from '../support/real-repository.ts'
import { filesOf, textsOf } from '../support/repository.ts'

afterEach(removeRepositories)

const everything = { matches: () => true }

async function start() {
  const repository = await createRealRepository({ 'a.yaml': '1' })
  const folder = await makeFolder()
  await writeFolder(folder, { 'a.yaml': '1' })
  const forge = createInMemoryForge()
  const ports = dryRun({
    registry: createInMemoryRegistry({ 'ghcr.io/acme/web': ['1.0.0'] }),
    git: openGit(await repository.clone()),
    worktree: createWorktree(folder),
    forge,
    renderer: createInMemoryRenderer(),
    clock: createPatientClock(),
  })
  const [head] = await repository.log('main')
  return { repository, folder, forge, ports, base: head?.id ?? '' }
}

describe('a dry run', () => {
  it('reads branches and files', async () => {
    const { ports, base } = await start()
    expect(await ports.git.heads(['main'])).toEqual(new Map([['main', base]]))
    expect(textsOf(await ports.git.read(base, everything))).toEqual({ 'a.yaml': '1' })
    expect(textsOf(await ports.worktree.read(everything))).toEqual({ 'a.yaml': '1' })
  })

  it('pushes no commit', async () => {
    const { ports, base, repository } = await start()
    const commits = [{ message: 'Bump', files: filesOf({ 'a.yaml': '2' }) }]
    expect(await ports.git.deliver({ branch: 'main', base, lease: base, commits })).toEqual([])
    expect(textsOf(await repository.files('main'))).toEqual({ 'a.yaml': '1' })
  })

  it('writes no ledger', async () => {
    const { ports } = await start()
    await ports.git.writeLedger(new Uint8Array(), undefined)
    expect(await ports.git.readLedger()).toBeUndefined()
  })

  it('writes no file', async () => {
    const { ports, folder } = await start()
    await ports.worktree.write(filesOf({ 'a.yaml': '2' }))
    expect(textsOf(await readEntries(folder))).toEqual({ 'a.yaml': '1' })
  })

  it('opens and updates no request', async () => {
    const { ports, forge } = await start()
    const open = await forge.open(request)
    expect(await ports.forge.open({ ...request, head: 'image-bump/other' })).toBeUndefined()
    expect(await ports.forge.update(open?.number ?? 0, { title: 'Other', body: '' })).toBeUndefined()
    await ports.forge.setStatus(open?.headCommit ?? '', {
      context: 'image-bump/soak',
      state: 'success',
      description: '',
    })
    expect(await ports.forge.find(['image-bump/prod', 'image-bump/other'])).toEqual([open])
  })

  it('leaves a request that is open as it is, also one that an earlier run did not finish', async () => {
    const { ports, forge } = await start()
    const open = await forge.open(request)
    const number = open?.number ?? 0
    const nobody = { labels: ['x'], reviewers: [], teamReviewers: [], assignees: [] }
    expect(await ports.forge.furnish(number, { ...nobody, body: 'Finished' })).toEqual([])
    await ports.forge.arm({ number, head: open?.headCommit ?? '', method: 'merge' })
    await ports.forge.disarm(number)
    await ports.forge.comment(number, 'Hello')
    await ports.forge.editComment(number, 'Hello')
    expect(await ports.forge.close(number, 'Closed')).toBeUndefined()
    expect(await forge.find(['image-bump/prod'])).toEqual([open])
    expect([...forge.calls().keys()]).toEqual(['open', 'find'])
  })
})

const request = { title: 'Bump', body: 'Why', head: 'image-bump/prod', base: 'main', draft: false }
