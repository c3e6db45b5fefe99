/** Which tag an environment wants, as people write it, and what came of it. */
import type { Place, Problem } from './problem.ts'
import type { ImageName, ImageReference, Tag } from './reference.ts'

/** An image whose tags are listed (Flux: ImageRepository). */
export interface ImageRepository {
  readonly name: ImageName
  readonly exclusion: Exclusion
  readonly suspend: boolean
  readonly access?: RegistryAccess
}

/**
 * What a repository's files say of the way to an image's registry, with Flux's words. It binds no secret to a host: the workflow alone does that, and
 * what stands here can only choose among logins that it bound to this very host.
 */
export interface RegistryAccess {
  /** Plain http is allowed; no login is ever sent over it but on this very machine. */
  readonly insecure?: boolean
  /** The cloud whose login is wanted; the host must be one of that cloud's own. */
  readonly provider?: 'aws' | 'azure' | 'gcp'
  /** `namespace/name` of Flux's secret: the name under which the workflow may have given a login. */
  readonly secretRef?: string
}

/** Which tags are dropped before any policy sees them. Each pattern is RE2, searched anywhere in the tag. */
export interface Exclusion {
  readonly patterns: readonly string[]
  /** Drop signature, attestation and SBOM tags too (always so in our own file, never for Flux's objects). */
  readonly attachments: boolean
}

/** `namespace:name`, the word in a marker; `namespace:folder/name` for a policy that only markers below that folder mean. Unique in its environment. */
export type PolicyKey = `${string}:${string}`

/** `namespace:name` without further colons: Kubernetes names hold none. */
export function isPolicyKey(text: string): text is PolicyKey {
  return /^[^:]+:[^:]+$/.test(text)
}

/** What a key says of markers: the word that they use, and the folder below which it means this policy; the empty text is the whole repository. */
export function reachOf(key: PolicyKey): { readonly word: PolicyKey; readonly folder: string } {
  const [colon, slash] = [key.indexOf(':'), key.lastIndexOf('/')]
  if (slash < colon) return { word: key, folder: '' }
  return { word: `${key.slice(0, colon)}:${key.slice(slash + 1)}`, folder: key.slice(colon + 1, slash) }
}

export type Order = 'asc' | 'desc'

/** How one tag is chosen from those that are left; made from a PolicySpec by `select`. */
export type PolicyChoice =
  | { readonly kind: 'semver'; readonly range: string }
  | { readonly kind: 'alphabetical'; readonly order: Order }
  | { readonly kind: 'numerical'; readonly order: Order }

/** Filter and choice with Flux's field names and as written: nothing in it is checked yet. */
export interface PolicySpec {
  readonly filterTags?: { readonly pattern?: string; readonly extract?: string }
  readonly policy?: {
    readonly semver?: { readonly range?: string }
    readonly alphabetical?: { readonly order?: string }
    readonly numerical?: { readonly order?: string }
  }
}

/** Flux: `digestReflectionPolicy`. */
export type DigestReflection = 'Never' | 'IfNotPresent' | 'Always'

/** A repository, a filter and a choice under the name that markers use (Flux: ImagePolicy). */
export interface ImagePolicy {
  readonly key: PolicyKey
  readonly repository: ImageRepository
  readonly spec: PolicySpec
  readonly digestReflection: DigestReflection
  /** The tag that is chosen until the pin is removed, whatever the spec says. */
  readonly pin?: Pin
  /** How long a tag must have been known, by the ledger, before it counts; in milliseconds. */
  readonly minimumAge?: number
  /** Choose nothing by it for now. */
  readonly suspend?: boolean
  /** Where it is written, for problems that belong to the policy. */
  readonly place?: Place
}

/** A tag that a person fixed, and why. */
export interface Pin {
  readonly tag: Tag
  readonly reason?: string
}

/** What asking a registry for its tags gave, each tag once. `skipped` means that it was not asked. */
export type Listing =
  | { readonly kind: 'listed'; readonly tags: readonly Tag[] }
  | { readonly kind: 'failed'; readonly problem: Problem }
  | { readonly kind: 'skipped' }

/** What a policy chose, or why it chose nothing. `undecided` means that it was not asked or its tags are not known. */
export type Selection =
  | {
      readonly kind: 'selected'
      readonly policy: ImagePolicy
      readonly latest: ImageReference
      readonly record: DecisionRecord
      /** The tags that stand in the environment's files, against the winner. */
      readonly weighed: readonly Weighed[]
    }
  | {
      readonly kind: 'failed'
      readonly policy: ImagePolicy
      readonly problem: Problem
      readonly record: DecisionRecord
    }
  | {
      readonly kind: 'undecided'
      readonly policy: Pick<ImagePolicy, 'key' | 'place'>
      readonly problem?: Problem
      /** Nothing is wanted now: what stands in the files is newer than all that could come. */
      readonly stays?: true
      /** What an open request carries for the policy: it stays there until the policy is decided again. */
      readonly carried?: ImageReference
    }

/** Is it known what the policy wants? */
export function isDecided(selection: Selection): boolean {
  return selection.kind === 'selected' || (selection.kind === 'undecided' && selection.stays === true)
}

/** Why a policy chose what it chose: counts with a few examples of what fell out at each stage (CONTRACTS: `decisions`). */
export interface DecisionRecord {
  readonly listed: number
  readonly excluded: Dropped
  readonly unmatched: Dropped
  readonly unparsable: Dropped
  readonly outOfRange: Dropped
  /** Better ones that no source environment proved; absent where none has to. */
  readonly unproved?: Dropped
  /** Better ones that are not known for long enough; absent where no age is asked for. */
  readonly tooYoung?: Dropped
  /** The tags that came next, best first. */
  readonly runnersUp: readonly Tag[]
  readonly winner?: Tag
  /** One sentence: the rule that made the winner win. */
  readonly rule: string
  readonly warnings: readonly string[]
}

export interface Dropped {
  readonly count: number
  readonly examples: readonly Tag[]
}

/** Where a winner leads from what stands in the files: on, back to something older, or away from something outside the policy. */
export type Course = 'forward' | 'back' | 'aside'

/**
 * The one rule on going backwards: a newer tag in the files means back, whatever else stands there; a tag that the policy
 * would not take, and that is not known to be older, means aside; all else is forward.
 */
export function courseOf(weighed: readonly Weighed[]): Course {
  if (weighed.some(({ age }) => age === 'newer')) return 'back'
  return weighed.some(({ fits, age }) => !fits && age === 'unknown') ? 'aside' : 'forward'
}

/** A tag that stands in a file, weighed against the winner in the policy's own order. */
export interface Weighed {
  readonly tag: Tag
  /** Would the policy's filter and range take it? */
  readonly fits: boolean
  readonly age: 'same' | 'older' | 'newer' | 'unknown'
}

/** Equal for two ways to a registry that are the same. */
export function accessKey({ insecure = false, provider, secretRef }: RegistryAccess = {}): string {
  return JSON.stringify([insecure, provider, secretRef])
}

/** A message about a policy, for a place where its key is told anyway: many begin with that. */
export function withoutKey(message: string, key: PolicyKey): string {
  return message.startsWith(`${key}: `) ? message.slice(key.length + 2) : message
}
