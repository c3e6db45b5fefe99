/** Templates with `$name` and `${name}` that stand for groups of a match. Go: regexp.Expand. */
import type { Match } from './match.ts'

/** A template read for one pattern: texts, and lists of groups of which the first that took part gives its text. */
export type Template = readonly (string | readonly number[])[]

/**
 * Reads a template for a pattern with these names of groups, by index. Every text is a template: a `$` before anything but a name
 * or a `$` is a plain sign, and an unknown name is empty.
 */
export function parseTemplate(text: string, names: readonly string[]): Template {
  const pieces: (string | readonly number[])[] = []
  let at = 0
  for (const found of text.matchAll(reference)) {
    const name = found[1] ?? found[2]
    pieces.push(text.slice(at, found.index), name === undefined ? '$' : groupsOf(name, names))
    at = found.index + found[0].length
  }
  return [...pieces, text.slice(at)].filter((piece) => piece !== '')
}

/** What a template names and a pattern with these names of groups does not have, as in `$1x`: there it is always empty. */
export function lackingGroups(text: string, names: readonly string[]): readonly string[] {
  return Array.from(text.matchAll(reference)).flatMap(([written, braced, bare]) => {
    const name = braced ?? bare
    return name === undefined || groupsOf(name, names).some((group) => group < names.length) ? [] : [written]
  })
}

const reference = /\$(?:\$|\{([\p{L}\p{Nd}_]+)\}|([\p{L}\p{Nd}_]+))?/gu

/** The template's text with the groups of a match in it. */
export function expand(template: Template, match: Match): string {
  let out = ''
  for (const piece of template) out += typeof piece === 'string' ? piece : firstOf(piece, match)
  return out
}

/** Digits without a leading zero are an index, of nine digits at most; all else is a name. */
function groupsOf(name: string, names: readonly string[]): readonly number[] {
  if (/^(?:0|[1-9]\d{0,8})$/.test(name)) return [Number(name)]
  return names.flatMap((each, index) => (each === name ? [index] : []))
}

function firstOf(groups: readonly number[], match: Match): string {
  for (const group of groups) {
    const text = match[group]
    if (text !== undefined) return text
  }
  return ''
}
