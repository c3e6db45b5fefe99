/** Flux's ImagePolicy and the ImageRepository that it names -> the model's policy. */
import type {
  ImagePolicy,
  ImageRepository,
  PolicyKey,
  PolicySpec,
  RegistryAccess,
} from '../../../model/policy.ts'
import type { Place, Problem } from '../../../model/problem.ts'
import { parseImageName } from '../../../model/reference.ts'
import { hint, quote } from '../own/wording.ts'
import { type Boundaries, findRefusal } from './access.ts'
import type { RawObject } from './documents.ts'
import type { Placed } from './gather.ts'
import type { ImagePolicyObject, ImageRepositoryObject, Texts } from './objects.ts'
import { findPin, pinAnnotation } from './pinned.ts'
import { findRefusedExclusion, findRefusedSpec } from './refused-spec.ts'
import type { Shelf } from './shelf.ts'

/** An ImagePolicy of a root. */
export interface FluxPolicy {
  readonly key: PolicyKey
  readonly namespace: string
  readonly name: string
  readonly labels: Texts
  readonly place: Place
  /** The policy is left alone; its ImageRepository has a word of its own, in `policy.repository.suspend`. */
  readonly suspend: boolean
  /** Absent where the object itself cannot be used. */
  readonly spec?: PolicySpec
  /** Absent where `problem` keeps it from choosing. */
  readonly policy?: ImagePolicy
  /** Why there is no policy; told among the problems of the reading. */
  readonly problem?: Problem
  /** What Flux refuses in the spec, or in the exclusion list of its repository, at its place. `select` comes to the same when the policy is needed; it is not among the problems of the reading. */
  readonly refused: readonly Problem[]
}

/** Every ImagePolicy of the root, usable or not, and what is wrong between it and its repository. */
export function readPolicies(
  shelf: Shelf,
  boundaries: Boundaries,
): { readonly policies: readonly FluxPolicy[]; readonly problems: readonly Problem[] } {
  const read = shelf.all
    .filter(({ kind }) => kind === 'ImagePolicy')
    .map((placed) => readPolicy(placed, shelf, boundaries))
  return { policies: read.map(({ policy }) => policy), problems: read.flatMap(({ problems }) => problems) }
}

interface ReadPolicy {
  readonly policy: FluxPolicy
  readonly problems: readonly Problem[]
}

function readPolicy(placed: Placed, shelf: Shelf, boundaries: Boundaries): ReadPolicy {
  const { namespace, name, labels, place, raw, object, problems } = placed
  const common = { key: `${namespace}:${name}` as const, namespace, name, labels, place }
  if (object?.kind !== 'ImagePolicy') {
    const [problem] = problems
    return { policy: { ...common, suspend: false, ...(problem && { problem }), refused: [] }, problems: [] }
  }
  const { spec, suspend } = object
  const own = { ...common, suspend, spec, refused: findRefusedSpec(raw, spec) }
  const found = findRepository(object, raw, shelf)
  if ('problem' in found) {
    // What is wrong with the repository itself is told there.
    return { policy: { ...own, problem: found.problem }, problems: found.isOurs ? [found.problem] : [] }
  }
  const remark = findRefusal(object, found.repository, boundaries)
  const remarks = remark ? [remark] : []
  if (remark?.level === 'error') return { policy: { ...own, problem: remark }, problems: remarks }
  const refused = [...own.refused, ...findRefusedExclusion(found.raw, found.repository.exclusionList)]
  return { policy: { ...own, refused, policy: toPolicy(object, found.repository) }, problems: remarks }
}

type FoundRepository =
  | { readonly repository: ImageRepositoryObject; readonly raw: RawObject }
  | { readonly problem: Problem; readonly isOurs: boolean }

function findRepository(policy: ImagePolicyObject, raw: RawObject, shelf: Shelf): FoundRepository {
  const { name, namespace = policy.namespace } = policy.repository
  const placed = shelf.find('ImageRepository', namespace, name)
  if (placed?.object?.kind === 'ImageRepository') return { repository: placed.object, raw: placed.raw }
  const [first] = placed?.problems ?? []
  if (first !== undefined) return { problem: first, isOurs: false }
  const known = shelf.all.filter((each) => each.kind === 'ImageRepository' && each.namespace === namespace)
  const message = `There is no ImageRepository ${quote(`${namespace}/${name}`)} for this ImagePolicy${hint(
    name,
    known.map((each) => each.name),
  )}`
  const flux = `failed to get the referred ImageRepository: referenced ImageRepository does not exist: ImageRepository.image.toolkit.fluxcd.io "${name}" not found`
  const place = raw.placeAt(['spec', 'imageRepositoryRef', 'name'])
  return { problem: { code: 'flux-reference-unknown', level: 'error', message, place, flux }, isOurs: true }
}

function toPolicy(
  { namespace, name, spec, digestReflectionPolicy, suspend, annotations, place }: ImagePolicyObject,
  repository: ImageRepositoryObject,
): ImagePolicy {
  const { tag, reason } = findPin(annotations[pinAnnotation[2]], spec) ?? {}
  return {
    key: `${namespace}:${name}`,
    repository: toRepository(repository),
    spec,
    digestReflection: digestReflectionPolicy,
    ...(tag !== undefined && { pin: { tag, ...(reason !== undefined && { reason }) } }),
    ...(suspend && { suspend }),
    place,
  }
}

/** The controller gives its default to a missing list and to an empty one, whatever the API version; an own list replaces it. */
function toRepository({ image, exclusionList, suspend, ...others }: ImageRepositoryObject): ImageRepository {
  const patterns = exclusionList.length === 0 ? [String.raw`^.*\.sig$`] : exclusionList
  const access = accessOf(others)
  return {
    name: parseImageName(image),
    exclusion: { patterns, attachments: false },
    suspend,
    ...(Object.keys(access).length > 0 && { access }),
  }
}

/** With a cloud's login Flux does not look at the secret (image-reflector-controller, internal/registry). */
function accessOf({
  namespace,
  insecure,
  provider,
  secretRef,
}: Pick<ImageRepositoryObject, 'namespace' | 'insecure' | 'provider' | 'secretRef'>): RegistryAccess {
  const login =
    provider === 'generic'
      ? secretRef !== undefined && { secretRef: `${namespace}/${secretRef}` }
      : { provider }
  return { ...(insecure && { insecure }), ...login }
}
