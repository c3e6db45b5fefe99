/** Edits of our own file: `suspend` and `pin` of an entry, whose short form becomes a map where it must. */
import {
  formatValue,
  isValue,
  readSource,
  type Value,
  type YamlEdit,
} from '../../languages/yaml-edit/yaml-edit.ts'
import type { Pin } from '../../model/policy.ts'
import type { OwnSpot } from '../config/whereabouts.ts'
import type { Ways } from './ways.ts'

/** An entry and the bytes of its file. */
export interface OwnTarget {
  readonly spot: OwnSpot
  readonly bytes: Uint8Array
}

/** Says `suspend: true`. */
export function suspendOwn(target: OwnTarget): Ways {
  return [{ edits: [putKey(target, 'suspend', true)] }]
}

/** Takes `suspend` away. */
export function resumeOwn(target: OwnTarget): Ways {
  return [{ edits: [removeKey(target, 'suspend')] }]
}

/** Of a pin that is there only what differs is changed. */
export function pinOwn(target: OwnTarget, { tag, reason }: Pin): Ways {
  const { spot, bytes } = target
  if (spot.isShared === true) return shared
  const path = [...spot.path, 'pin']
  if (readSource(bytes, {}, path) === undefined)
    return [{ edits: [putKey(target, 'pin', { tag, ...(reason !== undefined && { reason }) })] }]
  const why = [...path, 'reason']
  return [
    {
      edits: [
        { kind: 'put', path: [...path, 'tag'], value: tag },
        reason === undefined ? { kind: 'remove', path: why } : { kind: 'put', path: why, value: reason },
      ],
    },
  ]
}

/** Takes `pin` away. */
export function unpinOwn(target: OwnTarget): Ways {
  return target.spot.isShared === true ? shared : [{ edits: [removeKey(target, 'pin')] }]
}

const shared =
  'it is a policy that environments share, and a pin is for one image in one environment: name a policy as markers do, as in `production:web`'

/** A policy that `'*'` stands for gets an entry of its own. */
function putKey({ spot, bytes }: OwnTarget, key: string, value: Value): YamlEdit {
  const { path, short, star } = spot
  if (star !== undefined && readSource(bytes, {}, path) === undefined)
    return { kind: 'put', path, value: { ...longForm(star), [key]: value } }
  return { kind: 'put', path: [...path, key], value, ...(short !== undefined && { short }) }
}

/** An entry that says no more than `'*'` would, and is written as we write it, goes as it came. */
function removeKey({ spot, bytes }: OwnTarget, key: string): YamlEdit {
  const { path, short, star } = spot
  const [entry, own] = [readSource(bytes, {}, path), readSource(bytes, {}, [...path, key])]
  if (star !== undefined && own !== undefined && isValue(own.tree)) {
    const made = { ...longForm(star), [key]: own.tree === 'true' ? true : own.tree }
    if (entry?.text === ` ${formatValue(made)}`) return { kind: 'remove', path, prune: true }
  }
  return { kind: 'remove', path: [...path, key], ...(short !== undefined && { short }) }
}

function longForm(written: unknown): Readonly<Record<string, Value>> {
  if (typeof written === 'string') return { extends: written }
  return isValue(written) && typeof written === 'object' ? written : {}
}
