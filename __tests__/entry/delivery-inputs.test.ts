/** The inputs about commits. */
import { describe, expect, test } from '@jest/globals'
import {
  type DeliveryInputs,
  type DeliveryTexts,
  parseDeliveryInputs,
} from '../../src/entry/delivery-inputs.ts'
import { refuseStrangers } from '../../src/entry/events.ts'
import { ProblemError, problemsOf } from '../../src/model/problem.ts'

const nothing: DeliveryTexts = {
  commits: '',
  'update-workspace': '',
  'signing-key': '',
  'signing-key-passphrase': '',
}
const key = '-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----'

function parsed(texts: Partial<DeliveryTexts>): {
  readonly inputs: DeliveryInputs
  readonly messages: readonly string[]
} {
  const messages: string[] = []
  const inputs = parseDeliveryInputs({ ...nothing, ...texts }, true, (read, instead) => {
    try {
      return read()
    } catch (thrown) {
      messages.push(...problemsOf(thrown).map(({ code, message }) => `${code}: ${message}`))
      return instead
    }
  })
  return { inputs, messages }
}

describe('commits', () => {
  test.each([
    ['', 'auto'],
    ['auto', 'auto'],
    [' api\n', 'api'],
    ['git', 'git'],
  ])('"%s" means %s', (commits, way) => {
    expect(parsed({ commits })).toEqual({ inputs: { commits: way, updateWorkspace: true }, messages: [] })
  })

  test.each(['API', 'rest', 'true'])('"%s" is no way to commit', (commits) => {
    expect(parsed({ commits }).messages).toEqual([
      `arguments-invalid: commits is "${commits}"; it must be auto, api or git.`,
    ])
  })
})

describe('a signing key', () => {
  test('is taken with its passphrase, whose own blanks count', () => {
    const texts = { 'signing-key': `\n${key}`, 'signing-key-passphrase': ' open sesame \n' }
    expect(parsed(texts).inputs.signing).toEqual({
      kind: 'ssh',
      text: `${key}\n`,
      passphrase: ' open sesame ',
    })
  })

  test.each<[string, Partial<DeliveryTexts>, RegExp]>([
    ['with the API', { 'signing-key': key, commits: 'api' }, /needs commits to be git or auto/],
    ['that is no key', { 'signing-key': 'hunter2' }, /must be a private key/],
    ['that is missing', { 'signing-key-passphrase': 'hunter2' }, /signing-key is not/],
  ])('%s is refused, and not shown', (_, texts, says) => {
    const { inputs, messages } = parsed(texts)
    expect(messages).toEqual([expect.stringMatching(says)])
    expect(messages.join()).not.toContain('hunter2')
    expect(inputs.signing).toBeUndefined()
  })
})

describe('events', () => {
  test.each(['pull_request_target', 'issue_comment'])('%s starts no run that writes', (event) => {
    expect(() => refuseStrangers(event)).toThrow(ProblemError)
    expect(() => refuseStrangers(event)).toThrow(`This run was started by ${event}`)
  })

  test.each([undefined, 'push', 'schedule', 'pull_request', 'repository_dispatch', 'workflow_dispatch'])(
    '%s may',
    (event) => {
      expect(() => refuseStrangers(event)).not.toThrow()
    },
  )
})
