/** Flux's objects as values: what one of them says, whatever API version it was written for. */
import type { PolicySpec } from '../../../model/policy.ts'
import type { Place } from '../../../model/problem.ts'
import type { WrittenText } from '../../../model/written-text.ts'

/** What every object has. */
export interface FluxObject {
  readonly apiVersion: string
  readonly namespace: string
  readonly name: string
  readonly labels: Texts
  readonly annotations: Texts
  /** Is the object left alone here? `spec.suspend`, unless the annotation `image-bump/suspend` says otherwise. */
  readonly suspend: boolean
  /** Where it begins. */
  readonly place: Place
}

export type Texts = Readonly<Record<string, string>>

/** The name of another object, with the namespace where one is written. */
export interface Reference {
  readonly name: string
  readonly namespace?: string
}

/** An image whose tags Flux lists. */
export interface ImageRepositoryObject extends FluxObject {
  readonly kind: 'ImageRepository'
  /** As written: host and path, if it is right. */
  readonly image: string
  readonly interval?: string
  readonly timeout?: string
  /** Names of secrets and of a service account, all in the object's namespace. */
  readonly secretRef?: string
  readonly certSecretRef?: string
  readonly proxySecretRef?: string
  readonly serviceAccountName?: string
  /** Which other namespaces may use it: those that have all labels of one of these. Absent: none. */
  readonly accessFrom?: readonly Texts[]
  /** As written. */
  readonly exclusionList: readonly string[]
  readonly provider: 'generic' | 'aws' | 'azure' | 'gcp'
  readonly insecure: boolean
}

/** A choice among the tags of an ImageRepository. */
export interface ImagePolicyObject extends FluxObject {
  readonly kind: 'ImagePolicy'
  readonly repository: Reference
  readonly spec: PolicySpec
  readonly digestReflectionPolicy: 'Never' | 'IfNotPresent' | 'Always'
  readonly interval?: string
}

/** A Git reference; of several Flux takes commit, name, tag, semver, branch in this order. */
export interface GitRef {
  readonly branch?: string
  readonly tag?: string
  readonly semver?: string
  readonly commit?: string
  readonly name?: string
}

/** Where Flux writes what its policies chose. */
export interface ImageUpdateAutomationObject extends FluxObject {
  readonly kind: 'ImageUpdateAutomation'
  readonly interval?: string
  /** Only the kind GitRepository is right. */
  readonly sourceRef: Reference & { readonly kind: string }
  /** `git.checkout.ref`; v1alpha1: `checkout.branch`. */
  readonly checkout?: GitRef
  readonly commit: {
    readonly author: { readonly name: string; readonly email: string }
    readonly messageTemplate?: string
    /** How that stands in its file. */
    readonly messageWritten?: WrittenText
    readonly messageTemplateValues: Texts
    readonly signingKey?: { readonly type: 'gpg' | 'ssh'; readonly secretRef: string }
  }
  readonly push?: {
    readonly branch?: string
    readonly refspec?: string
    readonly options: Texts
  }
  readonly policySelector?: LabelSelector
  readonly update: { readonly strategy: string; readonly path?: string }
}

/** A selector of labels as Kubernetes has it (meta/v1, LabelSelector). */
export interface LabelSelector {
  readonly matchLabels: Texts
  readonly matchExpressions: readonly LabelExpression[]
}

export interface LabelExpression {
  readonly key: string
  readonly operator: string
  readonly values: readonly string[]
}

/** Where Flux finds a Git repository. */
export interface GitRepositoryObject extends FluxObject {
  readonly kind: 'GitRepository'
  readonly url: string
  readonly ref?: GitRef
  readonly interval?: string
  readonly timeout?: string
  readonly secretRef?: string
  readonly proxySecretRef?: string
  readonly serviceAccountName?: string
  readonly provider: string
}

export type AnyFluxObject =
  ImageRepositoryObject | ImagePolicyObject | ImageUpdateAutomationObject | GitRepositoryObject
