/** The text of `.github/image-bump.yaml` for a proposal. */
import type { PolicySpec } from '../../model/policy.ts'
import { digestReflectionOf } from './policy.ts'
import type { Proposal, ProposedEnvironment, ProposedPolicy } from './proposed.ts'
import { formatList, formatText } from './yaml-words.ts'

export function formatOwnFile({ environments }: Proposal): string {
  const policies = environments.flatMap((each) => each.policies)
  const images = new Map(policies.map(({ imageName, image }) => [imageName, image.text]))
  const lines = [
    `# yaml-language-server: $schema=${schema}`,
    'version: 1',
    'images:',
    ...[...images].map(([name, text]) => `  ${formatText(name)}: ${formatText(text)}`),
    'environments:',
    ...environments.flatMap(environmentLines),
  ]
  return `${lines.join('\n')}\n`
}

const schema =
  'https://raw.githubusercontent.com/image-bump/image-bump/main/.github/docs/image-bump.schema.json'

function environmentLines({ name, paths, isGated, why, policies }: ProposedEnvironment): readonly string[] {
  return [
    `  ${formatText(name)}: # ${why}`,
    ...(paths.length === 0 ? [] : [`    paths: ${formatList(paths)}`]),
    `    delivery: ${isGated ? 'pullRequest' : 'commit'}`,
    '    policies:',
    ...policies.flatMap(policyLines),
  ]
}

function policyLines({ name, imageName, spec, isPinned, words }: ProposedPolicy): readonly string[] {
  return [
    `      ${formatText(name)}: # ${words}`,
    ...(name === imageName ? [] : [`        image: ${formatText(imageName)}`]),
    ...specLines(spec).map((line) => `        ${line}`),
    ...(isPinned ? [`        digestReflectionPolicy: ${digestReflectionOf(isPinned)}`] : []),
  ]
}

/** The fields that our file and Flux's ImagePolicy have in common. */
export function specLines({ filterTags, policy }: PolicySpec): readonly string[] {
  const { pattern = '', extract } = filterTags ?? {}
  const extracted = extract === undefined ? '' : `, extract: ${formatText(extract)}`
  const range = policy?.semver?.range
  return [
    ...(filterTags === undefined ? [] : [`filterTags: { pattern: ${formatText(pattern)}${extracted} }`]),
    range === undefined
      ? 'policy: { numerical: { order: asc } }'
      : `policy: { semver: { range: ${formatText(range)} } }`,
  ]
}
