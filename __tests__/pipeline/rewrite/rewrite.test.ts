import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import type { SourceFile } from '../../../src/model/manifest.ts'
import { rewriteFile } from '../../../src/pipeline/rewrite/rewrite.ts'
import { findMarkers } from '../../../src/pipeline/scan/markers.ts'
import { readCases } from '../../support/cases.ts'
import { fileAfter, type Latest, sourceFile, textAfter, update } from '../../support/setters.ts'

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
    ['a tag that makes a number of the new text', `a: !!float 1.0 ${marker}\n`, '2.0'],
    ['a tag that the new text does not fit', `a: !!int 1 ${marker}\n`, 'v2'],
    ['a new text of two lines in a block', `a: |- ${marker}\n  x\n`, 'two\nlines'],
    ['a new text that begins with a blank in a block', `a: |- ${marker}\n  x\n`, '  x'],
  ]
  test.each(table)('%s', (_, text, to) => {
    expect(refused(`b: 1\n${text}`, to)).toMatchObject({
      kind: 'not-exact',
      problem: { code: 'rewrite-not-exact', level: 'error', place: { file: 'a.yaml', line: 2 } },
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

const word = fc.stringMatching(/^[a-z][a-z0-9./:-]{0,10}[a-z0-9]$/)
const value = fc.oneof(
  word,
  word.map((text) => `"${text}"`),
  word.map((text) => `'${text}'`),
  word.map((text) => `&anchor ${text}`),
  word.map((text) => `!tag ${text}`),
)
const newLine = fc.constantFrom('\n', '\r\n')
const gap = fc.constantFrom(' ', '  ', '\t', ' \t ')
const entry = fc.oneof(
  fc.tuple(value, gap).map(([text, blank]) => `: ${text}${blank}${marker}`),
  fc.tuple(value, gap).map(([text, blank]) => `: ${text}${blank}# other`),
  word.map((text) => `: [${text}, # x§  ${text} ${marker}§]`),
  word.map((text) => `:§- ${text} ${marker}§- {a: ${text}}`),
  word.map((text) => `:§# {"$imagepolicy": "ns:p"}§- ${text}`),
  word.map((text) => `:§  é: ${text} ${marker}§  "🚀": 1`),
  fc.constant(': |§  text: x # {"$imagepolicy": "ns:p"}§§  more'),
)
/** Files of a few keys, all of whose markers want the same image. */
const manifest = fc
  .tuple(fc.array(entry, { minLength: 1, maxLength: 6 }), newLine, fc.boolean(), fc.boolean())
  .map(([entries, end, mark, last]) => {
    const lines = entries.map((text, index) => `k${index}${text}`).join('§')
    return `${mark ? '\ufeff' : ''}${lines}${last ? '§' : ''}`.replaceAll('§', end)
  })

describe('laws of rewriting', () => {
  const settings = { seed: 11, numRuns: 300 }

  test('any tag can be written, and is read as it is', () => {
    const tag = fc.oneof(
      fc.stringMatching(/^\w[\w.-]{0,12}$/),
      fc.stringMatching(/^[0-9_][0-9xeobE_.-]{0,6}$/),
    )
    fc.assert(
      fc.property(tag, fc.constantFrom('v', '"v"', "'v'", '1.0', '|-§  v', '>§  v'), (text, old) => {
        const [header = '', body = ''] = old.split('§')
        const file = sourceFile('a.yaml', `a: ${header} # {"$imagepolicy": "ns:p:tag"}\n${body}\n`)
        const { result } = update(file, { 'ns:p': { name: 'x', tag: text } })
        const [found] = findMarkers(fileAfter(result, file)).manifest.markers
        expect([result.kind, found?.value]).toEqual([
          text === 'v' && !old.startsWith('>') ? 'unchanged' : 'rewritten',
          text,
        ])
      }),
      { seed: 3, numRuns: 1000 },
    )
  })

  test('what is not in a marked value stays, byte by byte', () => {
    fc.assert(
      fc.property(manifest, (text) => {
        const file = sourceFile('a.yaml', text)
        const after = fileAfter(update(file, latest).result, file)
        expect(around(file, spansOf(file))).toEqual(around(after, spansOf(after)))
      }),
      settings,
    )
  })

  test('a second run changes nothing', () => {
    fc.assert(
      fc.property(manifest, (text) => {
        const once = updated(text)
        expect(updated(once)).toBe(once)
        expect(update(sourceFile('a.yaml', once), latest).result).toEqual({ kind: 'unchanged' })
      }),
      settings,
    )
  })

  test('going back gives the first bytes', () => {
    fc.assert(
      fc.property(manifest, (text) => {
        const file = sourceFile('a.yaml', text)
        const { manifest: found, result } = update(file, latest)
        const after = fileAfter(result, file)
        const back = findMarkers(after).manifest.markers.map((each, index) => ({
          marker: each,
          to: found.markers[index]?.value ?? '',
        }))
        expect(fileAfter(rewriteFile(after, back), after).bytes).toEqual(file.bytes)
      }),
      settings,
    )
  })
})

test('broken files throw nothing and stay exact', () => {
  const { cases }: { readonly cases: readonly { readonly input: Readonly<Record<string, string>> }[] } =
    readCases('flux-setters')
  const texts = cases.flatMap(({ input }) => Object.values(input))
  const scraps = fc.constantFrom(
    '\n',
    '\t',
    '"',
    "'",
    '[',
    '}',
    '- ',
    ': ',
    '? ',
    '|\n',
    '&a ',
    '*a',
    '!',
    '# ',
    '\u0000',
    '%',
    '---\n',
  )
  const place = fc.nat({ max: 400 })
  const mutation = fc.record({
    at: place,
    cut: fc.nat({ max: 6 }),
    scrap: fc.oneof(scraps, fc.constant(marker)),
  })
  fc.assert(
    fc.property(
      fc.constantFrom(...texts),
      fc.array(mutation, { minLength: 1, maxLength: 4 }),
      (text, mutations) => {
        const broken = mutations.reduce((all, { at, cut, scrap }) => {
          const from = at % (all.length + 1)
          return all.slice(0, from) + scrap + all.slice(from + cut)
        }, text)
        const file = sourceFile('a.yaml', broken)
        const { result, manifest: found } = update(file, latest)
        expect(result.kind).not.toBe('not-exact')
        expect(findMarkers(fileAfter(result, file)).manifest.markers).toHaveLength(found.markers.length)
      },
    ),
    { seed: 5, numRuns: 600 },
  )
})

function spansOf(file: SourceFile) {
  return findMarkers(file).manifest.markers.map(({ span }) => span)
}

/** What stands between spans. */
function around(
  { bytes }: SourceFile,
  spans: readonly { readonly start: number; readonly end: number }[],
): readonly string[] {
  const starts = [0, ...spans.map(({ end }) => end)]
  const ends = [...spans.map(({ start }) => start), bytes.length]
  return starts.map((start, index) => bytes.subarray(start, ends[index]).join())
}
