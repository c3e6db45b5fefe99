/** What stands below the images: problems, environments, and policies that no image shows. */
import { wayText } from '../../../model/environment.ts'
import { formatPlace, levels, type Problem } from '../../../model/problem.ts'
import { promotionText } from '../../../model/promotion.ts'
import { remedies } from '../../../model/remedies.ts'
import type { EnvironmentStatus, PolicyStatus } from '../../../model/status.ts'
import { type Condition, environmentCondition, policyCondition } from '../status-words.ts'
import { html, type Html, type HtmlValue } from './html.ts'

/** Errors first. */
export function problemsHtml(problems: readonly Problem[]): Html {
  const rows = problems
    .toSorted((one, other) => levels.indexOf(one.level) - levels.indexOf(other.level))
    .map(problemRow)
  return section('problems', 'Problems', tableHtml(['Level', 'What', 'Where', 'What to do'], rows))
}

const stateOfLevel = { error: 'failed', warning: 'held', note: 'unknown' } as const

function problemRow({ level, code, message, place }: Problem): readonly HtmlValue[] {
  return [
    html`<span class="sign ${stateOfLevel[level]}">${level}</span>`,
    html`${message} <span class="soft">${code}</span>`,
    place && html`<code>${formatPlace(place)}</code>`,
    remedies[code],
  ]
}

/** Branch, delivery, and what is taken from where. */
export function environmentsHtml(environments: readonly EnvironmentStatus[]): Html {
  const rows = environments.map((each): readonly HtmlValue[] => {
    const { name, branch, delivery, from, suspend } = each.environment
    return [
      html`<b>${name}</b>`,
      html`<code>${branch}</code>`,
      wayText(delivery),
      from && promotionText(from),
      suspend
        ? html`<span class="sign held">suspended</span> ${environmentCondition(each).message}`
        : conditionHtml(environmentCondition(each)),
    ]
  })
  const head = ['Environment', 'Branch', 'Delivered', 'Takes from', 'State']
  return section('environments', 'Environments', tableHtml(head, rows))
}

/** Policies that no image of the table has. */
export function policiesHtml(policies: readonly PolicyStatus[], isScanned: boolean): Html {
  if (policies.length === 0) return html``
  const rows = policies.map((each): readonly HtmlValue[] => [
    html`<code>${each.key}</code>`,
    each.environment,
    each.image,
    conditionHtml(policyCondition(each, isScanned)),
  ])
  const head = ['Policy', 'Environment', 'Image', 'State']
  return section('policies', 'Policies without a value', tableHtml(head, rows))
}

function conditionHtml({ ready, message }: Condition): Html {
  const [state, word] =
    ready === null ? ['unknown', 'not known'] : ready ? ['current', 'ready'] : ['failed', 'not ready']
  return html`<span class="sign ${state}">${word}</span> ${message}`
}

function section(id: string, title: string, content: Html): Html {
  return html`<section id="${id}">
    <h2>${title}</h2>
    ${content}
  </section> `
}

/** The first cell names its row; each tells its column where cells stand below each other. */
function tableHtml(head: readonly string[], rows: readonly (readonly HtmlValue[])[]): Html {
  if (rows.length === 0) return html`<p class="none">None.</p>`
  const body = rows.map(
    ([first, ...others]) =>
      html`<tr>
        <th scope="row">${first}</th>
        ${others.map((value, index) =>
          value === undefined
            ? html`<td></td>`
            : html`<td>
                <b class="at">${head[index + 1]}</b>
                <div>${value}</div>
              </td>`,
        )}
      </tr> `,
  )
  return html`<table class="list">
    <thead>
      <tr>
        ${head.map((each) => html`<th scope="col">${each}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${body}
    </tbody>
  </table>`
}
