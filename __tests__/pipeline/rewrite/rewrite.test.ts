import { describe, expect, test } from '@jest/globals'
import { rewriteFile } from '../../../src/pipeline/rewrite/rewrite.ts'
import { findMarkers } from '../../../src/pipeline/scan/markers.ts'
import { type Latest, sourceFile, textAfter, update } from '../../support/setters.ts'

const latest: Readonly<Record<string, Latest>> = { 'ns:p': { name: 'ghcr.io/acme/app', tag: 'v2.0.0' } }
const marker = '# {"$imagepolicy": "ns:p"}'
const image = 'ghcr.io/acme/app:v2.0.0'

function updated(text: string): string {
  const file = sourceFile('a.yaml', text)
  return textAfter(update(file, latest), file)
}

describe('only the marked value changes', () => {
  const table: readonly (readonly [string, string, string])[] = [
    [
      'a byte order mark and CRLF',
      `\ufeffa: x:1 ${marker}\r\nb: 1\r\n`,
      `\ufeffa: ${image} ${marker}\r\nb: 1\r\n`,
    ],
    ['no newline at the end', `a: x:1   ${marker}`, `a: ${image}   ${marker}`],
    [
      'tabs, blanks and document marks',
      `--- \n\na:\tx:1\t${marker}  \n...\n`,
      `--- \n\na:\t${image}\t${marker}  \n...\n`,
    ],
    [
      'an anchor and a tag',
      `a: !!str &a "x:1" ${marker}\nb: *a\n`,
      `a: !!str &a "${image}" ${marker}\nb: *a\n`,
    ],
    ['a value of several lines', `a: x\n  y ${marker}\nb: 1\n`, `a: ${image} ${marker}\nb: 1\n`],
    [
      'a literal block in CRLF',
      `a: |  ${marker}\r\n    x:1\r\n\r\nb: 1\r\n`,
      `a: |-  ${marker}\r\n    ${image}\r\n\r\nb: 1\r\n`,
    ],
    [
      'a block that keeps its line breaks',
      `a: |+ ${marker}\n  x:1\n\n\nb: 1\n`,
      `a: |- ${marker}\n  ${image}\n\n\nb: 1\n`,
    ],
    ['a block without text', `a: >2- ${marker}\n \n\nb: 1\n`, `a: "${image}" ${marker}\n \n\nb: 1\n`],
    [
      'a quoted value whose lines are not indented',
      `a: 'x\n# y\n\n:1' ${marker}\nb: 1\n`,
      `a: '${image}' ${marker}\nb: 1\n`,
    ],
    ['text beyond the basic plane', `"🚀": {é: x:1, ${marker}\n}\n`, `"🚀": {é: ${image}, ${marker}\n}\n`],
    [
      'a list of objects',
      `kind: List\nitems:\n- a: x:1 ${marker}\n`,
      `kind: List\nitems:\n- a: ${image} ${marker}\n`,
    ],
  ]
  test.each(table)('%s', (_, before, after) => {
    expect(updated(before)).toBe(after)
  })

  test('bytes that are no UTF-8 survive, and so does the mode', () => {
    const bytes = Uint8Array.from([...new TextEncoder().encode(`a: x:1 ${marker}\n# `), 0xff, 0x85, 0x0a])
    const { result } = update({ path: 'a.yaml', mode: '100755', bytes }, latest)
    if (result.kind !== 'rewritten') throw new Error(result.kind)
    expect([...result.file.after.bytes]).toEqual([
      ...new TextEncoder().encode(`a: ${image} ${marker}\n# `),
      0xff,
      0x85,
      0x0a,
    ])
    expect(result.file).toMatchObject({ before: { bytes }, after: { mode: '100755', path: 'a.yaml' } })
  })

  test('a value that is right already is not restyled', () => {
    const file = sourceFile('a.yaml', 'a: 1.30 # {"$imagepolicy": "ns:n:tag"}\n')
    const markers = findMarkers(file).manifest.markers
    expect(
      rewriteFile(
        file,
        markers.map((each) => ({ marker: each, to: '1.30' })),
      ),
    ).toEqual({ kind: 'unchanged' })
    expect(rewriteFile(file, [])).toEqual({ kind: 'unchanged' })
  })
})

describe('a tag of YAML that says another kind gives way to the tag of texts', () => {
  const table: readonly (readonly [string, string, string])[] = [
    ['!!int 5', 'v2', '!!str v2'],
    ['!!int 5', '1.30', '!!str "1.30"'],
    ['!!float &a 1.0', 'v2', '!!str &a v2'],
    ['&a !!null ~', 'v2', '&a !!str v2'],
    ['!!bool "true"', 'v2', '!!str "v2"'],
    ['!!binary |-', 'v2', '!!str "v2"'],
    ['[!<tag:yaml.org,2002:int> 5]', 'v2', '[!!str v2]'],
    ['!!str 5', 'v2', '!!str v2'],
    ['!<tag:yaml.org,2002:str> 5', 'v2', '!<tag:yaml.org,2002:str> v2'],
    ['!int 5', 'v2', '!int v2'],
    ['! 5', 'v2', '! v2'],
  ]
  test.each(table)('%s becomes %s: %s', (before, tag, after) => {
    const comment = '# {"$imagepolicy": "ns:p:tag"}'
    const around = (value: string) => `b: "!!int"\na: ${value.replace(/]?$/, ` ${comment}\n  $&`)}\n`
    const file = sourceFile('a.yaml', around(before))
    expect(textAfter(update(file, { 'ns:p': { name: 'x', tag } }), file)).toBe(around(after))
  })
})

test('a tag that looks like a number to some stays as it is', () => {
  const file = sourceFile('a.yaml', 'a: v1 # {"$imagepolicy": "ns:p:tag"}\n')
  const written = update(file, { 'ns:p': { name: 'x', tag: 'e1234567' } })
  expect(textAfter(written, file)).toBe('a: e1234567 # {"$imagepolicy": "ns:p:tag"}\n')
})

describe('what cannot be proved is not written', () => {
  function refused(text: string, to: string) {
    const file = sourceFile('a.yaml', text)
    return rewriteFile(
      file,
      findMarkers(file).manifest.markers.map((each) => ({ marker: each, to })),
    )
  }
  const table: readonly (readonly [string, string, string])[] = [
    ['a new text of two lines in a block', `a: |- ${marker}\n  x\n`, 'two\nlines'],
    ['a new text that begins with a blank in a block', `a: |- ${marker}\n  x\n`, '  x'],
    ['a tag far from its value that the new text does not fit', `!!int\n1 ${marker}\n`, 'v2'],
  ]
  test.each(table)('%s', (_, text, to) => {
    expect(refused(`b: 1\na:\n  ${text.replaceAll('\n', '\n  ')}`, to)).toMatchObject({
      kind: 'not-exact',
      problem: { code: 'rewrite-not-exact', level: 'error', place: { file: 'a.yaml' } },
    })
  })

  test('a marker that belongs to other bytes', () => {
    const [found] = findMarkers(sourceFile('a.yaml', `a: x:1 ${marker}\n`)).manifest.markers
    if (!found) throw new Error('no marker')
    for (const other of ['a: "xy"\nb: [z]\n', 'a: x:1:2\n', 'a', '- - x:1\n'])
      expect(rewriteFile(sourceFile('a.yaml', other), [{ marker: found, to: image }]).kind).toBe('not-exact')
  })

  test('two changes of one value', () => {
    const file = sourceFile('a.yaml', `a: x:1 ${marker}\n`)
    const changes = findMarkers(file).manifest.markers.flatMap((each) => [
      { marker: each, to: 'x:2' },
      { marker: each, to: 'x:3' },
    ])
    expect(rewriteFile(file, changes).kind).toBe('not-exact')
  })
})
