/** How much a run may do: a template comes from a file, and must not eat the machine. */
import { Failure } from './failure.ts'

/** Counts what a run has done. All its methods throw a Failure when it is too much. */
export interface Effort {
  /** Counts steps: a node evaluated, an item walked, four bytes read, ten bytes made. */
  spend(steps: number): void
  /** Asks before a text of so many bytes or a list of so many items is made. */
  fits(size: number): void
  /** The same, and counts it. */
  reserve(size: number): void
}

export interface Bounds {
  readonly steps: number
  /** The longest text or list that may be made, in bytes or items; the whole output is such a text. */
  readonly size: number
}

export function newEffort({ steps, size: longest }: Bounds): Effort {
  let left = steps
  const spend = (count: number): void => {
    left -= count
    if (left < 0) throw new Failure(`the template takes more than ${steps} steps`, true)
  }
  const fits = (size: number): void => {
    if (size > longest)
      throw new Failure(`a text or list of ${size} is longer than the bound of ${longest}`, true)
  }
  return {
    spend,
    fits,
    reserve: (size) => {
      fits(size)
      spend(Math.ceil(size / 10))
    },
  }
}
