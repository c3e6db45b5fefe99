/** Flux's objects by their names, and where each is written. */
import type { SourceFile } from '../../../model/manifest.ts'
import type { Place } from '../../../model/problem.ts'
import type { FluxSpot, Written } from '../written-thing.ts'
import { readFlux, type FluxAutomation, type FluxPolicy, type FluxRoot } from './flux.ts'
import type { ImageRepositoryObject } from './objects.ts'
import type { WantedRoot } from './roots.ts'

/** Those of all roots. One that several roots have in common is one; repositories and automations that cannot be used are left out. */
export function findFluxThings(
  manifests: readonly SourceFile[],
  wanted?: readonly WantedRoot[],
): readonly Written[] {
  const { roots } = readFlux(manifests, wanted && { roots: wanted })
  const byPlace = new Map<string, Written>()
  for (const root of roots)
    for (const thing of thingsOf(root)) {
      const key = JSON.stringify([thing.place, thing.name])
      const known = byPlace.get(key)
      byPlace.set(key, known === undefined ? thing : together(known, thing))
    }
  return [...byPlace.values()]
}

function thingsOf(root: FluxRoot): readonly Written[] {
  return [
    ...root.repositories.map((object) => repository(object, root)),
    ...root.policies.map((policy) => policyThing(policy, root)),
    ...root.automations.map((object) => automation(object, root)),
  ]
}

function repository(object: ImageRepositoryObject, root: FluxRoot): Written {
  const { image, suspend: suspended } = object
  return { kind: 'repository', ...common(object, 'ImageRepository', root), image, suspended }
}

function policyThing(policy: FluxPolicy, root: FluxRoot): Written {
  const { suspend: suspended, spec, problem, policy: usable } = policy
  const { spot, ...rest } = common(policy, 'ImagePolicy', root)
  return {
    kind: 'policy',
    ...rest,
    suspended,
    ...(usable && { image: usable.repository.name.text }),
    ...(usable?.pin && { pin: usable.pin }),
    spot: {
      ...spot,
      ...(spec && { spec }),
      ...(usable && { repository: usable.repository }),
      ...(problem && { problem }),
    },
  }
}

function automation(object: FluxAutomation, root: FluxRoot): Written {
  return { kind: 'environment', ...common(object, 'ImageUpdateAutomation', root), suspended: object.suspend }
}

interface Named {
  readonly namespace: string
  readonly name: string
  readonly place: Place
}

function common({ namespace, name, place }: Named, object: FluxSpot['object'], root: FluxRoot) {
  const full = `${namespace}/${name}`
  const words = [full, `${namespace}:${name}`, name, `${root.name}/${full}`]
  const spot: FluxSpot = { kind: 'flux', object, roots: [root.name] }
  return { name: full, words, place, spot }
}

function together(one: Written, other: Written): Written {
  if (one.spot.kind === 'own' || other.spot.kind === 'own') return one
  const roots = [...one.spot.roots, ...other.spot.roots]
  return { ...one, words: [...new Set([...one.words, ...other.words])], spot: { ...one.spot, roots } }
}
