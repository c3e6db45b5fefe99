/** Lists the tags of each image that some marker needs, once. A failure costs its own image only. */
import type { ScannedEnvironment } from '../../model/scanned.ts'
import type { ImageRepository, Listing } from '../../model/policy.ts'
import { type Problem, problemsOf } from '../../model/problem.ts'
import { formatImageName, type ImageName } from '../../model/reference.ts'
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
    [...needed].map(async ([name, repository]): Promise<[string, Listing]> => {
      const isAsked = asked === undefined || asked.has(name)
      return [name, isAsked ? await list(repository, registry) : { kind: 'skipped' }]
    }),
  )
  return new Map(listings)
}

/** The tags of one image; a suspended image is not asked for. */
export async function list({ name, suspend }: ImageRepository, registry: Registry): Promise<Listing> {
  if (suspend) return { kind: 'failed', problem: suspended(name) }
  try {
    return { kind: 'listed', tags: await registry.listTags(name) }
  } catch (thrown) {
    return { kind: 'failed', problem: problemsOf(thrown)[0] }
  }
}

function neededRepositories(
  environments: readonly ScannedEnvironment[],
): ReadonlyMap<string, ImageRepository> {
  const needed = new Map<string, ImageRepository>()
  for (const { environment, manifests } of environments) {
    const keys = new Set(manifests.flatMap(({ markers }) => markers.map((marker) => marker.policy)))
    for (const { key, repository } of environment.policies) {
      if (keys.has(key)) needed.set(formatImageName(repository.name), repository)
    }
  }
  return needed
}

/** Images asked for that no policy looks at: an event for one of them is no fault, so this is a warning. */
export function unknownImages(
  only: readonly ImageName[],
  environments: readonly ScannedEnvironment[],
): readonly Problem[] {
  const policies = environments.flatMap(({ environment }) => environment.policies)
  const known = new Set(policies.map(({ repository }) => formatImageName(repository.name)))
  const unknown = only.filter((name) => !known.has(formatImageName(name)))
  if (unknown.length === 0) return []
  const message = `No policy looks at ${unknown.map((name) => name.text).join(', ')}.`
  return [{ code: 'image-unknown', level: 'warning', message }]
}

function suspended(name: ImageName): Problem {
  return {
    code: 'suspended',
    level: 'note',
    message: `The image ${name.text} is suspended and was not looked at.`,
  }
}
