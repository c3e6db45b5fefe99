/** Payloads held against the form that a registry documents. */
import type { z } from 'zod'

/** What was posted, after its sender was proven. */
export interface Message {
  readonly headers: Headers
  readonly json: unknown
  /** The sender's `registry`, where it is configured. */
  readonly registry: string | undefined
}

/** What a payload says of one image, as text. */
export interface Notice {
  /** `host/path`; a tag or digest may follow. */
  readonly image: string
  readonly tags?: readonly string[]
  /** The sender's own, for what is sent again. */
  readonly id?: string
}

/** What came of a payload. */
export type NoticeReading =
  | { readonly kind: 'notices'; readonly notices: readonly Notice[] }
  | { readonly kind: 'nothing'; readonly why: string }
  | { readonly kind: 'malformed'; readonly wanted: string }

/** Holds JSON against the form; `use` may assume it. A form is told by `wanted`, and by where it was not met first. */
export function heed<Shape extends z.ZodType>(
  { shape, wanted }: { readonly shape: Shape; readonly wanted: string },
  json: unknown,
  use: (said: z.output<Shape>) => NoticeReading,
): NoticeReading {
  const { success, data, error } = shape.safeParse(json)
  if (success) return use(data)
  const path = error.issues[0]?.path.map(String).join('.') ?? ''
  return malformed(path === '' ? wanted : `${wanted}; \`${path}\` is not as wanted`)
}

/** What was pushed. */
export function notices(...all: readonly Notice[]): NoticeReading {
  return { kind: 'notices', notices: all }
}

/** What happened is none of our business. */
export function nothing(why: string): NoticeReading {
  return { kind: 'nothing', why }
}

/** Not of the documented form; `wanted` is read behind "Wanted". */
export function malformed(wanted: string): NoticeReading {
  return { kind: 'malformed', wanted }
}

/** Host of an address such as `harbor.acme.io/team/app:1.0` or `https://acme.jfrog.io/`; undefined where there is none. */
export function hostOf(address: string | undefined): string | undefined {
  return /^(?:https?:\/\/)?([^/\s]*[.:][^/\s]*)(?:\/|$)/.exec(address ?? '')?.[1]
}

/** A list that holds the tag, if there is one. */
export function tagList(tag: string | null | undefined): { readonly tags?: readonly string[] } {
  return tag === undefined || tag === null || tag === '' ? {} : { tags: [tag] }
}

/** An id, if there is one. */
export function idOf(id: string | null | undefined): { readonly id?: string } {
  return id === undefined || id === null ? {} : { id }
}
