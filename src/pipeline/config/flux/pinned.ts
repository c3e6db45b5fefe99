/** A person's pin of one of Flux's policies: the policy chooses that tag alone, for Flux's controllers as for us, and an annotation keeps what it chose by before. */
import { z } from 'zod'
import type { Pin, PolicySpec } from '../../../model/policy.ts'
import type { Tag } from '../../../model/reference.ts'

/** Where the annotation stands. */
export const pinAnnotation = ['metadata', 'annotations', 'image-bump/pinned'] as const

/** What the annotation says. */
export interface FluxPin extends Pin {
  /** What stood behind `policy:` and `filterTags:` in the object's spec, if anything did. */
  readonly former: Readonly<Partial<Record<Chooser, Former>>>
}

/** The fields of an ImagePolicy that decide which tag it chooses. */
export type Chooser = 'policy' | 'filterTags'

/** To the byte, and what it reads as with every scalar as text. */
export interface Former {
  readonly text: string
  readonly tree: unknown
}

/**
 * A spec that can choose this tag and no other, whatever the tag is: no range is exact, since versions may be written in several ways and tags need be
 * none. A tag has letters, digits, `_`, `-` and dots; only dots mean something in a pattern.
 */
export function pinnedSpec(tag: Tag) {
  const pattern = `^${tag.replaceAll('.', String.raw`\.`)}$`
  return { filterTags: { pattern }, policy: { alphabetical: { order: 'asc' } } } as const
}

/** The pin by the annotation, if the spec is still the one that goes with it. */
export function findPin(annotation: string | undefined, spec: PolicySpec): FluxPin | undefined {
  const pin = annotation === undefined ? undefined : parsePin(annotation)
  if (pin === undefined) return undefined
  const { filterTags, policy } = pinnedSpec(pin.tag)
  const isOurs =
    spec.filterTags?.pattern === filterTags.pattern &&
    (spec.filterTags.extract ?? '') === '' &&
    spec.policy?.alphabetical?.order === policy.alphabetical.order &&
    Object.keys(spec.policy).length === 1
  return isOurs ? pin : undefined
}

/** One line of JSON: for people the tag, the reason and the former fields, and at the end the very bytes of these. */
export function formatPin({ tag, reason, former }: FluxPin): string {
  const fields = Object.entries(former)
  const part = (key: keyof Former) => Object.fromEntries(fields.map(([field, each]) => [field, each[key]]))
  return JSON.stringify({
    tag,
    ...(reason !== undefined && { reason }),
    former: part('tree'),
    bytes: part('text'),
  })
}

/** Undefined for text that is none of ours. */
function parsePin(annotation: string): FluxPin | undefined {
  const { data } = written.safeParse(annotation)
  if (data === undefined) return undefined
  const { tag, reason, former, bytes } = data
  const kept = (['filterTags', 'policy'] as const).flatMap((field) => {
    const text = bytes[field]
    return text === undefined ? [] : [[field, { text, tree: former[field] }] as const]
  })
  return { tag, ...(reason !== undefined && { reason }), former: Object.fromEntries(kept) }
}

const written = z
  .string()
  .transform((text, context): unknown => {
    try {
      return JSON.parse(text)
    } catch {
      context.addIssue('no JSON')
      return z.NEVER
    }
  })
  .pipe(
    z.object({
      tag: z.string(),
      reason: z.string().optional(),
      former: z.object({ policy: z.unknown().optional(), filterTags: z.unknown().optional() }),
      bytes: z.object({ policy: z.string().optional(), filterTags: z.string().optional() }),
    }),
  )
