/** Executes GraphQL documents on plain objects: a field is a value or a function of its arguments. */
import type { GraphQLDocument, Selection } from './graphql-reader.ts'

export type Arguments = Readonly<Record<string, unknown>>

/** An object of a type; what it lacks is not modelled. */
export interface Source {
  readonly typename: string
  readonly [field: string]: unknown
}

/** An error as GitHub writes it, with a type beside what the specification has. */
export interface GraphQLFault {
  readonly type: string
  readonly path: readonly (string | number)[]
  readonly message: string
}

/** Thrown by a field that GitHub would refuse: the field is null and the errors say why. */
export class Refusal extends Error {
  readonly type: string

  constructor(type: string, message: string) {
    super(message)
    this.type = type
  }
}

/** Of errors that are not GitHub's but ours: the double counts them as violations. */
export const notModelledType = 'NOT_MODELLED'

export interface Execution {
  readonly document: GraphQLDocument
  readonly variables: Arguments
  readonly roots: { readonly query: Source; readonly mutation: Source }
}

/** Data with null where a field was refused, and the errors. */
export function executeGraphQL({ document, variables, roots }: Execution) {
  const [operation] = document.operations
  if (operation === undefined) throw new Error('GraphQL: no operation')
  const defaults = [...operation.defaults].map(([name, value]) => [name, value({})] as const)
  const errors: GraphQLFault[] = []
  const known = { ...Object.fromEntries(defaults), ...variables }
  const run: Run = { document, variables: known, errors }
  const data = select(run, roots[operation.kind], { selections: operation.selections, path: [] })
  return { data, errors }
}

interface Run {
  readonly document: GraphQLDocument
  readonly variables: Arguments
  readonly errors: GraphQLFault[]
}

interface Place {
  readonly selections: readonly Selection[]
  readonly path: readonly (string | number)[]
}

type Field = Extract<Selection, { kind: 'field' }>

function select(run: Run, source: Source, { selections, path }: Place): unknown {
  const fields = new Map<string, Field>()
  collect(run, source, selections, fields)
  const result: Record<string, unknown> = {}
  for (const [key, field] of fields) result[key] = resolve(run, source, { field, path: [...path, key] })
  // Checks of the answer need the type also where nobody asked for it.
  if (!('__typename' in result)) {
    Object.defineProperty(result, '__typename', { value: source.typename, enumerable: false })
  }
  return result
}

/** Fields that are selected twice under one name are one. */
function collect(
  run: Run,
  source: Source,
  selections: readonly Selection[],
  fields: Map<string, Field>,
): void {
  for (const selection of selections) {
    if (!isIncluded(run, selection)) continue
    if (selection.kind === 'field') {
      const before = fields.get(selection.key)
      const merged = [...(before?.selections ?? []), ...selection.selections]
      fields.set(selection.key, { ...selection, selections: merged })
      continue
    }
    const fragment = selection.kind === 'spread' ? run.document.fragments.get(selection.name) : selection
    if (fragment && isOf(source.typename, fragment.on)) collect(run, source, fragment.selections, fields)
  }
}

function isIncluded({ variables }: Run, { directives }: Selection): boolean {
  return directives.every(({ name, values }) => {
    const condition = values.get('if')?.(variables) === true
    return name === 'include' ? condition : name === 'skip' ? !condition : true
  })
}

/** Interfaces and unions that queries here name in fragments. */
const kinds: Readonly<Record<string, readonly string[]>> = {
  Actor: ['Bot', 'User', 'Organization'],
  GitObject: ['Commit', 'Tree', 'Blob', 'Tag'],
}

function isOf(typename: string, condition: string | undefined): boolean {
  if (condition === undefined || condition === typename || condition === 'Node') return true
  return kinds[condition]?.includes(typename) ?? false
}

function resolve(
  run: Run,
  source: Source,
  { field, path }: { readonly field: Field; readonly path: Place['path'] },
): unknown {
  if (field.name === '__typename') return source.typename
  return attempt(run, path, () => {
    if (!(field.name in source)) {
      throw new Refusal(notModelledType, `The stand-in does not model ${source.typename}.${field.name}.`)
    }
    const found = source[field.name]
    const values = [...field.values].map(([name, value]) => [name, value(run.variables)] as const)
    const given: unknown = typeof found === 'function' ? found(Object.fromEntries(values)) : found
    return complete(run, given, { selections: field.selections, path })
  })
}

function complete(run: Run, value: unknown, { selections, path }: Place): unknown {
  if (value === undefined || value === null) return null
  if (Array.isArray(value)) {
    return value.map((item: unknown, index) =>
      completeItem(run, item, { selections, path: [...path, index] }),
    )
  }
  return isSource(value) ? select(run, value, { selections, path }) : value
}

/** An entry of a list may be a function, which refuses that entry alone. */
function completeItem(run: Run, item: unknown, place: Place): unknown {
  return typeof item === 'function'
    ? attempt(run, place.path, () => complete(run, item(), place))
    : complete(run, item, place)
}

/** Null where it is refused. */
function attempt(run: Run, path: Place['path'], act: () => unknown): unknown {
  try {
    return act()
  } catch (thrown) {
    if (!(thrown instanceof Refusal)) throw thrown
    run.errors.push({ type: thrown.type, path, message: thrown.message })
    return null
  }
}

function isSource(value: unknown): value is Source {
  return typeof value === 'object' && value !== null && 'typename' in value
}
