/** The commit message of a `messageTemplate`, and Flux's words for one that fails (fluxcd/image-automation-controller internal/source). */
import { executeTemplate, parseTemplate, sprig } from '../../languages/gotemplate/gotemplate.ts'
import { type FluxData, fluxData, type FluxModel } from './flux-data.ts'

/** The message where no template, or an empty one, is written. */
export const defaultMessage = 'Update from image update automation'

export type FluxMessage =
  | { readonly kind: 'message'; readonly message: string }
  /** `stage` tells if the template does not parse or fails on its data; `text` is Go's own, `message` what Flux makes of it. */
  | {
      readonly kind: 'failed'
      readonly stage: 'parse' | 'exec'
      readonly text: string
      readonly message: string
      /** The character of the template, in UTF-16 units from 0. */
      readonly at: number
    }

/** Runs the template once. Its output is not trimmed and may be empty. */
export function fluxMessage(template: string, data: FluxData, model: FluxModel): FluxMessage {
  if (template === '') return { kind: 'message', message: defaultMessage }
  const parsed = parseTemplate(template, { name: 'commit message', functions: sprig })
  if (parsed.kind === 'invalid') {
    const message = `unable to create commit message template from spec: ${parsed.message}`
    return { kind: 'failed', stage: 'parse', text: parsed.message, message, at: parsed.at }
  }
  const run = executeTemplate(parsed, fluxData(data, model))
  if (run.kind === 'text') return { kind: 'message', message: run.text }
  return { kind: 'failed', stage: 'exec', text: run.message, message: told(run.message), at: run.at }
}

/** What Flux says of an automation that it could not commit for. */
export function fluxFailure(message: string): string {
  return message.startsWith('template uses removed') ? message : `failed to update source: ${message}`
}

function told(text: string): string {
  const removed = removals.find(({ sign }) => text.includes(sign))
  if (removed === undefined) return `failed to run template from spec: ${text}`
  return `template uses removed '${removed.field}' field. Please use ${removed.instead} instead. See: ${page}`
}

const page = 'https://fluxcd.io/flux/components/image/imageupdateautomations/#message-template'

const removals = [
  {
    field: '.Updated',
    instead: "'.Changed'",
    sign: "can't evaluate field Updated in type source.TemplateData",
  },
  {
    field: '.Changed.ImageResult',
    instead: "'.Changed.FileChanges' or '.Changed.Objects'",
    sign: "can't evaluate field ImageResult in type update.Result",
  },
] as const
