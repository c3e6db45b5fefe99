/** What waits of an image, where, since when, for what, and what lifts it: in sentences. */
import type { Gate } from '../../../model/gate.ts'
import type { Waiting } from '../../../model/status.ts'
import { html, type Html } from './html.ts'
import type { ImageRow, Setting, Spot } from './rows.ts'
import { linkHtml, standingHtml, timeHtml, versionHtml } from './words.ts'

/** Undefined where the cells say it all. */
export function detailsHtml({ cells }: ImageRow, setting: Setting): Html | undefined {
  const told = cells.flat().flatMap((spot) => spotDetails(spot, setting))
  return told.length === 0
    ? undefined
    : html`<ul>
        ${told}
      </ul>`
}

function spotDetails(spot: Spot, setting: Setting): readonly Html[] {
  const { place, state } = spot
  const sentences = [...waitingSentences(place.waiting, setting.server), ...policySentences(spot, setting)]
  const gates = (place.waiting?.gates ?? []).map(gateHtml)
  if (sentences.length + gates.length === 0) return []
  const to = place.waiting && html` <span class="to">${versionHtml(place.waiting.version)}</span>`
  return [
    html`<li class="${state}">
      <b>${place.environment}</b><span>${standingHtml(place.versions)}${to}</span>
      <div>
        ${sentences.map((each) => html`<p>${each}</p>`)}${
          gates.length === 0
            ? undefined
            : html`<ul class="gates">
                ${gates}
              </ul>`
        }
      </div>
    </li>`,
  ]
}

/** None where the next run goes on by itself. */
function waitingSentences(waiting: Waiting | undefined, server: string): readonly Html[] {
  if (waiting === undefined) return []
  const { where, request, why, lift } = waiting
  const opened = request?.openedAt === undefined ? '' : html`, open since ${timeHtml(request.openedAt)}`
  const link = request && html`request ${linkHtml(`#${request.number}`, request.url, server)}${opened}`
  switch (where) {
    case 'commit':
      return []
    case 'request':
      return link === undefined ? [] : [html`In ${link}.`]
    case 'held':
      return [html`Held: ${why}. ${lift}`, ...(link === undefined ? [] : [html`It has ${link}.`])]
  }
}

function policySentences({ state, policy, condition }: Spot, { isScanned }: Setting): readonly Html[] {
  const { pin } = policy
  const pinned =
    pin === undefined
      ? []
      : [html`Pinned to ${versionHtml(pin.tag)}${pin.reason === undefined ? '' : `: ${pin.reason}`}`]
  const isTold = state === 'failed' || (state === 'unknown' && (isScanned || policy.suspended))
  return [...pinned, ...(isTold ? [html`${condition.message}`] : [])]
}

const words = { passed: 'passed', waiting: 'waits', failed: 'closed' } as const

function gateHtml({ kind, state, text, until }: Gate): Html {
  const end = state === 'waiting' && until !== undefined ? html` until ${timeHtml(until)}` : ''
  return html`<li class="gate ${state}"><span class="sign">${kind} ${words[state]}${end}</span>: ${text}</li>`
}
