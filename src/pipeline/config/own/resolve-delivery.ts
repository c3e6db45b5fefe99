/** How changes arrive: what was written, with every default filled in. */
import type { CommitDelivery, Delivery, Grouping, RequestDelivery } from '../../../model/environment.ts'
import type { WrittenDelivery } from './written.ts'

/** Every default is the safe one. */
export function resolveDelivery(written: WrittenDelivery): Delivery {
  if (written === 'commit') return byCommit
  if (written === 'pullRequest') return resolveRequest({})
  if (written.pullRequest !== undefined) return resolveRequest(written.pullRequest)
  const isOpened = written.commit?.onRefusal === 'pullRequest'
  return isOpened ? { ...byCommit, onRefusal: 'pull-request' } : byCommit
}

const byCommit: CommitDelivery = { kind: 'commit', onRefusal: 'report' }

type WrittenRequest = NonNullable<Exclude<WrittenDelivery, string>['pullRequest']>

function resolveRequest(written: WrittenRequest): RequestDelivery {
  const { group = 'policy', milestone } = written
  return {
    kind: 'pull-request',
    group: resolveGroup(group),
    labels: written.labels ?? [],
    draft: written.draft ?? false,
    reviewers: written.reviewers ?? [],
    teamReviewers: written.teamReviewers ?? [],
    assignees: written.assignees ?? [],
    ...(milestone !== undefined && { milestone }),
    maxOpen: written.maxOpen ?? 10,
    autoMerge: written.autoMerge ?? 'off',
    whenApproved: written.whenApproved ?? 'hold',
    requireProtection: written.requireProtection ?? false,
  }
}

function resolveGroup(group: NonNullable<WrittenRequest['group']>): Grouping {
  return typeof group === 'string'
    ? { kind: group }
    : { kind: 'named', groups: new Map(Object.entries(group)) }
}
