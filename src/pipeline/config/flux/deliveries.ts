/** How an automation's changes arrive: as Flux pushes them, unless our own file says otherwise. */
import { type Delivery, plainRequest } from '../../../model/environment.ts'
import { resolveDelivery } from '../own/resolve-delivery.ts'
import type { Wanted } from './settings.ts'

/** A push branch of its own makes requests, or stands alone; requests that hold all changes come from it. `push` is undefined where another automation has that branch. */
export function deliveryFor(
  checkout: string,
  push: string | undefined,
  { delivery, pullRequests }: Pick<Wanted, 'delivery' | 'pullRequests'>,
): Delivery {
  if (push === checkout) return delivery ?? resolveDelivery('commit')
  const branch = push === undefined ? {} : { pushBranch: push }
  if (delivery === undefined)
    return {
      ...plainRequest,
      group: { kind: 'environment' },
      ...branch,
      ...(!pullRequests && { bare: true }),
    }
  const isWhole = delivery.kind === 'pull-request' && delivery.group.kind === 'environment'
  return isWhole ? { ...delivery, ...branch } : delivery
}
