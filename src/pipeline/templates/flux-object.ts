/** Names and objects in what Flux hands to templates, and their order. */
import {
  getters,
  type GoField,
  type GoMethods,
  type GoStruct,
  type GoType,
  stringType,
  text,
  toBytes,
} from '../../languages/gotemplate/gotemplate.ts'

export interface FluxName {
  readonly namespace: string
  readonly name: string
}

/** A Kubernetes object; all its parts may be empty. */
export interface FluxObject extends FluxName {
  readonly apiVersion: string
  readonly kind: string
}

/** A struct of Go. */
export function structType(name: string, fields: readonly GoField[], methods?: GoType['methods']): GoType {
  return { kind: 'struct', name, fields, ...(methods && { methods }) }
}

/** Fields that hold texts. */
export function texts(...names: readonly string[]): readonly GoField[] {
  return names.map((name) => ({ name, type: stringType }))
}

/** Go: k8s.io/apimachinery types.NamespacedName. */
export const nameType = structType('types.NamespacedName', texts('Namespace', 'Name'), getters('String'))

/** Prints as `namespace/name`. */
export function nameValue({ namespace, name }: FluxName): GoStruct {
  const methods: GoMethods = new Map([['String', () => text(`${namespace}/${name}`)]])
  return { kind: 'struct', type: nameType, fields: [text(namespace), text(name)], methods }
}

const typeMeta = structType('yaml.TypeMeta', texts('APIVersion', 'Kind'))
const nameMeta = structType('yaml.NameMeta', texts('Name', 'Namespace'))
const identifier = structType('yaml.ResourceIdentifier', [
  { name: 'TypeMeta', type: typeMeta, isEmbedded: true },
  { name: 'NameMeta', type: nameMeta, isEmbedded: true },
])
/** The keys of maps by object. */
export const objectType = structType('update.ObjectIdentifier', [
  { name: 'ResourceIdentifier', type: identifier, isEmbedded: true },
])

/** Prints as `{{{apps/v1 Deployment} {web default}}}`, and is sorted in that order. */
export function objectValue({ apiVersion, kind, name, namespace }: FluxObject): GoStruct {
  const first: GoStruct = { kind: 'struct', type: typeMeta, fields: [text(apiVersion), text(kind)] }
  const second: GoStruct = { kind: 'struct', type: nameMeta, fields: [text(name), text(namespace)] }
  return {
    kind: 'struct',
    type: objectType,
    fields: [{ kind: 'struct', type: identifier, fields: [first, second] }],
  }
}

/** By file, then by object; what belongs to one object keeps its order. Flux leaves the order open. */
export function inOrder<T extends { readonly file: string; readonly object: FluxObject }>(
  all: readonly T[],
): readonly T[] {
  if (all.length < 2) return all
  const keyed = all.map((each) => ({ each, key: toBytes(`${each.file}\0${objectKey(each.object)}`) }))
  return keyed.toSorted((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)).map(({ each }) => each)
}

/** What belongs to each object. */
export function groupByObject<T extends { readonly object: FluxObject }>(
  all: readonly T[],
): Iterable<readonly [FluxObject, readonly T[]]> {
  const groups = grouped(all, ({ object }) => objectKey(object))
  return [...groups.values()].flatMap((own) => (own[0] === undefined ? [] : [[own[0].object, own] as const]))
}

function objectKey({ apiVersion, kind, name, namespace }: FluxObject): string {
  return `${apiVersion}\0${kind}\0${name}\0${namespace}`
}

/** Each once, where it stands first. */
export function distinct<T>(all: readonly T[], key: (each: T) => string): readonly T[] {
  return [...grouped(all, key).values()].flatMap(([first]) => (first === undefined ? [] : [first]))
}

/** Groups in the order in which their first members stand. */
export function grouped<T>(all: readonly T[], key: (each: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>()
  for (const each of all) {
    const own = key(each)
    const group = groups.get(own)
    if (group === undefined) groups.set(own, [each])
    else group.push(each)
  }
  return groups
}
