/** The bump branches of this run and those that earlier runs left, with their requests. */
import { bumpPrefix, findBump } from '../../model/bump-branch.ts'
import type { ScannedEnvironment } from '../../model/scanned.ts'
import type { Environment } from '../../model/environment.ts'
import type { CommitId } from '../../model/history.ts'
import type { BumpBranch, ExistingBump } from '../../model/plan.ts'
import { courseOf } from '../../model/policy.ts'
import { type PullRequest, stateOf } from '../../model/pull-request.ts'
import { type EnvironmentSelections, selectionsOf } from '../../model/report.ts'
import type { Forge, Ports } from '../../ports.ts'
import { adopted, type PushBranch, pushBranchesOf } from './push-branches.ts'
import { isAsTold, isOnlyRebased } from './rebased.ts'

/** By the name of the branch. Every branch that this run may write is there, also where nothing exists of it yet. */
export async function recallBumps(
  scanned: readonly ScannedEnvironment[],
  selections: readonly EnvironmentSelections[],
  { git, forge, whoAmI }: Pick<Ports, 'git' | 'forge'> & Pick<Forge, 'whoAmI'>,
): Promise<ReadonlyMap<string, ExistingBump>> {
  const environments = scanned.map(({ environment }) => environment)
  const wanted = environments.flatMap((environment) => bumpBranches(environment, selections))
  if (wanted.length === 0 && !environments.some(asksForRequests)) return new Map()
  // Flux's push branches have names of their own.
  const named = wanted.filter((name) => !name.startsWith(bumpPrefix))
  const others = named.length === 0 ? [] : await git.heads(named)
  const heads = new Map([...(await git.branches(bumpPrefix)), ...others])
  const names = [...new Set([...wanted, ...heads.keys()])]
  if (names.length === 0) return new Map()
  const requests = await forge.find(names)
  const open = requests.filter(({ state }) => state === 'open')
  const relevant = names.filter((name) => wanted.includes(name) || open.some(({ head }) => head === name))
  const branches = await readBranches(relevant, heads, { git, whoAmI })
  const pushed = pushBranchesOf(scanned)
  const found = new Map<string, ExistingBump>()
  for (const name of relevant) {
    const own = requests.filter(({ head }) => head === name)
    found.set(
      name,
      await existing(own, { branch: branches.get(name), push: pushed.get(name) }, { git, forge }),
    )
  }
  return found
}

function asksForRequests({ delivery }: Environment): boolean {
  return delivery.kind === 'pull-request' && !delivery.bare
}

/** Where a change of a decided policy would go, and where one of an undecided policy may be under way. */
function bumpBranches(
  environment: Environment,
  selections: readonly EnvironmentSelections[],
): readonly string[] {
  const own = selectionsOf(environment.name, selections)
  return own.flatMap((selection) => {
    const course = selection.kind === 'selected' ? courseOf(selection.weighed) : 'forward'
    const bump = findBump(environment, selection.policy.key, course)
    return bump === undefined || bump.isBare ? [] : bump.branch
  })
}

async function readBranches(
  names: readonly string[],
  heads: ReadonlyMap<string, CommitId>,
  { git, whoAmI }: Pick<Ports, 'git'> & Pick<Forge, 'whoAmI'>,
): Promise<ReadonlyMap<string, BumpBranch>> {
  const present = names.flatMap((name) => {
    const head = heads.get(name)
    return head === undefined ? [] : [{ name, head }]
  })
  if (present.length === 0) return new Map()
  const { email } = await whoAmI()
  const read = await git.bumpBranches(
    present.map(({ head }) => head),
    [email],
  )
  return new Map(
    present.flatMap(({ name, head }) => {
      const branch = read.get(head)
      return branch === undefined ? [] : [[name, branch] as const]
    }),
  )
}

async function existing(
  requests: readonly PullRequest[],
  { branch: read, push }: { readonly branch: BumpBranch | undefined; readonly push: PushBranch | undefined },
  ports: Pick<Ports, 'git' | 'forge'>,
): Promise<ExistingBump> {
  const open = requests.filter(({ state }) => state === 'open')
  const request = open.find(({ base }) => base === push?.into) ?? open[0]
  const isRemembered = read !== undefined && isKnown(read.head, requests)
  const branch = read && push && !isRemembered ? await adopted(read, push, ports.git) : read
  const past = requests
    .filter(({ state }) => state !== 'open')
    .toSorted((one, other) => other.number - one.number)
  const isTold = branch === undefined || isKnown(branch.head, requests)
  const isOurs =
    branch !== undefined &&
    (branch.ours || isTold || (request !== undefined && (await isOnlyRebased(branch, request, ports))))
  const isUntold =
    branch?.ours === true && !isTold && request !== undefined && !(await isAsTold(branch, request, ports.git))
  return {
    ...(branch && { branch: { ...branch, ours: isOurs } }),
    ...(request && { request }),
    ...(isUntold && { isUntold }),
    past,
  }
}

/** A head that we remember to have pushed, or that was merged as it is, holds nothing that could be lost. */
function isKnown(head: CommitId, requests: readonly PullRequest[]): boolean {
  return requests.some(
    (request) =>
      stateOf(request)?.heads.includes(head) === true ||
      (request.state === 'merged' && request.headCommit === head),
  )
}
