/** The usual words, or those of a template that stands in their place. */
import type { Problem } from '../../model/problem.ts'
import { type OwnData, ownWords, type TemplateField } from '../templates/templates.ts'

export interface Worded {
  readonly text: string
  readonly problems: readonly Problem[]
}

/** A template that fails costs nothing but itself: the usual words are said, and the problem tells why. */
export function worded(
  usual: string,
  template: { readonly text: string | undefined; readonly field: TemplateField },
  data: OwnData,
): Worded {
  if (template.text === undefined) return { text: usual, problems: [] }
  const words = ownWords(template.text, template.field, data)
  if (words.kind === 'text' && words.text.trim() !== '') return { text: words.text, problems: [] }
  const why = words.kind === 'text' ? 'it says nothing' : words.message
  const { name } = data.environment
  const message = `The template ${template.field} fails for ${name}, so the usual words stand in its place: ${why}`
  return { text: usual, problems: [{ code: 'template-failed', level: 'error', message }] }
}
