/** What stands where and what waits for what, as one page that needs nothing else: no script, no style, no picture from elsewhere. */
import { createHash } from 'node:crypto'
import type { Problem } from '../../model/problem.ts'
import type { Status } from '../../model/status.ts'
import { counted } from '../../model/words.ts'
import { html, type Html, verbatim } from './page/html.ts'
import { imagesHtml } from './page/images.ts'
import { type ImageRow, imageRows, placelessPolicies, type SpotState, statesOf } from './page/rows.ts'
import { script } from './page/script.ts'
import { environmentsHtml, policiesHtml, problemsHtml } from './page/sections.ts'
import { styleFor } from './page/style.ts'
import { linkHtml, timeHtml } from './page/words.ts'

export interface StatusPage {
  readonly problems: readonly Problem[]
  /** When it is made. */
  readonly at: Date
  /** Root of the pages of the repository's host; links lead there or nowhere. */
  readonly server: string
  /** `owner/name`; absent where that is not known. */
  readonly repository?: string
}

/** The whole file. Nothing in it is read from anywhere else, and its policy forbids that. */
export function statusPage(status: Status, about: StatusPage): string {
  const { repository } = about
  const title = repository === undefined ? 'Image status' : `Image status of ${repository}`
  const page = html`<!doctype html>
    <html lang="en">
      ${headHtml(title, styleFor(status.environments.length))} ${bodyHtml(status, about)}
    </html>`
  return `${page.toString().trimEnd()}\n`
}

function headHtml(title: string, style: string): Html {
  return html`<head>
    <meta charset="utf-8" />
    <meta http-equiv="Content-Security-Policy" content="${policyFor(style)}" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="referrer" content="no-referrer" />
    <meta name="color-scheme" content="light dark" />
    <title>${title}</title>
    <link rel="icon" href="data:," />
    ${verbatim(`<style>${style}</style>`)}
  </head>`
}

function bodyHtml(status: Status, { problems, at, server, repository }: StatusPage): Html {
  const environments = status.environments.map(({ environment }) => environment.name)
  const isScanned = status.scanned !== undefined
  const rows = imageRows(status)
  const home = repository === undefined ? undefined : linkHtml(repository, `${server}/${repository}`, server)
  return html`<body>
    <a class="skip" href="#images">To the images</a>
    <header>
      <div>
        <h1>Image status</h1>
        <p>
          ${home && html`${home} · `}as of
          ${timeHtml(at.getTime())}${isScanned ? '' : ' · registries were not asked'}
        </p>
      </div>
      ${themeHtml}
    </header>
    <main>
      ${problemsLine(problems)}
      <section id="images" tabindex="-1">
        <h2 class="unseen">Images</h2>
        ${controlsHtml(rows)} ${imagesHtml(rows, { environments, isScanned, server })}
      </section>
      ${problems.length === 0 ? undefined : problemsHtml(problems)} ${environmentsHtml(status.environments)}
      ${policiesHtml(placelessPolicies(status), isScanned)}
    </main>
    <footer>Made by Image Bump from Git and registries. Times are in UTC.</footer>
    ${verbatim(`<script>${script}</script>`)}
  </body>`
}

/** Content Security Policy Level 3: this style and this script by their hashes, and nothing besides. The icon is an empty address. */
function policyFor(style: string): string {
  const hashes = [style, script].map((text) => createHash('sha256').update(text).digest('base64'))
  return `default-src 'none'; style-src 'sha256-${hashes[0]}'; script-src 'sha256-${hashes[1]}'; img-src data:; base-uri 'none'; form-action 'none'`
}

/** By styles alone: it needs no script. */
const themeHtml = html`<fieldset class="choice theme">
  <legend class="unseen">Colours</legend>
  ${[
    ['auto', 'Auto'],
    ['light', 'Light'],
    ['dark', 'Dark'],
  ].map(([value = '', word = '']) => choiceHtml({ group: 'theme', value, isChosen: value === 'auto' }, word))}
</fieldset>`

/** Which images are shown, with how many there are: by styles alone, too. The box for words is there where scripts run. */
function controlsHtml(rows: readonly ImageRow[]): Html {
  const count = (state: SpotState): number => rows.filter((row) => statesOf(row).has(state)).length
  const offered = [
    { value: 'all', words: 'All', number: rows.length },
    { value: 'waits', words: 'Waiting', number: count('waits') },
    { value: 'held', words: 'Held', number: count('held') },
    { value: 'failed', words: 'No version', number: count('failed') },
    { value: 'unknown', words: 'Not known', number: count('unknown') },
  ].filter(({ value, number }) => number > 0 || ['all', 'waits', 'held'].includes(value))
  const choices = offered.map(({ value, words, number }) =>
    choiceHtml({ group: 'state', value, isChosen: value === 'all' }, html`${words} <b>${number}</b>`),
  )
  return html`<div class="controls">
    <fieldset class="choice">
      <legend class="unseen">Show images</legend>
      ${choices}
    </fieldset>
    <p id="finder" hidden>
      <label for="filter">Filter</label>
      <input
        id="filter"
        type="search"
        autocomplete="off"
        spellcheck="false"
        placeholder="image, environment, version"
      />
      <output id="told" for="filter"></output>
    </p>
  </div>`
}

interface Choice {
  readonly group: string
  readonly value: string
  readonly isChosen: boolean
}

function choiceHtml({ group, value, isChosen }: Choice, words: string | Html): Html {
  const id = `${group}-${value}`
  return html`<input
      type="radio"
      class="unseen"
      name="${group}"
      id="${id}"
      value="${value}"
      ${isChosen ? html` checked` : undefined}
    /><label for="${id}">${words}</label> `
}

/** How many there are, at the top: they stand below the images. */
function problemsLine(problems: readonly Problem[]): Html {
  const [errors, warnings] = (['error', 'warning'] as const).map((level) => {
    const number = problems.filter((each) => each.level === level).length
    return number === 0 ? '' : counted(number, level)
  })
  const words = [errors, warnings].filter((each) => each !== '').join(' and ')
  if (words === '') return html``
  return html`<p class="notice ${errors === '' ? 'held' : 'failed'}">
    <a href="#problems">${words}</a>${errors === '' ? '' : ': what is shown may be incomplete'}
  </p>`
}
