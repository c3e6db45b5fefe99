/** The text of a number or character to all that it may stand for (Go: parse/node.go `newNumber`). */
import type { Bytes } from '../text/bytes.ts'
import { greatestInt, leastInt, parseFloat64, parseInt64, parseUint64 } from '../text/parse-number.ts'
import { quote, unquoteCharacter } from '../text/quote.ts'
import { Failure } from '../values/failure.ts'
import type { NumberNode } from './nodes.ts'
import type { Token } from './token.ts'

type Constant = Omit<NumberNode, 'kind' | 'at' | 'text'>

/** Throws a Failure for what is no number. */
export function parseConstant({ kind, at, text }: Token): NumberNode {
  const constant =
    kind === 'character'
      ? character(text)
      : kind === 'complex'
        ? complexPair(text)
        : (imaginary(text) ?? real(text))
  return { kind: 'number', at, text, ...constant }
}

function character(text: Bytes): Constant {
  const read = unquoteCharacter(text, 1, "'")
  if (read === undefined) throw new Failure('invalid syntax')
  if (text.slice(read.end) !== "'") throw new Failure(`malformed character constant: ${text}`)
  return { int: BigInt(read.rune), uint: BigInt(read.rune), float: read.rune }
}

/** `1+2i`: the second sign that belongs to no exponent parts the two. */
function complexPair(text: Bytes): Constant {
  const [, first = '', second = ''] = /^(.*?[^eEpP+-])([+-].*)i$/.exec(text) ?? []
  const [real, part] = [parseFloat64(first), parseFloat64(second)]
  if (typeof real === 'string' || typeof part === 'string')
    throw new Failure('syntax error scanning complex number')
  return simplified(real, part)
}

/** `2i`; zero of it is any kind of number. */
function imaginary(text: Bytes): Constant | undefined {
  const part = text.endsWith('i') ? parseFloat64(text.slice(0, -1)) : 'invalid syntax'
  return typeof part === 'string' ? undefined : simplified(0, part)
}

function simplified(real: number, imaginary: number): Constant {
  const complex = { real, imaginary }
  return imaginary === 0 ? { complex, float: real, ...whole(real) } : { complex }
}

function real(text: Bytes): Constant {
  const int = parseInt64(text, 0)
  const uint = parseUint64(text, 0)
  if (typeof int === 'bigint') {
    return { int, float: Number(int), ...(typeof uint === 'bigint' ? { uint } : int === 0n && { uint: 0n }) }
  }
  if (typeof uint === 'bigint') return { uint, float: Number(uint) }
  const float = parseFloat64(text)
  if (typeof float === 'string') throw new Failure(`illegal number syntax: ${quote(text)}`)
  if (!/[.eEpP]/.test(text)) throw new Failure(`integer overflow: ${quote(text)}`)
  return { float, ...whole(float) }
}

/** The integers that a number is, if it is one. */
function whole(float: number): Constant {
  if (!Number.isInteger(float)) return {}
  const value = BigInt(float)
  return {
    ...(value >= leastInt && value <= greatestInt && { int: value }),
    ...(value >= 0n && value <= 0xffff_ffff_ffff_ffffn && { uint: value }),
  }
}
