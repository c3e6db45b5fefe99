/** Who gave a label: a person whom the token is not, however many labels came and went since. */
import { describe, expect, test } from '@jest/globals'
import { forgesUnderTest, problemOf } from '../../support/forges-under-test.ts'
import { troubles } from '../../support/github-double.ts'

const { setUpOpen, asked, strike, double } = forgesUnderTest()

describe('a label', () => {
  test('is given by the last person who gave it', async () => {
    const { forge, person } = await setUpOpen()
    person('alice').label(1, 'hotfix')
    person('alice').unlabel(1, 'hotfix')
    person('bob').label(1, 'hotfix')
    expect(await forge.labelledBy(1, 'hotfix')).toBe('bob')
  })

  test('of a bot, or of the account that the token belongs to, opens nothing', async () => {
    const token = double().token({ kind: 'user', login: 'carol' })
    const { forge, person, repository } = await setUpOpen({ token })
    person('carol').label(1, 'mine')
    person('alice').label(1, 'theirs')
    person('alice').label(1, 'of-a-bot')
    const record = double().record(repository)
    record.labelings = record.labelings.map((labeling) =>
      labeling.label === 'of-a-bot'
        ? { ...labeling, actor: { kind: 'app', login: 'labeler[bot]', id: 7 } }
        : labeling,
    )
    expect(await forge.labelledBy(1, 'mine')).toBeUndefined()
    expect(await forge.labelledBy(1, 'of-a-bot')).toBeUndefined()
    expect(await forge.labelledBy(1, 'theirs')).toBe('alice')
  })

  test('is found behind hundreds of others, and one that nobody gave is not', async () => {
    const subject = await setUpOpen()
    const { forge, person, repository } = subject
    person('bob').label(1, 'hotfix')
    const record = double().record(repository)
    const [first] = record.labelings
    const noise = Array.from({ length: 250 }, (_, index) => ({ ...first!, label: `noise-${index}` }))
    record.labelings = [...record.labelings, ...noise]
    expect(await forge.labelledBy(1, 'hotfix')).toBe('bob')
    expect(await forge.labelledBy(1, 'other')).toBeUndefined()
    expect(asked(subject).filter((each) => each === 'query findLabeller')).toHaveLength(6)
  })

  test('that cannot be asked for is a failure, not an answer', async () => {
    const { forge } = await setUpOpen()
    strike('query findLabeller', { when: 'before', answer: troubles.badGateway })
    expect(await problemOf(forge.labelledBy(1, 'hotfix'))).toMatchObject({ code: 'github-failed' })
    expect(await problemOf(forge.labelledBy(99, 'hotfix'))).toMatchObject({ code: 'github-refused' })
  })
})
