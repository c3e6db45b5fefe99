/** Who owns which use of an image, and which policy chooses for it. */
import type { Listing } from '../../model/policy.ts'
import { formatImageName, type Tag } from '../../model/reference.ts'
import { ownerOf } from '../scan/owners.ts'
import { findEnvironments, type Folders } from './environments.ts'
import { whatOf } from './insert.ts'
import { nameImages, namePolicies } from './names.ts'
import { byVersion, judge, type Kin, kinText } from './policy.ts'
import type { ProposedEnvironment, ProposedPolicy, Wishes } from './proposed.ts'
import { readScheme } from './scheme.ts'
import type { ImageUse, LeftOut } from './uses.ts'

interface Policies {
  readonly environments: readonly ProposedEnvironment[]
  readonly leftOut: readonly LeftOut[]
}

/** Environments that would have no policy are none. */
export function proposePolicies(
  uses: readonly ImageUse[],
  listings: ReadonlyMap<string, Listing>,
  { given, keyOf }: Wishes,
): Policies {
  const imageNames = nameImages(uses.map(({ image }) => image))
  const folders = findEnvironments([...new Set(uses.map(({ file }) => file))], given)
  const owned = folders.map((each) => ({ folders: each, owns: ownerOf({ paths: each.paths, exclude: [] }) }))
  const owners = uses.map((use) => ({ use, owners: owned.filter(({ owns }) => owns(use.file)) }))
  const homeless = owners.flatMap(({ use, owners: [owner, rival] }) =>
    owner === undefined
      ? [leave(use, 'no environment that you named holds the file')]
      : rival === undefined
        ? []
        : [
            leave(
              use,
              `the file belongs to ${owner.folders.name} and ${rival.folders.name}, as you named them`,
            ),
          ],
  )
  const proposed = folders.map((each) => {
    const own = owners.flatMap(({ use, owners: [owner, ...rivals] }) =>
      owner?.folders === each && rivals.length === 0 ? [use] : [],
    )
    return proposeFor(each, own, { listings, imageNames, keyOf })
  })
  return {
    environments: proposed.flatMap(({ environment }) =>
      environment.policies.length === 0 ? [] : [environment],
    ),
    leftOut: [...homeless, ...proposed.flatMap(({ leftOut }) => leftOut)],
  }
}

interface Surroundings extends Pick<Wishes, 'keyOf'> {
  readonly listings: ReadonlyMap<string, Listing>
  readonly imageNames: ReadonlyMap<string, string>
}

function proposeFor(
  folders: Folders,
  uses: readonly ImageUse[],
  { listings, imageNames, keyOf }: Surroundings,
): { readonly environment: ProposedEnvironment; readonly leftOut: readonly LeftOut[] } {
  const { families, leftOut } = gather(uses, listings)
  const judged = families.map((family) => ({ family, verdict: judge(family.kin) }))
  const refused = judged.flatMap(({ family, verdict }) =>
    verdict.kind === 'refused' ? family.uses.map((use) => leave(use, `its tag ${verdict.why}`)) : [],
  )
  const kept = judged.flatMap(({ family, verdict }) =>
    verdict.kind === 'proposed'
      ? [{ ...family, verdict, imageName: imageNames.get(family.image.text) ?? '' }]
      : [],
  )
  const names = namePolicies(kept.map(({ kin, imageName }) => ({ kin, image: imageName })))
  const policies = kept.map(({ verdict, kin, ...family }, index): ProposedPolicy => {
    const name = names[index] ?? family.imageName
    const { spec, words, today } = verdict
    const { standing } = kin
    return {
      ...family,
      name,
      key: keyOf(folders.name, name),
      spec,
      words,
      standing,
      ...(today !== undefined && { today }),
    }
  })
  return { environment: { ...folders, policies }, leftOut: [...leftOut, ...refused] }
}

interface Family extends Pick<ProposedPolicy, 'image' | 'isPinned' | 'uses' | 'listing'> {
  readonly kin: Kin
}

/** Uses of one image, spelled alike, whose tags follow one scheme. */
function gather(
  uses: readonly ImageUse[],
  listings: ReadonlyMap<string, Listing>,
): { readonly families: readonly Family[]; readonly leftOut: readonly LeftOut[] } {
  const leftOut: LeftOut[] = []
  const families = new Map<string, { readonly scheme: Kin['scheme']; readonly use: ImageUse }[]>()
  for (const use of uses) {
    const scheme = readScheme(use.tag, tagsOf(use, listings))
    if (scheme.kind === 'none') {
      leftOut.push(leave(use, `its tag ${scheme.why}`))
      continue
    }
    const key = JSON.stringify([use.image.text, use.digest !== undefined, kinText(scheme)])
    families.set(key, [...(families.get(key) ?? []), { scheme, use }])
  }
  return { families: [...families.values()].flatMap((members) => familyOf(members, listings)), leftOut }
}

function familyOf(
  members: readonly { readonly scheme: Kin['scheme']; readonly use: ImageUse }[],
  listings: ReadonlyMap<string, Listing>,
): readonly Family[] {
  const [first, ...others] = members
  if (first === undefined) return []
  const { scheme, use } = first
  const rest = [...new Set(others.map((each) => each.use.tag))].filter((tag) => tag !== use.tag)
  const versions = members.flatMap((each) => (each.scheme.kind === 'version' ? [each.scheme] : []))
  return [
    {
      image: use.image,
      isPinned: use.digest !== undefined,
      uses: members.map((each) => each.use),
      listing: listings.get(formatImageName(use.image)) ?? { kind: 'skipped' },
      kin: {
        scheme,
        standing: [use.tag, ...rest],
        versions: versions.toSorted(byVersion),
        tags: tagsOf(use, listings),
      },
    },
  ]
}

function tagsOf({ image }: ImageUse, listings: ReadonlyMap<string, Listing>): readonly Tag[] | undefined {
  const listing = listings.get(formatImageName(image))
  return listing?.kind === 'listed' ? listing.tags : undefined
}

function leave(use: ImageUse, why: string): LeftOut {
  return { place: use.place, what: whatOf(use), why }
}
