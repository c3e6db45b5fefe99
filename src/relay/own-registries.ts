/** Registries that organizations run themselves: Harbor, Nexus, Artifactory. */
import { z } from 'zod'
import {
  heed,
  hostOf,
  idOf,
  malformed,
  type Message,
  nothing,
  notices,
  type NoticeReading,
  tagList,
} from './notice.ts'

const harborData = z.object({
  resources: z.array(z.object({ tag: z.string().nullish(), resource_url: z.string().nullish() })).min(1),
  repository: z.object({ repo_full_name: z.string() }),
})

const harbor = {
  shape: z
    .object({
      type: z.string(),
      id: z.string().optional(),
      event_data: harborData.optional(),
      data: harborData.optional(),
    })
    .transform(({ event_data, data, ...rest }) => ({ ...rest, data: event_data ?? data }))
    .pipe(z.object({ type: z.string(), id: z.string().optional(), data: harborData })),
  wanted:
    "Harbor's webhook (`event_data` with `resources` and `repository`), or its CloudEvent (the same in `data`)",
}

const harborType = z.object({ type: z.string() })

/** goharbor.io, "Configure Webhook Notifications". A push without a tag has the digest for one. */
export function readHarbor({ json, registry }: Message): NoticeReading {
  const type = harborType.safeParse(json).data?.type
  if (type !== undefined && !['PUSH_ARTIFACT', 'harbor.artifact.pushed'].includes(type))
    return nothing('no push of an artifact')
  return heed(harbor, json, ({ id, data }) => {
    const host = registry ?? hostOf(data.resources[0]?.resource_url ?? undefined)
    if (host === undefined) return malformed('the host in `resource_url`, or `registry` of the sender')
    const tags = data.resources.flatMap(({ tag }) => tag ?? []).filter((tag) => !tag.includes(':'))
    return notices({ image: `${host}/${data.repository.repo_full_name}`, tags, ...idOf(id) })
  })
}

const nexus = {
  shape: z.object({
    action: z.string(),
    component: z.object({
      format: z.string(),
      name: z.string(),
      version: z.string().nullish(),
    }),
  }),
  wanted: "Nexus's webhook `rm:repository:component`, with `action` and `component`",
}

/** help.sonatype.com, "Webhooks". It names no host. */
export function readNexus({ headers, json, registry }: Message): NoticeReading {
  return heed(nexus, json, ({ action, component }) => {
    if (component.format !== 'docker') return nothing('no component of Docker')
    if (!['CREATED', 'UPDATED'].includes(action)) return nothing('no push of a component')
    if (registry === undefined) return malformed('`registry` of the sender: Nexus names no host')
    return notices({
      image: `${registry}/${component.name}`,
      ...tagList(component.version),
      ...idOf(headers.get('x-nexus-webhook-delivery')),
    })
  })
}

const artifactory = {
  shape: z.object({
    domain: z.string(),
    event_type: z.string(),
    data: z.object({ repo_key: z.string(), path: z.string(), tag: z.string().nullish() }),
    jpd_origin: z.string().nullish(),
  }),
  wanted: "Artifactory's webhook of the domain docker, with `event_type` and `data`",
}

/** jfrog.com, "Webhooks": the image is the path without tag and manifest file, since `image_name` leaves folders out. */
export function readArtifactory({ json, registry }: Message): NoticeReading {
  return heed(artifactory, json, ({ domain, event_type, data, jpd_origin }) => {
    if (domain !== 'docker' || event_type !== 'pushed') return nothing('no push of a Docker image')
    const origin = hostOf(jpd_origin ?? undefined)
    const prefix = registry ?? (origin && `${origin}/${data.repo_key}`)
    if (prefix === undefined) return malformed('`registry` of the sender: this Artifactory names no host')
    const image = data.path.split('/').slice(0, -2).join('/')
    return notices({ image: `${prefix}/${image}`, ...tagList(data.tag) })
  })
}
