/** Roots of Flux's objects as our file names them, and what it settles for all automations of each. */
import type { Place } from '../../../model/problem.ts'
import type { RootSettings } from '../flux/environments.ts'
import type { WantedRoot } from '../flux/roots.ts'
import { resolveDelivery } from './resolve-delivery.ts'
import type { WrittenRoot } from './written.ts'

export interface OwnRoot extends WantedRoot, RootSettings {}

/** What is not written is as Flux has it. */
export function resolveRoot({ delivery, ...root }: WrittenRoot, place: Place): OwnRoot {
  return { ...root, ...(delivery !== undefined && { delivery: resolveDelivery(delivery) }), place }
}
