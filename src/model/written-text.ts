/** Texts as people wrote them in YAML. */
import type { Place } from './problem.ts'

/** A text as it stands in a YAML file, so that places in it can be named. */
export interface WrittenText {
  /** What YAML makes of it. */
  readonly text: string
  /** The scalar as it is written, from its first sign to its end. */
  readonly source: string
  /** Where that begins. */
  readonly place: Place
}
