/** What our own file and its fragments give names to, and where. */
import type { Written } from '../written-thing.ts'
import type { Draft } from './draft.ts'
import { inherit } from './inherit.ts'
import { fullName, star, usesOf, writtenUses, type Use } from './uses.ts'
import type { WrittenImage } from './written.ts'

/** Images, named policies, environments, and the policies of each environment, those that `'*'` stands for one by one. */
export function findOwnThings(draft: Draft): readonly Written[] {
  const files = [draft, ...draft.fragments]
  return [
    ...files.flatMap(imagesIn),
    ...files.flatMap(sharedPoliciesIn),
    ...[...draft.environments].flatMap(
      ([name, { namespace = name, suspend = false }]): readonly Written[] => [
        {
          kind: 'environment',
          name,
          words: [name],
          suspended: suspend,
          place: draft.placeAt(['environments', name], 'key'),
          spot: { kind: 'own', file: draft.file, path: ['environments', name] },
        },
        ...usesOf(name, draft).map((use) => usedPolicy(use, { name, namespace })),
      ],
    ),
  ]
}

function imagesIn(draft: Draft): readonly Written[] {
  return [...draft.images].map(([name, written]): Written => ({
    kind: 'repository',
    ...namesOf(name, draft),
    image: imageText(written),
    suspended: typeof written !== 'string' && written.suspend === true,
    place: draft.placeAt(['images', name], 'key'),
    spot: { kind: 'own', file: draft.file, path: ['images', name], short: 'image' },
  }))
}

function sharedPoliciesIn(draft: Draft): readonly Written[] {
  return [...draft.policies].map(([name, policy]): Written => ({
    kind: 'policy',
    ...namesOf(name, draft),
    suspended: inherit(policy, draft).fields.suspend === true,
    place: draft.placeAt(['policies', name], 'key'),
    spot: { kind: 'own', file: draft.file, path: ['policies', name], isShared: true },
  }))
}

/** A fragment's is told with the folder, as its policies are. */
function namesOf(name: string, owner: Draft): Pick<Written, 'name' | 'words'> {
  const full = fullName({ name, owner })
  return { name: full, words: [...new Set([full, name])] }
}

function usedPolicy(use: Use, environment: { readonly name: string; readonly namespace: string }): Written {
  const { name, written, writer, owner, image } = use
  const full = fullName(use)
  const pin = typeof written === 'string' ? undefined : written.pin
  const starred = starFor(environment.name, owner)
  const found = owner.images.get(image) ?? owner.main?.images.get(image)
  const words = [full, name].flatMap((each) => [
    `${environment.namespace}:${each}`,
    `${environment.name}:${each}`,
    each,
  ])
  return {
    kind: 'policy',
    name: `${environment.namespace}:${full}`,
    words: [...new Set(words)],
    ...(found !== undefined && { image: imageText(found) }),
    suspended: inherit(written, writer).fields.suspend === true,
    ...(pin && { pin }),
    place: writer.placeAt(use.path, 'key'),
    spot: {
      kind: 'own',
      file: owner.file,
      path: ['environments', environment.name, 'policies', name],
      short: 'extends',
      ...(starred !== undefined && { star: starred }),
    },
  }
}

/** What `'*'` of the file, else of the configuration, says in the environment. */
function starFor(environment: string, draft: Draft): unknown {
  const entries = writtenUses(environment, draft.environments.get(environment) ?? {})
  const own = entries.find(({ name }) => name === star)?.written
  return own ?? (draft.main === undefined ? undefined : starFor(environment, draft.main))
}

function imageText(written: WrittenImage): string {
  return typeof written === 'string' ? written : written.image
}
