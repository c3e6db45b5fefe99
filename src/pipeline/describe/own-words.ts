/** Titles, bodies and commit messages by templates of our own configuration. */
import { executeTemplate, parseTemplate, sprig } from '../../languages/gotemplate/gotemplate.ts'
import { type OwnFacts, ownData } from './own-data.ts'

export type { OwnFacts } from './own-data.ts'

/** The field of the configuration that holds the template. */
export type TemplateField = 'commit.message' | 'pullRequest.title' | 'pullRequest.body'

export type OwnWords =
  | { readonly kind: 'text'; readonly text: string }
  /** Go's words for what is wrong. */
  | { readonly kind: 'failed'; readonly message: string }

/** UTF-16 units: what GitHub takes as a title, and what a body has room for beside what the request remembers. */
const most = {
  'commit.message': 60_000,
  'pullRequest.title': 250,
  'pullRequest.body': 30_000,
} as const satisfies Record<TemplateField, number>

/** Runs a template. A title is one line; what is too long is cut. */
export function ownWords(template: string, field: TemplateField, facts: OwnFacts): OwnWords {
  const parsed = parseTemplate(template, { name: field, functions: sprig })
  if (parsed.kind === 'invalid') return { kind: 'failed', message: parsed.message }
  const run = executeTemplate(parsed, ownData(facts))
  if (run.kind === 'failed') return { kind: 'failed', message: run.message }
  const told = field === 'pullRequest.title' ? run.text.replaceAll(/\s+/g, ' ').trim() : run.text
  return { kind: 'text', text: told.slice(0, most[field]) }
}
