/** The table of images by environments. An image is a group of rows: what stands where, and below it, as wide as the page, what waits and why. */
import type { Waiting } from '../../../model/status.ts'
import { detailsHtml } from './details.ts'
import { html, type Html } from './html.ts'
import { type ImageRow, type Setting, type Spot, statesOf } from './rows.ts'
import { linkHtml, standingHtml, dayHtml, versionHtml } from './words.ts'

export function imagesHtml(rows: readonly ImageRow[], setting: Setting): Html {
  if (rows.length === 0) return html`<p class="none">No image stands in the files of these environments.</p>`
  const heads = setting.environments.map((name) => html`<th scope="col">${name}</th>`)
  return html`<table class="images">
    <caption class="unseen">
      Images by environments: what stands there, and behind the arrow the newest version that the policy
      allows
    </caption>
    <thead>
      <tr>
        <th scope="col">Image</th>
        ${heads}
      </tr>
    </thead>
    ${rows.map((row) => groupHtml(row, setting))}
  </table>`
}

function groupHtml(row: ImageRow, setting: Setting): Html {
  const details = detailsHtml(row, setting)
  const slash = row.image.lastIndexOf('/') + 1
  const path = row.image.slice(0, slash).split(/(?<=\/)/)
  const name = html`<span class="path">${path.map((part) => html`${part}<wbr />`)}</span
    >${row.image.slice(slash)}`
  const span = details && html`rowspan="2"`
  const below =
    details &&
    html`<tr class="more">
      <td colspan="${setting.environments.length}">${details}</td>
    </tr>`
  return html`<tbody class="${[...statesOf(row)].join(' ')}">
    <tr>
      <th scope="rowgroup" ${span}>${name}</th>
      ${row.cells.map((spots, index) => cellHtml(spots, setting.environments[index] ?? '', setting))}
    </tr>
    ${below}
  </tbody> `
}

/** The environment's name shows where the table is too wide for the screen, and cells stand below each other. */
function cellHtml(spots: readonly Spot[], environment: string, setting: Setting): Html {
  if (spots.length === 0) return html`<td></td>`
  const told = spots.map((spot) => spotHtml(spot, spots.length > 1, setting))
  return html`<td>
    <b class="at">${environment}</b>
    <div>${told}</div>
  </td>`
}

function spotHtml(spot: Spot, isOneOfMany: boolean, setting: Setting): Html {
  const { place, state } = spot
  const since =
    place.since === undefined ? undefined : html`<span class="soft">since ${dayHtml(place.since)}</span>`
  const to = place.waiting && html`<span class="to">${versionHtml(place.waiting.version)}</span>`
  const policy = isOneOfMany ? html`<span class="soft">${place.policy}</span>` : undefined
  return html`<div class="spot ${state}">
    ${policy}<span>${standingHtml(place.versions)}</span>${to}${stateHtml(spot, setting)}${since}
  </div>`
}

function stateHtml({ state, place, policy }: Spot, { isScanned, server }: Setting): Html {
  switch (state) {
    case 'current':
      return html`<span class="sign"><span class="said">up to date</span></span
        >${policy.pin && html`<span class="sign pin">pinned</span>`}`
    case 'waits':
    case 'held':
      return place.waiting === undefined ? html`` : whereHtml(place.waiting, server)
    case 'failed':
      return html`<span class="sign">no version</span>`
    case 'unknown':
      if (policy.suspended) return html`<span class="sign">suspended</span>`
      return html`${isScanned ? html`<span class="sign">not known</span>` : undefined}`
  }
}

function whereHtml({ where, why, request }: Waiting, server: string): Html {
  const link = request && linkHtml(`#${request.number}`, request.url, server)
  switch (where) {
    case 'commit':
      return html`<span class="sign">next run</span>`
    case 'request':
      return html`<span class="sign">${link ?? 'request to come'}</span>`
    case 'held':
      return html`<span class="sign">held: ${why}</span>${link}`
  }
}
