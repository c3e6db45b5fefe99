// The page of the Action's inputs and outputs, from action.yml.
import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { code, heading, prose, table } from './markdown.mjs'

/** Markdown. */
export function actionPage() {
  const { inputs, outputs } = parse(readFileSync('action.yml', 'utf8'))
  const inputRows = Object.entries(inputs).map(([name, { description, default: fallback = '' }]) => [
    code(name),
    code(fallback),
    prose(description),
  ])
  const outputRows = Object.entries(outputs).map(([name, { description }]) => [
    code(name),
    prose(description),
  ])
  return [
    heading("The Action's inputs and outputs", '[action.yml](../../../action.yml)'),
    'Every input is text, and none is required. Which token permissions they need stands in [TOKENS.md](../TOKENS.md), which logins in [REGISTRIES.md](../REGISTRIES.md).\n',
    `## Inputs\n\n${table(['input', 'default', 'meaning'], inputRows)}`,
    `## Outputs\n\n${table(['output', 'meaning'], outputRows)}`,
    'What programs find in them is told in [CONTRACTS.md](../CONTRACTS.md).\n',
  ].join('\n')
}
