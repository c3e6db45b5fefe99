/** Holds a part of an object against its form and says in plain words where they differ. */
import type { z } from 'zod'
import type { Problem } from '../../../model/problem.ts'
import type { Path } from '../own/finding.ts'
import { listed, quote } from '../own/wording.ts'
import type { RawObject } from './documents.ts'
import { valueAt } from './values.ts'

/** What the part says, or every value of the wrong type, each at its place. */
export type Fit<Value> =
  | { readonly kind: 'fits'; readonly value: Value }
  | { readonly kind: 'differs'; readonly problems: readonly Problem[] }

/** Holds what stands at the top of the object, or at `above`, against the form. */
export function fit<Form extends z.ZodType>(
  raw: RawObject,
  form: Form,
  above: Path = [],
): Fit<z.output<Form>> {
  const read = form.safeParse(valueAt(raw.tree, above) ?? {})
  if (read.success) return { kind: 'fits', value: read.data }
  return { kind: 'differs', problems: read.error.issues.map((issue) => explain(issue, raw, above)) }
}

/** `{{` in the place of a value is a map with a map for its key to YAML: a template that another tool fills in. */
function explain(issue: z.core.$ZodIssue, raw: RawObject, above: Path): Problem {
  const path = [...above, ...issue.path.map((step) => (typeof step === 'number' ? step : String(step)))]
  const place = raw.placeAt(path)
  const subject = `${quote(path.join('.'))} of this ${raw.kind}`
  if (raw.sourceAt(path).startsWith('{{')) {
    const message = `${subject} is filled in by a template; wanted the object as the template renders it.`
    return { code: 'flux-object-incomplete', level: 'warning', message, place }
  }
  const message = `${subject} is ${describe(valueAt(raw.tree, path), raw.sourceAt(path))}; wanted ${wantedBy(issue)}.`
  return { code: 'flux-object-invalid', level: 'error', message, place }
}

function wantedBy(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_type') return kinds[issue.expected] ?? issue.expected
  if (issue.code === 'invalid_value')
    return listed(
      issue.values.map((value) => quote(String(value))),
      'or',
    )
  return issue.message
}

const kinds: Readonly<Record<string, string>> = {
  string: 'text',
  array: 'a list',
  object: 'a map',
  record: 'a map',
  boolean: '`true` or `false`',
}

function describe(seen: unknown, source: string): string {
  if (seen === undefined) return 'missing'
  if (seen === null) return 'empty'
  if (typeof seen === 'string') return `the text ${quote(seen)}`
  if (typeof seen === 'number') return `the number ${quote(source)}`
  if (typeof seen === 'boolean') return `the boolean ${quote(source)}`
  return Array.isArray(seen) ? `a list of ${seen.length}` : 'a map'
}
