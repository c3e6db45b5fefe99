/** Flux's automations -> environments: each with its namespace's policies, its path, its branches, and its message. */
import type { Environment, FluxOrigin, PushWishes } from '../../../model/environment.ts'
import type { Problem } from '../../../model/problem.ts'
import { quote } from '../own/wording.ts'
import type { FluxAutomation } from './automations.ts'
import { branchesOf, undeliverable } from './branches.ts'
import type { FluxRoot } from './flux.ts'
import { insidePath } from './paths.ts'
import { isSelected } from './selector.ts'
import { type Settings, settingsFor } from './settings.ts'
import { distinct, type Common, type Followed, type ReadEnvironment, toRead } from './followed.ts'
import { formatAddress } from './sources.ts'

export interface FluxDefaults {
  /** The default branch of the repository. */
  readonly branch: string
  /** Branches that environments of our own file are on. */
  readonly taken?: readonly string[]
  /** Shall automations fail as a whole where Flux does, whatever our file says? */
  readonly strict?: boolean
  /** What our own file says. */
  readonly settings?: Settings
  /** Are pull requests opened from push branches, where our file does not say? They are if absent. */
  readonly pullRequests?: boolean
  /** Names under which the workflow gave signing keys: `namespace/name` of a secret, or `name` for every namespace. */
  readonly signingKeys?: readonly string[]
}

/** An environment for each automation that can be followed, in the order of the roots and their objects, and why others cannot. */
export function fluxEnvironments(
  roots: readonly FluxRoot[],
  { branch, taken = [], settings = new Map(), signingKeys = [], ...defaults }: FluxDefaults,
): { readonly environments: readonly Environment[]; readonly problems: readonly Problem[] } {
  const all = distinct(
    roots.flatMap((root) =>
      root.automations.map((automation) => ({
        root,
        automation,
        common: toEnvironment(root, automation),
        wanted: settingsFor(settings.get(root.name) ?? {}, keyOf(automation), defaults),
      })),
    ),
  )
  const elsewhere = all.filter(isElsewhere)
  const followed = all
    .filter((each) => !elsewhere.includes(each))
    .map((each) => ({ ...each, branches: branchesOf(each.automation, branch) }))
  const starts = new Set([branch, ...taken])
  for (const { branches } of followed) if (branches.kind === 'known') starts.add(branches.checkout)
  const pushed = new Set<string>()
  const read = followed.map((each): ReadEnvironment => {
    const { automation, branches } = each
    if (branches.kind === 'undeliverable') return { problems: [branches.problem] }
    const { checkout, push } = branches
    if (push !== checkout && starts.has(push)) return { problems: [rebuildsOther(automation, push)] }
    const isShared = push !== checkout && pushed.has(push)
    pushed.add(push)
    const read = toRead(each, { checkout, push: isShared ? undefined : push }, signingKeys)
    return isShared ? { ...read, problems: [sharedPush(automation, push), ...read.problems] } : read
  })
  return {
    environments: read.flatMap(({ environment }) => environment ?? []),
    problems: [...elsewhere.map(toldElsewhere), ...read.flatMap(({ problems }) => problems)],
  }
}

/** The root of a cluster that Flux was bootstrapped for says which repository this is. */
function isElsewhere({ root, automation }: Followed): boolean {
  const url = automation.source?.url ?? ''
  return root.url !== undefined && url !== '' && formatAddress(root.url) !== formatAddress(url)
}

function toldElsewhere({ automation }: Followed): Problem {
  const message = `The ImageUpdateAutomation ${nameOf(automation)} updates ${quote(formatAddress(automation.source?.url ?? ''))}, which is another repository than this one.`
  return { code: 'flux-source-elsewhere', level: 'note', message, place: automation.place }
}

/** A push branch is made anew from the branch that was checked out, and whatever else it held would be gone. */
function rebuildsOther(automation: FluxAutomation, push: string): Problem {
  return undeliverable(
    automation,
    `pushes to ${quote(push)}, which is not its own: other work starts from it`,
  ).problem
}

function sharedPush(automation: FluxAutomation, push: string): Problem {
  const message = `The ImageUpdateAutomation ${nameOf(automation)} pushes to ${quote(push)} as another one does; its pull request comes from a branch of its own.`
  return { code: 'flux-branch-unusable', level: 'warning', message, place: automation.place }
}

/** For Flux the policy always wins, and nothing is remembered. */
function toEnvironment(root: FluxRoot, automation: FluxAutomation): Common {
  const { namespace, name, suspend, policySelector, commit } = automation
  const own = root.policies.filter(
    (policy) => policy.namespace === namespace && isSelected(policy.labels, policySelector),
  )
  const path = insidePath(automation.update.path ?? '')
  const push = pushOf(automation)
  return {
    name: [...(root.name === '.' ? [] : [root.name]), namespace, name].join('/'),
    namespace,
    paths: path === '' ? [] : [literally(path)],
    exclude: [],
    policies: own.flatMap(({ policy }) => policy ?? []),
    unusable: own.flatMap(({ key, policy, problem }) => (policy || !problem ? [] : [{ key, problem }])),
    suspend,
    downgrade: 'allow',
    hold: 'ignore',
    author: commit.author,
    ...(push && { push }),
    flux: originOf(automation, path),
  }
}

function originOf({ namespace, name, commit, place }: FluxAutomation, path: string): FluxOrigin {
  const { messageTemplate = '', messageWritten, messageTemplateValues } = commit
  return {
    automation: { namespace, name },
    path,
    messageTemplate,
    ...(messageWritten && { messageWritten }),
    messageTemplateValues,
    place,
  }
}

function pushOf({ push }: FluxAutomation): PushWishes | undefined {
  const { refspec = '', options = {} } = push ?? {}
  const hasOptions = Object.keys(options).length > 0
  if (refspec === '' && !hasOptions) return undefined
  return { ...(hasOptions && { options }), ...(refspec !== '' && { refspec }) }
}

/** Flux's path is no glob. */
function literally(path: string): string {
  return path.replaceAll(/[\\*?!+@()[\]{}]/g, String.raw`\$&`)
}

function nameOf(automation: FluxAutomation): string {
  return quote(keyOf(automation))
}

function keyOf({ namespace, name }: FluxAutomation): string {
  return `${namespace}/${name}`
}
