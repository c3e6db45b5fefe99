import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { packFiles } from '../../../src/adapters/git/pack.ts'
import { git, makeFolder, removeRepositories } from '../../support/real-repository.ts'

let folder: string
beforeAll(async () => {
  folder = await makeFolder()
  await git(folder, ['init', '--quiet'])
})
afterAll(removeRepositories)

async function readBack(files: readonly Uint8Array[]): Promise<readonly Buffer[]> {
  const { bytes, ids } = packFiles(files, 'sha1')
  await git(folder, ['index-pack', '--strict', '--stdin'], { stdin: bytes })
  return Promise.all(ids.map((id) => git(folder, ['cat-file', 'blob', id])))
}

describe('a pack', () => {
  it.each([0, 1, 15, 16, 2047, 2048, 262_143, 262_144, 40_000_000])(
    'gives a file of %d bytes back',
    async (size) => {
      const file = Buffer.alloc(size, 'ab')
      const [read] = await readBack([file])
      expect(read?.equals(file)).toBe(true)
    },
  )

  it('gives all files back, whatever is in them and whichever are alike', async () => {
    const law = fc.asyncProperty(
      fc.array(fc.uint8Array({ maxLength: 40 }), { minLength: 1, maxLength: 8 }),
      async (files) => {
        const read = await readBack([...files, ...files.slice(0, 1)])
        expect(read.map((bytes) => [...bytes])).toEqual(
          [...files, ...files.slice(0, 1)].map((file) => [...file]),
        )
      },
    )
    await fc.assert(law, { seed: 1, numRuns: 8 })
  })
})
