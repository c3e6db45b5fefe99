/** Times, versions and links, as every part of the page shows them. */
import { formatTime } from '../../../model/time.ts'
import { short } from '../status-words.ts'
import { html, type Html } from './html.ts'

/** A time that does not grow stale: absolute, in UTC. Milliseconds since 1970. */
export function timeHtml(at: number): Html {
  return html`<time datetime="${new Date(at).toISOString()}">${formatTime(at)}</time>`
}

/** The day alone, where room is scarce; the minute is in its title. */
export function dayHtml(at: number): Html {
  const time = formatTime(at)
  return html`<time datetime="${new Date(at).toISOString()}" title="${time}">${time.slice(0, 10)}</time>`
}

/** A version; a long digest is cut, and whole in its title. */
export function versionHtml(version: string): Html {
  const brief = short(version)
  return brief === version ? html`<code>${version}</code>` : html`<code title="${version}">${brief}</code>`
}

/** What stands in the files. */
export function standingHtml(versions: readonly string[]): Html {
  if (versions.length === 0) return html`<span class="soft">(none)</span>`
  return html`${versions.map((each, index) => html`${index === 0 ? '' : ', '}${versionHtml(each)}`)}`
}

/** A link to a page of our own server; to any other address nothing leads, and its words alone are shown. */
export function linkHtml(words: string, address: string, server: string): Html {
  const url = findUrl(address)
  const isOurs = url !== undefined && url.origin === findUrl(server)?.origin && /^https?:$/.test(url.protocol)
  return isOurs ? html`<a href="${url.href}">${words}</a>` : html`${words}`
}

function findUrl(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined
}
