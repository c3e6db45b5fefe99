import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { stringify } from 'yaml'
import {
  editYaml,
  readSource,
  type Start,
  type YamlEdit,
} from '../../../src/languages/yaml-edit/yaml-edit.ts'

const bytesOf = (text: string) => new TextEncoder().encode(text)

/** The text afterwards; a refusal as its message. */
function edited(text: string, edits: readonly YamlEdit[], start: Start = {}): string {
  const result = editYaml(bytesOf(text), start, edits)
  switch (result.kind) {
    case 'edited':
      return new TextDecoder('utf-8', { ignoreBOM: true }).decode(result.bytes)
    case 'unchanged':
      return text
    case 'refused':
      return `refused at ${result.line}:${result.column}: ${result.message}`
  }
}

const on = (path: string, short?: string): YamlEdit => ({
  kind: 'put',
  path: path.split('.'),
  value: true,
  ...(short !== undefined && { short }),
})
const off = (path: string, short?: string): YamlEdit => ({
  kind: 'remove',
  path: path.split('.'),
  ...(short !== undefined && { short }),
})

describe('a key is put and taken away again, and no other byte moves', () => {
  test.each<[what: string, before: string, path: string, after: string]>([
    ['a block map', 'spec:\n  image: a\n', 'spec.suspend', 'spec:\n  image: a\n  suspend: true\n'],
    ['no last line break', 'spec:\n  image: a', 'spec.suspend', 'spec:\n  image: a\n  suspend: true'],
    [
      'CRLF',
      'spec:\r\n  image: a\r\nb: c\r\n',
      'spec.suspend',
      'spec:\r\n  image: a\r\n  suspend: true\r\nb: c\r\n',
    ],
    [
      'comments',
      '# top\nspec: # of it\n  image: "a" # why\n  # below\nb: c\n',
      'spec.suspend',
      '# top\nspec: # of it\n  image: "a" # why\n  suspend: true\n  # below\nb: c\n',
    ],
    [
      'deep values',
      'spec:\n  a:\n    b:\n    - c\n    - d\nx: y\n',
      'spec.suspend',
      'spec:\n  a:\n    b:\n    - c\n    - d\n  suspend: true\nx: y\n',
    ],
    ['an empty last value', 'spec:\n  a:\nx: y\n', 'spec.suspend', 'spec:\n  a:\n  suspend: true\nx: y\n'],
    [
      'a block scalar at the end',
      'spec:\n  a: |\n    text\nx: y\n',
      'spec.suspend',
      'spec:\n  a: |\n    text\n  suspend: true\nx: y\n',
    ],
    [
      'a folded scalar that keeps its breaks',
      'spec:\n  a: |+\n    text\n\nx: y\n',
      'spec.suspend',
      'spec:\n  a: |+\n    text\n\n  suspend: true\nx: y\n',
    ],
    ['a flow map', 'spec: {image: a}\n', 'spec.suspend', 'spec: {image: a, suspend: true}\n'],
    [
      'a flow map over lines',
      'spec: {\n  image: a, # why\n  b: c,\n}\n',
      'spec.suspend',
      'spec: {\n  image: a, # why\n  b: c, suspend: true,\n}\n',
    ],
    ['JSON', '{"spec": {"image": "a"}}\n', 'spec.suspend', '{"spec": {"image": "a", "suspend": true}}\n'],
    ['an empty flow map', 'spec: {}\n', 'spec.suspend', 'spec: { suspend: true }\n'],
    [
      'other indentation',
      'spec:\n     image: a\n',
      'spec.suspend',
      'spec:\n     image: a\n     suspend: true\n',
    ],
    [
      'a key in quotes',
      '"spec":\n  "image": a\n',
      'spec.suspend',
      '"spec":\n  "image": a\n  suspend: true\n',
    ],
    ['an explicit key', '? spec\n: image: a\n', 'spec.suspend', '? spec\n: image: a\n  suspend: true\n'],
    [
      'an anchor elsewhere',
      'a: &a 1\nspec: {image: *a }\n',
      'spec.suspend',
      'a: &a 1\nspec: {image: *a, suspend: true }\n',
    ],
    [
      'text beyond ASCII',
      'ä: "ö"\nspec: { é: 𝄞 }\n',
      'spec.suspend',
      'ä: "ö"\nspec: { é: 𝄞, suspend: true }\n',
    ],
  ])('%s', (_, before, path, after) => {
    expect(edited(before, [on(path)])).toBe(after)
    expect(edited(after, [off(path)])).toBe(before)
  })

  test('behind a byte order mark', () => {
    const [before, after] = ['\uFEFFspec: { a: b }\n', '\uFEFFspec: { a: b, suspend: true }\n']
    expect(edited(before, [on('spec.suspend')])).toBe(after)
    expect(edited(after, [off('spec.suspend')])).toBe(before)
  })

  test.each([
    [
      'a short form',
      'images:\n  web: ghcr.io/acme/web # ours\n',
      'images:\n  web: { image: ghcr.io/acme/web, suspend: true } # ours\n',
    ],
    [
      'one in quotes',
      "images: { web: 'ghcr.io/acme/web' }\n",
      "images: { web: { image: 'ghcr.io/acme/web', suspend: true } }\n",
    ],
  ])('%s becomes a map, and short again', (_, before, after) => {
    expect(edited(before, [on('images.web.suspend', 'image')])).toBe(after)
    expect(edited(after, [off('images.web.suspend', 'image')])).toBe(before)
  })

  test('a map that a text could stand for stays one', () => {
    const [before, after] = ['web: { image: x }\n', 'web: { suspend: true, image: x }\n']
    expect(edited(before, [on('web.suspend', 'image')])).toBe(after)
    expect(edited(after, [off('web.suspend', 'image')])).toBe(before)
  })

  test('maps on the way come to be, and go with their last key', () => {
    const before = 'metadata:\n  name: web\nspec: {}\n'
    const put: YamlEdit = { kind: 'put', path: ['metadata', 'annotations', 'a/b'], value: '{"c":"d\'s"}' }
    const after = `metadata:\n  name: web\n  annotations:\n    a/b: '{"c":"d''s"}'\nspec: {}\n`
    expect(edited(before, [put])).toBe(after)
    expect(edited(after, [{ kind: 'remove', path: put.path, prune: true }])).toBe(before)
  })
})

describe('a value', () => {
  test.each([
    ['is changed in its place', 'a:\n  suspend: false # no\n  b: c\n', 'a:\n  suspend: true # no\n  b: c\n'],
    [
      'comes to be where nothing stands',
      'a:\n  suspend: # yet\n  b: c\n',
      'a:\n  suspend: true # yet\n  b: c\n',
    ],
    ['replaces a map', 'a:\n  suspend:\n    x: y\n  b: c\n', 'a:\n  suspend: true\n  b: c\n'],
    ['that is there already stays', 'a: { suspend: true }\n', 'a: { suspend: true }\n'],
  ])('%s', (_, before, after) => {
    expect(edited(before, [on('a.suspend')])).toBe(after)
  })

  test('that YAML would take for something else gets quotes', () => {
    const put = (value: string): YamlEdit => ({ kind: 'put', path: ['a'], value: { tag: value } })
    for (const [value, written] of [
      ['1.10', "'1.10'"],
      ['1.10.0', '1.10.0'],
      ['true', "'true'"],
      ['2024-01-01', "'2024-01-01'"],
      ['a, b: c', "'a, b: c'"],
      ['it\u0007', String.raw`"it\a"`],
    ] as const)
      expect(edited('a: x\n', [put(value)])).toBe(`a: { tag: ${written} }\n`)
  })
})

describe('a key that goes away', () => {
  test.each([
    [
      'as the first of a list item',
      'l:\n- suspend: true\n  a: b\n',
      'l:\n- a: b\n',
      { line: 2, column: 3 },
      'suspend',
    ],
    [
      'as the only one of a block map leaves an empty one',
      'a:\n  suspend: true\nb: c\n',
      'a: {}\nb: c\n',
      {},
      'a.suspend',
    ],
    ['as the only one of a flow map does too', 'a: { suspend: true }\n', 'a: {}\n', {}, 'a.suspend'],
    ['from the beginning of a flow map', 'a: { suspend: true, b: c }\n', 'a: { b: c }\n', {}, 'a.suspend'],
    [
      'leaves the comment of the one before',
      'a: {\n  b: c, # why\n  suspend: true\n}\n',
      'a: {\n  b: c, # why\n  \n}\n',
      {},
      'a.suspend',
    ],
    ['that is not there changes nothing', 'a: { b: c }\n', 'a: { b: c }\n', {}, 'a.suspend'],
    ['below nothing changes nothing', 'a:\n', 'a:\n', {}, 'a.suspend'],
  ] as const)('%s', (...row) => {
    const [, before, after, start, path] = row
    expect(edited(before, [off(path)], start)).toBe(after)
  })

  test('leaves the long form where somebody else wrote it', () => {
    const [before, after] = ['web: {image: a, suspend: true}\n', 'web: {image: a}\n']
    expect(edited(before, [off('web.suspend', 'image')])).toBe(after)
  })
})

describe('the map is found by its place', () => {
  const text =
    'kind: A\nspec: {}\n---\nkind: List\nitems:\n- kind: B\n  spec:\n    a: b\n- { kind: C, spec: {} }\n'

  test.each([
    [{ line: 1, column: 1 }, 'spec: {}\n---', 'spec: { suspend: true }\n---'],
    [{ line: 6, column: 3 }, '    a: b\n', '    a: b\n    suspend: true\n'],
    [{ line: 9, column: 3 }, 'C, spec: {}', 'C, spec: { suspend: true }'],
  ])('at %o', (start, old, fresh) => {
    expect(edited(text, [on('spec.suspend')], start)).toBe(text.replace(old, fresh))
  })
})

describe('nothing is edited', () => {
  test.each([
    [
      'a value that others share',
      'a: &a { b: c }\nd: *a\n',
      'a.suspend',
      'refused at 1:13: as the file is written, more than this key would change',
    ],
    [
      'an alias',
      'a: &a { b: c }\nd: *a\n',
      'd.suspend',
      'refused at 2:4: `d` stands for `*a`, which other places use too',
    ],
    ['text', 'a: b\n', 'a.suspend', 'refused at 1:4: `a` is no map'],
    ['broken YAML', 'a: [\n', 'b', 'refused at 2:1: the file is not valid YAML'],
  ])('%s', (_, text, path, message) => {
    expect(edited(text, [on(path)])).toBe(message)
  })

  test('of bytes that are no UTF-8', () => {
    expect(editYaml(Uint8Array.of(0x61, 0x3a, 0x20, 0xff, 0x0a), {}, [on('b')])).toMatchObject({
      kind: 'refused',
      message: 'the file is no UTF-8 text',
    })
  })

  test('where no map begins at the place', () => {
    expect(edited('a: b\n', [on('c')], { line: 1, column: 2 })).toContain('no map begins at this place')
  })
})

test('what stands behind a colon is read, and written back to the byte', () => {
  const text = 'spec:\n  policy:\n    semver:\n      range: "1.x" # below 2\n  other: x\n'
  const start = { line: 1, column: 1 }
  const source = readSource(bytesOf(text), start, ['spec', 'policy'])
  expect(source).toEqual({
    text: '\n    semver:\n      range: "1.x" # below 2',
    tree: { semver: { range: '1.x' } },
  })
  const changed = edited(text, [{ kind: 'write', path: ['spec', 'policy'], value: { a: 'b' } }], start)
  expect(changed).toBe('spec:\n  policy: { a: b }\n  other: x\n')
  expect(
    edited(
      changed,
      [{ kind: 'write', path: ['spec', 'policy'], text: source!.text, value: { semver: { range: '1.x' } } }],
      start,
    ),
  ).toBe(text)
})

const scalar = fc.oneof(
  fc.constantFrom(
    'a',
    'true',
    '1.10',
    '',
    '# no comment',
    'a: b',
    "it's",
    'two\nlines',
    'ends\n',
    '{',
    '- x',
    '*a',
    'ö',
  ),
  fc.string({ unit: 'grapheme', maxLength: 8 }),
)
const key = fc.stringMatching(/^[a-z]{1,4}$/).filter((word) => word !== 'key')
const tree = fc.letrec((below) => ({
  value: fc.oneof({ maxDepth: 3 }, scalar, below('map'), fc.array(below('value'), { maxLength: 3 })),
  map: fc.dictionary(key, below('value'), { minKeys: 1, maxKeys: 4 }),
}))
const layout = fc.record({
  indent: fc.constantFrom(2, 3, 4),
  indentSeq: fc.boolean(),
  singleQuote: fc.boolean(),
  collectionStyle: fc.constantFrom('any', 'block', 'flow'),
  lineWidth: fc.constantFrom(0, 20, 80),
  flowCollectionPadding: fc.boolean(),
} as const)

test('whatever the map and however it is written, put and remove give back the very bytes', () => {
  let made = 0
  fc.assert(
    fc.property(
      tree.map,
      layout,
      fc.constantFrom('\n', '\r\n'),
      fc.boolean(),
      (map, options, lineBreak, cut) => {
        const written = stringify(map, options).replaceAll('\n', lineBreak)
        const text = cut ? written.trimEnd() : written
        const [first = ''] = Object.keys(map)
        const below = map[first]
        const isMap = typeof below === 'object' && below !== null && !Array.isArray(below)
        const path = isMap ? `${first}.key` : 'key'
        const after = edited(text, [on(path)])
        if (after.startsWith('refused')) return
        made++
        expect(after).toContain('true')
        expect(edited(after, [on(path)])).toBe(after)
        expect(edited(after, [off(path)])).toBe(text)
      },
    ),
    { seed: 7, numRuns: 600 },
  )
  expect(made).toBeGreaterThan(580)
})
