/** Registries of the clouds: Azure's, Amazon's by EventBridge, Google's by Pub/Sub. */
import { z } from 'zod'
import {
  heed,
  idOf,
  malformed,
  type Message,
  nothing,
  notices,
  type NoticeReading,
  tagList,
} from './notice.ts'
import { readBase64, readJsonBytes } from './secrets.ts'

const acrAction = z.object({ action: z.string() })

const acr = {
  shape: z.object({
    id: z.string().nullish(),
    target: z.object({ repository: z.string(), tag: z.string().nullish() }),
    request: z.object({ host: z.string() }),
  }),
  wanted: "Azure Container Registry's webhook, with `action`, `target.repository` and `request.host`",
}

/** learn.microsoft.com, "Azure Container Registry webhook reference". */
export function readAcr({ json, registry }: Message): NoticeReading {
  const action = acrAction.safeParse(json).data?.action
  if (action !== undefined && action !== 'push') return nothing('no push of an image')
  return heed(acr, json, ({ id, target, request }) =>
    notices({
      image: `${registry ?? request.host}/${target.repository}`,
      ...tagList(target.tag),
      ...idOf(id),
    }),
  )
}

const ecr = {
  shape: z.object({
    id: z.string().nullish(),
    source: z.string(),
    'detail-type': z.string(),
    account: z.string().regex(/^\d{12}$/),
    region: z.string().regex(/^[a-z0-9-]+$/),
    detail: z.object({
      'action-type': z.string(),
      result: z.string(),
      'repository-name': z.string(),
      'image-tag': z.string().nullish(),
    }),
  }),
  wanted: 'the event `ECR Image Action` of EventBridge, as it is and without an input transformer',
}

/** docs.aws.amazon.com, "Amazon ECR events and EventBridge". */
export function readEcr({ json, registry }: Message): NoticeReading {
  return heed(ecr, json, ({ id, source, account, region, detail, ...rest }) => {
    if (source !== 'aws.ecr' || rest['detail-type'] !== 'ECR Image Action')
      return nothing('no action on an image')
    if (detail['action-type'] !== 'PUSH' || detail.result !== 'SUCCESS') return nothing('no push of an image')
    const suffix = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com'
    const host = registry ?? `${account}.dkr.ecr.${region}.${suffix}`
    return notices({
      image: `${host}/${detail['repository-name']}`,
      ...tagList(detail['image-tag']),
      ...idOf(id),
    })
  })
}

const pubSub = {
  shape: z.object({ message: z.object({ data: z.string(), messageId: z.string() }) }),
  wanted: 'a message that Pub/Sub pushes, wrapped: `message` with `data` and `messageId`',
}

const google = {
  shape: z.object({
    action: z.string(),
    tag: z.string().nullish(),
    digest: z.string().nullish(),
  }),
  wanted: 'a message of the topic `gcr` in `message.data`, with `action`, and `tag` or `digest`',
}

/** cloud.google.com, "Configure Pub/Sub notifications" of Artifact Registry; tag and digest are whole references. */
export function readGoogle({ json }: Message): NoticeReading {
  return heed(pubSub, json, ({ message }) => {
    const bytes = readBase64(message.data)
    return heed(google, bytes && readJsonBytes(bytes), ({ action, tag, digest }) => {
      if (action !== 'INSERT') return nothing('no push of an image')
      const image = tag ?? digest
      return image === null || image === undefined
        ? malformed(google.wanted)
        : notices({ image, id: message.messageId })
    })
  })
}
