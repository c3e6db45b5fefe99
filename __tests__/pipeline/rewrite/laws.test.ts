import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import type { SourceFile } from '../../../src/model/manifest.ts'
import { rewriteFile } from '../../../src/pipeline/rewrite/rewrite.ts'
import { findMarkers } from '../../../src/pipeline/scan/markers.ts'
import { strayDifference } from '../../support/full-parse.ts'
import { fileAfter, type Latest, sourceFile, textAfter, update } from '../../support/setters.ts'

const latest: Readonly<Record<string, Latest>> = { 'ns:p': { name: 'ghcr.io/acme/app', tag: 'v2.0.0' } }
const marker = '# {"$imagepolicy": "ns:p"}'

function updated(text: string): string {
  const file = sourceFile('a.yaml', text)
  return textAfter(update(file, latest), file)
}

/** Words that YAML 1.1 reads as text. */
const word = fc
  .stringMatching(/^[a-z][a-z0-9./:-]{0,10}[a-z0-9]$/)
  .filter((text) => !/^(no|on|yes|off|null|true|false)$/.test(text))
const value = fc.oneof(
  word,
  word.map((text) => `"${text}"`),
  word.map((text) => `'${text}'`),
  word.map((text) => `&anchor ${text}`),
  word.map((text) => `!tag ${text}`),
  word.map((text) => `&anchor !!str '${text}'`),
)
const newLine = fc.constantFrom('\n', '\r\n')
const gap = fc.constantFrom(' ', '  ', '\t', ' \t ')
const entry = fc.oneof(
  fc.tuple(value, gap).map(([text, blank]) => `: ${text}${blank}${marker}`),
  fc.tuple(value, gap).map(([text, blank]) => `: ${text}${blank}# other`),
  word.map((text) => `: [${text}, # x§  ${text} ${marker}§]`),
  word.map((text) => `:§- ${text} ${marker}§- {a: ${text}}`),
  word.map((text) => `:§# {"$imagepolicy": "ns:p"}§- ${text}`),
  word.map((text) => `: [x, [${text} ${marker}§]]`),
  word.map((text) => `: {§  "a": "${text}", ${marker}§  "b": {c: ${text}} ${marker}§}`),
  word.map((text) => `:§  a: &here ${text} ${marker}§  b: *here`),
  word.map((text) => `:§  a: *top ${marker}§  b: ${text} ${marker}`),
  word.map((text) => `:§  <<: {a: 1}§  b: >- ${marker}§    ${text}`),
  word.map((text) => `: |- ${marker}§   ${text}§§`),
  word.map((text) => `:§- |-\t ${marker}§ ${text}§- ${text}`),
  word.map((text) => `:§  é: ${text} ${marker}§  "🚀": 1`),
  fc.constant(': |§  text: x # {"$imagepolicy": "ns:p"}§§  more'),
)
const between = fc.constantFrom('§', '§§', '§# between \t§  §', '§top: &top x§')
const document = fc
  .tuple(fc.array(fc.tuple(entry, between), { minLength: 1, maxLength: 6 }))
  .map(([entries]) => entries.map(([text, gap], index) => `k${index}${text}${gap}`).join(''))
  .map((text) => `first: &top x§${text}`)
/** Files of a few documents with a few keys, all of whose markers want the same image. */
const manifest = fc
  .tuple(fc.array(document, { minLength: 1, maxLength: 2 }), newLine, fc.boolean(), fc.boolean())
  .map(([documents, end, mark, last]) => {
    const text = documents.join('---§')
    return `${mark ? '\ufeff' : ''}${last ? text : text.replace(/§+$/, '')}`.replaceAll('§', end)
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

  test('what is not in a marked value stays, byte by byte and node by node', () => {
    fc.assert(
      fc.property(manifest, (text) => {
        const file = sourceFile('a.yaml', text)
        const { result, changes, problems } = update(file, latest)
        const after = fileAfter(result, file)
        expect(problems.map(({ code }) => code)).not.toContain('file-not-yaml')
        expect(result.kind).toBe(changes.length > 0 ? 'rewritten' : 'unchanged')
        expect(around(file, spansOf(file))).toEqual(around(after, spansOf(after)))
        expect(strayDifference(file.bytes, after.bytes, changes)).toBeUndefined()
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
