/** Edits of Flux's objects, which mean the same to Flux's controllers: `spec.suspend`, and for a pin a choice that only that tag can win. */
import {
  isValue,
  readSource,
  type Path,
  type Start,
  type Value,
  type YamlEdit,
} from '../../languages/yaml-edit/yaml-edit.ts'
import type { Pin } from '../../model/policy.ts'
import {
  findPin,
  formatPin,
  pinAnnotation,
  pinnedSpec,
  type Chooser,
  type FluxPin,
  type FluxSpot,
  type Former,
} from '../config/whereabouts.ts'
import type { Ways } from './ways.ts'

/** An object, the bytes of its file, and where it begins in them. */
export interface FluxTarget {
  readonly spot: FluxSpot
  readonly bytes: Uint8Array
  readonly start: Start
}

/** By `spec.suspend`; or by the annotation of ours, where that has the last word. */
export function suspendFlux(target: FluxTarget): Ways {
  return hasLastWord(target)
    ? [{ edits: [put(suspendAnnotation, 'true')], notes: [alone] }]
    : [{ edits: [put(['spec', 'suspend'], true)] }]
}

/** The other way round. */
export function resumeFlux(target: FluxTarget): Ways {
  return hasLastWord(target)
    ? [{ edits: [put(suspendAnnotation, 'false')], notes: [alone] }]
    : [{ edits: [{ kind: 'remove', path: ['spec', 'suspend'] }] }]
}

const suspendAnnotation = ['metadata', 'annotations', 'image-bump/suspend']
const alone = 'The annotation image-bump/suspend has the last word here, and Flux does not read it.'

function hasLastWord({ bytes, start }: FluxTarget): boolean {
  const word = readSource(bytes, start, suspendAnnotation)?.tree
  return word === 'true' || word === 'false'
}

/** A policy that is pinned already keeps what it chose by before that. */
export function pinFlux(target: FluxTarget, pin: Pin): Ways {
  const { object, spec, problem } = target.spot
  if (object !== 'ImagePolicy' || spec === undefined) return problem?.message ?? 'it is no policy'
  const former = known(target)?.former ?? { ...formerOf(target, 'filterTags'), ...formerOf(target, 'policy') }
  const choice = pinnedSpec(pin.tag)
  return [
    {
      edits: [
        choose(target, 'filterTags', choice.filterTags),
        choose(target, 'policy', choice.policy),
        put(pinAnnotation, formatPin({ ...pin, former })),
      ],
    },
  ]
}

/** Puts back what stood there, to the byte. Where that does not fit any more, what it means. */
export function unpinFlux(target: FluxTarget): Ways {
  if (readSource(target.bytes, target.start, pinAnnotation) === undefined) return []
  const forget: YamlEdit = { kind: 'remove', path: pinAnnotation, prune: true }
  const pin = known(target)
  if (pin === undefined) return [{ edits: [forget], notes: [overtaken] }]
  return [
    { edits: [...restore(pin, exactly), forget] },
    { edits: [...restore(pin, byMeaning), forget], notes: [reworded] },
  ]
}

const overtaken =
  'The policy has been changed since it was pinned, so what it chooses by stays as it is; only the annotation goes.'
const reworded = 'The former choice is back in other words: its comments, quotes and line breaks are lost.'

function known({ bytes, start, spot }: FluxTarget): FluxPin | undefined {
  const annotation = readSource(bytes, start, pinAnnotation)?.tree
  return typeof annotation === 'string' ? findPin(annotation, spot.spec ?? {}) : undefined
}

function formerOf({ bytes, start }: FluxTarget, field: Chooser): FluxPin['former'] {
  const source = readSource(bytes, start, ['spec', field])
  return source === undefined ? {} : { [field]: source }
}

/** What stood there goes with its comments; the annotation has them. */
function choose({ bytes, start }: FluxTarget, field: Chooser, value: Value): YamlEdit {
  const path = ['spec', field]
  if (readSource(bytes, start, path) === undefined) return put(path, value)
  return { kind: 'write', path, value }
}

function restore({ former }: FluxPin, again: (path: Path, former: Former) => YamlEdit): readonly YamlEdit[] {
  return (['filterTags', 'policy'] as const).map((field) => {
    const path = ['spec', field]
    const before = former[field]
    return before === undefined ? { kind: 'remove', path } : again(path, before)
  })
}

function exactly(path: Path, { text, tree }: Former): YamlEdit {
  return { kind: 'write', path, text, value: isValue(tree) ? tree : {} }
}

function byMeaning(path: Path, { tree }: Former): YamlEdit {
  return put(path, isValue(tree) ? tree : {})
}

function put(path: Path, value: Value): YamlEdit {
  return { kind: 'put', path, value }
}
