/**
 * A newcomer who follows the README to the letter. Four things are not what the README means, and nothing else is replaced: `ghcr.io` in files is a registry on loopback; GitHub is its
 * double, where the team's repository lives; the repository of Image Bump is one with the files that ship, which git is led to; and `gh` notes what it is asked for, whereupon
 * the Action is run as the committed workflow says.
 */
import { spawn } from 'node:child_process'
import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { serveRegistry } from '../../src/standins/registry/registry.ts'
import { writeFolder } from './folder.ts'
import type { GitHubDouble } from './github-double.ts'
import type { QuickStep } from './quick-start.ts'
import { createRealRepository, git, gitEnvironment, makeFolder } from './real-repository.ts'
import { addInputs, runWorkflow } from './run-workflow.ts'
import { bundleNode, type StepResult } from './runner.ts'

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
  const shell = await openShell(workspace, ours)
  const runs: StepResult[] = []

  const take = async (step: QuickStep): Promise<void> => {
    if (step.kind === 'file') return writeFolder(workspace, { [step.path]: local(step.text) })
    if (step.kind === 'inputs') return addInputs(workspace, step.text)
    for (const call of await shell(step.text)) {
      const file = /^workflow run ([\w.-]+)$/.exec(call)?.[1]
      if (file === undefined) throw new Error(`Nobody here knows what this does: gh ${call}`)
      runs.push(await runWorkflow(file, { github, repository, remote }))
    }
  }

  return {
    repository,
    runs,
    follow: async (steps) => {
      for (const step of steps) await take(step)
    },
    read: async (branch, path) => {
      const text = (await git(remote.bare, ['show', `${branch}:${path}`])).toString()
      return text.replaceAll(`${registry.host}/`, image)
    },
    close: () => registry.close(),
  }
}

/** Runs lines as a person at a terminal would, aliases included, and gives what `gh` was asked for. Throws with what was printed when one fails. */
type Shell = (lines: string) => Promise<readonly string[]>

async function openShell(workspace: string, ours: string): Promise<Shell> {
  const desk = await makeFolder()
  const calls = join(desk, 'calls')
  const gh = `#!/bin/sh\nprintf '%s\\n' "$*" >>'${calls}'\n`
  await writeFolder(desk, { gh: { mode: '100755', content: gh } })
  const environment = {
    ...gitEnvironment,
    PATH: [desk, dirname(bundleNode), process.env['PATH']].join(delimiter),
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: `url.${ours}.insteadOf`,
    GIT_CONFIG_VALUE_0: published,
  }
  const aliases: string[] = []
  return async (lines) => {
    aliases.push(...lines.split('\n').filter((line) => line.startsWith('alias ')))
    writeFileSync(calls, '')
    // An alias holds from the next line that is read.
    const script = ['shopt -s expand_aliases', 'set -e', ...aliases, lines].join('\n')
    const { exitCode, printed } = await runScript(script, workspace, environment)
    if (exitCode !== 0) throw new Error(`This failed:\n${lines}\n${printed}`)
    return readFileSync(calls, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
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
