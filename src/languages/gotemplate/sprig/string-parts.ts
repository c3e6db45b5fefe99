/** The work behind Sprig's functions on texts. */
import { type Bytes, decodeLastRune, decodeRune, runesOf } from '../text/bytes.ts'
import { isSpace } from '../text/unicode.ts'
import type { Effort } from '../values/effort.ts'
import { Failure } from '../values/failure.ts'

/** Go: strings.TrimSpace. */
export function trimSpace(text: Bytes): Bytes {
  return trimRunes(text, isSpace)
}

/** Without the runes of a set at both ends. */
export function trimSet(text: Bytes, cutset: Bytes): Bytes {
  const unwanted = new Set(runesOf(cutset).map(({ rune }) => rune))
  return trimRunes(text, (rune) => unwanted.has(rune))
}

function trimRunes(text: Bytes, isUnwanted: (rune: number) => boolean): Bytes {
  let [start, end] = [0, text.length]
  while (start < end) {
    const { rune, size } = decodeRune(text, start)
    if (!isUnwanted(rune)) break
    start += size
  }
  while (start < end) {
    const { rune, size } = decodeLastRune(text, end)
    if (!isUnwanted(rune)) break
    end -= size
  }
  return text.slice(start, end)
}

export function repeated(text: Bytes, count: number, effort: Effort): Bytes {
  if (count < 0) throw new Failure('strings: negative Repeat count')
  effort.reserve(text.length * count)
  return text === '' ? '' : text.repeat(count)
}

/** Blanks before each line. */
export function indented(text: Bytes, count: number, effort: Effort): Bytes {
  const pad = repeated(' ', count, effort)
  return pad + replaced(text, '\n', `\n${pad}`, effort)
}

/** Every place, not only the first; nothing stands between all runes. */
export function replaced(text: Bytes, old: Bytes, other: Bytes, effort: Effort): Bytes {
  const parts = old === '' ? ['', ...splitText(text, ''), ''] : text.split(old)
  return joined(old === '' && text === '' ? ['', ''] : parts, other, effort)
}

export function joined(parts: readonly Bytes[], by: Bytes, effort: Effort): Bytes {
  effort.reserve(parts.reduce((sum, part) => sum + part.length + by.length, 0))
  return parts.join(by)
}

/** Nothing parts all runes (Go: strings.Split). */
export function splitText(text: Bytes, by: Bytes): readonly Bytes[] {
  if (by !== '') return text.split(by)
  return runesOf(text).map(({ at, size }) => text.slice(at, at + size))
}

/** At most so many parts, the last with all that is left; below zero all parts, at zero none (Go: strings.SplitN). */
export function splitInto(text: Bytes, by: Bytes, count: number): readonly Bytes[] {
  if (count === 0) return []
  const parts = splitText(text, by)
  if (count < 0 || parts.length <= count) return parts
  return [...parts.slice(0, count - 1), parts.slice(count - 1).join(by)]
}

/** The first bytes, or the last for a count below zero. */
export function truncated(text: Bytes, count: number): Bytes {
  if (count >= 0) return text.slice(0, count)
  return text.length + count > 0 ? text.slice(count) : text
}

/** Out of bounds is a panic in Go, with these words. */
export function substring(text: Bytes, start: number, end: number): Bytes {
  if (start < 0) return bounded(text, 0, end)
  return bounded(text, start, end < 0 || end > text.length ? undefined : end)
}

function bounded(text: Bytes, from: number, to: number | undefined): Bytes {
  const end = to ?? text.length
  const where =
    end < 0
      ? `[:${end}]`
      : end > text.length
        ? `[:${end}] with length ${text.length}`
        : from > end
          ? `[${from}:${end}]`
          : undefined
  if (where !== undefined) throw new Failure(`runtime error: slice bounds out of range ${where}`)
  return text.slice(from, end)
}
