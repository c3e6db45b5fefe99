/** How an image's tags are made, as far as the tag that stands in a file and the tags of the registry show it. */
import type { Tag } from '../../model/reference.ts'
import { type BuildScheme, readBuild } from './build-scheme.ts'
import type { NoScheme } from './no-scheme.ts'
import { readVersion, type VersionScheme } from './version-scheme.ts'

export type Scheme = VersionScheme | BuildScheme | NoScheme

/** Takes the tag that stands, and those that the registry has; undefined where they are not known. */
export function readScheme(tag: Tag, tags: readonly Tag[] | undefined): Scheme {
  return readVersion(tag, tags) ?? readBuild(tag, tags)
}
