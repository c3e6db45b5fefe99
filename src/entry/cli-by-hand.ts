/** The verbs that edit a file as a person would: `suspend`, `resume`, `pin`, `unpin`. They commit nothing. */
import type { Command } from 'commander'
import { pin, unpin } from '../commands/pin.ts'
import { suspend } from '../commands/suspend.ts'
import { type CommonOptions, option, type Options, prepare, withCommonOptions } from './cli-options.ts'
import { tell } from './tell.ts'

/** Adds them to the program. */
export function addVerbsByHand(program: Command): void {
  addSuspension(
    program,
    'suspend',
    'Write `suspend: true` for an image, a policy or an environment into its file',
  )
  addSuspension(program, 'resume', 'Take `suspend` away again')
  addPin(program)
  addUnpin(program)
}

interface HandOptions extends CommonOptions, Pick<Options, 'config'> {
  readonly root?: string
  readonly dryRun?: boolean
}

function addSuspension(program: Command, verb: 'suspend' | 'resume', description: string): void {
  withHandOptions(program.command(verb).description(description))
    .argument('<kind>', 'image (or repository), policy, environment (or automation, update)')
    .argument('<name>', 'as reports name it')
    .action((kind: string, name: string, options: HandOptions) =>
      tell(options, async () => {
        const { inputs, ports } = prepare({ ...nothingAsked, ...options })
        return suspend({ config: inputs.request.config, verb, kind, name, ...handOf(options) }, ports)
      }),
    )
}

function addPin(program: Command): void {
  withHandOptions(
    program
      .command('pin')
      .description('Hold a policy at one tag, whatever it would choose, until it is unpinned'),
  )
    .argument('<policy>', 'as markers name it, namespace:name')
    .argument('<tag>', 'the tag that shall win')
    .option('--reason <text>', 'why, for the reports')
    .option('--offline', 'do not ask the registry whether the tag is there')
    .addOption(option.allowedRegistries)
    .action((policy: string, tag: string, options: PinOptions) =>
      tell(options, async () => {
        const { inputs, ports } = prepare({ ...nothingAsked, ...options })
        const { reason, offline = false } = options
        const why = reason === undefined ? {} : { reason }
        const request = { config: inputs.request.config, policy, tag, offline, ...why, ...handOf(options) }
        return pin(request, ports)
      }),
    )
}

interface PinOptions extends HandOptions, Pick<Options, 'allowedRegistries'> {
  readonly reason?: string
  readonly offline?: boolean
}

function addUnpin(program: Command): void {
  withHandOptions(program.command('unpin').description('Let a pinned policy choose again, as it did before'))
    .argument('<policy>', 'as markers name it, namespace:name')
    .action((policy: string, options: HandOptions) =>
      tell(options, async () => {
        const { inputs, ports } = prepare({ ...nothingAsked, ...options })
        return unpin({ config: inputs.request.config, policy, ...handOf(options) }, ports)
      }),
    )
}

function withHandOptions(command: Command): Command {
  return withCommonOptions(command)
    .addOption(option.config)
    .option(
      '--root <name>',
      "the root of one of Flux's objects, where several clusters have one of that name",
    )
    .option('--dry-run', 'show the diff, write nothing')
}

function handOf({ root, dryRun = false }: HandOptions) {
  return { dryRun, ...(root !== undefined && { root }) }
}

/** For options that a verb has not. */
const nothingAsked = { environments: '', only: '', allowedRegistries: '' }
