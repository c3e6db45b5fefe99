/** A body: text, actions, branches, loops, other templates (Go: text/template/exec.go `walk`). */
import { printable, printOne } from '../printing/print.ts'
import { nodeText } from '../syntax/node-text.ts'
import type { ActionNode, BranchNode, ListNode, Node, TemplateNode } from '../syntax/nodes.ts'
import { quote } from '../text/quote.ts'
import { nil } from '../values/make.ts'
import { isTrue } from '../values/truth.ts'
import { type GoValue, typeOf, unwrap } from '../values/value.ts'
import { fail, type Frame, placed, visit } from './frame.ts'
import { iterate, type Leave } from './range.ts'

/** Go allows 100 000; so many would not fit on the stack here. */
const deepest = 1000

/** Gives out the body. Tells if a `break` or `continue` was met, which ends it. */
export function walkList(frame: Frame, dot: GoValue, { nodes }: ListNode): Leave | undefined {
  for (const node of nodes) {
    const leave = walk(frame, dot, node)
    if (leave !== undefined) return leave
  }
  return undefined
}

function walk(frame: Frame, dot: GoValue, node: Node): Leave | undefined {
  visit(frame, node)
  switch (node.kind) {
    case 'text':
      placed(frame, () => frame.run.write(node.text))
      return undefined
    case 'action':
      walkAction(frame, dot, node)
      return undefined
    case 'break':
    case 'continue':
      return node.kind
    case 'if':
    case 'with':
      return inScope(frame, () => walkChoice(frame, dot, node))
    case 'range':
      return inScope(frame, () => walkRange(frame, dot, node))
    case 'template':
      walkTemplate(frame, dot, node)
      return undefined
  }
}

/** Variables that are declared within live to its end. */
function inScope<T>(frame: Frame, run: () => T): T {
  const count = frame.variables.length
  const result = run()
  frame.variables.length = count
  return result
}

/** What declares or sets variables gives nothing out. */
function walkAction(frame: Frame, dot: GoValue, node: ActionNode): void {
  const value = frame.run.pipeline(frame, dot, node.pipe)
  if (node.pipe.variables.length > 0) return
  frame.node = node
  const shown = printable(value) ?? fail(frame, `can't print ${nodeText(node)} of type ${typeOf(value).name}`)
  placed(frame, () =>
    frame.run.write(shown.kind === 'nil' ? '<no value>' : printOne(shown, frame.run.effort)),
  )
}

function walkChoice(frame: Frame, dot: GoValue, node: BranchNode): Leave | undefined {
  const value = frame.run.pipeline(frame, dot, node.pipe)
  if (isTrue(unwrap(value))) return walkList(frame, node.kind === 'with' ? value : dot, node.list)
  return node.otherwise && walkList(frame, dot, node.otherwise)
}

function walkRange(frame: Frame, dot: GoValue, node: BranchNode): Leave | undefined {
  const hasRun = iterate(frame, frame.run.pipeline(frame, dot, node.pipe), {
    node,
    body: (element) => inScope(frame, () => walkList(frame, element, node.list)),
  })
  return hasRun || node.otherwise === undefined ? undefined : walkList(frame, dot, node.otherwise)
}

/** It sees nothing but its argument; variables that the argument declares stay in the caller. */
function walkTemplate(frame: Frame, dot: GoValue, node: TemplateNode): void {
  const tree = frame.run.trees.get(node.name) ?? fail(frame, `template ${quote(node.name)} not defined`)
  if (frame.depth >= deepest) fail(frame, `exceeded maximum template depth (${deepest})`)
  const value = node.pipe === undefined ? nil : frame.run.pipeline(frame, dot, node.pipe)
  const variables = [{ name: '$', value }]
  walkList({ ...frame, template: tree.name, variables, depth: frame.depth + 1, node }, value, tree.root)
}
