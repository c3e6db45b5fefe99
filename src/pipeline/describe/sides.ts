/** What stood in the files before, as far as an image can be asked for by it. */
import type { Change } from '../../model/plan.ts'
import { unlessProblem } from '../../model/thrown.ts'
import {
  formatImageName,
  type ImageName,
  parseDigest,
  parseImageReference,
  splitAlias,
  isTag,
} from '../../model/reference.ts'
import type { Side } from './kind-of-step.ts'

/** Each once, in the order of the files; digests alone where no tag stood there. What names another image is left out: nobody has allowed to ask for it. */
export function oldSides(changes: readonly Change[], name: ImageName): readonly Side[] {
  const sides = changes.flatMap((change) => findSide(change, name) ?? [])
  const tagged = sides.filter(({ tag }) => tag !== undefined)
  const telling = tagged.length > 0 ? tagged : sides
  return [...new Map(telling.map((side) => [JSON.stringify(side), side])).values()]
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
