/** `image-bump doctor` without an image: what guards the branches that requests want to enter, and whether it asks for their gates. */
import type { Environment } from '../model/environment.ts'
import { gateContext, type GateKind } from '../model/gate.ts'
import type { Problem } from '../model/problem.ts'
import { kindsOf } from '../model/promotion.ts'
import { type BranchRules, guardsText } from '../model/pull-request.ts'
import { exitCodeFor } from '../pipeline/report/report.ts'
import { problemJson } from '../pipeline/report/json.ts'
import { problemLines } from '../pipeline/report/terminal.ts'
import type { Forge } from '../ports.ts'
import { type ConfigPorts, readConfigOnDisk } from './configuration.ts'
import type { CommandResult } from './result.ts'

/** Asks GitHub once for each branch; throws what it says. */
export async function doctorBranches(
  file: string,
  { forge, ...ports }: ConfigPorts & { readonly forge: Pick<Forge, 'rules'> },
): Promise<CommandResult> {
  const { config, warnings } = await readConfigOnDisk(file, ports)
  const asked = config.environments.filter(({ delivery }) => delivery.kind === 'pull-request')
  const rules = new Map<string, BranchRules>()
  for (const { branch } of asked) if (!rules.has(branch)) rules.set(branch, await forge.rules(branch))
  const found = asked.flatMap((environment) => {
    const own = rules.get(environment.branch)
    return own === undefined ? [] : [{ environment, rules: own, missing: missingOf(environment, own) }]
  })
  const problems = [...warnings, ...found.flatMap(notRequired)]
  return {
    exitCode: exitCodeFor(problems),
    lines: [
      ...found.map(
        ({ environment: { name, branch }, rules: own }) =>
          `${name}: ${guardsText(own, branch, (each) => each)}`,
      ),
      ...problems.flatMap(problemLines),
    ],
    json: {
      version: 1,
      branches: found.map(({ environment, rules: guards, missing }) => ({
        environment: environment.name,
        branch: environment.branch,
        guards,
        gates: gatesOf(environment),
        missing,
      })),
      problems: problems.map(problemJson),
    },
  }
}

interface Found {
  readonly environment: Environment
  readonly rules: BranchRules
  readonly missing: readonly string[]
}

function notRequired({ environment: { name, branch }, missing }: Found): readonly Problem[] {
  if (missing.length === 0) return []
  const message = `${branch} does not ask for ${missing.join(' and ')}, so a request of ${name} can be merged before its gates are open.`
  return [{ code: 'gates-not-required', level: 'warning', message }]
}

/** Names of the gates that the branch does not ask for; none where its rules are not shown. */
function missingOf(environment: Environment, { known, checks }: BranchRules): readonly string[] {
  return known ? gatesOf(environment).filter((gate) => !checks.includes(gate)) : []
}

/** Statuses that requests of the environment bear. */
function gatesOf({ from, windows }: Environment): readonly string[] {
  const kinds: readonly GateKind[] = [
    ...(from ? kindsOf(from) : []),
    ...(windows ? (['window'] as const) : []),
  ]
  return kinds.map(gateContext)
}
