import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { isScalar, parseDocument, Scalar } from 'yaml'
import { placeInScalar } from '../../../../src/pipeline/config/own/place-in-scalar.ts'

/** The file with a mark at the place of a character of the text under `a`. */
function marked(yaml: string, at: number): string {
  const { line = 0, column = 0 } = placeInScalar(writtenIn(yaml), at)
  const lines = yaml.split('\n')
  const own = lines[line - 1] ?? ''
  lines[line - 1] = `${own.slice(0, column - 1)}|>${own.slice(column - 1)}`
  return lines.join('\n')
}

function writtenIn(yaml: string) {
  const node = parseDocument(yaml).get('a', true)
  if (!isScalar(node) || !node.range) throw new Error(`no text under \`a\` in ${yaml}`)
  const [start, end] = node.range
  const before = yaml.slice(0, start).split('\n')
  const place = { file: 'f', line: before.length, column: (before.at(-1)?.length ?? 0) + 1 }
  return { text: String(node.value), source: yaml.slice(start, end), place }
}

describe('the place of a character in the YAML that holds the text', () => {
  const table: readonly (readonly [style: string, yaml: string, marked: string])[] = [
    ['plain', 'a: one X two', 'a: one |>X two'],
    ['plain on several lines', 'a: one\n  two X', 'a: one\n  two |>X'],
    ['single quotes', `a: 'it''s ''X'''`, `a: 'it''s ''|>X'''`],
    ['double quotes', String.raw`a: "\tq\"\x41\U0001F600\n\\X"`, String.raw`a: "\tq\"\x41\U0001F600\n\\|>X"`],
    ['double quotes on several lines', 'a: "one \\\n  two\n\n  X"', 'a: "one \\\n  two\n\n  |>X"'],
    ['a literal block', 'a: |-\n  one\n\n    X', 'a: |-\n  one\n\n    |>X'],
    ['a literal block with indentation written', 'a: |2 # why\n    one X', 'a: |2 # why\n    one |>X'],
    ['a folded block', 'a: >\n  one\n  two\n\n  X\nb: X', 'a: >\n  one\n  two\n\n  |>X\nb: X'],
    ['Windows line endings', 'a: |\r\n  one\r\n  X\r\n', 'a: |\r\n  one\r\n  |>X\r\n'],
    ['an anchor before it', 'b: 1\na: &t |\n  X', 'b: 1\na: &t |\n  |>X'],
  ]
  test.each(table)('%s', (_, yaml, expected) => {
    expect(marked(yaml, writtenIn(yaml).text.lastIndexOf('X'))).toBe(expected)
  })

  test('behind the last character is the end', () => {
    expect(marked('a: |\n  one\n  two\n', 8)).toBe('a: |\n  one\n  two|>\n')
    expect(marked('a: ""', 0)).toBe('a: |>""')
  })

  test('is right for every character and every style that a text can be written in', () => {
    const pieces = fc.constantFrom(
      '{{',
      '}}',
      '.',
      'é',
      '😀',
      "'",
      '"',
      '\\',
      ' ',
      '\n',
      '\t',
      'a',
      '#',
      ': ',
    )
    const texts = fc.array(pieces, { minLength: 1, maxLength: 12 }).map((all) => all.join(''))
    const styles: readonly Scalar.Type[] = [
      Scalar.PLAIN,
      Scalar.QUOTE_SINGLE,
      Scalar.QUOTE_DOUBLE,
      Scalar.BLOCK_LITERAL,
      Scalar.BLOCK_FOLDED,
    ]
    fc.assert(
      fc.property(texts, fc.constantFrom(...styles), (text, style) => {
        const scalar = new Scalar(text)
        scalar.type = style
        const document = parseDocument('b: 1')
        document.set('a', scalar)
        const yaml = document.toString({ lineWidth: 12 })
        const written = writtenIn(yaml)
        // The library writes some blanks so that it reads others.
        fc.pre(written.text === text)
        const found = Array.from({ length: text.length }, (_, at) => {
          const { line = 0, column = 0 } = placeInScalar(written, at)
          const rest = yaml.split('\n')[line - 1]?.slice(column - 1) ?? ''
          return /\s/.test(text.charAt(at)) || startOf(text, at).test(rest)
        })
        expect(found).not.toContain(false)
      }),
      { seed: 8, numRuns: 600 },
    )
  })
})

/** The character, or the escape that stands for it. */
function startOf(text: string, at: number): RegExp {
  const sign = text.charAt(at).replace(/[\\{}.$^*+?()[\]|]/, String.raw`\$&`)
  return new RegExp(String.raw`^(?:\\?${sign}|\\[uU])`)
}
