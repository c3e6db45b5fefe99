/** Upper and lower case, words, wrapping, shortening (Go: Masterminds/goutils 1.1.1 and strings as Sprig calls them). */
import { aCount, aText, type Functions, takes } from '../evaluate/function.ts'
import { type Bytes, encodeRune, mapRunes } from '../text/bytes.ts'
import {
  isDigit,
  isLetter,
  isLower,
  isSpace,
  isTitle,
  isUpper,
  toLower,
  toTitle,
  toUpper,
} from '../text/unicode.ts'
import type { Effort } from '../values/effort.ts'
import { string } from '../values/make.ts'
import { toCamelCase, toJoinedCase } from './word-case.ts'

export const letters: Functions = new Map([
  ['abbrev', takes([aCount, aText], (width, text) => string(width < 4 ? text : abbreviated(text, 0, width)))],
  [
    'abbrevboth',
    takes([aCount, aCount, aText], (left, right, text) => string(abbreviatedBoth(text, left, right))),
  ],
  ['camelcase', takes([aText], (text, effort) => string(toCamelCase(looked(text, effort))))],
  ['initials', takes([aText], (text) => string(initialsOf(text)))],
  ['kebabcase', takes([aText], (text, effort) => string(toJoinedCase(looked(text, effort), '-')))],
  ['lower', takes([aText], (text) => string(mapRunes(text, toLower)))],
  ['nospace', takes([aText], (text) => string(withoutSpace(text)))],
  // Chance has no place here: of all orders that Sprig might give, the one that the text has.
  ['shuffle', takes([aText], (text) => string(mapRunes(text, (rune) => rune)))],
  ['snakecase', takes([aText], (text, effort) => string(toJoinedCase(looked(text, effort), '_')))],
  ['swapcase', takes([aText], (text) => string(swapped(text)))],
  ['title', takes([aText], (text) => string(titled(text)))],
  ['untitle', takes([aText], (text) => string(untitled(text)))],
  ['upper', takes([aText], (text) => string(mapRunes(text, toUpper)))],
  [
    'wrap',
    takes([aCount, aText], (width, text, effort) =>
      string(wrapped(text, { width, by: '\n', isCutting: false }, effort)),
    ),
  ],
  [
    'wrapWith',
    takes([aCount, aText, aText], (width, by, text, effort) =>
      string(wrapped(text, { width, by: by === '' ? '\n' : by, isCutting: true }, effort)),
    ),
  ],
])

/** `Now is the...`; from an offset on also with dots before it. */
/** Each rune is looked at more than once. */
function looked(text: Bytes, effort: Effort): Bytes {
  effort.spend(text.length)
  return text
}

function abbreviated(text: Bytes, offset: number, width: number): Bytes {
  if (text.length <= width) return text
  const most = Math.min(offset, text.length)
  const from = text.length - most < width - 3 ? text.length - (width - 3) : most
  if (from <= 4) return `${text.slice(0, width - 3)}...`
  if (from + width - 3 < text.length) return `...${abbreviated(text.slice(from), 0, width - 3)}`
  return `...${text.slice(text.length - (width - 3))}`
}

function abbreviatedBoth(text: Bytes, left: number, right: number): Bytes {
  if (right < 4 || (left > 0 && right < 7)) return text
  return abbreviated(text, left, right)
}

/** The first letters of words. Bytes are taken for characters, as goutils does. */
function initialsOf(text: Bytes): Bytes {
  const bytes = Array.from(text, (byte) => byte.charCodeAt(0))
  const firsts = bytes.filter(
    (byte, index) => !isSpace(byte) && (index === 0 || isSpace(bytes[index - 1] ?? 0x20)),
  )
  return firsts.map(encodeRune).join('')
}

/** Here too: a text with a blank has its other characters taken byte by byte. */
function withoutSpace(text: Bytes): Bytes {
  const bytes = Array.from(text, (byte) => byte.charCodeAt(0))
  const kept = bytes.filter((byte) => !isSpace(byte))
  return kept.length === bytes.length ? text : kept.map(encodeRune).join('')
}

/** Capitals become small, small letters capital: title case at the start of a word. */
function swapped(text: Bytes): Bytes {
  let isStart = true
  return mapRunes(text, (rune) => {
    const wasStart = isStart
    isStart = wasStart && !isUpper(rune) && !isTitle(rune) && !isLower(rune)
    if (isUpper(rune) || isTitle(rune)) return toLower(rune)
    if (isLower(rune)) return wasStart ? toTitle(rune) : toUpper(rune)
    isStart = isSpace(rune)
    return rune
  })
}

/** Go: strings.Title. */
function titled(text: Bytes): Bytes {
  let before = 0x20
  return mapRunes(text, (rune) => {
    const isFirst = isSeparator(before)
    before = rune
    return isFirst ? toTitle(rune) : rune
  })
}

function isSeparator(rune: number): boolean {
  if (rune < 0x80) return !/\w/.test(String.fromCharCode(rune))
  return !isLetter(rune) && !isDigit(rune) && isSpace(rune)
}

function untitled(text: Bytes): Bytes {
  let isStart = true
  return mapRunes(text, (rune) => {
    const wasStart = isStart
    isStart = isSpace(rune)
    return wasStart && !isStart ? toLower(rune) : rune
  })
}

interface Wrapping {
  readonly width: number
  /** Stands where a line is broken. */
  readonly by: Bytes
  /** Words longer than a line are cut. */
  readonly isCutting: boolean
}

function wrapped(text: Bytes, { width: wanted, by, isCutting }: Wrapping, effort: Effort): Bytes {
  const width = Math.max(wanted, 1)
  let out = ''
  let at = 0
  while (text.length - at > width) {
    effort.spend(1)
    effort.fits(out.length)
    if (text.charAt(at) === ' ') {
      at += 1
      continue
    }
    const end = breakAfter(text, at, width, isCutting)
    out += text.slice(at, end.at) + (end.at < text.length || end.isCut ? by : '')
    at = end.isCut ? end.at : Math.min(end.at + 1, text.length)
  }
  return out + text.slice(at)
}

/** At the last blank that fits; else within the word, or at the next blank. */
function breakAfter(
  text: Bytes,
  at: number,
  width: number,
  isCutting: boolean,
): { at: number; isCut: boolean } {
  const blank = text.slice(at, at + width + 1).lastIndexOf(' ')
  if (blank >= 0) return { at: at + blank, isCut: false }
  if (isCutting) return { at: at + width, isCut: true }
  const next = text.indexOf(' ', at + width)
  return { at: next < 0 ? text.length : next, isCut: false }
}
