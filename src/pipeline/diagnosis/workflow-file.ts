/** A workflow of GitHub Actions as far as it concerns us: when it starts, and how it uses Image Bump. */
import { isMap, isScalar, isSeq, LineCounter, parseDocument, type YAMLMap } from 'yaml'
import type { SourceFile } from '../../model/manifest.ts'
import type { Place } from '../../model/problem.ts'

/** A workflow that uses Image Bump. */
export interface Workflow {
  readonly file: string
  /** The events that start it, with their places. */
  readonly events: ReadonlyMap<string, Place>
  /** The times of `schedule`, as crons. */
  readonly crons: readonly string[]
  readonly uses: readonly Use[]
}

/** One job that uses Image Bump. */
export interface Use {
  readonly kind: 'step' | 'job' | 'command'
  readonly place: Place
  /** As in `image-bump/image-bump@main`; of a command the command. */
  readonly text: string
  /** What stands behind the `@`. */
  readonly ref?: string
  readonly inputs: ReadonlyMap<string, { readonly value: string; readonly place: Place }>
  /** Those of the job, else of the workflow; undefined where neither says any. */
  readonly permissions?: Permissions
  /** Is there a group at the job or the workflow? */
  readonly hasConcurrency: boolean
  /** Does a step before it check the repository out? Always so of a whole job. */
  readonly hasCheckout: boolean
}

/** As `permissions` says: all at once, or one by one, and then what is not named is none. */
export interface Permissions {
  readonly place: Place
  readonly all?: string
  readonly named: ReadonlyMap<string, string>
}

/** Undefined for a workflow that does not use us, or that is no YAML. */
export function findWorkflow({ path, bytes }: SourceFile): Workflow | undefined {
  const text = new TextDecoder().decode(bytes)
  const counter = new LineCounter()
  // As text: `on` is no boolean, and every value is compared as it is written.
  const document = parseDocument(text, { schema: 'failsafe', lineCounter: counter, logLevel: 'silent' })
  const root = document.contents
  if (!isMap(root)) return undefined
  const read: Reading = { file: path, lineOf: (offset) => counter.linePos(offset).line }
  const jobs = mapAt(root, 'jobs')?.items.flatMap(({ value }) => (isMap(value) ? [value] : [])) ?? []
  const uses = jobs.flatMap((job) => usesIn(job, root, read))
  if (uses.length === 0) return undefined
  return { file: path, events: eventsOf(root, read), crons: cronsOf(root), uses }
}

interface Reading {
  readonly file: string
  readonly lineOf: (offset: number) => number
}

function usesIn(job: YAMLMap, root: YAMLMap, read: Reading): readonly Use[] {
  const around = {
    ...permissionsOf(job, root, read),
    hasConcurrency: job.has('concurrency') || root.has('concurrency'),
  }
  const whole = textAt(job, 'uses')
  if (whole !== undefined && isOurs(whole))
    return [useOf({ kind: 'job', text: whole, hasCheckout: true }, job)]
  const steps = job.get('steps')
  if (!isSeq(steps)) return []
  let hasCheckout = false
  return steps.items.flatMap((step): readonly Use[] => {
    if (!isMap(step)) return []
    const [uses = '', run = ''] = [textAt(step, 'uses'), textAt(step, 'run')]
    hasCheckout ||= uses.startsWith('actions/checkout@') || /\bgit (clone|fetch)\b/.test(run)
    if (isOurs(uses)) return [useOf({ kind: 'step', text: uses, hasCheckout }, step)]
    const command = /\bimage-bump(?:@\S+)? +publish\b.*/.exec(run)?.[0]
    return command === undefined ? [] : [useOf({ kind: 'command', text: command, hasCheckout }, step)]
  })

  function useOf(use: Pick<Use, 'kind' | 'text' | 'hasCheckout'>, at: YAMLMap): Use {
    const ref = /@(.*)$/.exec(use.text)?.[1]
    const place = placeOf(at, use.kind === 'command' ? 'run' : 'uses', read)
    return { ...use, ...around, place, inputs: inputsOf(at, read), ...(ref !== undefined && { ref }) }
  }
}

/** The Action under whichever owner, or a reusable workflow of its repository. */
function isOurs(uses: string): boolean {
  return /^[\w.-]+\/image-bump(\/[^@]*)?@/.test(uses)
}

/** With the secrets of a whole job, which have other names; those that it inherits may hold a token. */
function inputsOf(at: YAMLMap, read: Reading): Use['inputs'] {
  const inherited = textAt(at, 'secrets')
  const place = placeOf(at, 'secrets', read)
  return new Map([
    ...(inherited === undefined ? [] : [['token', { value: inherited, place }] as const]),
    ...['with', 'secrets'].flatMap((key) => entriesOf(mapAt(at, key), read)),
  ])
}

type Entry = readonly [string, { readonly value: string; readonly place: Place }]

function entriesOf(given: YAMLMap | undefined, read: Reading): readonly Entry[] {
  return (
    given?.items.flatMap(({ key, value }) => {
      const [name, text] = [scalarText(key), scalarText(value)]
      if (name === undefined || text === undefined) return []
      return [[name, { value: text, place: placeOf(given, name, read) }] as const]
    }) ?? []
  )
}

function permissionsOf(job: YAMLMap, root: YAMLMap, read: Reading): Pick<Use, 'permissions'> {
  const owner = [job, root].find((each) => each.has('permissions'))
  if (owner === undefined) return {}
  const place = placeOf(owner, 'permissions', read)
  const all = textAt(owner, 'permissions')
  const items = mapAt(owner, 'permissions')?.items ?? []
  const named = new Map(items.map(({ key, value }) => [scalarText(key) ?? '', scalarText(value) ?? '']))
  return { permissions: { place, named, ...(all !== undefined && all !== '' && { all }) } }
}

/** One event as text, several as a list, or as a map with what each says more. */
function eventsOf(root: YAMLMap, read: Reading): Workflow['events'] {
  const on: unknown = root.get('on', true)
  const place = placeOf(root, 'on', read)
  if (isScalar(on)) return new Map([[scalarText(on) ?? '', place]])
  if (isSeq(on)) return new Map(on.items.map((each) => [scalarText(each) ?? '', place]))
  if (!isMap(on)) return new Map()
  return new Map(
    on.items.map(({ key }) => {
      const name = scalarText(key) ?? ''
      return [name, placeOf(on, name, read)]
    }),
  )
}

function cronsOf(root: YAMLMap): readonly string[] {
  const on = mapAt(root, 'on')
  const schedule: unknown = on?.get('schedule')
  if (!isSeq(schedule)) return []
  return schedule.items.flatMap((each) => (isMap(each) ? (textAt(each, 'cron') ?? []) : []))
}

function mapAt(map: YAMLMap, key: string): YAMLMap | undefined {
  const value: unknown = map.get(key)
  return isMap(value) ? value : undefined
}

function textAt(map: YAMLMap, key: string): string | undefined {
  return scalarText(map.get(key, true))
}

function scalarText(node: unknown): string | undefined {
  return isScalar(node) && typeof node.value === 'string' ? node.value : undefined
}

/** The line of a key, or of the map where it is not to be seen. */
function placeOf(map: YAMLMap, name: string, { file, lineOf }: Reading): Place {
  const key: unknown = map.items.find((each) => scalarText(each.key) === name)?.key
  const offset = isScalar(key) ? key.range?.[0] : map.range?.[0]
  return { file, line: lineOf(offset ?? 0) }
}
