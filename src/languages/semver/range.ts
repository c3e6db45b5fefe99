/** The text of a range to its terms. Masterminds semver v3.5, constraints.go `NewConstraint`. */
import { quote } from './quote.ts'
import { rewriteHyphens } from './hyphen.ts'
import { blank, versionPattern } from './grammar.ts'
import type { Operator, Term } from './term.ts'
import { parseVersion } from './version.ts'

export interface Range {
  readonly kind: 'range'
  /** As it was written. */
  readonly text: string
  /** One of them must fit. */
  readonly alternatives: readonly Alternative[]
}

/** All terms must fit. */
export interface Alternative {
  readonly terms: readonly Term[]
  readonly hasPrerelease: boolean
}

/** Why a text is no range; the message is the library's own. */
export interface RangeError {
  readonly kind: 'improper' | 'parser' | 'too-long' | 'too-many-groups'
  readonly message: string
}

/** Reads a range of at most 512 bytes and 32 alternatives. What is wrong comes back as a value. */
export function parseRange(text: string): Range | RangeError {
  if (isTooLong(text)) {
    return { kind: 'too-long', message: 'constraint string is too long (max 512 bytes)' }
  }
  const parts = rewriteHyphens(text).split('||')
  if (parts.length > 32) return { kind: 'too-many-groups', message: 'too many constraint groups (max 32)' }
  const alternatives: Alternative[] = []
  for (const part of parts) {
    const alternative = parseAlternative(part)
    if ('kind' in alternative) return alternative
    alternatives.push(alternative)
  }
  return { kind: 'range', text, alternatives }
}

/** Over 512 bytes. A UTF-16 unit stands for three at most, so that short texts need not be encoded. */
function isTooLong(text: string): boolean {
  return text.length * 3 > 512 && new TextEncoder().encode(text).length > 512
}

/** The whole alternative must be well formed before any of its versions is read. */
function parseAlternative(part: string): Alternative | RangeError {
  const written = scanTerms(part)
  if (written === undefined) return { kind: 'improper', message: `improper constraint: ${quote(part)}` }
  const terms = written.map(readTerm)
  if (!terms.every((term) => term !== undefined)) {
    return { kind: 'parser', message: 'constraint parser error' }
  }
  return { terms, hasPrerelease: terms.some(({ base }) => base.prerelease !== '') }
}

interface WrittenTerm {
  readonly operator: Operator
  readonly version: string
  readonly numbers: readonly (string | undefined)[]
  /** With its hyphen, or empty. */
  readonly prerelease: string
}

const operators: ReadonlyMap<string, Operator> = new Map([
  ['', '='],
  ['=', '='],
  ['!=', '!='],
  ['>', '>'],
  ['<', '<'],
  ['>=', '>='],
  ['=>', '>='],
  ['<=', '<='],
  ['=<', '<='],
  ['~', '~'],
  ['~>', '~'],
  ['^', '^'],
])

const blanks = new RegExp(`${blank}*`, 'y')
const separator = new RegExp(`${blank}*,${blank}*|${blank}+`, 'y')
const termPattern = new RegExp(`([=!<>~^]*)${blank}*(${versionPattern})`, 'y')

/** Terms between blanks or single commas; undefined where anything else stands. One pass: no pattern is tried twice at a place. */
function scanTerms(part: string): readonly WrittenTerm[] | undefined {
  const found: WrittenTerm[] = []
  let at = endOf(blanks, part, 0) ?? 0
  for (;;) {
    const term = scanTerm(part, at)
    if (term === undefined) return undefined
    found.push(term.written)
    if (endOf(blanks, part, term.end) === part.length) return found
    const next = endOf(separator, part, term.end)
    if (next === undefined) return undefined
    at = next
  }
}

function scanTerm(part: string, at: number): { written: WrittenTerm; end: number } | undefined {
  termPattern.lastIndex = at
  const [, sign = '', version = '', major, minor, patch, prerelease = ''] = termPattern.exec(part) ?? []
  const operator = operators.get(sign)
  if (operator === undefined || version === '') return undefined
  const numbers = [major, minor?.slice(1), patch?.slice(1)]
  return { written: { operator, version, numbers, prerelease }, end: termPattern.lastIndex }
}

function endOf(pattern: RegExp, text: string, at: number): number | undefined {
  pattern.lastIndex = at
  return pattern.test(text) ? pattern.lastIndex : undefined
}

/** `parseConstraint`: what stands after a wildcard is ignored, a prerelease is kept. Undefined where the base is no version. */
function readTerm({ operator, version, numbers, prerelease }: WrittenTerm): Term | undefined {
  const [major, minor, patch] = numbers
  const [written, text]: readonly [Term['written'], string] = isMissing(major)
    ? ['star', `0.0.0${prerelease}`]
    : isMissing(minor)
      ? ['major', `${major}.0.0${prerelease}`]
      : isMissing(patch)
        ? ['minor', `${major}.${minor}.0${prerelease}`]
        : ['full', version]
  const base = parseVersion(text)
  return base && { operator, base, written }
}

function isMissing(number: string | undefined): boolean {
  return number === undefined || /^[xX*]$/.test(number)
}
