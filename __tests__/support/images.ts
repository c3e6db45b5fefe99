/** Images to push: what a builder would have made of a few words, as bytes and as what an inspection shall find in them. */
import { makeContent, type Content, type Pushed } from '../../src/standins/registry/registry.ts'

export interface ImageWords {
  /** As `linux/amd64`; two or more make an index, none an artifact that is no image. */
  readonly platforms: readonly string[]
  readonly labels?: Readonly<Record<string, string>>
  readonly created?: string
  /** Does BuildKit's attestation stand beside each platform? */
  readonly attested?: boolean
}

export const types = {
  index: 'application/vnd.oci.image.index.v1+json',
  manifest: 'application/vnd.oci.image.manifest.v1+json',
  config: 'application/vnd.oci.image.config.v1+json',
  chart: 'application/vnd.cncf.helm.config.v1+json',
} as const

/** OCI image specification, "Image Index"; BuildKit, "Attestation storage". */
export function buildImage({ platforms, attested = false, ...words }: ImageWords): Pushed {
  const images = platforms.map((platform) => ({ platform, ...buildOne(platform, words) }))
  const [first] = images
  if (first === undefined) return buildArtifact(words)
  if (images.length === 1 && !attested) return first
  const attestations = attested
    ? images.map(({ platform }) => buildOne('unknown/unknown', { labels: { of: platform } }))
    : []
  const manifest = makeIndex([
    ...images.map(({ manifest: each, platform }) => ({ ...describe(each), platform: parts(platform) })),
    ...attestations.map((each) => ({
      ...describe(each.manifest),
      platform: parts('unknown/unknown'),
      annotations: { 'vnd.docker.reference.type': 'attestation-manifest' },
    })),
  ])
  const all = [...images, ...attestations]
  return { manifest, manifests: all.map((each) => each.manifest), blobs: all.flatMap(({ blobs }) => blobs) }
}

/** An index of these descriptors. */
export function makeIndex(manifests: readonly object[], annotations?: object): Content {
  return makeContent(types.index, {
    schemaVersion: 2,
    mediaType: types.index,
    manifests,
    ...(annotations && { annotations }),
  })
}

/** A manifest of this configuration. */
export function makeManifest(config: Content, annotations?: object): Content {
  return makeContent(types.manifest, {
    schemaVersion: 2,
    mediaType: types.manifest,
    config: describe(config),
    layers: [],
    ...(annotations && { annotations }),
  })
}

/** A descriptor (OCI image specification, "Content Descriptors"). */
export function describe({ mediaType, digest, text }: Content) {
  return { mediaType, digest, size: Buffer.byteLength(text) }
}

export function makeConfig(
  platform: string,
  { labels = {}, created }: Pick<ImageWords, 'labels' | 'created'>,
): Content {
  return makeContent(types.config, {
    ...(created !== undefined && { created }),
    ...parts(platform),
    config: { Labels: { ...labels, platform } },
    rootfs: { type: 'layers', diff_ids: [] },
  })
}

function buildOne(platform: string, words: Pick<ImageWords, 'labels' | 'created'>): Pushed {
  const config = makeConfig(platform, words)
  return { manifest: makeManifest(config), blobs: [config] }
}

/** A Helm chart says what it is in annotations. */
function buildArtifact({ labels }: Pick<ImageWords, 'labels'>): Pushed {
  const config = makeContent(types.chart, { name: 'web', version: '1.0.0' })
  return { manifest: makeManifest(config, labels), blobs: [config] }
}

function parts(platform: string): object {
  const [os, architecture, variant] = platform.split('/')
  return { os, architecture, ...(variant !== undefined && { variant }) }
}
