import { describe, expect, test } from '@jest/globals'
import { findFault } from '../../../src/pipeline/rewrite/proof.ts'
import { spliceBytes } from '../../../src/pipeline/rewrite/splice.ts'

const bytesOf = (text: string) => new TextEncoder().encode(text)

/** Replaces the first of each old text, all at once, and asks for a proof; gives the old text whose replacement fails, if any. */
function faultOf(before: string, ...steps: readonly (readonly [old: string, written: string, to: string])[]) {
  const replacements = steps.map(([old, written, to]) => {
    const start = bytesOf(before.slice(0, before.indexOf(old))).length
    const span = { start, end: start + bytesOf(old).length }
    return { span, edits: [{ ...span, bytes: bytesOf(written) }], to, old }
  })
  const edits = replacements.flatMap((each) => each.edits)
  const after = spliceBytes(bytesOf(before), edits)
  return findFault({ before: bytesOf(before), after, replacements })?.old
}

const text = 'a: OLD # c\nb:\n  - [c, d]\n  - e: f\n\ng: |\n  h\ni: j\n'

describe('a replacement is proved', () => {
  test.each<readonly [string, string, string, string]>([
    ['a word', 'OLD', 'new', 'new'],
    ['one in quotes', 'OLD', '"new"', 'new'],
    ['one of other length', 'OLD', 'ghcr.io/acme/web:1.0.0', 'ghcr.io/acme/web:1.0.0'],
    ['in a flow list', 'd', '"1.0"', '1.0'],
    ['at the end', 'j', 'k', 'k'],
  ])('%s', (_, old, written, to) => {
    expect(faultOf(text, [old, written, to])).toBeUndefined()
    expect(faultOf(text.trimEnd(), [old, written, to])).toBeUndefined()
    expect(faultOf(text.replaceAll('\n', '\r\n'), [old, written, to])).toBeUndefined()
    expect(faultOf(`\ufeffé: 🚀\n${text}`, [old, written, to])).toBeUndefined()
  })

  test.each(['|2', '>1-', '|9+', '|', '>'])('below a block of any kind: %s', (header) => {
    const below = `a: ${header}\n          b\n\n           c\n\nOLD: x\nd: OLD\n`
    expect(faultOf(below, ['x', 'new', 'new'])).toBeUndefined()
  })

  test('several at once, on one line and on others', () => {
    expect(
      faultOf('OLD: [c, f]\nx: y\nz: j\n', ['c', 'cc', 'cc'], ['f', '""', ''], ['j', 'k', 'k']),
    ).toBeUndefined()
  })
})

describe('a replacement that changes more than its value is found out', () => {
  test.each<readonly [string, string, string]>([
    ['it reads as something else', 'new', 'other'],
    ['it reads as a number', '1.0', '1.0'],
    ['it ends in a comment', 'new # other', 'new'],
    ['it is two values', 'new, other', 'new'],
    ['it opens a quote', '"new', 'new'],
    ['it opens a list', '[new', 'new'],
    ['it opens a block', '|', '|'],
    ['it is a map', 'new: other', 'new'],
    ['it ends the line', 'new\nother: x', 'new'],
    ['it begins a document', 'new\n---\n', 'new'],
    ['it has an anchor', '&new new', 'new'],
    ['it is an alias', '*new', 'new'],
    ['it has a tag', '!!str new', 'new'],
    ['it is gone', '', ''],
  ])('%s', (_, written, to) => {
    expect(faultOf(text, ['OLD', written, to])).toBe('OLD')
    expect(faultOf('x: OLD', ['OLD', written, to])).toBe('OLD')
  })

  test.each<readonly [string, boolean]>([
    ['|-', true],
    ['|', false],
    ['|+', false],
  ])('it ends in line breaks: %s is good: %j', (header, isGood) => {
    const before = bytesOf('a: |+\n  OLD\n\nb: c\n')
    const span = { start: 3, end: 11 }
    const edits = [
      { start: 3, end: 5, bytes: bytesOf(header) },
      { start: 8, end: 11, bytes: bytesOf('new') },
    ]
    const rewriting = {
      before,
      after: spliceBytes(before, edits),
      replacements: [{ span, edits, to: 'new' }],
    }
    expect(findFault(rewriting) === undefined).toBe(isGood)
  })

  test('it lies in a comment', () => {
    expect(faultOf('a: b # OLD\n', ['OLD', 'new', 'new'])).toBe('OLD')
  })

  test('it is the one that is named', () => {
    const both = 'a: ONE\nb: x\nc: TWO\n'
    expect(faultOf(both, ['ONE', 'new', 'new'], ['TWO', '[new', 'new'])).toBe('TWO')
    expect(faultOf(both, ['ONE', '[new', 'new'], ['TWO', 'new', 'new'])).toBe('ONE')
  })
})

describe('a byte that differs where nothing was replaced is found out', () => {
  const span = { start: 3, end: 6 }
  const edits = [{ ...span, bytes: bytesOf('new') }]
  const before = bytesOf(text)
  const good = bytesOf(text.replace('OLD', 'new'))
  const fault = (after: Uint8Array) =>
    findFault({ before, after, replacements: [{ span, edits, to: 'new', name: 'it' }] })?.name

  test('none differs', () => {
    expect(fault(good)).toBeUndefined()
  })

  test.each([0, 1, 8, 9, 12, good.length - 2, good.length - 1])('at %d', (at) => {
    expect(fault(good.map((byte, index) => (index === at ? byte ^ 1 : byte)))).toBe('it')
  })

  test('at the end', () => {
    expect(fault(good.subarray(0, -1))).toBe('it')
    expect(fault(bytesOf(`${text.replace('OLD', 'new')}\n`))).toBe('it')
  })

  test('in the byte order mark', () => {
    const [mark, other] = [bytesOf('\ufeffa: OLD'), bytesOf('\ufeffa: new')]
    const place = { start: 6, end: 9 }
    const replacements = [{ span: place, edits: [{ ...place, bytes: bytesOf('new') }], to: 'new' }]
    expect(findFault({ before: mark, after: other, replacements })).toBeUndefined()
    const wrong = other.map((byte, index) => (index === 2 ? 0xbe : byte))
    expect(findFault({ before: mark, after: wrong, replacements })).toBe(replacements[0])
  })
})
