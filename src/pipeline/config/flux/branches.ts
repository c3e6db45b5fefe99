/** Which branch an automation starts from and which one it pushes to (image-automation-controller, internal/source/git.go). */
import type { Problem } from '../../../model/problem.ts'
import { quote } from '../own/wording.ts'
import type { FluxAutomation } from './automations.ts'
import type { GitRef } from './objects.ts'

/** The branches of an automation, or why nothing can be delivered for it. */
export type Branches =
  { readonly kind: 'known'; readonly checkout: string; readonly push: string } | Undeliverable

export interface Undeliverable {
  readonly kind: 'undeliverable'
  readonly problem: Problem
}

/** `defaultBranch` is only for an automation whose GitRepository is nowhere to be seen: what its `ref` says cannot be known. */
export function branchesOf(automation: FluxAutomation, defaultBranch: string): Branches {
  const { checkout: own, source, push } = automation
  const ref: GitRef = own ?? source?.ref ?? (source === undefined ? { branch: defaultBranch } : {})
  const pushed = filled(push?.branch) ?? filled(ref.branch)
  if (pushed === undefined) return undeliverable(automation, 'says no branch to push to', noPush)
  const checkout = checkedOut(ref)
  if (checkout === undefined)
    return undeliverable(automation, `checks out ${fixedText(ref)}, which is no branch`)
  return { kind: 'known', checkout, push: pushed }
}

const noPush =
  'failed configuring source manager: push spec not provided, and cannot be inferred from .spec.git.checkout.ref or GitRepository .spec.ref'

/** Commit, name, tag, semver, branch, in this order; nothing at all is go-git's `master`. */
function checkedOut({ commit, name, tag, semver, branch }: GitRef): string | undefined {
  if (filled(commit) !== undefined) return undefined
  if (filled(name) !== undefined) return /^refs\/heads\/(.+)$/.exec(name ?? '')?.[1]
  if (filled(tag) !== undefined || filled(semver) !== undefined) return undefined
  return filled(branch) ?? 'master'
}

function fixedText(ref: GitRef): string {
  const fixed = (['commit', 'name', 'tag', 'semver'] as const).flatMap((part) => {
    const text = filled(ref[part])
    return text === undefined ? [] : [`the ${part} ${quote(text)}`]
  })
  return fixed[0] ?? 'nothing'
}

/** An empty text says nothing. */
function filled(text: string | undefined): string | undefined {
  return text === '' ? undefined : text
}

/** Says what stands in the way, behind the automation's name. */
export function undeliverable(
  { namespace, name, place }: FluxAutomation,
  what: string,
  flux?: string,
): Undeliverable {
  const message = `The ImageUpdateAutomation ${quote(`${namespace}/${name}`)} ${what}, so nothing is delivered for it.`
  const problem: Problem = { code: 'flux-branch-unusable', level: 'error', message, place }
  return { kind: 'undeliverable', problem: flux === undefined ? problem : { ...problem, flux } }
}
