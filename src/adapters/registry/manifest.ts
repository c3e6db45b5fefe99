/** Digests of tags (distribution specification, "Pulling manifests"). */
import { createHash } from 'node:crypto'
import type { ProblemError } from '../../model/problem.ts'
import type { Digest } from '../../model/reference.ts'
import type { OwnAnswer } from './authentication.ts'
import { registryProblem } from './errors.ts'

/** All kinds of manifest, indexes first. Without it some registries convert the image, and its digest with it. */
export const manifestTypes = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
].join(', ')

/** How many bytes a manifest may have. */
export const manifestLimit = 8 * 1024 * 1024

export interface ManifestSource {
  /** The manifest's answer. Only GET has a body, and only GET counts as a pull on Docker Hub. */
  readonly ask: (method: 'HEAD' | 'GET') => Promise<OwnAnswer>
  /** Says what an answer means that is no manifest. */
  readonly explain: (answer: OwnAnswer) => Promise<ProblemError>
  /** For messages. */
  readonly host: string
  readonly image: string
}

/**
 * The digest that the registry names, or that of the manifest's bytes where it names none or refuses HEAD.
 * Bytes that are not what the registry says of them are `registry-failed`.
 */
export async function resolveDigest(source: ManifestSource): Promise<Digest> {
  const head = await source.ask('HEAD')
  if (head.status === 200) {
    const named = findDigest(head)
    if (named !== undefined) return named
  } else if (head.status === 429 || head.status >= 500) throw await source.explain(head)
  const manifest = await source.ask('GET')
  // A refused HEAD says nothing of why: its answer has no body.
  if (manifest.status !== 200) throw await source.explain(manifest)
  return digestOf(manifest, source)
}

function digestOf(answer: OwnAnswer, { host, image }: ManifestSource): Digest {
  if (answer.cut)
    throw registryProblem(
      'registry-failed',
      `The manifest of ${image} on ${host} is larger than ${manifestLimit} bytes.`,
    )
  const named = findDigest(answer)
  const algorithm = named?.startsWith('sha512:') === true ? 'sha512' : 'sha256'
  const digest = `${algorithm}:${createHash(algorithm).update(answer.body).digest('hex')}`
  if (named !== undefined && named !== digest)
    throw registryProblem(
      'registry-failed',
      `${host} says that ${image} is ${named}, but what it sent is ${digest}.`,
    )
  return digest
}

function findDigest({ headers }: OwnAnswer): Digest | undefined {
  const text = headers.get('docker-content-digest') ?? ''
  return /^(sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$/.test(text) ? text : undefined
}
