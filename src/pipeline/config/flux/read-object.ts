/** From an object as it was written to a value of ours, or to what is wrong with it. */
import type { Place, Problem } from '../../../model/problem.ts'
import { quote } from '../own/wording.ts'
import type { RawObject } from './documents.ts'
import type { FluxKind } from './kinds.ts'
import { fit } from './mismatch.ts'
import { findUnfilled, missing } from './needs.ts'
import type { AnyFluxObject, FluxObject } from './objects.ts'
import { valueAt } from './values.ts'
import { frame } from './written.ts'

/** An object of a file. Its namespace may be said elsewhere. */
export interface Found {
  readonly raw: RawObject
  readonly kind: FluxKind
  /** Undefined where it cannot be read; then the object cannot be told from others. */
  readonly name?: string
  readonly writtenNamespace?: string
  readonly labels: FluxObject['labels']
  readonly place: Place
  readonly problems: readonly Problem[]
  /** Absent where a problem keeps it from being used. */
  readonly build?: (namespace: string) => AnyFluxObject
}

/** The part of an object that its kind decides. */
export interface ReadSpec {
  readonly problems: readonly Problem[]
  /** Absent where a problem keeps the object from being used. */
  readonly build?: (common: FluxObject) => AnyFluxObject
}

/** Reads the frame, and by `readSpec` what is in it. */
export function readObject(raw: RawObject, kind: FluxKind, readSpec: (raw: RawObject) => ReadSpec): Found {
  const place = raw.placeAt([])
  const framed = fit(raw, frame)
  if (framed.kind === 'differs') {
    const [name, namespace] = ['name', 'namespace'].map((key) => textAt(raw, key))
    const problems = [...framed.problems, ...readSpec(raw).problems]
    return {
      raw,
      kind,
      ...(name && { name }),
      ...(namespace && { writtenNamespace: namespace }),
      labels: {},
      place,
      problems,
    }
  }
  const { metadata, spec } = framed.value
  const { name, namespace, labels, annotations } = metadata
  const { problems: inSpec, build } = readSpec(raw)
  const unnamed = name === undefined ? [missing(raw, ['metadata', 'name'])] : []
  const unfilled = findUnfilled(raw, [
    { path: ['metadata', 'name'], value: name },
    { path: ['metadata', 'namespace'], value: namespace },
  ])
  const { suspend, problems: inAnnotation } = readSuspension(raw, spec.suspend ?? false, annotations)
  const found = {
    raw,
    kind,
    ...(name !== undefined && { name }),
    ...(namespace !== undefined && { writtenNamespace: namespace }),
    labels,
    place,
    problems: [...unnamed, ...unfilled, ...inSpec, ...inAnnotation],
  }
  if (build === undefined || name === undefined || unfilled.length > 0) return found
  const common = { apiVersion: raw.apiVersion, name, labels, annotations, suspend, place }
  return { ...found, build: (namespace) => build({ ...common, namespace }) }
}

const annotation = 'image-bump/suspend'

/** `"false"` lets `suspend: true` stop Flux alone, `"true"` stops us alone. */
function readSuspension(
  raw: RawObject,
  suspend: boolean,
  { [annotation]: word }: FluxObject['annotations'],
): { readonly suspend: boolean; readonly problems: readonly Problem[] } {
  if (word === undefined) return { suspend, problems: [] }
  if (word === 'true' || word === 'false') return { suspend: word === 'true', problems: [] }
  const message = `The annotation ${quote(annotation)} is ${quote(word)}; wanted "true" or "false". It counts as if it were not there.`
  const place = raw.placeAt(['metadata', 'annotations', annotation])
  return { suspend, problems: [{ code: 'flux-object-invalid', level: 'warning', message, place }] }
}

function textAt({ tree }: RawObject, key: string): string | undefined {
  const text = valueAt(tree, ['metadata', key])
  return typeof text === 'string' ? text : undefined
}
