/** What stops a run: an error or panic of a function, or a bound. It never leaves the room. */
import type { Bytes } from '../text/bytes.ts'

export class Failure extends Error {
  /** Go's text, in bytes. */
  readonly bytes: Bytes
  /** A bound was reached; nothing may turn it into an ordinary result. */
  readonly isBound: boolean
  /** The byte of the template where it happened, where that is known. */
  readonly at: number | undefined

  constructor(bytes: Bytes, isBound = false, at?: number) {
    super(bytes)
    this.bytes = bytes
    this.isBound = isBound
    this.at = at
  }
}
