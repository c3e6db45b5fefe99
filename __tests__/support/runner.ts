/** GitHub's runner, as far as an action can tell: inputs from action.yml's own defaults, command files, both streams read for commands. */
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parse } from 'yaml'

export interface Job {
  readonly workspace: string
  readonly repository: string
  readonly token: string
  /** The doubles' addresses. */
  readonly server: string
  readonly api: string
  readonly graphql: string
  readonly inputs?: Readonly<Record<string, string>>
  readonly event?: { readonly name: string; readonly payload: object }
  readonly env?: Readonly<Record<string, string>>
  /** When it settles the process is killed on the spot. */
  readonly killedBy?: Promise<unknown>
}

/** A workflow command that the runner would obey. */
export interface RunnerCommand {
  readonly name: string
  readonly properties: Readonly<Record<string, string>>
  readonly message: string
}

export interface StepResult {
  readonly exitCode: number
  readonly log: string
  readonly outputs: Readonly<Record<string, string>>
  readonly summary: string
  readonly commands: readonly RunnerCommand[]
  /** Values that were masked and yet show in log, outputs or summary. */
  readonly leaks: readonly string[]
}

interface ActionFile {
  readonly inputs: Readonly<Record<string, { readonly default?: string }>>
  readonly outputs: Readonly<Record<string, unknown>>
  readonly runs: { readonly main: string }
}

export const actionFile: ActionFile = parse(readFileSync('action.yml', 'utf8'))

/** The node that runs what ships: BUNDLE_NODE where CI names one, else this one. */
export const bundleNode = process.env['BUNDLE_NODE'] ?? process.execPath

/** Runs the action's main file as a child process with a clean environment and does afterwards what the runner does. */
export async function runStep(job: Job): Promise<StepResult> {
  const temp = mkdtempSync(join(tmpdir(), 'runner-'))
  try {
    const files = commandFiles(temp)
    const { exitCode, log } = await start(job, { ...environment(job, temp), ...files })
    const outputs = parseOutputs(readFileSync(files.GITHUB_OUTPUT, 'utf8'))
    const summary = readFileSync(files.GITHUB_STEP_SUMMARY, 'utf8')
    if (Buffer.byteLength(summary) > 1024 * 1024)
      throw new Error('the runner would drop this summary: over 1 MiB')
    const commands = log.split('\n').flatMap(parseCommand)
    const masks = commands.filter(({ name }) => name === 'add-mask').map(({ message }) => message)
    const shown = [log.replaceAll(/^::add-mask::.*$/gm, ''), JSON.stringify(outputs), summary].join('\n')
    const leaks = masks.filter((mask) => mask !== '' && shown.includes(mask))
    return { exitCode, log, outputs: { ...outputs, ...textsOfFiles(outputs) }, summary, commands, leaks }
  } finally {
    rmSync(temp, { recursive: true, force: true })
  }
}

/** Of outputs that are paths of files, which are gone with the job. */
function textsOfFiles(outputs: Readonly<Record<string, string>>): Record<string, string> {
  const files = ['report', 'plan'].flatMap((name) => {
    const path = outputs[name]
    return path === undefined ? [] : [[name, readFileSync(path, 'utf8')]]
  })
  return Object.fromEntries(files)
}

function commandFiles(temp: string) {
  const file = (name: string) => {
    const path = join(temp, name)
    writeFileSync(path, '')
    return path
  }
  return {
    GITHUB_OUTPUT: file('output'),
    GITHUB_STEP_SUMMARY: file('summary'),
    GITHUB_STATE: file('state'),
    GITHUB_ENV: file('env'),
    GITHUB_PATH: file('path'),
  }
}

function environment(job: Job, temp: string): Record<string, string> {
  const unknown = Object.keys(job.inputs ?? {}).filter((name) => !(name in actionFile.inputs))
  if (unknown.length > 0) throw new Error(`the runner would warn: unexpected inputs ${unknown.join(', ')}`)
  const event = join(temp, 'event.json')
  writeFileSync(event, JSON.stringify(job.event?.payload ?? {}))
  const inputs = Object.entries(actionFile.inputs).map(([name, { default: text = '' }]) => {
    const value = job.inputs?.[name] ?? text.replace('${{ github.token }}', job.token)
    return [`INPUT_${name.toUpperCase().replaceAll(' ', '_')}`, value]
  })
  return {
    PATH: process.env['PATH'] ?? '',
    HOME: temp,
    GIT_CONFIG_NOSYSTEM: '1',
    CI: 'true',
    GITHUB_ACTIONS: 'true',
    GITHUB_WORKSPACE: job.workspace,
    GITHUB_REPOSITORY: job.repository,
    GITHUB_REPOSITORY_OWNER: job.repository.split('/')[0] ?? '',
    GITHUB_SHA: '0'.repeat(40),
    GITHUB_REF: 'refs/heads/main',
    GITHUB_REF_NAME: 'main',
    GITHUB_REF_TYPE: 'branch',
    GITHUB_EVENT_NAME: job.event?.name ?? 'schedule',
    GITHUB_EVENT_PATH: event,
    GITHUB_RUN_ID: '1',
    GITHUB_RUN_NUMBER: '1',
    GITHUB_RUN_ATTEMPT: '1',
    GITHUB_WORKFLOW: 'Image Bump',
    GITHUB_JOB: 'bump',
    GITHUB_ACTOR: 'person',
    GITHUB_SERVER_URL: job.server,
    GITHUB_API_URL: job.api,
    GITHUB_GRAPHQL_URL: job.graphql,
    RUNNER_OS: 'Linux',
    RUNNER_ARCH: 'X64',
    RUNNER_TEMP: temp,
    RUNNER_TOOL_CACHE: temp,
    ...Object.fromEntries(inputs),
    ...job.env,
  }
}

function start(
  job: Job,
  env: Record<string, string>,
): Promise<{ readonly exitCode: number; readonly log: string }> {
  const child = spawn(bundleNode, [resolve(actionFile.runs.main)], { cwd: job.workspace, env })
  const chunks: Buffer[] = []
  void job.killedBy?.then(() => child.kill('SIGKILL'))
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk))
  child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk))
  return new Promise((settle, fail) => {
    child.on('error', fail)
    child.on('close', (exitCode) =>
      settle({ exitCode: exitCode ?? -1, log: Buffer.concat(chunks).toString('utf8') }),
    )
  })
}

/** actions/runner FileCommandManager: `name<<delimiter`, lines, delimiter. */
function parseOutputs(text: string): Record<string, string> {
  const outputs: Record<string, string> = {}
  const lines = text.split('\n')
  for (let at = 0; at < lines.length; at += 1) {
    const [name, delimiter] = (lines[at] ?? '').split('<<')
    if (name === undefined || delimiter === undefined) continue
    const end = lines.indexOf(delimiter, at + 1)
    outputs[name] = lines.slice(at + 1, end).join('\n')
    at = end
  }
  return outputs
}

/** actions/runner ActionCommand: `::name k=v,k=v::message` at the trimmed start, `##[name]message` anywhere. */
function parseCommand(line: string): readonly RunnerCommand[] {
  const old = /##\[([^\]\s]+)[^\]]*\](.*)$/.exec(line)
  if (old !== null) return [{ name: old[1] ?? '', properties: {}, message: old[2] ?? '' }]
  const found = /^\s*::([A-Za-z-]+)(?: ([^:]*(?:%3A[^:]*)*))?::(.*)$/.exec(line)
  if (found === null) return []
  const pairs = (found[2] ?? '').split(',').filter((pair) => pair.includes('='))
  const properties = pairs.map((pair) => [
    pair.slice(0, pair.indexOf('=')),
    decoded(pair.slice(pair.indexOf('=') + 1)),
  ])
  return [
    { name: found[1] ?? '', properties: Object.fromEntries(properties), message: decoded(found[3] ?? '') },
  ]
}

function decoded(text: string): string {
  return text.replaceAll(/%(0D|0A|3A|2C|25)/g, (code) =>
    String.fromCharCode(Number.parseInt(code.slice(1), 16)),
  )
}
