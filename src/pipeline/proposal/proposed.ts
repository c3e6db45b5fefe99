/** What could be configured: the nouns of this room. */
import type { RewrittenFile } from '../../model/plan.ts'
import type { Listing, PolicyKey, PolicySpec } from '../../model/policy.ts'
import type { ImageName, Tag } from '../../model/reference.ts'
import type { Folders, GivenPaths } from './environments.ts'
import type { ImageUse, LeftOut } from './uses.ts'

export interface Proposal {
  readonly environments: readonly ProposedEnvironment[]
  /** Files with their markers in. */
  readonly edits: readonly RewrittenFile[]
  readonly leftOut: readonly LeftOut[]
}

export interface ProposedEnvironment extends Folders {
  readonly policies: readonly ProposedPolicy[]
}

export interface ProposedPolicy {
  /** The word in markers. */
  readonly key: PolicyKey
  /** Its name and its image's in a configuration. */
  readonly name: string
  readonly imageName: string
  readonly image: ImageName
  readonly spec: PolicySpec
  /** Are its values pinned by digests? */
  readonly isPinned: boolean
  /** Tags that stand in the files, each once. */
  readonly standing: readonly Tag[]
  readonly uses: readonly ImageUse[]
  readonly listing: Listing
  /** Undefined where the tags are not known. */
  readonly today?: Tag
  readonly words: string
}

export interface Wishes {
  readonly given: GivenPaths
  /** The marker's words for a policy of an environment. */
  readonly keyOf: (environment: string, policy: string) => PolicyKey
}
