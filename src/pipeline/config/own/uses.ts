/** The policies of an environment one by one, with `'*'` written out. */
import type { Path } from './finding.ts'
import type { WrittenEnvironment, WrittenUse } from './written.ts'

/** A policy under the name that markers use. */
export interface Use {
  readonly name: string
  /** Where it is written; for those that `'*'` stands for, the star. */
  readonly path: Path
  /** The name of one of `images`. */
  readonly image: string
  readonly written: WrittenUse
}

/** What an environment writes for its policies, star included, with the path of each. */
export function writtenUses(
  environment: string,
  { policies = {} }: WrittenEnvironment,
): readonly { readonly name: string; readonly path: Path; readonly written: WrittenUse }[] {
  return Object.entries(policies).map(([name, written]) => ({
    name,
    path: ['environments', environment, 'policies', name],
    written,
  }))
}

/** Every policy of an environment: those it names, and by `'*'` one for each image whose name it does not use. */
export function usesOf(
  environment: string,
  content: WrittenEnvironment,
  images: readonly string[],
): readonly Use[] {
  const entries = writtenUses(environment, content)
  const names = new Set(entries.map(({ name }) => name))
  return entries.flatMap((entry) =>
    entry.name === star
      ? images.filter((name) => !names.has(name)).map((name) => ({ ...entry, name, image: name }))
      : [{ ...entry, image: imageOf(entry.name, entry.written) }],
  )
}

/** The name that stands for every image not named. */
export const star = '*'

/** An image of its own, or the one that bears the policy's name. */
export function imageOf(name: string, written: WrittenUse): string {
  return typeof written === 'string' ? name : (written.image ?? name)
}
