/** The quick starts of the README as steps, in the order in which a reader comes to them. */
import { fencedBlocks, type Page } from './markdown.ts'

export type QuickStep =
  | { readonly kind: 'file'; readonly path: string; readonly text: string }
  /** What is added below the `with` of the Action in a workflow. */
  | { readonly kind: 'inputs'; readonly text: string }
  | { readonly kind: 'commands'; readonly text: string }

/** What stands below a heading of the second or third level, up to the next heading. Throws where there is none. */
export function quickSteps(page: Page, title: string): readonly QuickStep[] {
  const found = new RegExp(`^#{2,3} ${title}\\n(.*?)(?=^#{2,3} |$(?![\\s\\S]))`, 'ms').exec(page.text)
  if (found === null) throw new Error(`${page.file} has no heading ${title}`)
  const [, text = ''] = found
  const pieces = text.split(/(^ *```.*?^ *```$)/gms)
  return pieces.flatMap((piece, index) => stepsIn(page, piece, pieces[index - 1] ?? ''))
}

/** A block, with the prose before it; or prose, which may send the reader to the workflow. */
function stepsIn(page: Page, piece: string, before: string): readonly QuickStep[] {
  const [commands] = fencedBlocks({ ...page, text: piece }, 'sh')
  if (commands !== undefined) return [{ kind: 'commands', text: commands.text }]
  const [yaml] = fencedBlocks({ ...page, text: piece }, 'yaml')
  if (yaml === undefined) return workflowIn(page, piece)
  if (yaml.text.startsWith('with:')) return [{ kind: 'inputs', text: yaml.text }]
  const path = lastPath(before)
  return path === undefined ? [] : [{ kind: 'file', path, text: yaml.text }]
}

/** "Add [the workflow](#the-workflow) as `path`". */
function workflowIn(page: Page, prose: string): readonly QuickStep[] {
  const path = /\[the workflow\]\(#the-workflow\) as `([^`]+)`/.exec(prose)?.[1]
  if (path === undefined) return []
  const [, section = ''] = page.text.split('\n### The workflow\n')
  const [workflow] = fencedBlocks({ ...page, text: section }, 'yaml')
  return workflow === undefined ? [] : [{ kind: 'file', path, text: workflow.text }]
}

/** The last code span that is a path to a YAML file. */
function lastPath(prose: string): string | undefined {
  return [...prose.matchAll(/`([\w./-]+\.yaml)`/g)].at(-1)?.[1]
}
