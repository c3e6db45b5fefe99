/** The variables that Flux fills in behind a build: `postBuild` of its Kustomization (fluxcd/pkg, kustomize_varsub.go). */
import { z } from 'zod'
import { expand } from '../../../languages/envsubst/envsubst.ts'
import { type Place, type Problem, problemError } from '../../../model/problem.ts'
import { quote } from '../own/wording.ts'
import type { Texts } from './objects.ts'
import { isRecord, valueAt } from './values.ts'

const form = z
  .object({
    substitute: z.record(z.string(), z.coerce.string()).default({}).catch({}),
    substituteFrom: z
      .array(
        z.object({ kind: z.string(), name: z.string(), optional: z.boolean().default(false).catch(false) }),
      )
      .default([])
      .catch([]),
  })
  .catch({ substitute: {}, substituteFrom: [] })

/** The data of a ConfigMap, where it is known. */
export type FindConfigMap = (name: string) => Texts | undefined

/** The ConfigMaps that `postBuild` of a spec needs. */
export function configMapsOf(spec: unknown): readonly string[] {
  const { substituteFrom } = form.parse(valueAt(spec, ['postBuild']) ?? {})
  return substituteFrom.filter(({ kind }) => kind === 'ConfigMap').map(({ name }) => name)
}

/** What is known of the variables of a Kustomization. */
export interface Variables {
  readonly values: ReadonlyMap<string, string>
  /** False where some come from what is not here. */
  readonly isComplete: boolean
  /** What is not here. */
  readonly problems: readonly Problem[]
}

/** Later sources count before earlier ones, and `substitute` before all. Throws `render-failed` for a name that Flux refuses. */
export function variablesOf(spec: unknown, find: FindConfigMap, owner: Owner): Variables {
  const { substitute, substituteFrom } = form.parse(valueAt(spec, ['postBuild']) ?? {})
  const found = substituteFrom.map((source) => ({
    ...source,
    data: source.kind === 'ConfigMap' ? find(source.name) : undefined,
  }))
  const values = new Map(
    [...found.map(({ data = {} }) => data), substitute].flatMap((texts) =>
      Object.entries(texts).map(([name, value]) => [name, value.replaceAll('\n', '')] as const),
    ),
  )
  for (const name of values.keys()) if (!/^[_a-zA-Z][_a-zA-Z0-9]*$/.test(name)) throw refusedName(name, owner)
  const missing = found.filter(
    ({ kind, data, optional }) => data === undefined && !(kind === 'ConfigMap' && optional),
  )
  return {
    values,
    isComplete: missing.length === 0,
    problems: missing.map(({ kind, name }) => notHere(kind, name, owner)),
  }
}

/** Whose variables they are. */
export interface Owner {
  readonly name: string
  readonly place?: Place
}

function refusedName(name: string, { name: owner, place }: Owner): Error {
  const message = `\`postBuild\` of the Kustomization ${quote(owner)} has a variable ${quote(name)}, which Flux refuses: letters, digits and \`_\` are a name.`
  return problemError('render-failed', message, place)
}

/** The cluster's secrets are never here; that is no fault. */
function notHere(kind: string, name: string, { name: owner, place }: Owner): Problem {
  const message = `The Kustomization ${quote(owner)} takes variables from the ${kind} ${quote(name)}, which is not in the repository; what only that knows is not filled in.`
  const level = kind === 'Secret' ? 'note' : 'warning'
  return { code: 'flux-object-incomplete', level, message, ...(place && { place }) }
}

/** Fills in what is known. Without a single variable Flux leaves all as it is, and always what asks for that. Throws `render-failed`. */
export function substitute(
  text: string,
  metadata: unknown,
  { values, isComplete }: Variables,
  owner: Owner,
): string {
  if ((values.size === 0 && isComplete) || isDisabled(metadata)) return text
  const expanded = expand(text, (name) => values.get(name) ?? (isComplete ? undefined : null))
  if (expanded.kind === 'expanded') return expanded.text
  const message = `A variable in what the Kustomization ${quote(owner.name)} builds cannot be read, and Flux fails at it: ${expanded.message}.`
  throw problemError('render-failed', message, owner.place)
}

const annotation = 'kustomize.toolkit.fluxcd.io/substitute'

function isDisabled(metadata: unknown): boolean {
  return ['labels', 'annotations'].some((key) => {
    const texts = valueAt(metadata, [key])
    return isRecord(texts) && texts[annotation] === 'disabled'
  })
}
