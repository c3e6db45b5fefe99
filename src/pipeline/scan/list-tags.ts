/** Lists the tags of each image that some marker needs, once. A failure costs its own image only. */
import type { Environment } from '../../model/environment.ts'
import type { ScannedEnvironment } from '../../model/scanned.ts'
import { type ImageRepository, type Listing, accessKey } from '../../model/policy.ts'
import { type Problem, problemsOf } from '../../model/problem.ts'
import { formatImageName, type ImageName } from '../../model/reference.ts'
import type { RunRequest } from '../../model/request.ts'
import { named } from '../../model/words.ts'
import type { Registry } from '../../ports.ts'

/** By canonical image name. With `only`, other images are `skipped`. */
export async function listTags(
  environments: readonly ScannedEnvironment[],
  only: readonly ImageName[] | undefined,
  registry: Registry,
): Promise<ReadonlyMap<string, Listing>> {
  const needed = neededRepositories(environments)
  const asked = only && new Set(only.map(formatImageName))
  const listings = await Promise.all(
    [...needed].map(async ([name, repositories]): Promise<[string, Listing]> => {
      const isAsked = asked === undefined || asked.has(name)
      return [name, isAsked ? await listOne(repositories, registry) : { kind: 'skipped' }]
    }),
  )
  return new Map(listings)
}

/** The tags of one image; a suspended image is not asked for. */
export async function list({ name, suspend, access }: ImageRepository, registry: Registry): Promise<Listing> {
  if (suspend) return { kind: 'failed', problem: suspended(name) }
  try {
    return { kind: 'listed', tags: await registry.listTags(name, access) }
  } catch (thrown) {
    return { kind: 'failed', problem: problemsOf(thrown)[0] }
  }
}

/** Of one image, which may be written several times. The first failure counts where there are only failures. */
async function listOne(repositories: readonly ImageRepository[], registry: Registry): Promise<Listing> {
  const failures: Listing[] = []
  for (const repository of waysTo(repositories)) {
    const listing = await list(repository, registry)
    if (listing.kind === 'listed') return listing
    failures.push(listing)
  }
  return failures[0] ?? { kind: 'skipped' }
}

/** Each access once, those that files name first. One that is suspended suspends all: what another finds would count for it, too. */
function waysTo(repositories: readonly ImageRepository[]): readonly ImageRepository[] {
  const suspended = repositories.find(({ suspend }) => suspend)
  if (suspended !== undefined) return [suspended]
  const named = repositories.filter(({ access }) => access !== undefined)
  const ways = new Map<string, ImageRepository>()
  for (const repository of [...named, ...repositories]) {
    const key = accessKey(repository.access)
    if (!ways.has(key)) ways.set(key, repository)
  }
  return [...ways.values()]
}

function neededRepositories(
  environments: readonly ScannedEnvironment[],
): ReadonlyMap<string, readonly ImageRepository[]> {
  const needed = new Map<string, ImageRepository[]>()
  for (const { environment, manifests } of environments) {
    const keys = new Set(manifests.flatMap(({ markers }) => markers.map((marker) => marker.policy)))
    for (const { key, repository, suspend } of environment.policies) {
      const name = formatImageName(repository.name)
      if (keys.has(key) && suspend !== true) needed.set(name, [...(needed.get(name) ?? []), repository])
    }
  }
  return needed
}

/** Images asked for that no policy looks at. Where a person named them it may be a slip of the pen; an event for one of them is no fault. */
export function unknownImages(
  { only = [], isAnnounced = false }: Pick<RunRequest, 'only' | 'isAnnounced'>,
  environments: readonly ScannedEnvironment[],
): readonly Problem[] {
  const known = imagesOf(environments.map(({ environment }) => environment))
  const unknown = only.filter((name) => !known.has(formatImageName(name)))
  if (unknown.length === 0) return []
  const isIdle = isAnnounced && unknown.length === only.length
  const message = `No policy looks at ${namesOf(unknown)}${isIdle ? ', so there is nothing to do' : ''}.`
  return [{ code: 'image-unknown', level: isAnnounced ? 'note' : 'warning', message }]
}

/** Does some policy of these environments look at one of the images? */
export function looksAt(environments: readonly Environment[], images: readonly ImageName[]): boolean {
  const known = imagesOf(environments)
  return images.some((name) => known.has(formatImageName(name)))
}

function imagesOf(environments: readonly Environment[]): ReadonlySet<string> {
  const policies = environments.flatMap((environment) => environment.policies)
  return new Set(policies.map(({ repository }) => formatImageName(repository.name)))
}

/** An event may name many. */
function namesOf(images: readonly ImageName[]): string {
  return named(
    images.map(({ text }) => text),
    10,
  )
}

function suspended(name: ImageName): Problem {
  return {
    code: 'suspended',
    level: 'note',
    message: `The image ${name.text} is suspended and was not looked at.`,
  }
}
