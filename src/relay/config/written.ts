/** What a person may write in the relay's configuration. No secret stands in it: environment variables hold them, and it names those. */
import { z } from 'zod'
import { exactly, type Form, map, name, text } from '../../pipeline/config/form.ts'
import { senderKinds } from '../sender.ts'

const variable = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, {
  error: 'the name of an environment variable, which holds the secret',
})

const address = z
  .string()
  .regex(/^https?:\/\/[^\s/?#]+[^\s?#]*$/, { error: 'an address such as https://host/api/v3' })

const github = map({
  api: address.exactOptional(),
  token: variable.exactOptional(),
  app: map({ id: text, key: variable }).exactOptional(),
}).refine(({ token, app }) => (token === undefined) !== (app === undefined), {
  error: '`app` or `token` in it, and not both',
})

const repository = z.string().regex(/^[\w.-]+\/[\w.-]+$/, { error: 'a repository as `owner/name`' })

const target = map({
  repository,
  workflow: z
    .string()
    .regex(/^[\w.-]+\.ya?ml$/, { error: 'the file name of a workflow, as in image-bump.yaml' })
    .exactOptional(),
  ref: text.exactOptional(),
  input: z
    .string()
    .regex(/^[A-Za-z_][\w-]*$/, { error: 'the name of an input of the workflow' })
    .exactOptional(),
  event: z
    .string()
    .regex(/^[\w.-]{1,100}$/, { error: 'a type of event, at most 100 letters, digits, `-`, `_` and `.`' })
    .exactOptional(),
})
  .refine(({ workflow, event }) => (workflow === undefined) !== (event === undefined), {
    error: '`workflow` or `event` in it, and not both',
  })
  .refine(({ workflow, ref }) => (workflow === undefined) === (ref === undefined), {
    error: '`ref` beside `workflow`, and only there',
  })
  .refine(({ workflow, input }) => workflow !== undefined || input === undefined, {
    error: '`input` beside `workflow` only',
  })

/** What can be written for `proof`. */
const proofWords = ['path', 'signature', 'header', 'bearer', 'basic', 'id-token'] as const

const image = z.string().regex(/^(?:[a-z0-9*-]+(?:[.:][a-z0-9*-]+)+|localhost|\*\*)\/[a-z0-9._/*?-]+$/, {
  error:
    'a host and a path in small letters, where `*` stands for anything but a slash, as in ghcr.io/acme/*',
})

const sender = map({
  kind: z.enum(senderKinds),
  proof: z.enum(proofWords).exactOptional(),
  secret: z
    .union([variable, z.array(variable).min(1, { error: 'a list with something in it' })])
    .exactOptional(),
  header: z
    .string()
    .regex(/^[A-Za-z0-9-]+$/, { error: 'the name of a header' })
    .exactOptional(),
  audience: text.exactOptional(),
  email: text.exactOptional(),
  path: z
    .string()
    .regex(/^(?!\/healthz$)\/[A-Za-z0-9._~-]+(?:\/[A-Za-z0-9._~-]+)*$/, {
      error: 'a path such as /hook/harbor, other than /healthz',
    })
    .exactOptional(),
  receiver: map({ name: text, namespace: text }).exactOptional(),
  registry: z
    .string()
    .regex(/^[a-z0-9.:-]+(?:\/[a-z0-9._-]+)*$/, {
      error: 'a host, and a path below it if images lie there, as in registry.acme.io/docker-virtual',
    })
    .exactOptional(),
  images: z.array(image).min(1, { error: 'a list with something in it' }),
  targets: z.array(text).min(1, { error: 'a list with something in it' }),
})

/** The whole file. */
export const relayForm = {
  shape: map({
    version: exactly(1),
    github,
    window: z
      .string()
      .regex(/^(?:[0-9]|[1-5][0-9]|60)s$/, { error: 'seconds from `0s` to `60s`' })
      .exactOptional(),
    targets: z.record(name, target),
    senders: z.record(name, sender),
  }),
  code: 'config-invalid',
  wanted: '`version: 1` and more',
  mostValues: 100_000,
} as const satisfies Form<z.ZodType>

/** The file, a sender and a target, each as it was written. */
export type WrittenRelay = z.output<typeof relayForm.shape>
export type WrittenSender = WrittenRelay['senders'][string]
export type WrittenTarget = WrittenRelay['targets'][string]
