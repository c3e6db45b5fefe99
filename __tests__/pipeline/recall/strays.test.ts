/** Which bump branches would bring more than their own commit. */
import { expect, test } from '@jest/globals'
import { problemError } from '../../../src/model/problem.ts'
import { withStrays } from '../../../src/pipeline/recall/strays.ts'
import type { Comparison } from '../../../src/ports.ts'
import { anEnvironment, aPullRequest, aScanned } from '../../support/builders.ts'

/** Of commits that the checkout does not reach, GitHub says how many the branch lacks. */
const lacking: Readonly<Record<string, number | undefined>> = { older: 0, gone: 2, unheard: undefined }

async function straysOf(...bases: readonly string[]) {
  const asked: string[] = []
  const existing = new Map(
    bases.map((base, index) => {
      const branch = { head: `head-${index}`, ours: true, files: [], base }
      return [`image-bump/${index}`, { branch, request: aPullRequest({ base: 'main' }), past: [] }] as const
    }),
  )
  const ports = {
    git: { behind: async () => new Set(['near']) },
    forge: {
      compare: async (_: string, from: string, to: string): Promise<Comparison | undefined> => {
        asked.push(`${from}...${to}`)
        if (to === 'silent') throw problemError('github-failed', 'no answer')
        const total = lacking[to]
        return total === undefined ? undefined : { url: '', total, subjects: [] }
      },
    },
  }
  const scanned = [aScanned({}, anEnvironment({ branch: 'main' }))]
  const found = await withStrays(existing, scanned, ports)
  return { strays: [...found.values()].map(({ branch }) => branch?.isStray === true), asked }
}

test.each([
  ['the head itself', 'c0ffee0', false, 0],
  ['a commit not far behind it', 'near', false, 0],
  ['one further behind than the checkout reaches', 'older', false, 1],
  ['one that was taken out', 'gone', true, 1],
  ['one that GitHub does not know any more', 'unheard', true, 1],
  ['one of which GitHub says nothing now', 'silent', false, 1],
])('on %s', async (_, base, isStray, questions) => {
  const { strays, asked } = await straysOf(base)
  expect([strays, asked.length]).toEqual([[isStray], questions])
})

test('GitHub is asked once for all branches on the same commit', async () => {
  expect((await straysOf('older', 'older', 'near')).asked).toEqual(['main...older'])
})
