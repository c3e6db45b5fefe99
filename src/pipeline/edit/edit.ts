/** What a person does by hand, done to the file: suspend and resume, pin and unpin. No other byte of the file changes. */
import { editYaml, type Edited } from '../../languages/yaml-edit/yaml-edit.ts'
import type { Pin } from '../../model/policy.ts'
import type { Written } from '../config/whereabouts.ts'
import { pinFlux, resumeFlux, suspendFlux, unpinFlux } from './flux-edits.ts'
import { pinOwn, resumeOwn, suspendOwn, unpinOwn } from './own-edits.ts'
import type { Ways } from './ways.ts'

export { findThing, type Named } from './find-thing.ts'

/** What is done to a thing. */
export type Action =
  { readonly kind: 'suspend' | 'resume' | 'unpin' } | { readonly kind: 'pin'; readonly pin: Pin }

/** What came of it, and what a person should know besides. */
export type Outcome = Edited & { readonly notes?: readonly string[] }

/** The bytes of the thing's file afterwards. */
export function edit(thing: Written, bytes: Uint8Array, action: Action): Outcome {
  const { spot, place } = thing
  const { line = 1, column = 1 } = place
  const start = spot.kind === 'own' ? {} : { line, column }
  const ways =
    spot.kind === 'own' ? ownWays({ spot, bytes }, action) : fluxWays({ spot, bytes, start }, action)
  if (typeof ways === 'string') return { kind: 'refused', message: ways, line, column }
  let outcome: Outcome = { kind: 'unchanged' }
  for (const { edits, notes = [] } of ways) {
    outcome = { ...editYaml(bytes, start, edits), notes }
    if (outcome.kind !== 'refused') return outcome
  }
  return outcome
}

function ownWays(target: Parameters<typeof suspendOwn>[0], action: Action): Ways {
  switch (action.kind) {
    case 'suspend':
      return suspendOwn(target)
    case 'resume':
      return resumeOwn(target)
    case 'pin':
      return pinOwn(target, action.pin)
    case 'unpin':
      return unpinOwn(target)
  }
}

function fluxWays(target: Parameters<typeof suspendFlux>[0], action: Action): Ways {
  switch (action.kind) {
    case 'suspend':
      return suspendFlux(target)
    case 'resume':
      return resumeFlux(target)
    case 'pin':
      return pinFlux(target, action.pin)
    case 'unpin':
      return unpinFlux(target)
  }
}

/** Does the thing, as it is written now, say what the action wants? Of a policy that cannot be used, that is not known. */
export function hasEffect(action: Action, { suspended, pin, spot }: Written): boolean {
  if (spot.kind === 'flux' && spot.problem !== undefined) return true
  switch (action.kind) {
    case 'suspend':
      return suspended
    case 'resume':
      return !suspended
    case 'pin':
      return pin?.tag === action.pin.tag && pin.reason === action.pin.reason
    case 'unpin':
      return pin === undefined
  }
}
