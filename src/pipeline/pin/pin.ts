/** Gives each selection its digest where the policy asks for one. Each name and tag is asked for once, in each way that policies want it asked for. */
import type { ScannedEnvironment } from '../../model/scanned.ts'
import type { Marker } from '../../model/manifest.ts'
import type { Selection } from '../../model/policy.ts'
import { type Problem, problemsOf } from '../../model/problem.ts'
import { unlessProblem } from '../../model/thrown.ts'
import {
  type Digest,
  formatImageName,
  formatRegistry,
  parseDigest,
  parseImageName,
  parseImageReference,
  splitAlias,
} from '../../model/reference.ts'
import type { EnvironmentSelections } from '../../model/report.ts'
import type { Registry } from '../../ports.ts'

type Selected = Extract<Selection, { readonly kind: 'selected' }>

/** A digest that cannot be had leaves its selection undecided, with the problem. */
export async function pin(
  selections: readonly EnvironmentSelections[],
  scanned: readonly ScannedEnvironment[],
  registry: Registry,
): Promise<readonly EnvironmentSelections[]> {
  const resolve = resolveOnce(registry)
  return Promise.all(
    selections.map(async (one): Promise<EnvironmentSelections> => {
      const found = scanned.find(({ environment }) => environment.name === one.environment)
      const markers = found?.manifests.flatMap((manifest) => manifest.markers) ?? []
      return {
        ...one,
        selections: await Promise.all(one.selections.map((each) => pinned(each, markers, resolve))),
      }
    }),
  )
}

type Resolve = (selected: Selected) => Promise<Digest>

async function pinned(
  selection: Selection,
  markers: readonly Marker[],
  resolve: Resolve,
): Promise<Selection> {
  if (selection.kind !== 'selected' || selection.policy.digestReflection === 'Never') return selection
  try {
    const digest = keptDigest(selection, markers) ?? (await resolve(selection))
    return { ...selection, latest: { ...selection.latest, digest } }
  } catch (thrown) {
    return { kind: 'undecided', policy: selection.policy, problem: named(selection, problemsOf(thrown)[0]) }
  }
}

/** `IfNotPresent` keeps the digest that stands in the files, if all marked fields of the policy agree on it and on name and tag. */
function keptDigest({ policy, latest }: Selected, markers: readonly Marker[]): Digest | undefined {
  if (policy.digestReflection !== 'IfNotPresent') return undefined
  const fields = markers.filter((marker) => marker.policy === policy.key).map(standing)
  const all = (part: keyof Standing) => new Set(fields.flatMap((field) => field[part] ?? []))
  const [names, tags, digests] = [all('name'), all('tag'), all('digest')]
  const isSameName =
    [...names].every((name) => name === formatImageName(latest.name)) &&
    [...all('registry')].every((registry) => registry === formatRegistry(latest.name)) &&
    [...all('repository')].every((repository) => repository === latest.name.repository)
  const isSameTag = tags.size === 1 && tags.has(latest.tag)
  const [digest] = digests
  return isSameName && isSameTag && digests.size === 1 && digest !== '' ? digest : undefined
}

/** What a field says of the image; the empty text where it ought to and does not. */
interface Standing {
  readonly name?: string
  readonly registry?: string
  readonly repository?: string
  readonly tag?: string
  readonly digest?: string
}

function standing({ field, value }: Marker): Standing {
  switch (field) {
    case 'tag':
      return { tag: value }
    case 'digest':
      return { digest: unlessProblem(() => parseDigest(value)) ?? '' }
    case 'name':
      return { name: unlessProblem(() => formatImageName(parseImageName(value))) ?? '' }
    case 'registry':
      return { registry: value }
    case 'repository':
      return { repository: value }
    case 'image': {
      const reference = unlessProblem(() => parseImageReference(splitAlias(value).image))
      if (reference === undefined) return { name: '', tag: '', digest: '' }
      return {
        name: formatImageName(reference.name),
        tag: reference.tag,
        digest: reference.digest ?? '',
      }
    }
  }
}

function resolveOnce(registry: Registry): Resolve {
  const asked = new Map<string, Promise<Digest>>()
  return ({ policy, latest: { name, tag } }) => {
    const { access } = policy.repository
    // One image may be asked for in two ways, of which one works.
    const ways = [access?.insecure, access?.provider, access?.secretRef]
    const key = JSON.stringify([formatImageName(name), tag, ...ways])
    const answer = asked.get(key) ?? registry.resolveDigest(name, tag, access)
    asked.set(key, answer)
    return answer
  }
}

function named({ policy }: Selected, problem: Problem): Problem {
  return {
    ...problem,
    message: `${policy.key}: ${problem.message}`,
    ...(policy.place && { place: policy.place }),
  }
}
