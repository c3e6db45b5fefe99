/** The ledger by the git program: no ref of the user's moves, nothing grows, and what goes wrong is told. */
import { afterEach, describe, expect, it } from '@jest/globals'
import { ledgerRef } from '../../../src/model/ledger.ts'
import { codeOf } from '../../contracts/git.contract.ts'
import { createRealRepository, git, openGit, removeRepositories } from '../../support/real-repository.ts'
import { wrapGit } from '../../support/wrapped-git.ts'

afterEach(removeRepositories)

const bytes = new Uint8Array(Buffer.from('{}\n'))

async function headOf(bare: string): Promise<string> {
  return (await git(bare, ['rev-parse', ledgerRef])).toString().trim()
}

describe('the ledger', () => {
  it.each([{ options: [] }, { options: ['--depth=1'] }])(
    'is one commit without a past, of which no ref of the checkout knows (clone with $options)',
    async ({ options }) => {
      const repository = await createRealRepository({ 'a.yaml': '1' })
      const clone = await repository.clone(...options)
      const refs = (await git(clone, ['for-each-ref'])).toString()
      const port = openGit(clone)
      await port.writeLedger(bytes, undefined)
      await port.writeLedger(new Uint8Array(Buffer.from('{"a":1}\n')), await headOf(repository.bare))
      expect((await git(repository.bare, ['rev-list', '--count', ledgerRef])).toString()).toBe('1\n')
      expect((await git(repository.bare, ['ls-tree', '-r', '--name-only', ledgerRef])).toString()).toBe(
        'ledger.ndjson\n',
      )
      const other = await repository.clone(...options)
      expect(await openGit(other).readLedger()).toEqual({
        head: await headOf(repository.bare),
        bytes: new Uint8Array(Buffer.from('{"a":1}\n')),
      })
      expect((await git(clone, ['for-each-ref'])).toString()).toBe(refs)
      expect((await git(other, ['rev-parse', '--is-shallow-repository'])).toString()).toBe(
        `${options.length > 0}\n`,
      )
      await repository.fsck()
    },
  )

  it('is taken for written where it stands there after all, whatever git heard', async () => {
    const repository = await createRealRepository({ 'a.yaml': '1' })
    const { env } = await wrapGit('if [ "$1" = push ]; then git "$@"; echo "lost" >&2; exit 1; fi')
    await openGit(await repository.clone(), { env }).writeLedger(bytes, undefined)
    expect((await git(repository.bare, ['cat-file', 'blob', `${ledgerRef}:ledger.ndjson`])).toString()).toBe(
      '{}\n',
    )
  })

  it('is read again when another run replaces it while it is fetched', async () => {
    const repository = await createRealRepository({ 'a.yaml': '1' })
    const first = openGit(await repository.clone())
    await first.writeLedger(bytes, undefined)
    await first.writeLedger(new Uint8Array(Buffer.from('new\n')), await headOf(repository.bare))
    const gone = '1'.repeat(40)
    const { env } = await wrapGit(
      `if [ "$1" = ls-remote ] && [ ! -e "$0.seen" ]; then touch "$0.seen"; printf '${gone}\\t${ledgerRef}\\n'; exit 0; fi`,
    )
    const read = await openGit(await repository.clone(), { env }).readLedger()
    expect(Buffer.from(read?.bytes ?? []).toString()).toBe('new\n')
  })

  it('is refused by a remote that takes no such refs, in its own words', async () => {
    const repository = await createRealRepository({ 'a.yaml': '1' })
    await git(repository.bare, ['config', 'receive.hideRefs', 'refs/image-bump'])
    const port = openGit(await repository.clone())
    const writing = port.writeLedger(bytes, undefined)
    expect(await codeOf(writing)).toBe('push-refused')
    await expect(writing).rejects.toThrow(/refused the push to refs\/image-bump\/ledger.*hidden ref/s)
  })

  it('says so where something else stands there', async () => {
    const repository = await createRealRepository({ 'a.yaml': '1' })
    await git(repository.bare, ['update-ref', ledgerRef, 'refs/heads/main'])
    const reading = openGit(await repository.clone()).readLedger()
    expect(await codeOf(reading)).toBe('git-failed')
    await expect(reading).rejects.toThrow('has no file ledger.ndjson')
  })

  it('is not mistaken for a ref whose name ends the same', async () => {
    const repository = await createRealRepository({ 'a.yaml': '1' })
    await git(repository.bare, ['update-ref', `refs/heads/${ledgerRef}`, 'refs/heads/main'])
    expect(await openGit(await repository.clone()).readLedger()).toBeUndefined()
  })
})
