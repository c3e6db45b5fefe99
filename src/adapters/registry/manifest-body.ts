/** What stands in a manifest, as far as an inspection needs it (OCI image specification, "Image Index" and "Image Manifest"). */
import { z } from 'zod'
import { findJson } from './errors.ts'
import { isDigest, type Proved } from './manifest.ts'
import { formatPlatform } from './platforms.ts'

export type ManifestBody =
  | { readonly kind: 'index'; readonly annotations: Texts; readonly entries: readonly Entry[] }
  | { readonly kind: 'image'; readonly annotations: Texts; readonly config: Config | undefined }

/** Annotations or labels. */
export type Texts = Readonly<Record<string, string>>

/** A manifest that an index names. */
export interface Entry {
  readonly digest: string
  readonly isIndex: boolean
  readonly annotations: Texts
  readonly platform?: string
}

interface Config {
  readonly digest: string
  readonly mediaType: string
}

/**
 * Which it is, its own `mediaType` tells, else its Content-Type, else its shape. What is neither is undefined.
 * Attestations that BuildKit puts beside the images of an index are left out.
 */
export function findManifestBody({ bytes, mediaType: sent }: Proved): ManifestBody | undefined {
  const read = body.safeParse(findJson(bytes))
  if (!read.success) return undefined
  const { mediaType, annotations, manifests, config } = read.data
  if (isIndexType(mediaType) || (mediaType === '' && (isIndexType(sent) || manifests.length > 0)))
    return {
      kind: 'index',
      annotations,
      entries: manifests.filter((each) => isDigest(each.digest) && !isAttestation(each)).map(entryOf),
    }
  const usable = config !== undefined && isDigest(config.digest) ? config : undefined
  return { kind: 'image', annotations, config: usable }
}

const texts = z.record(z.string(), z.unknown()).catch({}).transform(onlyTexts)

const descriptor = z.object({
  mediaType: z.string().catch(''),
  digest: z.string(),
  annotations: texts,
  platform: z
    .object({ os: z.string(), architecture: z.string(), variant: z.string().catch('') })
    .optional()
    .catch(undefined),
})

const body = z.object({
  mediaType: z.string().catch(''),
  annotations: texts,
  manifests: z.array(descriptor).catch([]),
  config: descriptor.optional().catch(undefined),
})

/** What is no text is passed over; builders write numbers and nothing. */
export function onlyTexts(record: Readonly<Record<string, unknown>>): Texts {
  return Object.fromEntries(
    Object.entries(record).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  )
}

type Descriptor = z.infer<typeof descriptor>

function entryOf({ digest, mediaType, annotations, platform }: Descriptor): Entry {
  return {
    digest,
    isIndex: isIndexType(mediaType),
    annotations,
    ...(platform && { platform: formatPlatform(platform) }),
  }
}

/** BuildKit, "Attestation storage": platform `unknown/unknown`, and an annotation. */
function isAttestation({ platform, annotations }: Descriptor): boolean {
  return platform?.os === 'unknown' || 'vnd.docker.reference.type' in annotations
}

function isIndexType(mediaType: string): boolean {
  return /^application\/vnd\.(oci\.image\.index|docker\.distribution\.manifest\.list)\./.test(mediaType)
}
