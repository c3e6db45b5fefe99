#!/usr/bin/env node
/** The command line. Standard output holds JSON only when `--output json` is given; everything else goes to standard error. */
import { resolve } from 'node:path'
import { Command, Option } from 'commander'
import { dryRun } from '../adapters/dry-run.ts'
import { createWorktree } from '../adapters/git/worktree.ts'
import { apply, applyFromSelections } from '../commands/apply.ts'
import { check } from '../commands/check.ts'
import { demo } from '../commands/demo.ts'
import { publish } from '../commands/publish.ts'
import { printable } from '../model/printable.ts'
import { problemError } from '../model/problem.ts'
import { problemJson } from '../pipeline/report/json.ts'
import { option, type Options, prepare, withCommonOptions } from './cli-options.ts'
import { addVerbsByHand } from './cli-by-hand.ts'
import { addDoctor } from './cli-doctor.ts'
import { addHelp } from './cli-help.ts'
import { addInit } from './cli-init.ts'
import { definePlan } from './cli-plan.ts'
import { addPolicyVerbs } from './cli-policies.ts'
import { addRelay } from './cli-relay.ts'
import { addStatus } from './cli-status.ts'
import { signingEnvironment } from './delivery-inputs.ts'
import { inDemoWorld } from './demo-world.ts'
import { refuseStrangers, refuseUnmerged } from './events.ts'
import { readText } from './read-text.ts'
import { registryEnvironment } from './registry-inputs.ts'
import { tell } from './tell.ts'
import { version } from './version.ts'

const fromDisk = { from: 'disk', defaultBranch: 'checked-out' } as const
const fromCommits = { from: 'commits', defaultBranch: 'checked-out' } as const

const program = new Command('image-bump')
  .description('Keeps container image references in Git up to date, safely.')
  .version(version)
  .addHelpText('after', `\n${registryEnvironment}\n\n${signingEnvironment}`)
  .showHelpAfterError('(image-bump --help lists commands and options)')
  .configureOutput({ outputError: (text, write) => tellWrongArguments(text, write) })

definePlan(verb('plan', 'Show what would change and why, with the diff; writes nothing'))

verb('apply', 'Write the changes into the files on disk; commits nothing')
  .option(
    '--selections <file>',
    "apply the selections of this JSON file (a plan's output works); needs no configuration and no network",
  )
  .option(
    '--path <path>',
    'with --selections: the folder or file to work on, from --directory (default: ".")',
  )
  .action((options: Options & { readonly selections?: string; readonly path?: string }) =>
    tell(options, async () => {
      checkTogether(options)
      if (options.selections !== undefined) {
        const path = resolve(options.directory, options.path ?? '.')
        return applyFromSelections(readText(options.directory, options.selections), createWorktree(path))
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
  .option('--plan <file>', 'deliver from the file that `plan --save` wrote, and ask no registry')
  .addOption(
    new Option(
      '--commits <way>',
      "by GitHub's API, which shows them as verified, by git, or as each needs it",
    )
      .choices(['auto', 'api', 'git'])
      .default('auto'),
  )
  .option('--no-update-workspace', 'leave the checkout where it is when its branch gets a commit')
  .option(
    '--changelog-repositories <names>',
    'tell commits and releases of these repositories in pull requests, as owner/name or owner/*, separated by commas (default: GITHUB_REPOSITORY)',
  )
  .option('--take-over', "act on Flux's own objects, which are otherwise only shown")
  .option('--no-pull-requests', "keep push branches of Flux's automations without a request from them")
  .action((options: Options & { readonly dryRun?: boolean }) =>
    tell(options, async () => {
      const event = process.env['GITHUB_EVENT_NAME']
      refuseStrangers(event)
      if (options.dryRun !== true) refuseUnmerged(event)
      const { inputs, ports } = prepare(options)
      const server = process.env['GITHUB_SERVER_URL'] ?? 'https://github.com'
      const request = { ...inputs.request, ...fromCommits, server }
      return publish(request, options.dryRun === true ? dryRun(ports) : ports)
    }),
  )

verb('check', 'Read the configuration alone and tell everything that is wrong in it').action(
  (options: Options) =>
    tell(options, async () => {
      const { inputs, ports } = prepare(options)
      return check(inputs.request.config, ports, inputs.request)
    }),
)

addInit(program)
addPolicyVerbs(program)
addStatus(program)
addDoctor(program)
addVerbsByHand(program)
addRelay(program)
addHelp(program)

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

// A reader that has seen enough, such as `head`, is no fault.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => process.exit())
await program.parseAsync()

function verb(name: string, description: string): Command {
  return withCommonOptions(program.command(name).description(description))
    .addOption(option.config)
    .addOption(option.environments)
    .option('--only <images>', 'look at these images only, separated by commas', '')
    .option('--suspend', 'hold every change')
    .option(
      '--freeze <environments>',
      'take no changes in these environments, separated by commas, or in all: true',
      '',
    )
    .addOption(option.allowedRegistries)
    .addOption(option.manifests)
    .addOption(option.strict)
}

/** Options of the two ways to apply that the other way would silently ignore. */
function checkTogether(options: Options & { readonly selections?: string; readonly path?: string }): void {
  const { selections, path, environments, only, suspend, manifests, strict } = options
  const odd =
    selections === undefined
      ? path !== undefined && ['--path goes with --selections; `paths` of the configuration say where else.']
      : [environments, only, manifests ?? ''].some((text) => text !== '') ||
          suspend === true ||
          strict === true
        ? [
            '--environments, --only, --suspend, --manifests and --strict do not go with --selections, which say themselves what is applied.',
          ]
        : false
  if (odd !== false) throw problemError('arguments-invalid', odd.join(' '))
}

/** Commander's own words for people, and CONTRACTS' shape for programs that asked for JSON. */
function tellWrongArguments(text: string, write: (text: string) => void): void {
  write(text)
  if (!/--output[= ]json/.test(process.argv.join(' '))) return
  const message = printable(text.trim())
  const problem = problemJson({ code: 'arguments-invalid', level: 'error', message })
  process.stdout.write(`${JSON.stringify({ version: 1, problems: [problem] }, null, 2)}\n`)
}
