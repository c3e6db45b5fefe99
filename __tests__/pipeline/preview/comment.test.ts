/** One comment for a preview, from run to run. */
import { describe, expect, test } from '@jest/globals'
import { keepComment } from '../../../src/pipeline/preview/comment.ts'
import type { RunRequest } from '../../../src/model/request.ts'
import { aFailure } from '../../support/builders.ts'
import { createInMemoryForge, type InMemoryForge } from '../../support/in-memory-forge.ts'

async function aForge(): Promise<InMemoryForge> {
  const forge = createInMemoryForge()
  await forge.open({ head: 'proposal', base: 'main', title: 'Widen', body: '', draft: false })
  return forge
}

const request: Pick<RunRequest, 'config' | 'environments'> = { config: '.github/image-bump.yaml' }

function keep(forge: InMemoryForge, text: string, { isQuiet = false, asked = request } = {}) {
  return keepComment({ number: 1, text, isQuiet, request: asked }, forge)
}

function comments(forge: InMemoryForge): readonly string[] {
  return forge.pulls()[0]?.comments ?? []
}

describe('the comment of a preview', () => {
  test('is written once, left alone while it is true, and changed in its place', async () => {
    const forge = await aForge()
    expect(await keep(forge, 'One value.\n')).toEqual([])
    expect(comments(forge)).toEqual([
      expect.stringMatching(/^<!-- image-bump:preview \w{12} -->\nOne value\.$/),
    ])
    await keep(forge, 'One value.\n')
    expect(forge.calls().get('editComment')).toBeUndefined()
    await keep(forge, 'Nothing.', { isQuiet: true })
    expect(comments(forge)).toEqual([expect.stringMatching(/>\nNothing\.$/)])
  })

  test('is true, too, where GitHub gives it back with other line breaks', async () => {
    const forge = await aForge()
    await keep(forge, 'One\nvalue.')
    forge.change(1, { comments: comments(forge).map((body) => body.replaceAll('\n', '\r\n')) })
    await keep(forge, 'One\nvalue.')
    expect(forge.calls().get('editComment')).toBeUndefined()
  })

  test('is not begun where there is nothing to say', async () => {
    const forge = await aForge()
    await keep(forge, 'Nothing.', { isQuiet: true })
    expect(comments(forge)).toEqual([])
  })

  test('is none of another workflow that quotes a mark', async () => {
    const forge = await aForge()
    await keep(forge, 'One value.')
    const quoted = `Title: ${comments(forge)[0]}`
    forge.change(1, { comments: [quoted, ...comments(forge)] })
    await keep(forge, 'Nothing.')
    expect(comments(forge)).toEqual([quoted, expect.stringContaining('Nothing.')])
  })

  test('is one for each question that workflows ask', async () => {
    const forge = await aForge()
    await keep(forge, 'All.')
    await keep(forge, 'One.', { asked: { ...request, environments: ['dev'] } })
    await keep(forge, 'All again.')
    expect(comments(forge).map((body) => body.split('\n')[1])).toEqual(['All again.', 'One.'])
  })

  test.each(['findComment', 'comment'] as const)(
    'costs nothing but a note where %s fails',
    async (method) => {
      const forge = await aForge()
      forge.failNext(method, aFailure({ code: 'permission-missing', level: 'error' }))
      expect(await keep(forge, 'One value.')).toMatchObject([{ code: 'permission-missing', level: 'note' }])
      expect(comments(forge)).toEqual([])
    },
  )
})
