/**
 * A newcomer who follows the README to the letter. Four things are not what the README means, and nothing else is replaced: `ghcr.io` in files is a registry on loopback; GitHub is its
 * double, where the team's repository lives; the repository of Image Bump is one with the files that ship, which git is led to; and `gh` notes what it is asked for, whereupon
 * the Action is run as the committed workflow says.
 */
import { spawn } from 'node:child_process'
import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parse } from 'yaml'
import { serveRegistry } from '../../src/standins/registry/registry.ts'
import { writeFolder } from './folder.ts'
import type { GitHubDouble } from './github-double.ts'
import type { QuickStep } from './quick-start.ts'
import { createRealRepository, git, gitEnvironment, makeFolder } from './real-repository.ts'
import { bundleNode, runStep, type StepResult } from './runner.ts'

export interface Newcomer {
  /** `owner/name` at the double. */
  readonly repository: string
  /** Throws with what was printed when a command fails. */
  follow(steps: readonly QuickStep[]): Promise<void>
  /** The runs that `gh workflow run` started. */
  readonly runs: readonly StepResult[]
  /** A file of a branch as the remote has it, with `ghcr.io` for the registry. */
  read(branch: string, path: string): Promise<string>
  close(): Promise<void>
}

const image = 'ghcr.io/'
const published = 'https://github.com/image-bump/image-bump'

/** Gives the address of a repository with all that a user's clone needs. */
export async function publish(): Promise<string> {
  const folder = await makeFolder()
  for (const path of ['dist', 'action.yml', 'README.md', 'package.json'])
    cpSync(path, join(folder, path), { recursive: true })
  await git(folder, ['init', '--quiet', '--initial-branch=main'])
  await git(folder, ['add', '--all', '--force'])
  await git(folder, ['commit', '--quiet', '--message', 'Ship'])
  return pathToFileURL(folder).href
}

export interface Start {
  readonly github: GitHubDouble
  readonly name: string
  /** Where `publish` put it. */
  readonly ours: string
  /** What the team's repository holds before. */
  readonly files?: Readonly<Record<string, string>>
  readonly tags: Readonly<Record<string, readonly string[]>>
}

export async function welcome({ github, name, ours, files = {}, tags }: Start): Promise<Newcomer> {
  const registry = await serveRegistry({ repositories: tags })
  const local = (text: string): string => text.replaceAll(image, `${registry.host}/`)
  const before = Object.entries({ 'README.md': 'Our clusters\n', ...files })
  const remote = await createRealRepository(
    Object.fromEntries(before.map(([path, text]) => [path, local(text)])),
  )
  const repository = `acme/${name}`
  github.addRepository({ owner: 'acme', name, directory: remote.bare })
  const workspace = await remote.clone()
  const desk = await makeFolder()
  const calls = join(desk, 'calls')
  await writeFolder(desk, {
    gh: { mode: '100755', content: `#!/bin/sh\nprintf '%s\\n' "$*" >>'${calls}'\n` },
  })
  const environment = {
    ...gitEnvironment,
    PATH: [desk, dirname(bundleNode), process.env['PATH']].join(delimiter),
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: `url.${ours}.insteadOf`,
    GIT_CONFIG_VALUE_0: published,
  }
  const aliases: string[] = []
  const runs: StepResult[] = []

  const obey = async (text: string): Promise<void> => {
    aliases.push(...text.split('\n').filter((line) => line.startsWith('alias ')))
    writeFileSync(calls, '')
    // An alias holds from the next line that is read.
    const script = ['shopt -s expand_aliases', 'set -e', ...aliases, text].join('\n')
    const { exitCode, printed } = await runScript(script, workspace, environment)
    if (exitCode !== 0) throw new Error(`This failed:\n${text}\n${printed}`)
    for (const call of readFileSync(calls, 'utf8')
      .split('\n')
      .filter((line) => line !== ''))
      await dispatch(call)
  }

  const dispatch = async (call: string): Promise<void> => {
    const file = /^workflow run ([\w.-]+)$/.exec(call)?.[1]
    if (file === undefined) throw new Error(`Nobody here knows what this does: gh ${call}`)
    const workflow = await git(remote.bare, ['show', `main:.github/workflows/${file}`])
    const urls = { server: github.url, api: github.apiUrl, graphql: github.graphqlUrl }
    const checkout = await remote.clone('--depth=1')
    const event = { name: 'workflow_dispatch', payload: { inputs: {} } }
    runs.push(
      await runStep({
        workspace: checkout,
        repository,
        token: github.token(),
        ...urls,
        event,
        inputs: inputsIn(workflow.toString()),
      }),
    )
  }

  return {
    repository,
    runs,
    follow: async (steps) => {
      for (const step of steps) {
        if (step.kind === 'commands') await obey(step.text)
        else if (step.kind === 'file') await writeFolder(workspace, { [step.path]: local(step.text) })
        else addInputs(workspace, step.text)
      }
    },
    read: async (branch, path) => {
      const text = (await git(remote.bare, ['show', `${branch}:${path}`])).toString()
      return text.replaceAll(`${registry.host}/`, image)
    },
    close: () => registry.close(),
  }
}

/** The registry and the double are served by this process, so it must not wait idly. */
function runScript(
  script: string,
  cwd: string,
  env: NodeJS.ProcessEnv,
): Promise<{ readonly exitCode: number; readonly printed: string }> {
  const child = spawn('bash', ['-s'], { cwd, env })
  const chunks: Buffer[] = []
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => chunks.push(chunk))
  child.stdin.end(script)
  return new Promise((settle, fail) => {
    child.on('error', fail)
    child.on('close', (code) =>
      settle({ exitCode: code ?? -1, printed: Buffer.concat(chunks).toString('utf8') }),
    )
  })
}

/** What stands under `with`, goes below the `with` of the Action. */
function addInputs(workspace: string, text: string): void {
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
