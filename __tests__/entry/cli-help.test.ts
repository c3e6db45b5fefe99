import { expect, test } from '@jest/globals'
import { Command } from 'commander'
import { addHelp } from '../../src/entry/cli-help.ts'

test.each([
  ['help', 'Usage: bump [options]'],
  ['help plan', 'Usage: bump plan'],
  ['help policy', 'Usage: bump policy'],
  ['help policy test', 'Usage: bump policy test'],
])('%s shows a page', (words, first) => {
  expect(run(words)).toEqual({
    thrown: expect.objectContaining({ exitCode: 0 }),
    out: expect.stringMatching(new RegExp(`^${escape(first)}`)),
    error: '',
  })
})

test.each([
  ['help nope', 'error: there is no command "nope" to help with; there are plan, policy, help\n'],
  ['help policy nope', 'error: there is no command "nope" to help with; there are test\n'],
  ['help plan nope', 'error: there is no command "nope" to help with; it has none below it\n'],
])('%s says that there is no such command', (words, error) => {
  expect(run(words)).toEqual({ thrown: expect.objectContaining({ exitCode: 1 }), out: '', error })
})

function escape(text: string): string {
  return text.replaceAll(/[[\]]/g, String.raw`\$&`)
}

function run(words: string) {
  let [out, error] = ['', '']
  const program = new Command('bump')
  program.exitOverride().configureOutput({
    writeOut: (text) => (out += text),
    writeErr: (text) => (error += text),
  })
  program.command('plan')
  program.command('policy').command('test')
  addHelp(program)
  try {
    program.parse(words.split(' '), { from: 'user' })
    return undefined
  } catch (thrown) {
    return { thrown, out, error }
  }
}
