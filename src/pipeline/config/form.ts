/** Other files that people write, held against a form: what they say, or all that is wrong, each at its place. */
import type { z } from 'zod'
import type { Place, Problem, ProblemCode } from '../../model/problem.ts'
import { inOrder } from './in-order.ts'
import type { Path } from './own/finding.ts'
import { readJson } from './own/json-text.ts'
import { findMismatches } from './own/mismatch.ts'
import { readYaml, type YamlBounds, type YamlText } from './own/yaml-text.ts'

export type { YamlText } from './own/yaml-text.ts'
export { anyText, exactly, map, name, text } from './own/scalars.ts'
export { hint, listed, quote } from './own/wording.ts'

/** What came of a file. */
export interface FormReading<Value> {
  /** Undefined when a problem is an error. */
  readonly read?: {
    readonly value: Value
    readonly placeAt: (path: Path, at: 'key' | 'value') => Place
  }
  readonly problems: readonly Problem[]
}

/** A form, and how files of its kind are told of. */
export interface Form<Shape extends z.ZodType> extends YamlBounds {
  readonly shape: Shape
  /** Of every problem in such a file. */
  readonly code: ProblemCode
  /** Keys whose values decide nothing: in JSON they may be anything. */
  readonly unread?: ReadonlySet<string>
}

/** Reads YAML of which every scalar is text, or JSON, of which only text is. Messages of the shape say what was wanted. */
export function readForm<Shape extends z.ZodType>(
  source: YamlText,
  { shape, code, unread, ...bounds }: Form<Shape>,
): FormReading<z.output<Shape>> {
  const { grown, problems: faults } = readJson(source, unread) ?? readYaml(source, bounds)
  if (grown === undefined) return { problems: faults.map((problem) => ({ ...problem, code })) }
  const { tree, placeAt } = grown
  const mismatches = findMismatches(tree, shape).map(({ path, at, ...rest }): Problem => ({
    ...rest,
    place: placeAt(path, at),
  }))
  const problems = inOrder([...faults, ...mismatches]).map((problem) => ({ ...problem, code }))
  if (problems.some(({ level }) => level === 'error')) return { problems }
  return { read: { value: shape.parse(tree), placeAt }, problems }
}
