/** An argument for a parameter of some type (Go: text/template/exec.go `evalArg`). */
import { nodeText } from '../syntax/node-text.ts'
import type { NumberNode, Operand } from '../syntax/nodes.ts'
import { bool, complex, float, int, string } from '../values/make.ts'
import { zeroOf } from '../values/reach.ts'
import { anyType, canBeNil, type GoType, isSigned, isUnsigned, reflectType } from '../values/type.ts'
import { type GoValue, unwrap } from '../values/value.ts'
import { fitted } from './fit.ts'
import { fail, type Frame, visit } from './frame.ts'
import { evaluateTerm } from './term.ts'

export function evaluateArgument(frame: Frame, dot: GoValue, type: GoType, node: Operand): GoValue {
  visit(frame, node)
  switch (node.kind) {
    case 'dot':
      return fitted(frame, dot, type)
    case 'nil':
      return canBeNil(type) ? unwrap(zeroOf(type)) : fail(frame, `cannot assign nil to ${type.name}`)
    case 'field':
    case 'variable':
    case 'identifier':
    case 'chain':
    case 'pipe':
      return fitted(frame, evaluateTerm(frame, dot, node, { words: [], final: undefined }), type)
    case 'bool':
      return type.kind === 'bool' || isOpen(type) ? bool(node.value) : unfit(frame, type, node)
    case 'string':
      return type.kind === 'string' || isOpen(type) ? string(node.text) : unfit(frame, type, node)
    case 'number':
      return evaluateNumber(frame, type, node)
  }
}

function isOpen(type: GoType): boolean {
  return type.name === anyType.name || type === reflectType
}

function evaluateNumber(frame: Frame, type: GoType, node: NumberNode): GoValue {
  if (isOpen(type)) return idealConstant(frame, node)
  if (isSigned(type) && node.int !== undefined) return int(node.int, type)
  if (isUnsigned(type) && node.uint !== undefined) return int(node.uint, type)
  if (type.kind.startsWith('float') && node.float !== undefined) return { ...float(node.float), type }
  if (type.kind === 'complex128' && node.complex !== undefined)
    return complex(node.complex.real, node.complex.imaginary)
  return unfit(frame, type, node)
}

function unfit(frame: Frame, type: GoType, node: Operand): never {
  const wanted = isSigned(type)
    ? 'integer'
    : isUnsigned(type)
      ? 'unsigned integer'
      : type.kind.startsWith('float')
        ? 'float'
        : type.kind === 'complex128'
          ? 'complex'
          : type.kind
  if (/^(?:bool|string|integer|unsigned integer|float|complex)$/.test(wanted)) {
    return fail(frame, `expected ${wanted}; found ${nodeText(node)}`)
  }
  return fail(frame, `can't handle ${nodeText(node)} for arg of type ${type.name}`)
}

/** A number that nothing asks a type of: a float if it is written like one, else an int. */
export function idealConstant(frame: Frame, node: NumberNode): GoValue {
  frame.node = node
  if (node.complex !== undefined) return complex(node.complex.real, node.complex.imaginary)
  if (node.float !== undefined && isWrittenAsFloat(node.text)) return float(node.float)
  return node.int === undefined ? fail(frame, `${node.text} overflows int`) : int(node.int)
}

function isWrittenAsFloat(text: string): boolean {
  const isHexInt = /^0[xX]/.test(text) && !/[pP]/.test(text)
  return !isHexInt && !text.startsWith("'") && /[.eEpP]/.test(text)
}
