/** Inspections of a run: what a digest stands for is read once, and not with the last pulls that a registry grants. */
import type { ImageInspection } from '../../model/inspection.ts'
import { formatImageName, type Digest, type Tag } from '../../model/reference.ts'
import { registryProblem } from './errors.ts'
import type { Http } from './http.ts'
import { inspectImage } from './inspection.ts'
import { isDigest, resolveDigest } from './manifest.ts'
import { blobSource, manifestSource, type OpenImage } from './open-image.ts'

export interface Inspections {
  inspect(image: OpenImage, reference: Tag | Digest): Promise<ImageInspection>
}

/** A tag is asked where it points to now, which is no pull; an inspection that failed is forgotten. */
export function rememberInspections(http: Pick<Http, 'remaining'>): Inspections {
  const known = new Map<string, Promise<ImageInspection>>()
  return {
    inspect: async (image, reference) => {
      const digest = isDigest(reference) ? reference : await resolveDigest(manifestSource(image, reference))
      const key = `${formatImageName(image.name)}@${digest}`
      const inspection = known.get(key) ?? inspectAnew(image, digest, http)
      known.set(key, inspection)
      inspection.catch(() => known.delete(key))
      return inspection
    },
  }
}

async function inspectAnew(
  image: OpenImage,
  digest: Digest,
  { remaining }: Pick<Http, 'remaining'>,
): Promise<ImageInspection> {
  const left = remaining(image.root.host)
  if (left !== undefined && left < fewest)
    throw registryProblem(
      'rate-limited',
      `${image.root.host} grants ${left} more requests; what ${image.name.text}@${digest} says of itself was not read.`,
      'note',
    )
  return inspectImage(digest, {
    manifest: (reference) => manifestSource(image, reference),
    blob: (blob) => blobSource(image, blob),
  })
}

/** Pulls that are left to others who share the address or the login. */
const fewest = 10
