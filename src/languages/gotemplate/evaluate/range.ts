/** Loops over lists, maps and numbers (Go: text/template/exec.go `walkRange`). */
import { printOne } from '../printing/print.ts'
import type { BranchNode } from '../syntax/nodes.ts'
import { int, nil } from '../values/make.ts'
import { indirect, sortedEntries } from '../values/reach.ts'
import { type GoValue, placed as inPlace } from '../values/value.ts'
import { fail, findVariable, type Frame, placed } from './frame.ts'

/** What ends a body before its end. */
export type Leave = 'break' | 'continue'

export interface Loop {
  readonly node: BranchNode
  /** Gives out the body for an element. */
  readonly body: (element: GoValue) => Leave | undefined
}

/** Runs the body for each element; false if there is none. A `break` ends it. */
export function iterate(frame: Frame, over: GoValue, loop: Loop): boolean {
  const { value } = indirect(over)
  const { variables } = loop.node.pipe
  if (value.kind === 'int' && variables.length > 1) {
    return fail(frame, `can't use ${value.value} to iterate over more than one variable`)
  }
  let hasRun = false
  for (const [key, element] of elementsOf(frame, value, variables.length > 1)) {
    hasRun = true
    placed(frame, () => frame.run.effort.spend(1))
    setVariables(frame, loop.node, key, element)
    if (loop.body(element) === 'break') break
  }
  return hasRun
}

/** Index or key, and element. Maps are sorted by their keys; a number counts from 0. */
function* elementsOf(
  frame: Frame,
  value: GoValue,
  withIndex: boolean,
): Generator<readonly [GoValue, GoValue]> {
  switch (value.kind) {
    case 'nil':
      return
    case 'int':
      for (let each = 0n; each < value.value; each++) yield [nil, { ...value, value: each }]
      return
    case 'list': {
      const { element } = value.type
      for (const [index, item] of (value.items ?? []).entries())
        yield [withIndex ? int(index) : nil, inPlace(item, element)]
      return
    }
    case 'map': {
      const { key: keys, element } = value.type
      for (const { key, value: item } of sortedEntries(value))
        yield [inPlace(key, keys), inPlace(item, element)]
      return
    }
    case 'bool':
    case 'float':
    case 'complex':
    case 'string':
    case 'struct':
    case 'pointer':
    case 'function':
    case 'interface': {
      const shown = placed(frame, () => printOne(value, frame.run.effort))
      fail(frame, `range can't iterate over ${shown}`)
    }
  }
}

/** The last variable is the element, one before it the index or key. */
function setVariables(frame: Frame, { pipe }: BranchNode, key: GoValue, element: GoValue): void {
  const values = pipe.variables.length > 1 ? [key, element] : [element]
  for (const [index, { name }] of pipe.variables.entries()) {
    const value = values[index] ?? element
    if (pipe.isAssignment) findVariable(frame, name).value = value
    else {
      const variable = frame.variables.at(index - pipe.variables.length)
      if (variable !== undefined) variable.value = value
    }
  }
}
