/** Titles, bodies and commit messages by templates of our own configuration. */
import { executeTemplate, parseTemplate, sprig } from '../../languages/gotemplate/gotemplate.ts'
import { type OwnData, ownData } from './own-data.ts'

/** The field of the configuration that holds the template. */
export type TemplateField = 'commit.message' | 'pullRequest.title' | 'pullRequest.body'

export type OwnWords =
  | { readonly kind: 'text'; readonly text: string }
  /** `stage` tells if it does not parse or fails on its data, `at` at which character of the template; `message` is Go's. */
  | {
      readonly kind: 'failed'
      readonly stage: 'parse' | 'exec'
      readonly message: string
      readonly at: number
    }

/** UTF-16 units: what GitHub takes as a title, and what a body has room for beside what the request remembers. */
const most = {
  'commit.message': 60_000,
  'pullRequest.title': 250,
  'pullRequest.body': 30_000,
} as const satisfies Record<TemplateField, number>

/** Runs a template. A title is one line; what is too long is cut. */
export function ownWords(template: string, field: TemplateField, data: OwnData): OwnWords {
  const parsed = parseTemplate(template, { name: field, functions: sprig })
  if (parsed.kind === 'invalid') {
    return { kind: 'failed', stage: 'parse', message: parsed.message, at: parsed.at }
  }
  const run = executeTemplate(parsed, ownData(data))
  if (run.kind === 'failed') return { kind: 'failed', stage: 'exec', message: run.message, at: run.at }
  const told = field === 'pullRequest.title' ? run.text.replaceAll(/\s+/g, ' ').trim() : run.text
  return { kind: 'text', text: told.slice(0, most[field]) }
}
