import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { parseAllDocuments } from 'yaml'
import { readYaml, type YamlComment } from '../../../src/languages/yaml/yaml.ts'

const encoder = new TextEncoder()

function read(text: string | Uint8Array) {
  return readYaml(typeof text === 'string' ? encoder.encode(text) : text, (comment) => comment.includes('@'))
}

function comments(text: string): readonly YamlComment[] {
  const result = read(text)
  if (result.kind === 'unreadable') throw new Error(`line ${result.line}: ${result.message}`)
  return result.comments
}

function owners(text: string): readonly (string | undefined)[] {
  return comments(text).map(({ scalar, isRepeated }) => (isRepeated ? undefined : scalar?.text))
}

describe('a comment belongs to the value that go-yaml gives it to', () => {
  const table: readonly (readonly [string, string, string | undefined])[] = [
    ['behind a map value', 'a: x # @\n', 'x'],
    ['behind a map value without a space before the text', 'a: x #@\n', 'x'],
    ['behind a list item', 'a:\n- x # @\n', 'x'],
    ['behind an item of a nested list', 'a:\n- - y\n  - x # @\n', 'x'],
    ['behind the value of a key in a list', '- a: 1\n  b: x # @\n', 'x'],
    ['behind a quoted value', 'a: "x" # @\n', 'x'],
    ['behind a value of several lines', 'a: x\n  y # @\n', 'x y'],
    ['behind a quoted value of several lines', "a: 'x\n\n  y' # @\n", 'x\ny'],
    ['behind a value with an anchor and a tag', 'a: &n !!str x # @\n', 'x'],
    ['behind an anchor, with the value below', 'a: &n # @\n  x\n', 'x'],
    ['behind the anchor of a list', 'a: &n # @\n  - x\n  - y\n', 'x'],
    ['behind the tag of a list', 'a: !!seq # @\n- "x"\n', 'x'],
    ['behind a comma', 'a: [\n  x, # @\n  y\n]\n', 'x'],
    ['behind the last item of a flow list', 'a: [\n  x # @\n]\n', 'x'],
    ['behind a comma on the next line', 'a: [ x\n, # @\n  y\n]\n', 'x'],
    ['behind a colon inside of braces', 'a: {b: # @\n  x}\n', 'x'],
    ['in JSON', '{\n  "a": "x", # @\n  "b": "y"\n}\n', 'x'],
    ['on the header line of a literal block', 'a: | # @\n  x\n', 'x\n'],
    ['on the header line of a folded block', 'a: >-  # @\n  x\n  y\n', 'x y'],
    ['behind a value that is null', 'a: ~ # @\n', '~'],
    ['behind the value of an explicit key', '? a\n: x # @\n', 'x'],
    ['above a list item', 'a:\n# @\n- x\n', 'x'],
    ['above a list item, behind a blank line', 'a:\n  - y\n\n  # @\n  - x\n', 'x'],
    ['behind the dash of an item on the next line', 'a:\n- # @\n  x\n', 'x'],
    ['above an item of a flow list', 'a: [\n  # @\n  x\n]\n', 'x'],
    ['above a value on a line of its own', 'a:\n  # @\n  x\n', 'x'],
    ['right below the item before, with a blank line after', 'a:\n  - y\n  # @\n\n  - x\n', undefined],
    ['above an item with a comment of its own', 'a:\n# @\n- x # other\n', undefined],
    ['in a paragraph above an item', 'a:\n# other\n# @\n- x\n', undefined],
    ['above a list item that is a map', 'a:\n# @\n- b: x\n', undefined],
    ['above a list item that is a list', 'a:\n# @\n- - x\n', undefined],
    ['in one text with a comment above the dash', 'a:\n# other\n- # @\n  x\n', undefined],
    ['above a key', '# @\na: x\n', undefined],
    ['behind a key with its value below', 'a: # @\n  x\n', undefined],
    ['behind a key without a value', 'a: # @\n', undefined],
    ['behind a key with a map below', 'a: # @\n  b: x\n', undefined],
    ['behind an explicit key', '? a # @\n: x\n', undefined],
    ['behind an alias', 'b: &n y\na: *n # @\n', undefined],
    ['behind a closing bracket', 'a: [x] # @\n', undefined],
    ['behind a closing brace', 'a: {b: x} # @\n', undefined],
    ['behind an opening bracket', 'a: [ # @\n  x\n]\n', undefined],
    ['below the last value', 'a: x\n# @\n', undefined],
    ['below a list, indented like its items', 'a:\n  - x\n  # @\nb: y\n', undefined],
    ['behind a document mark', '--- # @\na: x\n', undefined],
    ['below a key that is written twice', 'a: x\na: y # @\n', undefined],
    ['inside of what a repeated key holds', 'a: {b: x}\na:\n  b: y # @\n', undefined],
  ]
  test.each(table)('%s', (_, text, owner) => {
    expect(owners(text)).toEqual([owner])
  })

  test('text inside of quotes or of a word is no comment', () => {
    expect(comments('c: "# @"\nd: x#@\ne: "\n  # @"\n')).toEqual([])
  })

  test('text inside of a block is told apart from comments, with its place', () => {
    const found = comments('a: |\r\n  b: x # @\r\n  c: x#@\r\ne: >2 # @\r\n\r\n  # other # @\r\nf: x # @')
    expect(found.map(({ text, line, column, isText }) => [text, line, column, isText])).toEqual([
      ['# @', 2, 8, true],
      ['# @', 4, 7, false],
      ['# other # @', 6, 3, true],
      ['# @', 7, 6, false],
    ])
    expect(found.map(({ scalar }) => scalar?.text)).toEqual([undefined, '\n# other # @\n', undefined, 'x'])
  })
})

describe('a value is described by its bytes, its text and its place', () => {
  const table: readonly (readonly [string, string, string, string])[] = [
    ['plain', 'a: nginx:1.2 # @', 'nginx:1.2', 'nginx:1.2'],
    ['double', 'a: "x\\u0041\\n" # @', '"x\\u0041\\n"', 'xA\n'],
    ['double', 'a: "x \\\n   y" # @', '"x \\\n   y"', 'x y'],
    ['single', "a: 'it''s' # @", "'it''s'", "it's"],
    ['literal', 'a: |+ # @\n  x\n   y\n\nb: 1', '|+ # @\n  x\n   y', 'x\n y\n\n'],
    ['literal', 'a: |2 # @\n    x\n', '|2 # @\n    x', '  x\n'],
    [
      'folded',
      'a: > # @\n  x\n  y\n\n  z\n   w\n  v\n',
      '> # @\n  x\n  y\n\n  z\n   w\n  v',
      'x y\nz\n w\nv\n',
    ],
  ]
  test.each(table)('%s: %j', (style, text, bytes, value) => {
    const [comment] = comments(text)
    const { start = 0, end = 0 } = comment?.scalar?.span ?? {}
    expect(text.slice(start, end)).toBe(bytes)
    expect(comment?.scalar).toMatchObject({ style, text: value, line: 1, column: 4 })
  })

  test('offsets count bytes and columns UTF-16 units', () => {
    const text = '\ufeff"🚀é": {"b": "x"} # no\r\nc: {"é🚀": x # @\r\n}\r\n'
    const [comment] = comments(text)
    const bytes = encoder.encode(text)
    const { start = 0, end = 0 } = comment?.scalar?.span ?? {}
    expect(new TextDecoder().decode(bytes.subarray(start, end))).toBe('x')
    expect(comment).toMatchObject({ line: 2, column: 14, scalar: { line: 2, column: 12 } })
  })

  test('bytes that are no UTF-8 stand where they like', () => {
    const bytes = Uint8Array.from([...encoder.encode('# '), 0xff, 0xe9, ...encoder.encode('\na: x # @\n')])
    expect(read(bytes)).toMatchObject({
      kind: 'read',
      comments: [{ scalar: { span: { start: 8, end: 9 } } }],
    })
  })

  test('paths lead through maps and lists, document by document', () => {
    const found = comments('a: [1, {b: x}] # no\nc:\n- d: y # @\n---\nc: z # @\n')
    expect(found.map(({ scalar }) => scalar?.path)).toEqual([['c', 0, 'd'], ['c']])
    expect(found[0]?.scalar?.document.find(['a', 1, 'b'])).toEqual({
      kind: 'scalar',
      style: 'plain',
      text: 'x',
    })
    expect(found[1]?.scalar?.document.find(['a'])).toBeUndefined()
  })
})

describe('a text that is no YAML says where it breaks', () => {
  const table: readonly (readonly [string, string, number, number])[] = [
    ['two colons on a line', 'a: b: c\n', 1, 5],
    ['a quote that is not closed', 'a: 1\nb: "x\n', 2, 4],
    ['a bracket that is not closed', 'a: [x\nb: 1\n', 2, 2],
    ['a tab for indentation', 'a:\n\tb: 1\n', 2, 1],
    ['a template between keys', 'a: 1\n{{ if .x }}\nb: 2\n', 2, 1],
    ['less indentation than the first line', '  a: 1\nb: 2\n', 2, 1],
    ['a key deeper than its neighbours', 'a: "x"\n  b: 1\n', 2, 3],
    ['an alias without an anchor', 'a: *x\n', 1, 4],
    ['an escape that YAML 1.1 does not know', 'a: "\\/"\n', 1, 4],
    ['a control character', 'a: 1\nb: \x01\n', 2, 4],
    ['a value that begins with an at sign', 'a: @x\n', 1, 4],
    ['text on the header line of a block', 'a: | x\n', 1, 4],
  ]
  test.each(table)('%s', (_, text, line, column) => {
    expect(read(text)).toMatchObject({ kind: 'unreadable', line, column })
  })

  test('UTF-16 is not read', () => {
    expect(read(Uint8Array.from([0xff, 0xfe, 0x61, 0x00]))).toMatchObject({ kind: 'unreadable' })
  })

  test('nesting without end is not read, and ends nothing', () => {
    expect(read('['.repeat(100_000))).toMatchObject({ kind: 'unreadable' })
    expect(read('- '.repeat(100_000))).toMatchObject({ kind: 'unreadable' })
  })
})

test('what another reader makes of scalars is what this one does', () => {
  const word = fc.stringMatching(/^[a-z][a-z0-9.:/-]{0,8}[a-z0-9]$/)
  const line = fc.array(word, { minLength: 1, maxLength: 3 }).map((words) => words.join(' '))
  const lines = fc.array(fc.oneof(line, fc.constant('')), { minLength: 1, maxLength: 4 })
  const scalar = fc.oneof(
    line,
    fc.string({ maxLength: 12 }).map((text) => JSON.stringify(text)),
    lines.map((parts) => `"a ${parts.join('\n   ')} z"`),
    lines.map((parts) => `'a ${parts.join('\n   ')} z'`),
    fc
      .tuple(fc.constantFrom('|', '>', '|-', '>-', '|+', '>+'), line, lines)
      .map(([header, first, rest]) => [header, first, ...rest].join('\n  ')),
  )
  fc.assert(
    fc.property(fc.array(scalar, { minLength: 1, maxLength: 5 }), (scalars) => {
      const text = scalars.map((source, index) => `k${index}: ${source}\n`).join('')
      const mine = read(text)
      const theirs: unknown = parseAllDocuments(text, { schema: 'failsafe' })[0]?.toJS()
      if (mine.kind === 'unreadable') throw new Error(`${mine.message} in ${JSON.stringify(text)}`)
      const values = scalars.map((_, index) => [`k${index}`, mine.documents[0]?.find([`k${index}`])?.text])
      expect(Object.fromEntries(values)).toEqual(theirs)
    }),
    { seed: 7, numRuns: 300 },
  )
})
