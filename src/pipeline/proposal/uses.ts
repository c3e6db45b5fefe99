/** The values of a file that name images: where each stands, what it names, and where its markers can go; what names an image and cannot be marked is told. */
import { type FoundScalar, findScalars } from '../../languages/yaml/yaml.ts'
import type { MarkerField, SourceFile } from '../../model/manifest.ts'
import type { Place } from '../../model/problem.ts'
import type { Digest, ImageName, Tag } from '../../model/reference.ts'
import { findSpots, type Spot } from './spots.ts'

/** An image with a tag, as a file names it, and the comments that would mark it. */
export interface ImageUse {
  readonly file: string
  /** Where the tag's value begins. */
  readonly place: Place
  readonly image: ImageName
  readonly tag: Tag
  /** What stands behind the tag or in a value of its own. */
  readonly digest?: Digest
  readonly marks: readonly [Mark, ...Mark[]]
  /** The name that an entry of a kustomization's `images` replaces. */
  readonly replaces?: string
}

/** A comment to be: what it would mark, and the byte it would begin behind. */
export interface Mark {
  readonly field: MarkerField
  readonly at: number
  /** Where the value begins, for what is told of it. */
  readonly place: Place
}

/** A value that is left as it is, why, and what a person could do about it. */
export interface LeftOut {
  readonly place: Place
  readonly what: string
  readonly why: string
}

export interface FoundUses {
  readonly uses: readonly ImageUse[]
  readonly leftOut: readonly LeftOut[]
}

/** In the order of the file. A file that names no image gives nothing; one that cannot be read is told where it seems to name one. */
export function findUses(file: SourceFile): FoundUses {
  const scalars = findScalars(file.bytes)
  if (scalars === undefined) return { uses: [], leftOut: unread(file) }
  if (isSealed(scalars)) return { uses: [], leftOut: sealed(file, scalars) }
  const found = findSpots(scalars).map((spot) => readSpot(file, spot))
  return {
    uses: found.flatMap((each) => ('why' in each ? [] : [each])),
    leftOut: found.flatMap((each) => ('why' in each ? [each] : [])),
  }
}

function readSpot({ path }: SourceFile, spot: Spot): ImageUse | LeftOut {
  const place = placeOf(path, spot.at)
  const leftOut = (why: string): LeftOut => ({ place, what: spot.what, why })
  if (spot.kind === 'no-use') return leftOut(spot.why)
  const { name: image, tag, digest } = spot.reference
  const marks: Mark[] = []
  for (const { field, scalar } of spot.fields) {
    const { room } = scalar
    if (room.kind !== 'free') return leftOut(whyNoRoom(room))
    marks.push({ field, at: room.at, place: placeOf(path, scalar) })
  }
  const [first, ...others] = marks
  if (first === undefined) throw new Error('an image has no value that could be marked')
  return {
    file: path,
    place,
    image,
    tag,
    ...(digest !== undefined && { digest }),
    marks: [first, ...others],
    ...(spot.replaces !== undefined && { replaces: spot.replaces }),
  }
}

function placeOf(file: string, { line, column }: FoundScalar): Place {
  return { file, line, column }
}

function whyNoRoom(room: Exclude<FoundScalar['room'], { kind: 'free' }>): string {
  if (room.kind === 'none')
    return 'no comment can stand right behind it; put the value on a line of its own, in block style'
  if (room.comment.includes('$imagepolicy')) return `it has a marker already: ${room.comment}`
  return `a comment stands behind it already, and a line has room for one: move ${shortened(room.comment)} to the line above`
}

function shortened(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text
}

/** Files that cannot be read and seem to name an image: templates, nearly always. */
function unread({ path, bytes }: SourceFile): readonly LeftOut[] {
  const text = new TextDecoder().decode(bytes)
  if (!/^[\s-]*["']?image["']?:/m.test(text)) return []
  const why = /\{\{|\{%|<%/.test(text)
    ? 'the file is a template and no YAML; the values that it takes can be marked where they stand'
    : 'the file cannot be read as YAML'
  return [{ place: { file: path }, what: 'its images', why }]
}

/** SOPS signs all values of a file, and what it has encrypted is no image. */
function isSealed(scalars: readonly FoundScalar[]): boolean {
  return scalars.some(({ path }) => path.length === 2 && path[0] === 'sops' && path[1] === 'mac')
}

function sealed({ path }: SourceFile, scalars: readonly FoundScalar[]): readonly LeftOut[] {
  if (findSpots(scalars).length === 0) return []
  const why = 'SOPS has sealed the file, and any change would break the seal'
  return [{ place: { file: path }, what: 'its images', why }]
}
