/** The ledger of a remote, as every way to it keeps it. */
import { describe, expect, it } from '@jest/globals'
import { codeOf, type GitContract } from './git.contract.ts'

export function describeLedger({ name, start }: GitContract): void {
  describe(`the ledger: ${name}`, () => {
    it('is not there at first, then holds the bytes that were written, and shows among no branches', async () => {
      const { git, repository } = await start({ 'a.yaml': '1' })
      expect(await git.readLedger()).toBeUndefined()
      const bytes = new Uint8Array(Buffer.from('{"image":"ghcr.io/acme/wéb"}\r\n'))
      await git.writeLedger(bytes, undefined)
      const first = await git.readLedger()
      expect(first?.bytes).toEqual(bytes)
      await git.writeLedger(Uint8Array.from([0, 255, 10]), first?.head)
      expect((await git.readLedger())?.bytes).toEqual(Uint8Array.from([0, 255, 10]))
      await git.writeLedger(new Uint8Array(), (await git.readLedger())?.head)
      expect((await git.readLedger())?.bytes).toEqual(new Uint8Array())
      expect([...(await git.branches('')).keys()]).toEqual(['main'])
      expect(await repository.log('main')).toHaveLength(1)
    })

    it('is left to the run that was faster, be it there already or not', async () => {
      const { git } = await start({ 'a.yaml': '1' })
      const write = (text: string, lease?: string) =>
        git.writeLedger(new Uint8Array(Buffer.from(text)), lease)
      await write('theirs')
      expect(await codeOf(write('ours'))).toBe('branch-moved')
      const before = await git.readLedger()
      await write('theirs again', before?.head)
      expect(await codeOf(write('ours', before?.head))).toBe('branch-moved')
      const after = await git.readLedger()
      expect(Buffer.from(after?.bytes ?? []).toString()).toBe('theirs again')
    })
  })
}
