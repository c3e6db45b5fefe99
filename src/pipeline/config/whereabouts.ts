/** Where the things that people name are written: images, policies and environments of our own file and its fragments, and Flux's objects. */
import type { ConfigSource } from './config.ts'
import { findFluxThings } from './flux/things.ts'
import { findOwnThings } from './own/things.ts'
import { readOwn } from './own/own.ts'
import type { Written } from './written-thing.ts'

export type { FluxSpot, OwnSpot, Written } from './written-thing.ts'
export {
  findPin,
  formatPin,
  pinAnnotation,
  pinnedSpec,
  type Chooser,
  type Former,
  type FluxPin,
} from './flux/pinned.ts'

/** Everything that has a name. Takes a configuration that `readConfig` accepts; in the order of the files. */
export function findWritten({ file, text, manifests = [], fragments }: ConfigSource): readonly Written[] {
  if (text === undefined) return findFluxThings(manifests)
  const { draft, roots = [] } = readOwn({ file, text }, { branch: '', ...(fragments && { fragments }) })
  const own = draft === undefined ? [] : findOwnThings(draft)
  return roots.length === 0 ? own : [...own, ...findFluxThings(manifests, roots)]
}
