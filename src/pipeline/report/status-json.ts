/** What stands where, as programs read it: CONTRACTS, `status --output json`; keys are only added. */
import type {
  ImagePlace,
  ImageStatus,
  WaitingRequest,
  PolicyStatus,
  RepositoryStatus,
  Status,
  Waiting,
} from '../../model/status.ts'
import type { Problem } from '../../model/problem.ts'
import type { Promotion } from '../../model/promotion.ts'
import { gateJson, problemJson } from './json.ts'
import { environmentCondition, policyCondition, repositoryCondition } from './status-words.ts'

export function statusJson(status: Status, problems: readonly Problem[]): object {
  const { scanned, repositories, policies, environments, images } = status
  const isScanned = scanned !== undefined
  return {
    version: 1,
    scanned: scanned?.toISOString() ?? null,
    repositories: repositories.map((each) => repositoryJson(each, isScanned)),
    policies: policies.map((each) => policyJson(each, isScanned)),
    environments: environments.map((each) => {
      const { name, branch, delivery, suspend, from } = each.environment
      const taken = from === undefined ? {} : { from: promotionJson(from) }
      const own = { name, branch, delivery: delivery.kind, suspended: suspend, ...taken }
      return { ...own, ...environmentCondition(each) }
    }),
    images: images.map(imageJson),
    problems: problems.map(problemJson),
  }
}

function repositoryJson(each: RepositoryStatus, isScanned: boolean): object {
  const { name, image, suspended, listing } = each
  const tags = listing.kind === 'listed' ? listing.tags.length : null
  return { name, image, suspended, tags, ...repositoryCondition(each, isScanned) }
}

function policyJson(each: PolicyStatus, isScanned: boolean): object {
  const { key, environment, image, suspended, pin, selection } = each
  const latest = selection?.kind === 'selected' ? selection.latest : undefined
  return {
    name: key,
    environment: environment ?? null,
    image: image ?? null,
    tag: latest?.tag ?? null,
    digest: latest?.digest ?? null,
    suspended,
    ...(pin && { pin }),
    ...policyCondition(each, isScanned),
  }
}

function imageJson({ image, places }: ImageStatus): object {
  return { image, places: places.map(placeJson) }
}

/** Durations in seconds. */
function promotionJson({ need, sources }: Promotion): object {
  return {
    need,
    sources: sources.map(({ environment, soak, status }) => ({
      environment,
      soak: soak / 1000,
      ...(status !== undefined && { status }),
    })),
  }
}

function placeJson({ environment, policy, versions, since, waiting }: ImagePlace): object {
  return {
    environment,
    policy,
    versions,
    ...(since !== undefined && { since: new Date(since).toISOString() }),
    ...(waiting && { waiting: waitingJson(waiting) }),
  }
}

function requestJson({ number, url, openedAt }: WaitingRequest): object {
  return { number, url, ...(openedAt !== undefined && { openedAt: new Date(openedAt).toISOString() }) }
}

function waitingJson({ version, where, request, why, lift, gates }: Waiting): object {
  return {
    version,
    where,
    ...(request && { request: requestJson(request) }),
    ...(why !== undefined && { why }),
    ...(lift !== undefined && { lift }),
    ...(gates && { gates: gates.map(gateJson) }),
  }
}
