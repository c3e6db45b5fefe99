/** Statuses that we set: said twice, answered badly, refused; and what is known of them afterwards. */
import { describe, expect, test } from '@jest/globals'
import { createPacing } from '../../../src/adapters/github/pacing.ts'
import type { CommitStatus } from '../../../src/model/commit-status.ts'
import { forgesUnderTest, problemOf, web } from '../../support/forges-under-test.ts'
import { troubles } from '../../support/github-double.ts'

const { setUpOpen, asked, strike, double } = forgesUnderTest()

const operation = 'repos/create-commit-status'
const soak: CommitStatus = { context: 'image-bump/soak', state: 'pending', description: '3 of 24 hours' }

describe('a status', () => {
  test('that landed and was answered 502 is there, and said again it is the same', async () => {
    const { forge, opened } = await setUpOpen()
    strike(operation, { when: 'after', answer: troubles.badGateway })
    expect(await problemOf(forge.setStatus(opened.headCommit, soak))).toMatchObject({
      code: 'github-failed',
      level: 'warning',
    })
    expect(await forge.find([web.head])).toMatchObject([{ statuses: [soak] }])
    await forge.setStatus(opened.headCommit, soak)
    expect(await forge.find([web.head])).toMatchObject([{ statuses: [soak] }])
  })

  test('is sent again where GitHub failed, by a connection that keeps the pace', async () => {
    const subject = await setUpOpen({ pacing: createPacing({ second: 1 }) })
    strike(operation, { when: 'after', answer: troubles.badGateway })
    await subject.forge.setStatus(subject.opened.headCommit, soak)
    expect(asked(subject).filter((each) => each.startsWith('POST /statuses/'))).toHaveLength(2)
    expect(await subject.forge.find([web.head])).toMatchObject([{ statuses: [soak] }])
  })

  test('at a commit that GitHub does not know yet waits for it', async () => {
    const subject = await setUpOpen()
    const { headCommit } = subject.opened
    const message = `No commit found for SHA: ${headCommit}`
    const answer = { status: 422, body: { message, documentation_url: '' } }
    strike(operation, { when: 'before', answer })
    await subject.forge.setStatus(headCommit, soak)
    expect(subject.clock.pauses).toEqual([1000])
    expect(await problemOf(subject.forge.setStatus('a'.repeat(40), soak))).toMatchObject({
      code: 'github-refused',
    })
  })

  test('is refused to a token that may not set one, which is told so', async () => {
    const token = double().token({ kind: 'actions', permissions: { statuses: 'read' } })
    const { forge, opened } = await setUpOpen({ token })
    const problem = await problemOf(forge.setStatus(opened.headCommit, soak))
    expect(problem).toMatchObject({ code: 'permission-missing', level: 'error' })
    expect(problem?.message).toMatch(/set the status image-bump\/soak.*lacks the permission statuses: write/)
  })
})

describe('what is known of statuses', () => {
  test('of a new head there are none but those that were set at it already', async () => {
    const { forge, opened, person } = await setUpOpen()
    await forge.setStatus(opened.headCommit, soak)
    const head = person().push(web.head, { 'a.yaml': 'new' })
    expect(await forge.update(1, { title: 'New' })).toMatchObject({ headCommit: head, statuses: [] })
    const passed = { ...soak, state: 'success' } as const
    await forge.setStatus(head, passed)
    expect(await forge.update(1, { title: 'Newer' })).toMatchObject({ statuses: [passed] })
  })

  test('a request that is opened anew at a commit of which we spoke tells it', async () => {
    const { forge, opened, alice } = await setUpOpen()
    await forge.setStatus(opened.headCommit, soak)
    alice.close(1)
    expect(await forge.open(web)).toMatchObject({ number: 2, statuses: [soak] })
  })

  test('words that others put beside ours are not ours', async () => {
    const { forge, opened, report } = await setUpOpen()
    report.status(opened.headCommit, 'image-bumper/soak', 'success')
    report.status(opened.headCommit, 'image-bump/soak', 'failure')
    expect(await forge.find([web.head])).toMatchObject([
      { statuses: [{ context: 'image-bump/soak', state: 'failure', description: '' }] },
    ])
  })
})
