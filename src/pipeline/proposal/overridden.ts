/** Images that kustomize replaces on the way: what stands in the base is not what runs. */
import type { SourceFile } from '../../model/manifest.ts'
import { isKustomization, kustomizeReaches, type Reach } from '../scan/kustomize-reach.ts'
import type { FoundUses, ImageUse, LeftOut } from './uses.ts'
import { whatOf } from './insert.ts'

/** Leaves out uses that an entry of `images` replaces, in a kustomization that leads to their file. Takes all manifests of the repository. */
export function withoutOverridden({ uses, leftOut }: FoundUses, files: readonly SourceFile[]): FoundUses {
  const reachFrom = kustomizeReaches(files.filter(({ path }) => isKustomization(path)))
  const reaches = new Map<string, Reach>()
  const leadsTo = (from: string, path: string): boolean => {
    const reach = reaches.get(from) ?? reachFrom((each) => each === from)
    reaches.set(from, reach)
    return from !== path && reach(path) !== undefined
  }
  const entries = new Map<string, ImageUse[]>()
  for (const use of uses)
    if (use.replaces !== undefined && isKustomization(use.file))
      entries.set(use.replaces, [...(entries.get(use.replaces) ?? []), use])
  const whyOf = (file: string, before: string): string | undefined => {
    const entry = entries.get(before)?.find((each) => leadsTo(each.file, file))
    return entry && `the images of ${entry.file} put another tag in its place`
  }
  const overridden = uses.flatMap((use): readonly LeftOut[] => {
    const why = whyOf(use.file, nameBefore(use))
    return why === undefined ? [] : [{ place: use.place, what: whatOf(use), why }]
  })
  const places = new Set(overridden.map(({ place }) => place))
  const others = leftOut.map((each) => ({
    ...each,
    why: whyOf(each.place.file, bareName(each.what)) ?? each.why,
  }))
  return { uses: uses.filter(({ place }) => !places.has(place)), leftOut: [...others, ...overridden] }
}

/** Without tag and digest. */
function bareName(what: string): string {
  return what.replace(/(?::[^/]*)?(?:@.*)?$/, '')
}

/** The name as it is before kustomize gives it another. */
function nameBefore({ image, replaces }: ImageUse): string {
  return replaces ?? image.text
}
