/** Templates tried when the configuration is read. */
import type { FluxData, FluxModel } from './flux-data.ts'
import { fluxFailure, fluxMessage } from './flux-message.ts'
import { ownWords, type TemplateField } from './own-words.ts'
import { fluxSamples, ownSamples } from './samples.ts'

/** Why a template will not do. */
export interface WrongTemplate {
  /** It does not parse, it fails whatever it is given, or it fails on some data. */
  readonly kind: 'unreadable' | 'failing' | 'doubtful'
  /** Go's words. */
  readonly text: string
  /** The character of the template, in UTF-16 units from 0. */
  readonly at: number
  /** What Flux says, where it is one of Flux's. */
  readonly flux?: string
}

/** Tries a `messageTemplate`; undefined if it is fine. */
export function findWrongFlux(
  template: string,
  known: Pick<FluxData, 'automation' | 'values'>,
  model: FluxModel,
): WrongTemplate | undefined {
  return worst(
    fluxSamples(known).map((data) => {
      const said = fluxMessage(template, data, model)
      if (said.kind === 'message') return undefined
      return { stage: said.stage, text: said.text, at: said.at, flux: fluxFailure(said.message) }
    }),
  )
}

/** Tries a template of our own; undefined if it is fine. */
export function findWrongOwn(template: string, field: TemplateField): WrongTemplate | undefined {
  return worst(
    ownSamples.map((data) => {
      const said = ownWords(template, field, data)
      return said.kind === 'text' ? undefined : { stage: said.stage, text: said.message, at: said.at }
    }),
  )
}

type Trial = (Omit<WrongTemplate, 'kind'> & { readonly stage: 'parse' | 'exec' }) | undefined

/** What fails on one kind of data alone may never meet it. */
function worst(trials: readonly Trial[]): WrongTemplate | undefined {
  const failed = trials.find((trial) => trial !== undefined)
  if (failed === undefined) return undefined
  const { stage, ...wrong } = failed
  if (stage === 'parse') return { kind: 'unreadable', ...wrong }
  return { kind: trials.includes(undefined) ? 'doubtful' : 'failing', ...wrong }
}
