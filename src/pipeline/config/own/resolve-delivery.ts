/** How changes arrive: what was written, with every default filled in. */
import {
  type CommitDelivery,
  type Delivery,
  type Grouping,
  plainRequest,
  type RequestDelivery,
} from '../../../model/environment.ts'
import type { WrittenDelivery } from './written-delivery.ts'

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

function resolveRequest({ group = 'policy', ...written }: WrittenRequest): RequestDelivery {
  return { ...plainRequest, ...written, group: resolveGroup(group) }
}

function resolveGroup(group: NonNullable<WrittenRequest['group']>): Grouping {
  return typeof group === 'string'
    ? { kind: group }
    : { kind: 'named', groups: new Map(Object.entries(group)) }
}
