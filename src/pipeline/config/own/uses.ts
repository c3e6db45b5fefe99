/** The policies of an environment one by one, with `'*'` written out, and with those of fragments. */
import type { Draft } from './draft.ts'
import type { Path } from './finding.ts'
import type { WrittenEnvironment, WrittenUse } from './written.ts'

/** A policy as an environment uses it, and where that is written. */
export interface WrittenEntry {
  readonly name: string
  readonly path: Path
  readonly written: WrittenUse
}

/** A policy under the name that markers use. */
export interface Use extends WrittenEntry {
  /** The file that `path` is in, and whose words `written` uses; for those that `'*'` stands for, the star's. */
  readonly writer: Draft
  /** The file whose images and folder it is about: the writer's, or for the star of the whole configuration a fragment's. */
  readonly owner: Draft
  /** The name of an image that the owner sees. */
  readonly image: string
}

/** What an environment writes for its policies, star included, with the path of each. */
export function writtenUses(
  environment: string,
  { policies = {} }: WrittenEnvironment,
): readonly WrittenEntry[] {
  return Object.entries(policies).map(([name, written]) => ({
    name,
    path: ['environments', environment, 'policies', name],
    written,
  }))
}

/** Every environment's uses in one file. */
export function allWrittenUses({ environments }: Draft): readonly WrittenEntry[] {
  return [...environments].flatMap(([name, environment]) => writtenUses(name, environment))
}

/**
 * Every policy of an environment: those it names, and by `'*'` one for each image whose name it does not use; then those of each fragment.
 * The star of the configuration stands for the images of fragments too, where the fragment has none of its own for the environment.
 */
export function usesOf(environment: string, draft: Draft): readonly Use[] {
  const own = usesIn(environment, draft)
  const star = starOf(environment, draft)
  return [...own, ...draft.fragments.flatMap((fragment) => usesIn(environment, fragment, star))]
}

/** Images of the file, by its own uses. */
function usesIn(environment: string, draft: Draft, above?: Use): readonly Use[] {
  const entries = writtenUses(environment, draft.environments.get(environment) ?? {})
  const named = new Set(entries.map(({ name }) => name))
  const unnamed = (draft.names.images ?? []).filter((name) => !named.has(name))
  const spread = (starred: Omit<Use, 'image' | 'owner'>): readonly Use[] =>
    unnamed.map((name) => ({ ...starred, name, image: name, owner: draft }))
  const own = entries.flatMap((entry): readonly Use[] =>
    entry.name === star
      ? spread({ ...entry, writer: draft })
      : [{ ...entry, writer: draft, owner: draft, image: imageOf(entry.name, entry.written) }],
  )
  return above === undefined || named.has(star) ? own : [...own, ...spread(above)]
}

function starOf(environment: string, draft: Draft): Use | undefined {
  const entries = writtenUses(environment, draft.environments.get(environment) ?? {})
  const found = entries.find(({ name }) => name === star)
  return found && { ...found, writer: draft, owner: draft, image: star }
}

/** The name that stands for every image not named. */
export const star = '*'

/** An image of its own, or the one that bears the policy's name. */
export function imageOf(name: string, written: WrittenUse): string {
  return typeof written === 'string' ? name : (written.image ?? name)
}

/** Its name behind the colon of its key: a fragment's is told with the folder. */
export function fullName({ name, owner: { folder } }: Pick<Use, 'name' | 'owner'>): string {
  return folder === undefined ? name : `${folder}/${name}`
}
