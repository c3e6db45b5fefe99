import { describe, expect, jest, test } from '@jest/globals'
import { annotate } from '../../src/entry/annotations.ts'
import type { Level, Problem } from '../../src/model/problem.ts'
import { remedies } from '../../src/model/remedies.ts'

test('a problem stands at its file, line and column, with its code and its remedy', () => {
  const place = { file: 'apps/dev/web.yaml', line: 3, column: 9 }
  const problem: Problem = { code: 'policy-unknown', level: 'warning', message: 'No dev:web.', place }
  expect(printed([problem])).toEqual([
    `::warning title=policy-unknown,file=apps/dev/web.yaml,line=3,col=9::No dev:web.%0A${remedies['policy-unknown']}`,
  ])
})

test('a problem of the run stands nowhere; a note is a notice', () => {
  expect(printed([problemOf('note', 1)])).toEqual([expect.stringMatching(/^::notice title=suspended::1 of/)])
})

test('errors come first, then warnings, then notes', () => {
  const levels: readonly Level[] = ['note', 'warning', 'error', 'note', 'error']
  const commands = printed(levels.map(problemOf)).map((line) => line.split(' ')[0])
  expect(commands).toEqual(['::error', '::error', '::warning', '::notice', '::notice'])
})

test('ten of a level are all shown', () => {
  expect(printed(many('error', 10)).filter((line) => line.includes('title=suspended'))).toHaveLength(10)
})

test.each(['error', 'warning', 'note'] as const)(
  'of eleven of level %s nine are shown, and the tenth names the two that are in the log',
  (level) => {
    const lines = printed(many(level, 11))
    const [commands, log] = [lines.filter((line) => line.startsWith('::')), lines.slice(10)]
    expect(commands).toHaveLength(10)
    expect(commands[9]).toMatch(
      /::2 more problems of this level, which are in the log:%0Asuspended: 10 of many\.%0Asuspended: 11 of many\.$/,
    )
    expect(log.filter((line) => line.includes('suspended'))).toHaveLength(2)
    expect(log.filter((line) => /1[01] of many/.test(line))).toHaveLength(2)
  },
)

test('text of others is no command and ends no command early', () => {
  const message = '::error::a\n::add-mask::b ##[group]c % \u202E'
  const place = { file: 'a,b:c\n::error::d' }
  const problem: Problem = { code: 'policy-unknown', level: 'error', message, place }
  const [first, ...others] = printed([problem])
  expect(others).toEqual([])
  expect(first).toBe(
    `::error title=policy-unknown,file=a%2Cb%3Ac %3A%3Aerror%3A%3Ad::::error::a ::add-mask::b ##[group]c %25  %0A${remedies['policy-unknown']}`,
  )
  const beyondTen = many('error', 11).map((each) => ({ ...each, message: `${message} ##[error]e` }))
  const log = printed(beyondTen).filter((line) => !line.startsWith('::'))
  expect(log).toHaveLength(6)
  expect(log.filter((line) => line.includes('##[') || line.trim().startsWith('::'))).toEqual([])
})

describe('problems of one code in one file are one annotation', () => {
  const at = (line: number, message = 'No dev:web.', file = 'a.yaml'): Problem => {
    return { code: 'policy-unknown', level: 'warning', message, place: { file, line, column: 9 } }
  }
  const remedy = remedies['policy-unknown']

  test('that stands at the first and names the lines of the others', () => {
    const problems = Array.from({ length: 40 }, (_, index) => at(index + 3))
    const lines = Array.from({ length: 39 }, (_, index) => index + 4).join(', ')
    expect(printed(problems)).toEqual([
      `::warning title=policy-unknown,file=a.yaml,line=3,col=9::No dev:web.%0AAlso in lines ${lines}.%0A${remedy}`,
    ])
  })

  test('with every message where they differ', () => {
    expect(printed([at(3), at(8, 'No dev:api.'), at(3, 'No dev:web.', 'b.yaml')])).toEqual([
      `::warning title=policy-unknown,file=a.yaml,line=3,col=9::Line 3: No dev:web.%0ALine 8: No dev:api.%0A${remedy}`,
      `::warning title=policy-unknown,file=b.yaml,line=3,col=9::No dev:web.%0A${remedy}`,
    ])
  })

  test('which is cut to what the runner keeps, and still says what to do', () => {
    const [line = ''] = printed(Array.from({ length: 400 }, (_, index) => at(index, `No dev:web${index}.`)))
    const message = decodeURIComponent(line.slice(line.indexOf('::', 2) + 2))
    expect(message).toHaveLength(4096)
    expect(message.endsWith(`…\n${remedy}`)).toBe(true)
  })
})

test('the annotation that names the others is cut, too', () => {
  const lines = printed(many('error', 400)).filter((line) => line.startsWith('::'))
  const message = decodeURIComponent(lines[9]?.slice('::error::'.length) ?? '')
  expect(message).toHaveLength(4096)
  expect(message.endsWith('…')).toBe(true)
})

function problemOf(level: Level, number: number): Problem {
  return { code: 'suspended', level, message: `${number} of many.` }
}

function many(level: Level, count: number): readonly Problem[] {
  return Array.from({ length: count }, (_, index) => problemOf(level, index + 1))
}

/** The lines that the annotations print for the runner. */
function printed(problems: readonly Problem[]): readonly string[] {
  let text = ''
  const write = jest.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    text += String(chunk)
    return true
  })
  try {
    annotate(problems)
  } finally {
    write.mockRestore()
  }
  return text.split('\n').slice(0, -1)
}
