/** What stood in the files before, as far as an image can be asked for by it, and the step from there to what is wanted. */
import type { Change } from './plan.ts'
import { unlessProblem } from './thrown.ts'
import {
  formatImageName,
  type ImageName,
  parseDigest,
  parseImageReference,
  splitAlias,
  isTag,
} from './reference.ts'
import { findWanted } from './setter.ts'
import { type Side, stepBetween } from './kind-of-step.ts'
import type { Selection } from './policy.ts'

/** Each once, in the order of the files; digests alone where no tag stood there. What names another image is left out: nobody has allowed to ask for it. */
export function oldSides(changes: readonly Change[], name: ImageName): readonly Side[] {
  const sides = changes.flatMap((change) => findSide(change, name) ?? [])
  const tagged = sides.filter(({ tag }) => tag !== undefined)
  const telling = tagged.length > 0 ? tagged : sides
  return [...new Map(telling.map((side) => [JSON.stringify(side), side])).values()]
}

/** How far a policy's changes go, in words: `minor`, or `patch, back`; several where several versions stood there. */
export function stepText(changes: readonly Change[], selection: Selection | undefined): string {
  const wanted = selection && findWanted(selection)
  const steps =
    wanted === undefined ? [] : oldSides(changes, wanted.name).map((side) => stepBetween(side, wanted))
  const told = new Set(steps.map(({ kind, isBack }) => (isBack ? `${kind}, back` : kind)))
  return told.size === 0 ? 'other' : [...told].join('; ')
}

function findSide({ marker: { field, value } }: Change, name: ImageName): Side | undefined {
  switch (field) {
    case 'image':
      return findPinned(splitAlias(value).image, name)
    case 'tag':
      return isTag(value) ? { tag: value } : undefined
    case 'digest':
      return unlessProblem(() => ({ digest: parseDigest(value) }))
    case 'name':
    case 'registry':
    case 'repository':
      return undefined
  }
}

function findPinned(text: string, name: ImageName): Side | undefined {
  const found = unlessProblem(() => parseImageReference(text))
  if (found === undefined || formatImageName(found.name) !== formatImageName(name)) return undefined
  const { tag, digest } = found
  if (tag === '' && digest === undefined) return undefined
  return { ...(tag !== '' && { tag }), ...(digest !== undefined && { digest }) }
}
