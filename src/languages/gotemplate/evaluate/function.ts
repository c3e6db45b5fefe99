/** Functions that templates call, and the way to write them: parameters by kind, and what is done with them. */
import type { Bytes } from '../text/bytes.ts'
import type { Effort } from '../values/effort.ts'
import { nil } from '../values/make.ts'
import {
  anyType,
  boolType,
  dictType,
  floatType,
  type GoSignature,
  type GoType,
  intType,
  reflectType,
  stringType,
} from '../values/type.ts'
import { type GoMap, type GoValue, unwrap } from '../values/value.ts'

export interface TemplateFunction extends GoSignature {
  /** It exists elsewhere and will not be served here; a template that names it is refused. */
  readonly isUnsupported?: true
  /** The values fit the parameters. Throws a Failure with the text of an error or panic. */
  readonly run: (given: readonly GoValue[], effort: Effort) => GoValue
}

export type Functions = ReadonlyMap<Bytes, TemplateFunction>

/** A kind of parameter: the type that a call is checked against, and what the function gets to see. */
export interface Parameter<T> {
  readonly type: GoType
  readonly read: (value: GoValue) => T
}

export const aText: Parameter<Bytes> = {
  type: stringType,
  read: (value) => (value.kind === 'string' ? value.bytes : ''),
}

export const anInt: Parameter<bigint> = {
  type: intType,
  read: (value) => (value.kind === 'int' ? value.value : 0n),
}

/** An int as a number: exact up to 2^53, which no length or count reaches. */
export const aCount: Parameter<number> = { type: intType, read: (value) => Number(anInt.read(value)) }

export const aFloat: Parameter<number> = {
  type: floatType,
  read: (value) => (value.kind === 'float' ? value.value : 0),
}

export const aBool: Parameter<boolean> = {
  type: boolType,
  read: (value) => value.kind === 'bool' && value.value,
}

/** Anything, out of its interface. */
export const anything: Parameter<GoValue> = { type: anyType, read: unwrap }

/** Anything just as it stands. */
export const asItStands: Parameter<GoValue> = { type: reflectType, read: (value) => value }

export const aDict: Parameter<GoMap> = {
  type: dictType,
  read: (value) => (value.kind === 'map' ? value : { kind: 'map', type: dictType, entries: undefined }),
}

/** What a function sees of its parameters; behind them comes the effort, for those that make much of little. */
type Given<P extends readonly Parameter<unknown>[]> = {
  -readonly [K in keyof P]: P[K] extends Parameter<infer T> ? T : never
}

export function takes<const P extends readonly Parameter<unknown>[]>(
  parameters: P,
  run: (...given: [...Given<P>, Effort]) => GoValue,
): TemplateFunction {
  return {
    parameters: parameters.map(({ type }) => type),
    isVariadic: false,
    run: (values, effort) => {
      const given: unknown[] = parameters.map(({ read }, index) => read(values[index] ?? nil))
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the parameters have read them just now
      return run(...([...given, effort] as [...Given<P>, Effort]))
    },
  }
}

/** With any number of values of the last kind, which the function gets as a list. */
export function takesMany<const P extends readonly Parameter<unknown>[], T>(
  parameters: P,
  rest: Parameter<T>,
  run: (...given: [...Given<P>, readonly T[], Effort]) => GoValue,
): TemplateFunction {
  return {
    parameters: [...parameters, rest].map(({ type }) => type),
    isVariadic: true,
    run: (values, effort) => {
      const given: unknown[] = parameters.map(({ read }, index) => read(values[index] ?? nil))
      const others = values.slice(parameters.length).map((value) => rest.read(value))
      const all: unknown[] = [...given, others, effort]
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the parameters have read them just now
      return run(...(all as [...Given<P>, readonly T[], Effort]))
    },
  }
}
