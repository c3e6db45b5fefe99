import { expect, test } from '@jest/globals'
import { parseEnvironments } from '../../src/entry/cli-init.ts'
import { problemsThrownBy } from '../support/builders.ts'

test('environments are read with all their paths', () => {
  expect(parseEnvironments(['dev=apps/dev/', 'prod=apps/prod', 'dev=./infra/dev'])).toEqual(
    new Map([
      ['dev', ['apps/dev', 'infra/dev']],
      ['prod', ['apps/prod']],
    ]),
  )
  expect(parseEnvironments(['all=.'])).toEqual(new Map([['all', ['.']]]))
})

test('the whole repository leaves nothing for another', async () => {
  const problems = await problemsThrownBy(async () => parseEnvironments(['all=.', 'dev=apps/dev']))
  expect(problems).toMatchObject([{ code: 'arguments-invalid' }])
})

test.each(['dev', '=apps', 'dev=', 'Dev=apps', 'dev=/apps', 'dev=../apps'])('%s is refused', async (text) => {
  const problems = await problemsThrownBy(async () => parseEnvironments([text]))
  expect(problems).toMatchObject([{ code: 'arguments-invalid' }])
})
