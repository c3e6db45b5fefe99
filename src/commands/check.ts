/** `image-bump check`: reads the configuration alone. */
import type { Windows } from '../model/calendar.ts'
import type { Promotion } from '../model/promotion.ts'
import { formatDuration } from '../model/time.ts'
import { branchText, type Config, type Environment, wayText } from '../model/environment.ts'
import type { ImagePolicy } from '../model/policy.ts'
import { problemJson } from '../pipeline/report/json.ts'
import { exitCodeFor } from '../pipeline/report/report.ts'
import { problemLines } from '../pipeline/report/terminal.ts'
import { type Footgun, footgunsOf } from '../pipeline/policies/policies.ts'
import { type ConfigPorts, type FluxRequest, readConfigOnDisk } from './configuration.ts'
import type { CommandResult } from './result.ts'

/** Throws a ProblemError with everything that is wrong in the file; exit code 1 for an object of Flux that is wrong. */
export async function check(
  file: string,
  ports: ConfigPorts,
  asked: FluxRequest = {},
): Promise<CommandResult> {
  const { config, warnings, hasFile } = await readConfigOnDisk(file, ports, asked)
  const source = hasFile ? `${file} is right` : `There is no ${file}, and Flux's objects are read instead`
  const lines = [...configLines(source, config), ...warnings.flatMap(problemLines)]
  const environments = config.environments.map(({ name }) => name)
  return {
    exitCode: exitCodeFor(warnings),
    lines,
    json: { version: 1, environments, problems: warnings.map(problemJson), warnings: warningsJson(config) },
  }
}

function warningsJson({ environments }: Config): readonly object[] {
  return environments.flatMap(({ name, policies }) =>
    policies.flatMap((policy) =>
      footgunsIn(policy).map((footgun) => ({ environment: name, policy: policy.key, ...footgun })),
    ),
  )
}

function configLines(source: string, { environments }: Config): readonly string[] {
  const { length } = environments
  const count = `${length} ${length === 1 ? 'environment' : 'environments'}`
  return [`${source}: ${count}.`, ...environments.flatMap(environmentLines)]
}

function environmentLines({
  name,
  branch,
  paths,
  delivery,
  policies,
  unusable = [],
  from,
  windows,
}: Environment): readonly string[] {
  const where = paths.length === 0 ? 'the whole repository' : paths.join(', ')
  return [
    `  ${name}: ${where} on ${branchText(branch)}, ${wayText(delivery)}`,
    ...(from === undefined ? [] : [`    takes ${promotionText(from)}`]),
    ...(windows === undefined ? [] : [`    takes changes ${windowsText(windows)}`]),
    ...policies.flatMap(policyLines),
    ...unusable.map(({ key }) => `    ${key}: cannot be used`),
  ]
}

/** `what ran in dev for 24h with a green kustomization/*`; several with `and` or `or`. */
function promotionText({ sources, need }: Promotion): string {
  const each = sources.map(({ environment, soak, status }) => {
    const time = soak > 0 ? ` for ${formatDuration(soak)}` : ''
    return `${environment}${time}${status === undefined ? '' : ` with a green ${status}`}`
  })
  return `what ran in ${each.join(need === 'all' ? ' and in ' : ' or in ')}`
}

function windowsText({ allow, deny, timezone }: Windows): string {
  const texts = (windows: Windows['allow']) => windows.map(({ text }) => text).join(', ')
  const always = allow.length === 0 ? 'at all hours' : texts(allow)
  return `${always}${deny.length === 0 ? '' : `, but not ${texts(deny)}`} (${timezone})`
}

function policyText({ key, repository, spec, pin, minimumAge, suspend = false }: ImagePolicy): string {
  const pinned = pin === undefined ? '' : `, pinned to ${pin.tag}`
  const aged = minimumAge === undefined ? '' : `, known for ${formatDuration(minimumAge)}`
  const how = `${choiceText(spec.policy)}${aged}${pinned}`
  return `${key}: ${repository.name.text} by ${how}${suspend ? ', suspended' : ''}`
}

function policyLines(policy: ImagePolicy): readonly string[] {
  return [
    `    ${policyText(policy)}`,
    ...footgunsIn(policy).map(({ message }) => `      warning: ${message}`),
  ]
}

/** What can be told without the tags. */
function footgunsIn({ spec, repository }: ImagePolicy): readonly Footgun[] {
  return footgunsOf(spec, repository.exclusion)
}

function choiceText(choice: ImagePolicy['spec']['policy']): string {
  if (choice?.semver !== undefined) return `semver ${choice.semver.range ?? ''}`
  if (choice?.alphabetical !== undefined) return `alphabetical ${choice.alphabetical.order ?? 'asc'}`
  if (choice?.numerical !== undefined) return `numerical ${choice.numerical.order ?? 'asc'}`
  return 'nothing'
}
