/** Manifests and their digests (distribution specification, "Pulling manifests"). */
import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { ProblemError } from '../../model/problem.ts'
import type { Digest } from '../../model/reference.ts'
import type { OwnAnswer } from './authentication.ts'
import { findJson, registryProblem } from './errors.ts'

/** All kinds of manifest, indexes first. Without it some registries convert the image, and its digest with it. */
export const manifestTypes = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
].join(', ')

/** How many bytes a manifest may have. The specification wants registries to take 4 MiB. */
export const manifestLimit = 8 * 1024 * 1024

/** Where bytes come from that have a digest. */
export interface ManifestSource {
  /** The answer. Only GET has a body, and only GET of a manifest counts as a pull on Docker Hub. */
  readonly ask: (method: 'HEAD' | 'GET') => Promise<OwnAnswer>
  /** Says what an answer means that has them not. */
  readonly explain: (answer: OwnAnswer) => Promise<ProblemError>
  /** For messages. */
  readonly host: string
  readonly image: string
  /** What they must be, where that was asked for. */
  readonly digest?: Digest
}

/** Bytes that are what their digest says. */
export interface Proved {
  readonly digest: Digest
  readonly bytes: Uint8Array
  /** The Content-Type without its parameters; empty where there is none. */
  readonly mediaType: string
}

/**
 * The digest that the registry names, or that of the manifest's bytes where it names none or refuses HEAD.
 * Bytes that are not what the registry says of them are `registry-failed`; an image of Docker's first schema is `image-outdated`.
 */
export async function resolveDigest(source: ManifestSource): Promise<Digest> {
  const head = await source.ask('HEAD')
  if (head.status === 200) {
    if (isOutdatedType(mediaTypeOf(head))) throw outdated(source)
    const named = findDigest(head)
    if (named !== undefined) return named
  } else if (head.status === 429 || head.status >= 500) throw await source.explain(head)
  // A refused HEAD says nothing of why: its answer has no body.
  const proved = await readProved(source)
  checkSchema(proved, source)
  return proved.digest
}

/** The bytes, held against the digest that was asked for, or that the registry names. Throws `registry-failed` when they differ. */
export async function readProved(source: ManifestSource): Promise<Proved> {
  const answer = await source.ask('GET')
  if (answer.status !== 200) throw await source.explain(answer)
  const { host, image } = source
  if (answer.cut)
    throw registryProblem(
      'registry-failed',
      `What ${host} sends for ${image} is larger than ${manifestLimit} bytes.`,
    )
  const named = source.digest ?? findDigest(answer)
  const algorithm = named?.startsWith('sha512:') === true ? 'sha512' : 'sha256'
  const digest = `${algorithm}:${createHash(algorithm).update(answer.body).digest('hex')}`
  if (named !== undefined && named !== digest)
    throw registryProblem(
      'registry-failed',
      `${host} says that ${image} is ${named}, but what it sent is ${digest}.`,
    )
  return { digest, bytes: answer.body, mediaType: mediaTypeOf(answer) }
}

/** Is it a digest of an algorithm that registries use? OCI image specification, "Digests". */
export function isDigest(text: string): boolean {
  return /^(sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$/.test(text)
}

/**
 * Throws `image-outdated` for a manifest of Docker's schema 1: registries sign it anew for whoever asks, so its digest means
 * nothing, and container runtimes have ceased to pull it.
 */
export function checkSchema({ mediaType, bytes }: Proved, source: ManifestSource): void {
  const isOld = z.object({ schemaVersion: z.literal(1) }).safeParse(findJson(bytes)).success
  if (isOld || isOutdatedType(mediaType)) throw outdated(source)
}

function isOutdatedType(mediaType: string): boolean {
  return mediaType.startsWith('application/vnd.docker.distribution.manifest.v1+')
}

function outdated({ host, image }: ManifestSource): ProblemError {
  return registryProblem(
    'image-outdated',
    `${host} has ${image} only in the format that Docker used before 2016 (manifest schema 1), which has no digest to rely on.`,
  )
}

function mediaTypeOf({ headers }: OwnAnswer): string {
  return (headers.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? ''
}

function findDigest({ headers }: OwnAnswer): Digest | undefined {
  const text = headers.get('docker-content-digest') ?? ''
  return isDigest(text) ? text : undefined
}
