/** What the registry holds: repositories, their tags, and what these point to; a tag without more has a small image made from its name. */
import type { Digest, Tag } from '../../model/reference.ts'
import { makeImage, type Content, type Pushed } from './contents.ts'

export interface Shelf {
  readonly setTags: (
    repository: string,
    tags: readonly Tag[],
    labels?: Readonly<Record<string, string>>,
  ) => void
  /** Adds an image under a tag; gives the digest of its manifest. */
  readonly push: (repository: string, tag: Tag, pushed: Pushed) => Digest
  /** In the order in which they were pushed. */
  readonly findTags: (repository: string) => readonly Tag[] | undefined
  readonly findDigest: (repository: string, tag: Tag) => Digest | undefined
  /** By tag or by digest. */
  readonly findManifest: (repository: string, reference: string) => Content | undefined
  readonly findBlob: (repository: string, digest: string) => Content | undefined
}

interface Repository {
  /** A tag whose image has not been wanted yet points nowhere: of a hundred thousand few are. */
  readonly tags: Map<Tag, Digest | undefined>
  readonly labels: Readonly<Record<string, string>>
  readonly manifests: Map<string, Content>
  readonly blobs: Map<string, Content>
  /** The tags' names, while they stay the same. */
  names?: readonly Tag[] | undefined
}

export function createShelf(): Shelf {
  const repositories = new Map<string, Repository>()
  const findDigest = (repository: string, tag: Tag): Digest | undefined => {
    const held = repositories.get(repository)
    if (held === undefined || !held.tags.has(tag)) return undefined
    return held.tags.get(tag) ?? put(held, tag, makeImage(repository, tag, held.labels))
  }
  /** By a digest alone it may be the image of any tag. */
  const findIn = (repository: string, kind: 'manifests' | 'blobs', digest: string): Content | undefined => {
    const held = repositories.get(repository)
    const known = held?.[kind].get(digest)
    if (held === undefined || known !== undefined) return known
    for (const tag of held.tags.keys()) findDigest(repository, tag)
    return held[kind].get(digest)
  }
  return {
    setTags: (repository, tags, labels = {}) =>
      void repositories.set(
        repository,
        emptyRepository(new Map(tags.map((tag) => [tag, undefined])), labels),
      ),
    push: (repository, tag, pushed) => {
      const held = repositories.get(repository) ?? emptyRepository(new Map(), {})
      repositories.set(repository, held)
      held.names = undefined
      return put(held, tag, pushed)
    },
    findTags: (repository) => {
      const held = repositories.get(repository)
      if (held !== undefined) held.names ??= [...held.tags.keys()]
      return held?.names
    },
    findDigest,
    findManifest: (repository, reference) =>
      findIn(repository, 'manifests', findDigest(repository, reference) ?? reference),
    findBlob: (repository, digest) => findIn(repository, 'blobs', digest),
  }
}

function emptyRepository(tags: Repository['tags'], labels: Repository['labels']): Repository {
  return { tags, labels, manifests: new Map(), blobs: new Map() }
}

function put(held: Repository, tag: Tag, { manifest, manifests = [], blobs }: Pushed): Digest {
  for (const content of [...manifests, manifest]) held.manifests.set(content.digest, content)
  for (const content of blobs) held.blobs.set(content.digest, content)
  held.tags.set(tag, manifest.digest)
  return manifest.digest
}
