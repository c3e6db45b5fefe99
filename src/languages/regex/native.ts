/**
 * Plain patterns in the engine of JavaScript, which is many times faster. It tries one way after the other, so it takes time without
 * bound for some patterns; it is used only where a pattern leaves it no choice, and where it means the same as RE2 by construction.
 */
import { areDisjoint, type CharacterSet, hasOthers, setSource } from './character-set.ts'
import { type Group, parseSimplePattern, type Repeat, type Sequence } from './simple-pattern.ts'

/** A pattern that RE2 accepts, with the same groups by index; undefined where it might cost more than linear time or is not plain. */
export function toNative(pattern: string): RegExp | undefined {
  const simple = parseSimplePattern(pattern)
  if (simple === undefined) return undefined
  const { isAnchoredAtStart, isAnchoredAtEnd, sequence } = simple
  if (sizeOf(sequence) > largest || firstOf(sequence, nothing) === undefined) return undefined
  if (!isAnchoredAtStart && !isFixed(sequence)) return undefined
  const source = `${isAnchoredAtStart ? '^' : ''}${sourceOf(sequence)}${isAnchoredAtEnd ? '$' : ''}`
  return new RegExp(source, isBeyondAscii(sequence) ? 'u' : '')
}

/**
 * More than any pattern for tags needs. A search that may begin anywhere costs as much as the text is long times the pattern, and the
 * engine of JavaScript refuses patterns of many thousands.
 */
const largest = 256

/** How many characters and groups there are once counts are written out. */
function sizeOf(sequence: Sequence): number {
  return sequence.reduce((size, node) => {
    if (node.kind === 'group') return size + 1 + node.alternatives.map(sizeOf).reduce((a, b) => a + b, 0)
    return size + (node.max === Infinity ? node.min + 1 : node.max)
  }, 0)
}

const nothing: CharacterSet = 0n

/**
 * The characters that a sequence can begin with, `follow` being those that can come after it; undefined where the next character
 * does not decide how to go on. Where it always decides, the ways not taken fail at their first character, so that going back over
 * a text costs as much as going forth.
 */
function firstOf(sequence: Sequence, follow: CharacterSet): CharacterSet | undefined {
  return sequence.reduceRight<CharacterSet | undefined>((after, node) => {
    if (after === undefined) return undefined
    return node.kind === 'repeat' ? firstOfRepeat(node, after) : firstOfGroup(node, after)
  }, follow)
}

function firstOfRepeat({ set, min, max }: Repeat, follow: CharacterSet): CharacterSet | undefined {
  if (max === 0 || (min !== max && !areDisjoint(set, follow))) return undefined
  return min === 0 ? set | follow : set
}

function firstOfGroup({ alternatives, isOptional }: Group, follow: CharacterSet): CharacterSet | undefined {
  const isChoice = isOptional || alternatives.length > 1
  let firsts = isOptional ? follow : nothing
  for (const alternative of alternatives) {
    const first = firstOf(alternative, follow)
    if (first === undefined) return undefined
    if (isChoice && (canBeEmpty(alternative) || !areDisjoint(first, firsts))) return undefined
    firsts |= first
  }
  return firsts
}

function canBeEmpty(sequence: Sequence): boolean {
  return sequence.every((node) =>
    node.kind === 'repeat' ? node.min === 0 : node.isOptional || node.alternatives.some(canBeEmpty),
  )
}

/** Of a length that the pattern sets: then a search that begins anywhere is linear too. */
function isFixed(sequence: Sequence): boolean {
  return sequence.every((node) =>
    node.kind === 'repeat' ? node.min === node.max : !node.isOptional && node.alternatives.every(isFixed),
  )
}

/** Characters outside the basic plane count as one with the flag `u` only. */
function isBeyondAscii(sequence: Sequence): boolean {
  return sequence.some((node) =>
    node.kind === 'repeat' ? hasOthers(node.set) : node.alternatives.some(isBeyondAscii),
  )
}

function sourceOf(sequence: Sequence): string {
  return sequence.map((node) => (node.kind === 'repeat' ? repeatSource(node) : groupSource(node))).join('')
}

function repeatSource({ set, min, max }: Repeat): string {
  const source = setSource(set)
  if (min === 1 && max === 1) return source
  return `${source}{${min},${max === Infinity ? '' : max}}`
}

function groupSource({ isCaptured, isOptional, alternatives }: Group): string {
  return `${isCaptured ? '(' : '(?:'}${alternatives.map(sourceOf).join('|')})${isOptional ? '?' : ''}`
}
