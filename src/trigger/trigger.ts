/** What the event that started a run asks it to look at. An event only says "look here now": names count, nothing else of it is believed. */
import type { Announced } from '../model/announced.ts'
import { printable } from '../model/printable.ts'
import type { Problem } from '../model/problem.ts'
import { named } from '../model/words.ts'
import { readPushEvent } from '../relay/push-event.ts'
import { announcedOf, type NamedReading, readNamed } from './named-images.ts'

/** What to look at. */
export type Trigger =
  /** The event names no image, as a schedule does not. */
  | { readonly kind: 'everything' }
  /** These, each once. */
  | { readonly kind: 'images'; readonly images: readonly Announced[] }
  /** Something else happened there than a push of an image; `why` is read behind "The event tells of". */
  | { readonly kind: 'nothing'; readonly why: string }
  /** It names something, and nobody can say what. The problem is a warning. */
  | { readonly kind: 'unreadable'; readonly problem: Problem }

/** `event` is the name that GitHub gives it (empty outside a workflow), `payload` its JSON; nothing about either is taken for granted. */
export function readTrigger(event: string, payload: unknown): Trigger {
  switch (event) {
    case 'repository_dispatch':
      return readClientPayload(fieldOf(payload, 'client_payload'))
    case 'workflow_dispatch':
      return readDispatchInputs(fieldOf(payload, 'inputs'))
    case 'package':
    case 'registry_package':
      return readPackage(event, payload)
    default:
      return everything
  }
}

const everything: Trigger = { kind: 'everything' }

/** docs.github.com, "repository_dispatch": whatever the sender wrote. One that says nothing at all wants a look at everything. */
function readClientPayload(said: unknown): Trigger {
  if (said === undefined || said === null || isEmptyRecord(said)) return everything
  const version = fieldOf(said, 'v')
  if (version !== undefined && version !== 1 && version !== '1')
    return unreadable('repository_dispatch', '`client_payload.v` is another than 1', wantedPayload)
  const fields = ['image', 'images'].filter((field) => fieldOf(said, field) !== undefined)
  if (fields.length === 0) {
    return unreadable('repository_dispatch', `\`client_payload\` ${seenIn(said)}`, wantedPayload)
  }
  const readings = fields.map((field) => {
    const tag = field === 'image' ? fieldOf(said, 'tag') : undefined
    return readNamed(fieldOf(said, field), `client_payload.${field}`, tag)
  })
  return triggerOf('repository_dispatch', readings, wantedPayload)
}

const wantedPayload = '`image` with host and path, or `images` with a list of such'

/** Inputs that the workflow handed to the Action went before; these are read where it hands none. */
function readDispatchInputs(inputs: unknown): Trigger {
  const given = ['only', 'images'].flatMap((field) => {
    const text = fieldOf(inputs, field)
    return typeof text === 'string' && text.trim() !== '' ? [readNamed(text, `inputs.${field}`)] : []
  })
  if (given.length === 0) return everything
  return triggerOf(
    'workflow_dispatch',
    given,
    'images with host and path, separated by commas or as a JSON list',
  )
}

/** GitHub's own registry. The payload is that of a webhook, whose name comes in a header. */
function readPackage(event: string, payload: unknown): Trigger {
  const headers = new Headers({ 'x-github-event': event })
  const reading = readPushEvent('ghcr', { headers, json: payload, registry: undefined })
  switch (reading.kind) {
    case 'pushes':
      return { kind: 'images', images: announcedOf(reading.pushes) }
    case 'nothing':
      return reading
    case 'malformed':
      return unreadable(event, 'its payload is of another form', reading.wanted)
  }
}

/** All that is named, or the first thing that is no name. */
function triggerOf(event: string, readings: readonly NamedReading[], wanted: string): Trigger {
  const wrong = readings.find((reading) => reading.kind === 'wrong')
  if (wrong !== undefined) return unreadable(event, wrong.why, wanted)
  const named = readings.flatMap((reading) => (reading.kind === 'named' ? reading.pushes : []))
  return { kind: 'images', images: announcedOf(named) }
}

function unreadable(event: string, seen: string, wanted: string): Trigger {
  const message = `The event ${event} does not say what to look at: ${seen}. Wanted ${wanted}.`
  return { kind: 'unreadable', problem: { code: 'event-unreadable', level: 'warning', message } }
}

/** Names of fields at most: values may hold what nobody else shall read. */
function seenIn(said: unknown): string {
  if (!isRecord(said)) return 'is no map'
  const keys = Object.keys(said).map((key) => `\`${printable(key).replaceAll('`', ' ').slice(0, 40)}\``)
  return `has ${named(keys)}`
}

function fieldOf(value: unknown, field: string): unknown {
  return isRecord(value) && Object.hasOwn(value, field) ? value[field] : undefined
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isEmptyRecord(value: unknown): boolean {
  return isRecord(value) && Object.keys(value).length === 0
}
