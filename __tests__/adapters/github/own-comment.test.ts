/** Comments of ours that are found again on GitHub. */
import { describe, expect, test } from '@jest/globals'
import { forgesUnderTest, problemOf } from '../../support/forges-under-test.ts'

const { double, setUp, setUpOpen, asked } = forgesUnderTest()

describe('a comment of ours', () => {
  test("is found behind a hundred others, and nobody's copy of it is taken for it", async () => {
    const subject = await setUpOpen()
    subject.alice.comment(1, 'The mark.')
    const record = double().record(subject.repository)
    record.comments = record.comments.flatMap((each) => Array.from({ length: 100 }, () => each))
    expect(await subject.forge.findComment(1, 'The mark')).toBeUndefined()
    await subject.forge.comment(1, 'The mark, and ours.')
    expect(await subject.forge.findComment(1, 'The mark')).toMatchObject({ body: 'The mark, and ours.' })
    expect(asked(subject).filter((each) => each === 'GET /issues/1/comments')).toHaveLength(4)
  })

  test('that may not be written names the permission', async () => {
    const { repository } = await setUpOpen()
    const permissions = { issues: 'none', pull_requests: 'read' } as const
    const { forge } = setUp({ repository, token: double().token({ kind: 'actions', permissions }) })
    expect(await forge.findComment(1, 'The mark')).toBeUndefined()
    const problem = await problemOf(forge.editComment(7, 'Other words.'))
    expect(problem).toMatchObject({ code: 'permission-missing' })
    expect(problem?.message).toContain('edit our comment')
  })
})
