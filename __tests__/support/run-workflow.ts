/** The Action as a committed workflow runs it by hand, without inputs of that run. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import type { GitHubDouble } from './github-double.ts'
import { git, type RealRepository } from './real-repository.ts'
import { runStep, type StepResult } from './runner.ts'

interface Place {
  readonly github: GitHubDouble
  /** `owner/name` at the double, and what lies there. */
  readonly repository: string
  readonly remote: RealRepository
}

/** `file` lies in `.github/workflows` of the remote's main. */
export async function runWorkflow(file: string, { github, repository, remote }: Place): Promise<StepResult> {
  const workflow = await git(remote.bare, ['show', `main:.github/workflows/${file}`])
  return runStep({
    workspace: await remote.clone('--depth=1'),
    repository,
    token: github.token(),
    server: github.url,
    api: github.apiUrl,
    graphql: github.graphqlUrl,
    event: { name: 'workflow_dispatch', payload: { inputs: {} } },
    inputs: inputsIn(workflow.toString()),
  })
}

/** What stands under `with`, goes below the `with` of the Action. */
export function addInputs(workspace: string, text: string): void {
  const path = join(workspace, '.github/workflows/image-bump.yaml')
  if (!existsSync(path)) throw new Error('There is no workflow yet to which inputs could be added.')
  const lines = text
    .split('\n')
    .slice(1)
    .filter((line) => line !== '')
  const workflow = readFileSync(path, 'utf8')
  writeFileSync(
    path,
    workflow.replace(/^( +)with:\n/m, (line, indent) =>
      [line, ...lines.map((each) => `${indent}${each}\n`)].join(''),
    ),
  )
}

interface Workflow {
  readonly jobs: Readonly<
    Record<
      string,
      {
        readonly steps: readonly {
          readonly uses?: string
          readonly with?: Readonly<Record<string, unknown>>
        }[]
      }
    >
  >
}

/** The inputs of the Action's step as a run by hand without inputs has them: an expression is what stands behind its `||`, or nothing. */
function inputsIn(text: string): Readonly<Record<string, string>> {
  const { jobs }: Workflow = parse(text)
  const steps = Object.values(jobs).flatMap((job) => job.steps)
  const own = steps.find(({ uses = '' }) => uses.startsWith('image-bump/image-bump@'))
  const evaluated = Object.entries(own?.with ?? {}).map(([name, value]) => [name, evaluate(String(value))])
  return Object.fromEntries(evaluated)
}

function evaluate(value: string): string {
  return value.replaceAll(/\$\{\{(?:[^}]*\|\|)?([^}]*)\}\}/g, (_, last: string) =>
    /^ *(true|false) *$/.test(last) ? last.trim() : '',
  )
}
