/** What stands between a `%` and its verb, and the padding that follows from it (Go: fmt/format.go). */
import { type Bytes, countRunes } from '../text/bytes.ts'

export interface Flags {
  readonly width?: number | undefined
  readonly precision?: number | undefined
  readonly minus?: boolean
  readonly plus?: boolean
  readonly sharp?: boolean
  readonly space?: boolean
  readonly zero?: boolean
  /** `%+v`: structs with the names of their fields. */
  readonly plusV?: boolean
  /** `%#v`: as it would be written in Go. */
  readonly sharpV?: boolean
}

export const plain: Flags = {}

/** The text in the wanted width, which counts runes; zeros are put on the left only. */
export function pad(text: Bytes, flags: Flags): Bytes {
  if (flags.width === undefined) return text
  const missing = flags.width - countRunes(text)
  if (missing <= 0) return text
  return flags.minus === true ? text + padding(missing, flags) : padding(missing, flags) + text
}

export function padding(count: number, { zero, minus }: Flags): Bytes {
  return (zero === true && minus !== true ? '0' : ' ').repeat(Math.max(count, 0))
}
