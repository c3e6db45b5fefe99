/** Inspecting an image: from its index to one of its manifests to its configuration, each proved by its digest. */
import { z } from 'zod'
import type { ImageInspection } from '../../model/inspection.ts'
import type { ProblemError } from '../../model/problem.ts'
import type { Digest, Tag } from '../../model/reference.ts'
import { findJson, registryProblem } from './errors.ts'
import { findCreated, readLabels } from './labels.ts'
import { checkSchema, readProved, type ManifestSource } from './manifest.ts'
import { findManifestBody, onlyTexts, type ManifestBody, type Texts } from './manifest-body.ts'
import { formatPlatform } from './platforms.ts'

export interface InspectionSource {
  readonly manifest: (reference: Tag | Digest) => ManifestSource
  readonly blob: (digest: Digest) => ManifestSource
}

/**
 * What the image says of itself. Of several platforms `linux/amd64` speaks for all, else the first. An artifact that is no image has
 * what its annotations say. Throws a ProblemError when bytes cannot be had, or are not what their digest says.
 */
export async function inspectImage(
  reference: Tag | Digest,
  source: InspectionSource,
): Promise<ImageInspection> {
  const top = await read(source.manifest(reference))
  const leaves = await findLeaves(top, source)
  const leaf = leaves.find(({ platform }) => platform === 'linux/amd64') ?? leaves[0]
  const places = leaf?.places ?? [top.body.annotations]
  const image = leaf && (leaf.image ?? (await readLeaf(leaf, source)))
  const config = image?.config && (await readConfig(image.config, source))
  const all = [...places, image?.annotations ?? {}, config?.labels ?? {}]
  const platforms = leaves.map((each) =>
    each === leaf ? (each.platform ?? config?.platform) : each.platform,
  )
  const created = findCreated(config?.created, all)
  return {
    digest: top.digest,
    platforms: [...new Set(platforms.flatMap((platform) => platform ?? []))],
    ...(created !== undefined && { created }),
    ...readLabels(all),
  }
}

type Image = ManifestBody & { readonly kind: 'image' }

/** The manifest of one platform, and the annotations above it, outermost first. */
interface Leaf {
  readonly platform?: string
  readonly places: readonly Texts[]
  readonly digest: Digest
  /** Where it has been read already. */
  readonly image?: Image
}

interface Opened {
  readonly digest: Digest
  readonly body: ManifestBody
}

/** An index may hold indexes; more of them than anybody builds are not walked. */
async function findLeaves(top: Opened, source: InspectionSource): Promise<readonly Leaf[]> {
  let indexes = 0
  const walk = async (
    { digest, body }: Opened,
    places: readonly Texts[],
    depth: number,
  ): Promise<readonly Leaf[]> => {
    if (body.kind === 'image') return [{ digest, places, image: body }]
    if (depth > deepest || ++indexes > mostIndexes) throw tooNested(source.manifest(digest))
    const leaves: Leaf[] = []
    for (const { isIndex, annotations, ...entry } of body.entries) {
      const inside = [...places, body.annotations, annotations]
      if (isIndex) leaves.push(...(await walk(await read(source.manifest(entry.digest)), inside, depth + 1)))
      else leaves.push({ ...entry, places: inside })
    }
    return leaves
  }
  return walk(top, [], 0)
}

const deepest = 4
const mostIndexes = 20

function tooNested({ host, image }: ManifestSource): ProblemError {
  return registryProblem(
    'registry-failed',
    `On ${host}, ${image} holds more indexes inside of one another than an image has.`,
  )
}

async function read(source: ManifestSource): Promise<Opened> {
  const proved = await readProved(source)
  checkSchema(proved, source)
  const body = findManifestBody(proved)
  if (body === undefined)
    throw registryProblem(
      'registry-failed',
      `What ${source.host} sends for ${source.image} is not the JSON of a manifest.`,
    )
  return { digest: proved.digest, body }
}

/** An entry that turns out to be an index although nothing said so has no configuration. */
async function readLeaf({ digest }: Leaf, source: InspectionSource): Promise<Image | undefined> {
  const { body } = await read(source.manifest(digest))
  return body.kind === 'image' ? body : undefined
}

interface ImageConfig {
  readonly created?: string | undefined
  readonly labels: Texts
  readonly platform?: string
}

/** Undefined for the configuration of something else, such as a chart. */
async function readConfig(
  { digest, mediaType }: NonNullable<Image['config']>,
  source: InspectionSource,
): Promise<ImageConfig | undefined> {
  if (!imageConfigTypes.has(mediaType)) return undefined
  const read = config.safeParse(findJson((await readProved(source.blob(digest))).bytes))
  if (!read.success) return undefined
  const { created, os, architecture, variant, config: inner } = read.data
  return {
    created,
    labels: onlyTexts(inner.Labels),
    ...(os !== '' && architecture !== '' && { platform: formatPlatform({ os, architecture, variant }) }),
  }
}

const imageConfigTypes = new Set([
  'application/vnd.oci.image.config.v1+json',
  'application/vnd.docker.container.image.v1+json',
])

/** OCI image specification, "Image Configuration". */
const config = z.object({
  created: z.string().optional().catch(undefined),
  os: z.string().catch(''),
  architecture: z.string().catch(''),
  variant: z.string().catch(''),
  config: z.object({ Labels: z.record(z.string(), z.unknown()).catch({}) }).catch({ Labels: {} }),
})
