/** Which bytes are wanted for what they contain. */
import type { Wanted } from '../../ports.ts'

/** Do the bytes contain the ASCII text, or one of several? True where nothing is asked for. A search through a small file takes less than a microsecond. */
export function containsAny(bytes: Buffer, wanted: Wanted['containing']): boolean {
  if (wanted === undefined) return true
  return typeof wanted === 'string' ? bytes.includes(wanted) : wanted.some((text) => bytes.includes(text))
}
