/** Flux's automations -> environments: each with its namespace's policies, its path, its branches, and its message. */
import type { Delivery, Downgrade, Environment, FluxOrigin, PushWishes } from '../../../model/environment.ts'
import type { Problem } from '../../../model/problem.ts'
import { resolveDelivery } from '../own/resolve-delivery.ts'
import { quote } from '../own/wording.ts'
import type { FluxAutomation } from './automations.ts'
import { branchesOf, undeliverable } from './branches.ts'
import type { FluxRoot } from './flux.ts'
import { refuseFootguns } from './footguns.ts'
import { insidePath } from './paths.ts'
import { isSelected } from './selector.ts'
import { formatAddress } from './sources.ts'

export interface FluxDefaults {
  /** The default branch of the repository. */
  readonly branch: string
  /** Branches that environments of our own file are on. */
  readonly taken?: readonly string[]
  /** Shall automations fail as a whole where Flux does, whatever their root says? */
  readonly strict?: boolean
  /** By the name of the root. */
  readonly settings?: Settings
}

type Settings = ReadonlyMap<string, RootSettings>

/** What our own file says of all automations of a root; what it does not say is as Flux has it. */
export interface RootSettings {
  readonly delivery?: Delivery
  readonly downgrade?: Downgrade
  readonly strict?: boolean
  /** Footguns that are taken on purpose. */
  readonly allow?: readonly string[]
}

/** An environment for each automation that can be followed, in the order of the roots and their objects, and why others cannot. */
export function fluxEnvironments(
  roots: readonly FluxRoot[],
  { branch, taken = [], strict = false, settings = new Map() }: FluxDefaults,
): { readonly environments: readonly Environment[]; readonly problems: readonly Problem[] } {
  const all = distinct(
    roots.flatMap((root) =>
      root.automations.map((automation) => ({ root, automation, common: toEnvironment(root, automation) })),
    ),
    settings,
  )
  const elsewhere = all.filter(isElsewhere)
  const followed = all
    .filter((each) => !elsewhere.includes(each))
    .map((each) => ({ ...each, branches: branchesOf(each.automation, branch) }))
  const starts = new Set([branch, ...taken])
  for (const { branches } of followed) if (branches.kind === 'known') starts.add(branches.checkout)
  const pushed = new Set<string>()
  const read = followed.map(({ root, automation, common, branches }): ReadEnvironment => {
    if (branches.kind === 'undeliverable') return { problems: [branches.problem] }
    const { checkout, push } = branches
    if (push !== checkout && starts.has(push)) return { problems: [rebuildsOther(automation, push)] }
    const isShared = push !== checkout && pushed.has(push)
    pushed.add(push)
    const own = settings.get(root.name) ?? {}
    const { delivery: wanted, downgrade = common.downgrade, allow = [] } = own
    const delivery = settled(deliveryOf(checkout, isShared ? undefined : push), wanted)
    const problems = [...(isShared ? [sharedPush(automation, push)] : []), ...unusedFields(automation)]
    const flux = { ...common.flux, ...((strict || own.strict === true) && { strict: true }) }
    const environment = { ...common, branch: checkout, delivery, downgrade, flux }
    if (wanted?.kind !== 'pull-request') return { environment, problems }
    const checked = refuseFootguns(environment, allow)
    return { environment: checked.environment, problems: [...problems, ...checked.problems] }
  })
  return {
    environments: read.flatMap(({ environment }) => environment ?? []),
    problems: [...elsewhere.map(toldElsewhere), ...read.flatMap(({ problems }) => problems)],
  }
}

interface ReadEnvironment {
  readonly environment?: Environment
  readonly problems: readonly Problem[]
}

interface Followed {
  readonly root: FluxRoot
  readonly automation: FluxAutomation
  readonly common: Common
}

/** What is the same whatever the branches are. */
type Common = Omit<Environment, 'branch' | 'delivery'> & { readonly flux: FluxOrigin }

/** Clusters may have an automation in common, with all its policies: that is one environment, and bears the name of the first. */
function distinct(all: readonly Followed[], settings: Settings): readonly Followed[] {
  const seen = new Map<string, Followed>()
  for (const each of all) {
    const { name: _, ...meaning } = each.common
    const { delivery, downgrade, strict, allow } = settings.get(each.root.name) ?? {}
    const own = [delivery, downgrade, strict, allow]
    const key = JSON.stringify([meaning, each.automation.source?.ref, own])
    if (!seen.has(key)) seen.set(key, each)
  }
  return [...seen.values()]
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

/** Without a push branch of its own, requests come from branches of ours. */
function deliveryOf(checkout: string, push: string | undefined): Delivery {
  if (push === checkout) return resolveDelivery('commit')
  const delivery = resolveDelivery({ pullRequest: { group: 'environment' } })
  return delivery.kind === 'pull-request' && push !== undefined ? { ...delivery, pushBranch: push } : delivery
}

/** Requests that hold all changes go on coming from Flux's push branch. */
function settled(own: Delivery, wanted: Delivery = own): Delivery {
  if (own.kind === 'commit' || wanted.kind === 'commit' || wanted.group.kind !== 'environment') return wanted
  return { ...wanted, ...(own.pushBranch !== undefined && { pushBranch: own.pushBranch }) }
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

/** The key is in a secret of the cluster; the workflow may have one of its own. */
function unusedFields(automation: FluxAutomation): readonly Problem[] {
  if (automation.commit.signingKey === undefined) return []
  const message = `\`signingKey\` of the ImageUpdateAutomation ${nameOf(automation)} is not taken over: the cluster's secrets are not here.`
  return [{ code: 'flux-field-unused', level: 'note', message, place: automation.place }]
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

function nameOf({ namespace, name }: FluxAutomation): string {
  return quote(`${namespace}/${name}`)
}
