/** `image-bump check`: reads the configuration alone. */
import { branchText, type Config, type Environment } from '../model/environment.ts'
import type { ImagePolicy } from '../model/policy.ts'
import { problemJson } from '../pipeline/report/json.ts'
import { problemLines } from '../pipeline/report/terminal.ts'
import { type Footgun, footgunsOf } from '../pipeline/select/select.ts'
import type { Ports } from '../ports.ts'
import { readConfigOnDisk } from './configuration.ts'
import type { CommandResult } from './result.ts'

/** Throws a ProblemError with everything that is wrong in the file. */
export async function check(file: string, ports: Pick<Ports, 'worktree' | 'git'>): Promise<CommandResult> {
  const { config, warnings } = await readConfigOnDisk(file, ports)
  const told = warnings.length === 0 ? [] : ['Problems', ...warnings.flatMap(problemLines)]
  const environments = config.environments.map(({ name }) => name)
  return {
    exitCode: 0,
    lines: [...configLines(file, config, warnings.length), ...told],
    json: {
      version: 1,
      environments,
      problems: warnings.map(problemJson),
      warnings: config.environments.flatMap(({ name, policies }) =>
        policies.flatMap((policy) =>
          footgunsIn(policy).map((footgun) => ({ environment: name, policy: policy.key, ...footgun })),
        ),
      ),
    },
  }
}

function configLines(file: string, { environments }: Config, problems: number): readonly string[] {
  const but = problems === 0 ? '' : `, with ${problems} ${problems === 1 ? 'problem' : 'problems'}`
  return [
    `${file} is right: ${environments.length} environments${but}.`,
    ...environments.flatMap(environmentLines),
  ]
}

function environmentLines({ name, branch, paths, delivery, policies }: Environment): readonly string[] {
  const where = paths.length === 0 ? 'the whole repository' : paths.join(', ')
  const how = delivery.kind === 'commit' ? 'by commit' : 'by pull request'
  return [`  ${name}: ${where} on ${branchText(branch)}, ${how}`, ...policies.flatMap(policyLines)]
}

function policyLines(policy: ImagePolicy): readonly string[] {
  const { key, repository, spec } = policy
  return [
    `    ${key}: ${repository.name.text} by ${choiceText(spec.policy)}`,
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
  return `numerical ${choice?.numerical?.order ?? 'asc'}`
}
