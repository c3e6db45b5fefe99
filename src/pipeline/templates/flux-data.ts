/** What Flux hands to a `messageTemplate`, as values of Go (fluxcd/image-automation-controller internal/source, internal/update). */
import {
  getters,
  type GoMethods,
  type GoStruct,
  type GoType,
  type GoValue,
  list,
  listType,
  map,
  mapType,
  stringMap,
  stringType,
  text,
  toBytes,
} from '../../languages/gotemplate/gotemplate.ts'
import { type FluxImage, imageResult } from './flux-legacy.ts'
import {
  distinct,
  type FluxName,
  type FluxObject,
  grouped,
  groupByObject,
  inOrder,
  nameType,
  nameValue,
  objectType,
  objectValue,
  structType,
  texts,
} from './flux-object.ts'

export type { FluxImage } from './flux-legacy.ts'
export type { FluxName, FluxObject } from './flux-object.ts'

/** A value that was rewritten. */
export interface FluxChange {
  readonly file: string
  readonly object: FluxObject
  readonly oldValue: string
  readonly newValue: string
  /** `namespace:policy` or `namespace:policy:suffix`. */
  readonly setter: string
}

export interface FluxData {
  readonly automation: FluxName
  /** In the order of the document; files and objects are sorted here. */
  readonly changes: readonly FluxChange[]
  readonly images: readonly FluxImage[]
  readonly values: Readonly<Record<string, string>>
}

/** As Flux has it now, or with what it had before 1.0 besides: `.Updated` and `.Changed.ImageResult`. */
export type FluxModel = 'strict' | 'with-legacy'

/** The data of a template. What is left of old is reached by methods, so that nothing prints otherwise for it. */
export function fluxData({ automation, changes, images, values }: FluxData, model: FluxModel): GoValue {
  const legacy = (): GoValue => imageResult(images)
  const isStrict = model === 'strict'
  const fields = [nameValue(automation), result(changes, isStrict ? undefined : legacy), valuesOf(values)]
  if (isStrict) return { kind: 'struct', type: dataTypes.strict, fields }
  return { kind: 'struct', type: dataTypes.legacy, fields, methods: new Map([['Updated', legacy]]) }
}

/** The API server drops a map without entries, so Flux has none. */
function valuesOf(values: FluxData['values']): GoValue {
  const pairs = Object.entries(values).map(([key, value]) => [toBytes(key), toBytes(value)] as const)
  const map = stringMap(pairs)
  return pairs.length === 0 ? { ...map, entries: undefined } : map
}

const changeType = structType('update.Change', texts('OldValue', 'NewValue', 'Setter'))
const changeListType = listType(changeType)
const objectChangesType: GoType = { ...mapType(objectType, changeListType), name: 'update.ObjectChanges' }

const fileChangesType = mapType(stringType, objectChangesType)

function resultType(...methods: readonly string[]): GoType {
  return structType('update.Result', [{ name: 'FileChanges', type: fileChangesType }], getters(...methods))
}

const resultTypes = {
  strict: resultType('Changes', 'Objects'),
  legacy: resultType('Changes', 'Objects', 'ImageResult'),
}

function dataType(result: GoType): GoType {
  return structType('source.TemplateData', [
    { name: 'AutomationObject', type: nameType },
    { name: 'Changed', type: result },
    { name: 'Values', type: mapType(stringType, stringType) },
  ])
}

const dataTypes = {
  strict: dataType(resultTypes.strict),
  legacy: { ...dataType(resultTypes.legacy), methods: getters('Updated') },
}

function result(changes: readonly FluxChange[], legacy: (() => GoValue) | undefined): GoStruct {
  const sorted = inOrder(changes)
  const valueOf = once(changeValue)
  const files = [...grouped(sorted, ({ file }) => file)]
  const fileChanges = map(
    files.map(([file, own]) => [text(file), byObject(own, valueOf)]),
    fileChangesType,
  )
  const methods: GoMethods = new Map([
    ['Objects', () => byObject(sorted, valueOf)],
    ['Changes', () => list(distinct(sorted, changeKey).map(valueOf), changeListType)],
    ...(legacy === undefined ? [] : [['ImageResult', legacy] as const]),
  ])
  const type = legacy === undefined ? resultTypes.strict : resultTypes.legacy
  return { kind: 'struct', type, fields: [fileChanges], methods }
}

function changeValue({ oldValue, newValue, setter }: FluxChange): GoStruct {
  return { kind: 'struct', type: changeType, fields: [text(oldValue), text(newValue), text(setter)] }
}

function changeKey({ oldValue, newValue, setter }: FluxChange): string {
  return JSON.stringify([oldValue, newValue, setter])
}

/** A change is one value wherever it stands. */
function once(make: (change: FluxChange) => GoStruct): (change: FluxChange) => GoStruct {
  const made = new Map<FluxChange, GoStruct>()
  return (change) => {
    const value = made.get(change) ?? make(change)
    made.set(change, value)
    return value
  }
}

function byObject(changes: readonly FluxChange[], valueOf: (change: FluxChange) => GoStruct): GoValue {
  const objects = [...groupByObject(changes)]
  return map(
    objects.map(([object, own]) => [objectValue(object), list(own.map(valueOf), changeListType)]),
    objectChangesType,
  )
}
