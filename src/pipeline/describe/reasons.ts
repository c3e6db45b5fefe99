/** Why a policy wants what it wants, and what its image says of itself. */
import type { ImageInspection } from '../../model/inspection.ts'
import type { DecisionRecord, Selection } from '../../model/policy.ts'
import { counted, few } from '../../model/words.ts'
import type { Details } from './details.ts'
import { quoted, spoken } from './inert.ts'

/** Markdown, one item of a list; nothing for a policy that was not decided. */
export function reasonLines(selection: Selection, details: Details | undefined): readonly string[] {
  if (selection.kind !== 'selected') return []
  const { record, latest, policy } = selection
  const digest = latest.digest === undefined ? '' : ` at ${quoted(latest.digest)}`
  const next = record.runnersUp.map(quoted).join(', ')
  return [
    `- ${quoted(policy.key)}: ${quoted(latest.tag)}${digest}, ${spoken(record.rule)}. ${counts(record)}`,
    ...(next === '' ? [] : [`  Next in line: ${next}.`]),
    ...(details === undefined ? [] : [`  ${imageText(details.image, latest.digest !== undefined)}`]),
    ...record.warnings.map((warning) => `  Beware: ${spoken(warning)}.`),
  ]
}

function counts({ listed, excluded, unmatched, unparsable, outOfRange }: DecisionRecord): string {
  const parts = [
    [excluded.count, 'excluded'],
    [unmatched.count, 'not matched by the filter'],
    [unparsable.count, 'no version'],
    [outOfRange.count, 'out of range'],
  ] as const
  const told = parts.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`)
  const all = `${counted(listed, 'tag')} listed`
  return `${all}${told.length === 0 ? '' : `: ${told.join(', ')}`}.`
}

function imageText(image: ImageInspection | undefined, isPinned: boolean): string {
  if (image === undefined) return 'What the image says of itself could not be read.'
  const { digest, platforms, created } = image
  const parts = [
    ...(platforms.length === 0 ? [] : [`for ${few(platforms.map(quoted), 10).join(', ')}`]),
    ...(created === undefined ? [] : [`created ${spoken(created)}`]),
    ...(isPinned ? [] : [`now at ${quoted(digest)}`]),
  ]
  return parts.length === 0 ? 'The image says nothing of itself.' : `The image is ${parts.join(', ')}.`
}
