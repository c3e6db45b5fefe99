/** One file with its changes made: bytes cut and pasted, and the proof that nothing else moved. */
import type { SourceFile } from '../../model/manifest.ts'
import type { Change, RewrittenFile } from '../../model/plan.ts'
import type { Problem } from '../../model/problem.ts'
import { replaceScalar, replaceStaleTag } from '../../languages/yaml/yaml.ts'
import { findFault, type Replacement } from './proof.ts'
import { isSpliceable, spliceBytes } from './splice.ts'

export type RewriteResult =
  | { readonly kind: 'rewritten'; readonly file: RewrittenFile }
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'not-exact'; readonly problem: Problem }

/** Makes changes to the file that their markers were found in. It is all or nothing: `rewrite-not-exact` leaves the whole file as it is. */
export function rewriteFile(file: SourceFile, changes: readonly Change[]): RewriteResult {
  const replacements = changes
    .filter(({ marker, to }) => marker.value !== to)
    .toSorted((one, other) => one.marker.span.start - other.marker.span.start)
    .map((change) => replacementOf(file, change))
  const [first] = replacements
  if (!first) return { kind: 'unchanged' }
  const edits = replacements.flatMap((replacement) => replacement.edits)
  if (!isSpliceable(file.bytes, edits)) return notExact(file, first)
  const bytes = spliceBytes(file.bytes, edits)
  const fault = findFault({ before: file.bytes, after: bytes, replacements })
  if (fault) return notExact(file, fault)
  return { kind: 'rewritten', file: { before: file, after: { ...file, bytes } } }
}

function replacementOf(file: SourceFile, { marker, to }: Change): Replacement & { readonly change: Change } {
  const { start, end } = marker.span
  const tag = replaceStaleTag(file.bytes, start)
  const scalar = replaceScalar(file.bytes.subarray(start, end), to)
  const edits = [...(tag ? [tag] : []), ...scalar].map((edit) => ({
    start: start + edit.start,
    end: start + edit.end,
    bytes: new TextEncoder().encode(edit.text),
  }))
  return { change: { marker, to }, span: marker.span, to, edits }
}

function notExact(file: SourceFile, { change }: { readonly change: Change }): RewriteResult {
  const message = `The value ${change.marker.value} could not be replaced by ${change.to} without changing more of ${file.path}.`
  return {
    kind: 'not-exact',
    problem: { code: 'rewrite-not-exact', level: 'error', message, place: change.marker.place },
  }
}
