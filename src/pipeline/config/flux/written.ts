/**
 * What may stand in Flux's objects: one form a kind, the union of the fields of all API versions (v1alpha1, v1alpha2, v1beta1, v1beta2, v1), since no
 * field ever changed its meaning. Unknown fields are passed over. What Flux requires is checked elsewhere, as a patch may complete it.
 */
import { z } from 'zod'

const text = z.string().exactOptional()
const texts = z.record(z.string(), z.string()).default({})
const flag = z.boolean().exactOptional()
const named = z.object({ name: text }).exactOptional()

/** `metadata` and `spec`, before the kind is looked at. */
export const frame = z.object({
  metadata: z.object({ name: text, namespace: text, labels: texts, annotations: texts }).prefault({}),
  spec: z.object({ suspend: flag }).prefault({}),
})

export const imageRepositoryForm = z.object({
  image: text,
  interval: text,
  timeout: text,
  secretRef: named,
  certSecretRef: named,
  proxySecretRef: named,
  serviceAccountName: text,
  accessFrom: z
    .object({ namespaceSelectors: z.array(z.object({ matchLabels: texts })).default([]) })
    .exactOptional(),
  exclusionList: z.array(z.string()).max(25, { error: 'at most 25 patterns' }).default([]),
  provider: z.enum(['generic', 'aws', 'azure', 'gcp']).default('generic'),
  insecure: z.boolean().default(false),
})

const ordered = z.object({ order: text }).exactOptional()

export const imagePolicyForm = z.object({
  imageRepositoryRef: z.object({ name: text, namespace: text }).exactOptional(),
  /** Loose, so that a kind of choice that Flux does not have can be named. */
  policy: z
    .looseObject({
      semver: z.object({ range: text }).exactOptional(),
      alphabetical: ordered,
      numerical: ordered,
    })
    .exactOptional(),
  filterTags: z.object({ pattern: text, extract: text }).exactOptional(),
  digestReflectionPolicy: z.enum(['Never', 'IfNotPresent', 'Always']).default('Never'),
  interval: text,
})

const gitRef = z.object({ branch: text, tag: text, semver: text, commit: text, name: text }).exactOptional()

const signingKey = z
  .object({
    type: z.enum(['gpg', 'ssh']).default('gpg'),
    secretRef: z.object({ name: text }).exactOptional(),
  })
  .exactOptional()

const push = z.object({ branch: text, refspec: text, options: texts }).exactOptional()

export const imageUpdateAutomationForm = z.object({
  interval: text,
  sourceRef: z
    .object({ kind: z.string().default('GitRepository'), name: text, namespace: text })
    .exactOptional(),
  git: z
    .object({
      checkout: z.object({ ref: gitRef }).exactOptional(),
      commit: z
        .object({
          author: z.object({ name: text, email: text }).prefault({}),
          messageTemplate: text,
          messageTemplateValues: texts,
          signingKey,
        })
        .prefault({}),
      push,
    })
    .exactOptional(),
  // The next three are v1alpha1's.
  checkout: z.object({ gitRepositoryRef: named, branch: text }).exactOptional(),
  commit: z
    .object({ authorName: text, authorEmail: text, messageTemplate: text, signingKey })
    .exactOptional(),
  push,
  policySelector: z
    .object({
      matchLabels: texts,
      matchExpressions: z
        .array(
          z.object({
            key: z.string().default(''),
            operator: z.string().default(''),
            values: z.array(z.string()).default([]),
          }),
        )
        .default([]),
    })
    .exactOptional(),
  // The default comes from the API server; the first v1alpha1 wrote `setters: {}` instead.
  update: z.object({ strategy: z.string().default('Setters'), path: text }).prefault({}),
})

export const gitRepositoryForm = z.object({
  url: text,
  ref: gitRef,
  interval: text,
  timeout: text,
  secretRef: named,
  proxySecretRef: named,
  serviceAccountName: text,
  provider: z.string().default('generic'),
})
