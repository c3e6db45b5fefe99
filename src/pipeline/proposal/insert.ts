/** Puts markers behind values: bytes go in, none goes out. */
import type { MarkerField, SourceFile } from '../../model/manifest.ts'
import type { PolicyKey } from '../../model/policy.ts'
import { findMarkers } from '../scan/markers.ts'
import type { FoundUses, ImageUse, LeftOut, Mark } from './uses.ts'

/** A marker, and the byte that it goes behind. */
export interface Insertion {
  readonly at: number
  readonly policy: PolicyKey
  readonly field: MarkerField
}

/** The file with all of them; they may come in any order, each at a place of its own. */
export function insertMarkers(file: SourceFile, insertions: readonly Insertion[]): SourceFile {
  const pieces: Uint8Array[] = []
  let from = 0
  for (const { at, policy, field } of insertions.toSorted((one, other) => one.at - other.at)) {
    pieces.push(file.bytes.subarray(from, at), new TextEncoder().encode(` # ${markerText(policy, field)}`))
    from = at
  }
  pieces.push(file.bytes.subarray(from))
  return { ...file, bytes: new Uint8Array(Buffer.concat(pieces)) }
}

/** `{"$imagepolicy": "namespace:name"}`, with the suffix of its field. */
function markerText(policy: PolicyKey, field: MarkerField): string {
  return `{"$imagepolicy": "${policy}${field === 'image' ? '' : `:${field}`}"}`
}

/** Leaves out the uses whose markers would not be obeyed as they are meant: every one is tried on the file, and the file read as a run reads it. */
export function tryMarkers(file: SourceFile, { uses, leftOut }: FoundUses): FoundUses {
  if (uses.length === 0) return { uses, leftOut }
  const trials = uses.flatMap((use, index) =>
    use.marks.map(({ at, field }) => ({ at, field, policy: trialKey(index) })),
  )
  const { manifest, problems, misfits } = findMarkers(insertMarkers(file, trials))
  const wrong = uses.flatMap((use, index): readonly LeftOut[] => {
    const found = manifest.markers.filter(({ policy }) => policy === trialKey(index))
    const misfit = found.flatMap((marker) => misfits.get(marker) ?? [])[0]
    if (misfit === undefined && use.marks.every((mark) => found.some((each) => isThere(each, mark))))
      return []
    const why = misfit?.message ?? problems[0]?.message ?? 'a marker behind it would not be obeyed'
    return [{ place: use.place, what: whatOf(use), why }]
  })
  const places = new Set(wrong.map(({ place }) => place))
  return { uses: uses.filter(({ place }) => !places.has(place)), leftOut: [...leftOut, ...wrong] }
}

function trialKey(index: number): PolicyKey {
  return `image-bump:trial-${index}`
}

function isThere(
  { field, place }: { readonly field: MarkerField; readonly place: Mark['place'] },
  mark: Mark,
): boolean {
  return field === mark.field && place.line === mark.place.line && place.column === mark.place.column
}

/** As a person would write the image. */
export function whatOf({ image, tag }: ImageUse): string {
  return `${image.text}:${tag}`
}
