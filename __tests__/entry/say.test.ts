import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { inert } from '../../src/entry/say.ts'
import { printable } from '../../src/model/printable.ts'

describe('a line of a log', () => {
  test.each([
    ['::error::gone', ': :error::gone'],
    ['  ::add-mask::a', '  : :add-mask::a'],
    [':::error::gone', ': ::error::gone'],
    ['##[error]gone', '## [error]gone'],
    ['tag 1##[set-output name=a]b##[error]c', 'tag 1## [set-output name=a]b## [error]c'],
    ['###[error]gone', '### [error]gone'],
  ])('%j is printed as %j', (line, printed) => {
    expect(inert(line)).toBe(printed)
    expect(commandIn(line)).toBeDefined()
  })

  test.each(['', 'web chose ghcr.io/acme/web:1.2.0', 'std::string', '# [a]', ': a', '## heading'])(
    '%j stays as it is',
    (line) => {
      expect(inert(line)).toBe(line)
    },
  )

  test('is never a command, whatever text a registry or a file puts into it', () => {
    const pieces = [
      '::',
      ':',
      '##[',
      '##',
      '#',
      '[',
      ']',
      'error',
      'add-mask',
      ' ',
      '\t',
      '\n',
      '\r',
      '\u0085',
    ]
    const unseen = ['\u00A0', '\u2028', '\u200B', '\uFEFF', '\u202E']
    const text = fc.array(fc.oneof(fc.constantFrom(...pieces, ...unseen), fc.string()), { maxLength: 12 })
    fc.assert(
      fc.property(text, (parts) => {
        const line = inert(printable(parts.join('')))
        expect(commandIn(line)).toBeUndefined()
        expect(line).not.toMatch(/[\n\r\u0085\u2028]/)
      }),
      { seed: 1, numRuns: 2000 },
    )
  })
})

/** actions/runner, ActionCommand.cs, for a runner that knows a command of every name: TryParseV2, then TryParse. */
function commandIn(line: string): string | undefined {
  const trimmed = line.replace(/^[\s\u0085]+/, '')
  const end = trimmed.startsWith('::') ? trimmed.indexOf('::', 2) : -1
  if (end >= 0) return trimmed.slice(2, end)
  const start = line.indexOf('##[')
  const bracket = start < 0 ? -1 : line.indexOf(']', start)
  return bracket < 0 ? undefined : line.slice(start + 3, bracket)
}
