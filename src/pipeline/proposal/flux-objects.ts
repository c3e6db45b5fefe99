/** The text of Flux's ImageRepository, ImagePolicy and ImageUpdateAutomation objects for a proposal, in their API version v1. */
import { digestReflectionOf } from './policy.ts'
import { specLines } from './own-file.ts'
import type { ProposedEnvironment, ProposedPolicy } from './proposed.ts'
import { formatText } from './yaml-words.ts'

/** The cluster that the objects are for. */
export interface FluxTarget {
  readonly namespace: string
  /** The name of the GitRepository that stands for this repository. */
  readonly gitRepository: string
}

/** One automation an environment, which minds the policies with its label alone; one that is gated pushes to a branch of its own. */
export function formatFluxObjects(environments: readonly ProposedEnvironment[], target: FluxTarget): string {
  const policies = environments.flatMap((each) => each.policies)
  const repositories = new Map(policies.map(({ imageName, image }) => [imageName, image.text]))
  const objects = [
    ...[...repositories].map(([name, image]) => repositoryLines(name, image, target)),
    ...environments.flatMap((each) => each.policies.map((policy) => policyLines(policy, each.name, target))),
    ...environments.map((each) => automationLines(each, target)),
  ]
  return `${objects.map((lines) => lines.join('\n')).join('\n---\n')}\n`
}

/** Names of a namespace's policies: each environment has its own. */
export function fluxPolicyName(environment: string, policy: string): string {
  return `${environment}-${policy}`
}

function repositoryLines(name: string, image: string, { namespace }: FluxTarget): readonly string[] {
  return [
    ...head('ImageRepository', name, namespace),
    'spec:',
    `  image: ${formatText(image)}`,
    '  interval: 5m0s',
  ]
}

function policyLines(
  { name, imageName, spec, isPinned, words }: ProposedPolicy,
  environment: string,
  { namespace }: FluxTarget,
): readonly string[] {
  return [
    ...head('ImagePolicy', fluxPolicyName(environment, name), namespace),
    '  labels:',
    `    ${label}: ${formatText(environment)}`,
    `spec: # ${words}`,
    '  imageRepositoryRef:',
    `    name: ${formatText(imageName)}`,
    ...specLines(spec).map((line) => `  ${line}`),
    ...(isPinned ? [`  digestReflectionPolicy: ${digestReflectionOf(isPinned)}`] : []),
  ]
}

const label = 'image-bump/environment'

function automationLines(
  { name, paths, isGated, why }: ProposedEnvironment,
  { namespace, gitRepository }: FluxTarget,
): readonly string[] {
  return [
    ...head('ImageUpdateAutomation', name, namespace),
    `spec: # ${why}`,
    '  interval: 30m0s',
    '  sourceRef:',
    '    kind: GitRepository',
    `    name: ${formatText(gitRepository)}`,
    '  git:',
    '    commit:',
    '      author:',
    '        name: fluxcdbot',
    '        email: fluxcdbot@users.noreply.github.com',
    ...(isGated ? ['    push:', `      branch: ${formatText(`image-updates-${name}`)}`] : []),
    '  policySelector:',
    '    matchLabels:',
    `      ${label}: ${formatText(name)}`,
    '  update:',
    `    path: ${formatText(`./${commonFolder(paths)}`)}`,
    '    strategy: Setters',
  ]
}

function head(kind: string, name: string, namespace: string): readonly string[] {
  return [
    'apiVersion: image.toolkit.fluxcd.io/v1',
    `kind: ${kind}`,
    'metadata:',
    `  name: ${formatText(name)}`,
    `  namespace: ${formatText(namespace)}`,
  ]
}

/** Flux has one path for an automation, and no globs. */
function commonFolder(paths: readonly string[]): string {
  const [first = [], ...others] = paths.map((path) => path.split('/').filter((step) => step !== '.'))
  const end = first.findIndex(
    (step, index) => /[*?{[]|\.ya?ml$/.test(step) || others.some((path) => path[index] !== step),
  )
  return (end < 0 ? first : first.slice(0, end)).join('/')
}
