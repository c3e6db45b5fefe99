/** Formats that many speak: Distribution's notifications, GitLab's, CDEvents, and our own for whatever runs `curl`. */
import { z } from 'zod'
import {
  heed,
  hostOf,
  idOf,
  malformed,
  type Message,
  type Notice,
  nothing,
  notices,
  type NoticeReading,
  tagList,
} from './notice.ts'

const distribution = {
  shape: z.object({
    events: z.array(
      z.object({
        id: z.string().nullish(),
        action: z.string(),
        target: z.object({ repository: z.string().nullish(), tag: z.string().nullish() }).nullish(),
        request: z.object({ host: z.string().nullish() }).nullish(),
      }),
    ),
  }),
  wanted: "Distribution's notification: `events`, each with `action`, `target` and `request`",
}

/** distribution.github.io, "Notifications". Layers and pulls come along; what has a tag was pushed as an image. */
export function readDistribution({ json, registry }: Message): NoticeReading {
  return heed(distribution, json, ({ events }) => {
    const pushed = events.flatMap(({ id, action, target, request }): readonly Notice[] => {
      const host = registry ?? request?.host ?? ''
      const { repository, tag } = target ?? {}
      if (action !== 'push' || host === '' || !repository || !tag) return []
      return [{ image: `${host}/${repository}`, tags: [tag], ...idOf(id) }]
    })
    return pushed.length === 0 ? nothing('no push of a tag') : notices(...pushed)
  })
}

/** GitLab tells of a push to its registry by Distribution's notifications only (self-managed). Jobs and custom webhook templates write our own form. */
export function readGitLab(message: Message): NoticeReading {
  const { json, headers } = message
  const isEnvelope = typeof json === 'object' && json !== null && 'events' in json
  if (isEnvelope) return readDistribution(message)
  const reading = readGeneric(message)
  // docs.gitlab.com, "Webhooks", delivery headers: the same for every try.
  const id = headers.get('idempotency-key')
  if (reading.kind !== 'notices') return reading
  return notices(...reading.notices.map((notice) => ({ ...idOf(id), ...notice })))
}

const cdEvent = {
  shape: z.object({
    context: z.object({ id: z.string(), type: z.string() }),
    subject: z.object({ id: z.string() }),
  }),
  wanted: 'a CDEvent (`context.type`, `subject.id`), bare or in `data` of a CloudEvent',
}

const cloudEvent = z.object({ data: z.record(z.string(), z.unknown()) })

/** cdevents.dev, "Continuous Integration events" and "CloudEvents binding": what is published is named by a package URL. */
export function readCdEvent({ json }: Message): NoticeReading {
  return heed(cdEvent, cloudEvent.safeParse(json).data?.data ?? json, ({ context, subject }) => {
    if (!context.type.startsWith('dev.cdevents.artifact.published.'))
      return nothing('no artifact was published')
    const image = imageOfPackage(subject.id)
    if (image === 'other') return nothing('no container image')
    return image === undefined
      ? malformed('`subject.id` as a package URL, as in pkg:oci/app@sha256:…?repository_url=ghcr.io/acme/app')
      : notices({ ...image, id: context.id })
  })
}

/** github.com/package-url/purl-spec, types `oci` (the address has the name in it) and `docker` (it has the host alone). */
function imageOfPackage(purl: string): Notice | 'other' | undefined {
  const [, type = '', path = '', version, query = ''] =
    /^pkg:([a-z0-9.+-]+)\/([^@?#]+)(?:@([^?#]*))?(?:\?([^#]*))?/i.exec(purl) ?? []
  if (type === '') return undefined
  const qualifiers = new URLSearchParams(query)
  const address = qualifiers.get('repository_url')?.replace(/^https?:\/\//, '')
  switch (type.toLowerCase()) {
    case 'oci':
      return address === undefined ? undefined : { image: address, ...tagList(qualifiers.get('tag')) }
    case 'docker':
      return {
        image: `${hostOf(address) ?? 'docker.io'}/${path}`,
        ...tagList(version?.includes(':') === true || version?.includes('%') === true ? undefined : version),
      }
    default:
      return 'other'
  }
}

const one = z.object({ image: z.string(), tag: z.string().nullish() })

const generic = {
  shape: z
    .object({
      id: z.string().nullish(),
      image: z.string().optional(),
      tag: z.string().nullish(),
      images: z
        .array(z.union([z.string().transform((image) => ({ image, tag: undefined })), one]))
        .max(100)
        .optional(),
    })
    .transform(({ id, image, tag, images = [] }) => ({
      id,
      images: image === undefined ? images : [{ image, tag }, ...images],
    }))
    .refine(({ images }) => images.length > 0),
  wanted: '`image` with host and path, or `images` with a list of them',
}

/** Our own: `{"image": "ghcr.io/acme/app"}`, or several in `images`; `id`, if any, for what is sent again. */
export function readGeneric({ json }: Message): NoticeReading {
  return heed(generic, json, ({ id, images }) =>
    notices(...images.map(({ image, tag }) => ({ image, ...tagList(tag), ...idOf(id) }))),
  )
}
