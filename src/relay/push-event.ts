/** What a registry says was pushed: the images, each by its name. A new kind is a case here, and a payload in its test. */
import { type ImageName, parseImageReference } from '../model/reference.ts'
import { readAcr, readEcr, readGoogle } from './clouds.ts'
import type { Message, Notice, NoticeReading } from './notice.ts'
import { readCdEvent, readDistribution, readGeneric, readGitLab } from './open-formats.ts'
import { readArtifactory, readHarbor, readNexus } from './own-registries.ts'
import { readDockerHub, readGhcr, readQuay } from './public-registries.ts'
import type { SenderKind } from './sender.ts'

/** An image that something was pushed for. Whatever else a payload says is believed by nobody; the tags are for the log. */
export interface ImagePush {
  readonly image: ImageName
  readonly tags: readonly string[]
  readonly id?: string
}

/** What came of a payload, with its images checked. */
export type PushReading =
  | { readonly kind: 'pushes'; readonly pushes: readonly ImagePush[] }
  /** Something else happened there. */
  | { readonly kind: 'nothing'; readonly why: string }
  | { readonly kind: 'malformed'; readonly wanted: string }

/** Reads a payload. Nothing that it names is ever fetched, neither a `callback_url` nor a `SubscribeURL` nor a `source`. */
export function readPushEvent(kind: SenderKind, message: Message): PushReading {
  const reading = readNotices(kind, message)
  if (reading.kind !== 'notices') return reading
  const pushes: ImagePush[] = []
  for (const notice of reading.notices) {
    const push = readPush(notice)
    if (push === undefined) return { kind: 'malformed', wanted: 'an image name such as host/path' }
    pushes.push(push)
  }
  return { kind: 'pushes', pushes }
}

function readNotices(kind: SenderKind, message: Message): NoticeReading {
  switch (kind) {
    case 'acr':
      return readAcr(message)
    case 'artifactory':
      return readArtifactory(message)
    case 'cdevents':
      return readCdEvent(message)
    case 'distribution':
      return readDistribution(message)
    case 'docker-hub':
      return readDockerHub(message)
    case 'ecr':
      return readEcr(message)
    case 'generic':
      return readGeneric(message)
    case 'ghcr':
      return readGhcr(message)
    case 'gitlab':
      return readGitLab(message)
    case 'google':
      return readGoogle(message)
    case 'harbor':
      return readHarbor(message)
    case 'nexus':
      return readNexus(message)
    case 'quay':
      return readQuay(message)
  }
}

/**
 * Undefined for what is no image. Names have small letters only; GitHub's owners keep their capitals in payloads. A tag or digest behind
 * the name is cut off, and so is a colon that a template left there for want of a tag.
 */
export function readPush({ image, tags = [], id }: Notice): ImagePush | undefined {
  try {
    const { name } = parseImageReference(image.toLowerCase().replace(/:$/, ''))
    const behind = /^:([^@]+)/.exec(image.slice(name.text.length))?.[1]
    return {
      image: name,
      tags: [...(behind === undefined ? [] : [behind]), ...tags].slice(0, 20),
      ...(id !== undefined && id !== '' && { id: id.slice(0, 200) }),
    }
  } catch {
    return undefined
  }
}
