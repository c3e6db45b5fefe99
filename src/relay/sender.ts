/** Who may announce images, how each proves who it is, and what its word starts. */

/** The registries and formats that are understood. */
export const senderKinds = [
  'acr',
  'artifactory',
  'cdevents',
  'distribution',
  'docker-hub',
  'ecr',
  'generic',
  'ghcr',
  'gitlab',
  'google',
  'harbor',
  'nexus',
  'quay',
] as const

/** One of them. */
export type SenderKind = (typeof senderKinds)[number]

/** How a sender proves who it is. All but the last hold a secret against the request. */
export type Proof =
  /** The path is made from the secret, as Flux's Receiver has it; for senders that can add nothing of their own. */
  | { readonly kind: 'path' }
  /** The header has an HMAC of the raw body, in hexadecimal digits behind the prefix. */
  | {
      readonly kind: 'signature'
      readonly header: string
      readonly prefix: string
      readonly hash: 'SHA-1' | 'SHA-256'
    }
  /** The header is the secret, to the letter. */
  | { readonly kind: 'header'; readonly header: string }
  | { readonly kind: 'bearer' }
  /** The secret is `user:password`. */
  | { readonly kind: 'basic' }
  /** A token that Google signed for this audience and this service account. */
  | { readonly kind: 'id-token'; readonly audience: string; readonly email: string }

/** Somebody who posts, as the configuration has it. */
export interface Sender {
  /** As the configuration names it; logs say it. */
  readonly name: string
  readonly kind: SenderKind
  readonly proof: Proof
  /** Any of them is good, so that a secret can be changed without a gap. Never shown. */
  readonly secrets: readonly string[]
  readonly path: SenderPath
  /** Host, and a path below it where images lie deeper than their names say. It goes before what a payload calls the registry. */
  readonly registry?: string
  /** Globs over `host/path`: what the sender may announce. */
  readonly images: readonly string[]
  readonly targets: readonly Target[]
}

/** Where a sender posts to. */
export type SenderPath =
  | { readonly kind: 'plain'; readonly path: string }
  /** `/hook/` and the SHA-256 of secret, name and namespace (notification-controller, `Receiver.GetWebhookPath`). */
  | { readonly kind: 'token'; readonly name: string; readonly namespace: string }

/** The one event that may be started in a repository. */
export interface Target {
  readonly name: string
  /** `owner/name`. */
  readonly repository: string
  readonly event: TargetEvent
}

/** By which event it is started. */
export type TargetEvent =
  /** `workflow_dispatch`: the images are given to this input, separated by commas. */
  | { readonly kind: 'workflow'; readonly workflow: string; readonly ref: string; readonly input: string }
  /** `repository_dispatch`. */
  | { readonly kind: 'repository'; readonly type: string }
