import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import {
  executeTemplate,
  float,
  type GoValue,
  nil,
  parseTemplate,
  sprig,
  text,
} from '../../../src/languages/gotemplate/gotemplate.ts'
import { richData } from './data.ts'

const settings = { seed: 8, numRuns: 400 }

function rendered(template: string, data: GoValue): string {
  const parsed = parseTemplate(template, { name: 'm', functions: sprig })
  if (parsed.kind === 'invalid') throw new Error(parsed.message)
  const run = executeTemplate(parsed, data)
  if (run.kind === 'failed') throw new Error(run.message)
  return run.text
}

const anyText = fc.string({ unit: 'binary', maxLength: 30 }).filter((each) => !/\p{Cs}/u.test(each))

describe('whatever is written', () => {
  const words =
    'if else end range with define template block break continue print len index list nil true'.split(' ')
  const signs = [
    '{{',
    '}}',
    '{{- ',
    ' -}}',
    ' ',
    '\n',
    '.a',
    '$x',
    ':=',
    '"a"',
    '1e',
    '0x',
    '/*',
    '*/',
    'é',
    ...Array.from('()|.$=,"`\'1-\\%;'),
  ]
  const pieces = fc.constantFrom(...words, ...signs)
  const soup = fc.array(pieces, { maxLength: 40 }).map((all) => all.join(''))

  test.each([
    ['text', fc.string({ unit: 'binary', maxLength: 60 })],
    ['words of the language', soup],
    ['actions', soup.map((each) => `{{ ${each} }}`)],
  ])('%s either runs, fails, or does not parse, with a message of Go', (_, templates) => {
    fc.assert(
      fc.property(templates, (template) => {
        const parsed = parseTemplate(template, { name: 'm', functions: sprig })
        const found = parsed.kind === 'template' ? executeTemplate(parsed, richData()) : parsed
        expect(found.kind === 'text' ? 'template: m: it ran' : found.message).toMatch(/^template: m:/)
      }),
      { ...settings, numRuns: 1500 },
    )
  })

  test('text without actions is given out as it stands', () => {
    fc.assert(
      fc.property(
        anyText.filter((each) => !each.includes('{{')),
        (each) => expect(rendered(each, nil)).toBe(each),
      ),
      settings,
    )
  })
})

describe('laws of functions', () => {
  const identities = [
    '{{ . }}',
    '{{ b64enc . | b64dec }}',
    '{{ b32enc . | b32dec }}',
    '{{ toJson . | fromJson }}',
    '{{ toRawJson . | fromJson }}',
    '{{ splitList "" . | join "" }}',
    '{{ regexReplaceAll "(?s)." . "$0" }}',
    '{{ printf "%s" . }}',
  ]
  test.each(identities)('%s gives the text back', (template) => {
    fc.assert(
      fc.property(anyText, (each) => expect(rendered(template, text(each))).toBe(each)),
      settings,
    )
  })

  test('a quoted text is a constant that gives the text', () => {
    fc.assert(
      fc.property(anyText, (each) =>
        expect(rendered(`{{ ${rendered('{{ quote . }}', text(each))} }}`, nil)).toBe(each),
      ),
      settings,
    )
  })

  test('a printed float reads back the same', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (each) => {
        expect(Number(rendered('{{ . }}', float(each)))).toBe(each)
        expect(rendered('{{ toString . | float64 | eq . }}', float(each))).toBe('true')
      }),
      settings,
    )
  })

  test('a text is as long as its bytes', () => {
    fc.assert(
      fc.property(anyText, (each) =>
        expect(rendered('{{ len . }}', text(each))).toBe(String(Buffer.byteLength(each))),
      ),
      settings,
    )
  })
})
