/** An image that may be asked for: its addresses in its registry, and how what they answer is explained. */
import { problemError, type ProblemError } from '../../model/problem.ts'
import { isTag, type Digest, type ImageName } from '../../model/reference.ts'
import type { Clock } from '../../ports.ts'
import type { OwnAnswer } from './authentication.ts'
import { answerProblem, findErrorCodes, registryProblem } from './errors.ts'
import type { HttpAnswer, HttpRequest } from './exchange.ts'
import type { HostPages } from './host-pages.ts'
import { isDigest, manifestLimit, manifestTypes, type ManifestSource } from './manifest.ts'
import { pageLimit } from './tag-page.ts'
import type { TagSource } from './tags.ts'

export interface OpenImage {
  readonly name: ImageName
  /** Of the registry's API. */
  readonly root: URL
  readonly clock: Clock
  readonly limits: { readonly time?: number }
  /** Those of the registry, for all its images. */
  readonly pages: HostPages
  /** Sends as nobody. */
  readonly bare: (request: HttpRequest) => Promise<HttpAnswer>
  /** Sends with the login that the registry wants. */
  readonly send: (request: HttpRequest) => Promise<OwnAnswer>
}

export function tagSource(image: OpenImage): TagSource {
  const text = image.name.text
  let url = pathTo(image, 'tags/list')
  return {
    ask: async (query, until) => {
      const asked = new URL(query, url)
      const answer = await image.send({
        method: 'GET',
        url: asked,
        headers: { accept: 'application/json' },
        limit: pageLimit,
        image: text,
        until,
        isListing: true,
      })
      // A mirror project may say that the repository lies under another path (Harbor); its next pages do, too.
      if (answer.url.origin === url.origin) url = answer.url
      return answer
    },
    explain: (answer) => explain(answer, image, text),
    clock: image.clock,
    limits: image.limits,
    pages: image.pages,
    host: image.root.host,
    image: text,
  }
}

/** Of the manifest under a tag or a digest; throws `digest-not-found` for what is neither. */
export function manifestSource(image: OpenImage, reference: string): ManifestSource {
  const pinned = isDigest(reference)
  const text = `${image.name.text}${pinned ? '@' : ':'}${reference}`
  if (!pinned && !isTag(reference))
    throw problemError(
      'digest-not-found',
      `"${reference}" of ${image.name.text} is not a tag that could have a manifest.`,
    )
  const url = pathTo(image, `manifests/${reference}`)
  return {
    ask: (method) =>
      image.send({ method, url, headers: { accept: manifestTypes }, limit: manifestLimit, image: text }),
    explain: (answer) => explain(answer, image, text, 'digest-not-found'),
    host: image.root.host,
    image: text,
    ...(pinned && { digest: reference }),
  }
}

/** Of a blob. */
export function blobSource(image: OpenImage, digest: Digest): ManifestSource {
  const text = `${image.name.text}@${digest}`
  const url = pathTo(image, `blobs/${digest}`)
  return {
    ask: (method) => image.send({ method, url, limit: manifestLimit, image: text }),
    explain: (answer) => explain(answer, image, text, 'digest-not-found'),
    host: image.root.host,
    image: text,
    digest,
  }
}

/** The address below the image; a path that a URL would read as another one is no path of an image. */
function pathTo({ name, root }: OpenImage, rest: string): URL {
  const path = `/v2/${name.repository}/${rest}`
  const url = new URL(root)
  url.pathname = path
  if (url.pathname !== path)
    throw problemError('image-invalid', `"${name.repository}" in ${name.text} is not a path in a registry`)
  return url
}

/** A 404 may mean the image, its tag, or that no registry is there, which its front door tells. */
async function explain(
  answer: OwnAnswer,
  { bare, root, clock }: OpenImage,
  image: string,
  missing: 'repository-not-found' | 'digest-not-found' = 'repository-not-found',
): Promise<ProblemError> {
  const { login, refusesLogin } = answer
  const subject = { host: answer.url.host, image, login, refusesLogin, now: clock.now() }
  const codes = findErrorCodes(answer)
  if (answer.status !== 404) return answerProblem(answer, subject)
  if (codes === undefined) {
    const door = await bare({ method: 'GET', url: new URL('/v2/', root), limit: pageLimit, image })
    if (![200, 401, 403].includes(door.status))
      return registryProblem(
        'not-a-registry',
        `${subject.host} answers, but not as a registry does; ${image} was not read.`,
      )
  }
  return answerProblem(
    answer,
    subject,
    codes?.includes('NAME_UNKNOWN') === true ? 'repository-not-found' : missing,
  )
}
