/** Is what a policy would choose what has run in a source? By its tag, by its digest, or by the commit that it was built from. */
import { policyName } from '../../model/bump-branch.ts'
import { type Ledger, movedFrom } from '../../model/ledger.ts'
import type { ImagePolicy, RegistryAccess } from '../../model/policy.ts'
import { problemsOf } from '../../model/problem.ts'
import type { PromotionSource, ProofKind } from '../../model/promotion.ts'
import { type Digest, formatImageName, type ImageName, type Tag } from '../../model/reference.ts'
import type { ScannedEnvironment } from '../../model/scanned.ts'
import type { Registry } from '../../ports.ts'
import { type SharedWork, weighWith } from '../policies/policies.ts'
import type { Evidence } from './evidence.ts'
import type { Stay } from './stays.ts'

/** What stood in a source and is the same. */
export interface Found {
  readonly source: PromotionSource
  readonly stay: Stay
  readonly by: ProofKind
}

/** What one source can show for one policy. */
export interface Show {
  readonly source: PromotionSource
  /** Of the same image: its name, or where the names differ the policies' own. */
  readonly stays: readonly (Stay & { readonly image: ImageName; readonly access?: RegistryAccess })[]
  /** Does the source take this tag of the same image by a policy of its own? Then it comes there by its name. */
  readonly takes: (tag: Tag) => boolean
}

/** What registries say of tags; each is asked for once. */
export interface Identities {
  /** Was something asked about this image that could not be had? */
  hasFailed(image: ImageName): boolean
  /** The digest that the tag was seen with first, by the ledger, if that is another one. */
  before(image: ImageName, tag: Tag, digest: Digest): Digest | undefined
  /** Undefined where it cannot be had. */
  digestOf(image: ImageName, tag: Tag, access?: RegistryAccess): Promise<Digest | undefined>
  revisionOf(image: ImageName, reference: Tag | Digest, access?: RegistryAccess): Promise<string | undefined>
}

interface Place extends Pick<ScannedEnvironment, 'environment'> {
  readonly evidence: Evidence
  readonly work: SharedWork
}

/** The stays of a source that a policy of another environment may be proved by. */
export function showFor(
  policy: ImagePolicy,
  source: PromotionSource,
  { environment, evidence, work }: Place,
): Show {
  const own = formatImageName(policy.repository.name)
  const related = environment.policies.filter(
    ({ key, repository }) =>
      formatImageName(repository.name) === own || policyName(key) === policyName(policy.key),
  )
  const stays = related.flatMap(({ key, repository: { name, access } }) =>
    (evidence.stays.get(key) ?? [])
      .filter((stay) => stay.name === undefined || stay.name === formatImageName(name))
      .map((stay) => ({ ...stay, image: name, ...(access && { access }) })),
  )
  const reads = related
    .filter(({ repository, suspend, pin }) => !suspend && !pin && formatImageName(repository.name) === own)
    .map(({ spec }) => work.read(spec))
  return { source, stays, takes: (tag) => reads.some((read) => weighWith(read, tag, tag).fits) }
}

/** The tags of the very image that stood in the source. */
export function tagsOf({ stays }: Show, image: ImageName): ReadonlySet<Tag> {
  const own = formatImageName(image)
  return new Set(stays.filter((stay) => formatImageName(stay.image) === own).map(({ tag }) => tag))
}

/** Of a source's stays these many are asked for by digest, and fewer by revision: it takes several requests each. */
const [digestsAsked, revisionsAsked] = [30, 10]

/** The surest proof that the source has; undefined where it has none. Where files there say a digest of the tag, that one counts. */
export async function findIn(
  { source, stays, takes }: Show,
  { repository: { name, access } }: ImagePolicy,
  tag: Tag,
  identities: Identities,
): Promise<Found | undefined> {
  const own = formatImageName(name)
  const sameTag = stays.filter((stay) => stay.tag === tag && formatImageName(stay.image) === own)
  const [plain] = sameTag.toSorted((one, other) => one.since - other.since)
  if (plain !== undefined && sameTag.every(({ digest }) => digest === undefined))
    return { source, stay: plain, by: 'tag' }
  if (plain === undefined && takes(tag)) return undefined
  const digest = await identities.digestOf(name, tag, access)
  if (digest === undefined) return undefined
  const others = stays.filter((stay) => !sameTag.includes(stay)).slice(0, digestsAsked)
  for (const stay of [...sameTag.filter((each) => each.digest), ...others]) {
    const stood = stay.digest ?? (await identities.digestOf(stay.image, stay.tag, stay.access))
    if (stood !== digest || isMoved(stay, stood, identities)) continue
    return { source, stay, by: stay.tag === tag ? 'tag' : 'digest' }
  }
  return findRebuilt({ source, stays }, await identities.revisionOf(name, digest, access), identities)
}

/** What a tag points to now is not what ran, if the ledger knows it as something else. */
function isMoved(
  { image, tag, digest }: Show['stays'][number],
  now: Digest,
  identities: Identities,
): boolean {
  return digest === undefined && identities.before(image, tag, now) !== undefined
}

/** A release that was built again from the same commit is another build: the report says by which proof it goes. */
async function findRebuilt(
  { source, stays }: Pick<Show, 'source' | 'stays'>,
  revision: string | undefined,
  identities: Identities,
): Promise<Found | undefined> {
  if (revision === undefined) return undefined
  for (const stay of stays.slice(0, revisionsAsked)) {
    const stood = await identities.revisionOf(stay.image, stay.digest ?? stay.tag, stay.access)
    if (stood === revision) return { source, stay, by: 'revision' }
  }
  return undefined
}

/** Asks a registry, each question once. What it does not answer is not known, and so proves nothing. */
export function identitiesOf(
  registry: Pick<Registry, 'resolveDigest' | 'inspect'>,
  ledger: Ledger = new Map(),
): Identities {
  const answers = new Map<string, Promise<string | undefined>>()
  const failed = new Set<string>()
  const once = (image: ImageName, question: string, ask: () => Promise<string | undefined>) => {
    const key = `${formatImageName(image)} ${question}`
    const silently = (thrown: unknown) => {
      problemsOf(thrown)
      failed.add(formatImageName(image))
      return undefined
    }
    const known = answers.get(key) ?? ask().catch(silently)
    answers.set(key, known)
    return known
  }
  return {
    digestOf: (image, tag, access) =>
      once(image, `digest ${tag}`, () => registry.resolveDigest(image, tag, access)),
    revisionOf: (image, reference, access) =>
      once(image, `revision ${reference}`, async () => {
        const { revision } = await registry.inspect(image, reference, access)
        return revision
      }),
    before: (image, tag, digest) => movedFrom(ledger, { image: formatImageName(image), tag, digest }),
    hasFailed: (image) => failed.has(formatImageName(image)),
  }
}
