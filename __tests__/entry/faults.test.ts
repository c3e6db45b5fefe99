import { describe, expect, test } from '@jest/globals'
import { explain } from '../../src/entry/faults.ts'
import { problemError } from '../../src/model/problem.ts'

test('what is thrown with problems is told as problems, with exit code 1', () => {
  const thrown = problemError('config-not-found', 'There is no file.', { file: 'a.yaml' })
  expect(explain(thrown)).toEqual({
    kind: 'problems',
    problems: [
      { code: 'config-not-found', level: 'error', message: 'There is no file.', place: { file: 'a.yaml' } },
    ],
    exitCode: 1,
  })
})

describe('anything else is a fault of ours, with exit code 2', () => {
  test('an error is told with its stack', () => {
    const lines = faultLines(new RangeError('out of reach'))
    expect(lines[0]).toContain('a fault of its own')
    expect(lines[1]).toBe('RangeError: out of reach')
    expect(lines[2]).toMatch(/^ {4}at .*faults\.test\.ts/)
  })

  test('its causes are told too', () => {
    const reset = new Error('connection reset')
    const lines = faultLines(new Error('fetch failed', { cause: new Error('socket', { cause: reset }) }))
    const told = lines.filter((line) => !line.startsWith('    at '))
    expect(told.slice(1)).toEqual([
      'Error: fetch failed',
      'Caused by:',
      'Error: socket',
      'Caused by:',
      'Error: connection reset',
    ])
  })

  test.each([
    ['text', ['text']],
    ['two\nlines', ['two', 'lines']],
    [undefined, ['undefined']],
    [{ message: 'no stack' }, ['no stack']],
  ])('%j is told as %j', (thrown, lines) => {
    expect(faultLines(thrown).slice(1)).toEqual(lines)
  })
})

function faultLines(thrown: unknown): readonly string[] {
  const explained = explain(thrown)
  expect(explained).toMatchObject({ kind: 'fault', exitCode: 2 })
  return explained.kind === 'fault' ? explained.lines : []
}
