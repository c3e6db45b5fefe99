/** `image-bump check`: reads the configuration alone. */
import type { Config, Environment } from '../model/environment.ts'
import { problemJson } from '../pipeline/report/json.ts'
import { problemLines } from '../pipeline/report/terminal.ts'
import type { Ports } from '../ports.ts'
import { readConfigOnDisk } from './configuration.ts'
import type { CommandResult } from './result.ts'

/** Throws a ProblemError with everything that is wrong in the file. */
export async function check(file: string, ports: Pick<Ports, 'worktree' | 'git'>): Promise<CommandResult> {
  const { config, warnings } = await readConfigOnDisk(file, ports)
  const lines = [...configLines(file, config), ...warnings.flatMap(problemLines)]
  const environments = config.environments.map(({ name }) => name)
  return { exitCode: 0, lines, json: { version: 1, environments, problems: warnings.map(problemJson) } }
}

function configLines(file: string, { environments }: Config): readonly string[] {
  return [`${file} is right: ${environments.length} environments.`, ...environments.flatMap(environmentLines)]
}

function environmentLines({ name, branch, paths, delivery, policies }: Environment): readonly string[] {
  const where = paths.length === 0 ? 'the whole repository' : paths.join(', ')
  const how = delivery.kind === 'commit' ? 'by commit' : 'by pull request'
  return [
    `  ${name}: ${where} on branch ${branch}, ${how}`,
    ...policies.map(
      ({ key, repository, spec }) => `    ${key}: ${repository.name.text} by ${choiceText(spec.policy)}`,
    ),
  ]
}

function choiceText(choice: Environment['policies'][number]['spec']['policy']): string {
  if (choice?.semver !== undefined) return `semver ${choice.semver.range ?? ''}`
  if (choice?.alphabetical !== undefined) return `alphabetical ${choice.alphabetical.order ?? 'asc'}`
  return `numerical ${choice?.numerical?.order ?? 'asc'}`
}
