/** What the registry holds: repositories, their tags, and for each tag a small image made up from its name. */
import { createHash } from 'node:crypto'
import type { Digest } from '../../model/reference.ts'

/** Bytes with their address. */
export interface Content {
  readonly digest: Digest
  readonly mediaType: string
  readonly text: string
}

export interface Shelf {
  readonly setTags: (
    repository: string,
    tags: readonly string[],
    labels?: Readonly<Record<string, string>>,
  ) => void
  /** Sorted by bytes, as the specification wants it. */
  readonly findTags: (repository: string) => readonly string[] | undefined
  readonly findDigest: (repository: string, tag: string) => Digest | undefined
  /** By tag or by digest. */
  readonly findManifest: (repository: string, reference: string) => Content | undefined
  readonly findBlob: (repository: string, digest: string) => Content | undefined
}

interface Repository {
  readonly tags: ReadonlyMap<string, Digest>
  readonly contents: ReadonlyMap<string, Content>
}

export function createShelf(): Shelf {
  const repositories = new Map<string, Repository>()
  const findManifest = (repository: string, reference: string): Content | undefined => {
    const held = repositories.get(repository)
    const content = held?.contents.get(held.tags.get(reference) ?? reference)
    return content?.mediaType === manifestType ? content : undefined
  }
  return {
    setTags: (repository, tags, labels = {}) => {
      const images = tags.map((tag) => ({ tag, ...makeImage(repository, tag, labels) }))
      repositories.set(repository, {
        tags: new Map(images.map(({ tag, manifest }) => [tag, manifest.digest])),
        contents: new Map(
          images
            .flatMap(({ manifest, config }) => [manifest, config])
            .map((content) => [content.digest, content]),
        ),
      })
    },
    findTags: (repository) => {
      const tags = repositories.get(repository)?.tags.keys()
      return tags && [...tags].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
    },
    findDigest: (repository, tag) => repositories.get(repository)?.tags.get(tag),
    findManifest,
    findBlob: (repository, digest) => repositories.get(repository)?.contents.get(digest),
  }
}

const manifestType = 'application/vnd.oci.image.manifest.v1+json'
const configType = 'application/vnd.oci.image.config.v1+json'

/** An image without layers (OCI image specification, "Image Manifest" and "Image Configuration"). */
function makeImage(
  repository: string,
  tag: string,
  labels: Readonly<Record<string, string>>,
): { readonly manifest: Content; readonly config: Content } {
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
  return { manifest, config }
}

function makeContent(mediaType: string, value: unknown): Content {
  const text = JSON.stringify(value)
  return { mediaType, text, digest: `sha256:${createHash('sha256').update(text).digest('hex')}` }
}
