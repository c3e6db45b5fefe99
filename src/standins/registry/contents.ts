/** Images without layers (OCI image specification, "Image Manifest" and "Image Configuration"). */
import { createHash } from 'node:crypto'
import type { Digest, Tag } from '../../model/reference.ts'

/** Bytes with their address. */
export interface Content {
  readonly digest: Digest
  readonly mediaType: string
  readonly text: string
}

/** What a push brings: a manifest, those that it names if it is an index, and blobs. */
export interface Pushed {
  readonly manifest: Content
  readonly manifests?: readonly Content[]
  readonly blobs: readonly Content[]
}

const manifestType = 'application/vnd.oci.image.manifest.v1+json'
const configType = 'application/vnd.oci.image.config.v1+json'

/** The image of a tag: the same in every run. */
export function makeImage(repository: string, tag: Tag, labels: Readonly<Record<string, string>>): Pushed {
  const config = makeContent(configType, {
    created: '2024-01-01T00:00:00Z',
    architecture: 'amd64',
    os: 'linux',
    config: {
      Labels: {
        'org.opencontainers.image.title': repository,
        'org.opencontainers.image.version': tag,
        ...labels,
      },
    },
    rootfs: { type: 'layers', diff_ids: [] },
  })
  const manifest = makeContent(manifestType, {
    schemaVersion: 2,
    mediaType: manifestType,
    config: { mediaType: configType, digest: config.digest, size: Buffer.byteLength(config.text) },
    layers: [],
  })
  return { manifest, blobs: [config] }
}

/** JSON and its digest. */
export function makeContent(mediaType: string, value: unknown): Content {
  const text = JSON.stringify(value)
  return { mediaType, text, digest: `sha256:${createHash('sha256').update(text).digest('hex')}` }
}
