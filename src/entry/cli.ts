#!/usr/bin/env node
/** The command line. Standard output holds JSON only when `--output json` is given; everything else goes to standard error. */
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { Command, Option } from 'commander'
import { dryRun } from '../adapters/dry-run.ts'
import { createWorktree } from '../adapters/git/worktree.ts'
import { apply, applyFromSelections } from '../commands/apply.ts'
import { check } from '../commands/check.ts'
import { demo } from '../commands/demo.ts'
import { plan } from '../commands/plan.ts'
import { publish } from '../commands/publish.ts'
import type { CommandResult } from '../commands/result.ts'
import { printable } from '../model/printable.ts'
import { problemError } from '../model/problem.ts'
import { problemJson } from '../pipeline/report/json.ts'
import { problemLines } from '../pipeline/report/terminal.ts'
import type { Ports } from '../ports.ts'
import { inDemoWorld } from './demo-world.ts'
import { explain } from './faults.ts'
import { type Inputs, parseInputs } from './inputs.ts'
import { checkoutRoot, livePorts } from './wiring.ts'

interface Options {
  readonly directory: string
  readonly config: string
  readonly environments: string
  readonly only: string
  readonly suspend?: boolean
  readonly allowedRegistries: string
  readonly output: 'text' | 'json'
}

const fromDisk = { from: 'disk', defaultBranch: 'checked-out' } as const
const fromCommits = { from: 'commits', defaultBranch: 'checked-out' } as const

const program = new Command('image-bump')
  .description('Keeps container image references in Git up to date, safely.')
  .showHelpAfterError('(image-bump --help lists commands and options)')

verb('plan', 'Show what would change and why, with the diff; writes nothing').action((options: Options) =>
  tell(options, async () => {
    const { inputs, ports } = prepare(options)
    return plan({ ...inputs.request, ...fromDisk }, dryRun(ports))
  }),
)

verb('apply', 'Write the changes into the files on disk; commits nothing')
  .option(
    '--selections <file>',
    "apply the selections of this JSON file (a plan's output works); needs no configuration and no network",
  )
  .option('--path <path>', 'with --selections: the folder or file to work on', '.')
  .action((options: Options & { readonly selections?: string; readonly path: string }) =>
    tell(options, async () => {
      if (options.selections !== undefined) {
        const path = resolve(options.directory, options.path)
        return applyFromSelections(
          readText(resolve(options.directory, options.selections)),
          createWorktree(path),
        )
      }
      const { inputs, ports } = prepare(options)
      return apply({ ...inputs.request, ...fromDisk }, dryRun(ports), ports.worktree)
    }),
  )

verb(
  'publish',
  'Deliver the changes as the Action does: commits and pull requests. Takes GITHUB_TOKEN and GITHUB_REPOSITORY',
)
  .option('--dry-run', 'read everything, write nothing')
  .action((options: Options & { readonly dryRun?: boolean }) =>
    tell(options, async () => {
      const { inputs, ports } = prepare(options)
      return publish({ ...inputs.request, ...fromCommits }, options.dryRun === true ? dryRun(ports) : ports)
    }),
  )

verb('check', 'Read the configuration alone and tell everything that is wrong in it').action(
  (options: Options) =>
    tell(options, async () => {
      const { inputs, directory } = prepare(options)
      return check(inputs.request.config, createWorktree(directory))
    }),
)

program
  .command('demo')
  .description(
    'See it happen: the whole line on a registry, a Git remote and a GitHub of its own, all on this machine',
  )
  .option('--keep', 'leave the folder and say where it is')
  .action(async (options: { readonly keep?: boolean }) => {
    const { lines, exitCode } = await inDemoWorld(options.keep === true, demo)
    for (const line of lines) process.stdout.write(`${printable(line)}\n`)
    process.exitCode = exitCode
  })

await program.parseAsync()

function verb(name: string, description: string): Command {
  return program
    .command(name)
    .description(description)
    .option('-C, --directory <folder>', 'a folder of the checkout', '.')
    .option(
      '--config <path>',
      'the configuration, from the root of the repository',
      '.github/image-bump.yaml',
    )
    .option('--environments <names>', 'look at these environments only, separated by commas', '')
    .option('--only <images>', 'look at these images only, separated by commas', '')
    .option('--suspend', 'hold every change')
    .option('--allowed-registries <hosts>', 'talk to these registries only, separated by commas', '')
    .addOption(
      new Option('--output <format>', 'json prints the report on standard output')
        .choices(['text', 'json'])
        .default('text'),
    )
}

function prepare(options: Options): {
  readonly inputs: Inputs
  readonly ports: Ports
  readonly directory: string
} {
  const inputs = parseInputs({
    config: options.config,
    environments: options.environments,
    only: options.only,
    'dry-run': '',
    suspend: String(options.suspend ?? false),
    'allowed-registries': options.allowedRegistries,
  })
  const { env } = process
  const directory = checkoutRoot(options.directory)
  const ports = livePorts({
    directory,
    env,
    token: env['GITHUB_TOKEN'] ?? '',
    repository: env['GITHUB_REPOSITORY'] ?? '',
    urls: {
      server: env['GITHUB_SERVER_URL'] ?? 'https://github.com',
      api: env['GITHUB_API_URL'] ?? 'https://api.github.com',
      graphql: env['GITHUB_GRAPHQL_URL'] ?? 'https://api.github.com/graphql',
    },
    allowed: inputs.allowed,
    mask: () => undefined,
  })
  return { inputs, ports, directory }
}

async function tell(options: Options, act: () => Promise<CommandResult>): Promise<void> {
  const { lines, json, exitCode } = await act().catch(refusal)
  for (const line of lines) process.stderr.write(`${printable(line)}\n`)
  if (options.output === 'json' && json !== undefined)
    process.stdout.write(`${JSON.stringify(json, null, 2)}\n`)
  process.exitCode = exitCode
}

function refusal(thrown: unknown): {
  readonly lines: readonly string[]
  readonly json: unknown
  readonly exitCode: number
} {
  const explained = explain(thrown)
  if (explained.kind === 'fault') return { ...explained, json: undefined }
  const { problems, exitCode } = explained
  return {
    lines: problems.flatMap(problemLines),
    json: { version: 1, problems: problems.map(problemJson) },
    exitCode,
  }
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (thrown) {
    throw problemError('arguments-invalid', `The selections file cannot be read: ${String(thrown)}`)
  }
}
