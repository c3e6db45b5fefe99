/** The verb for "no update happened": `doctor`. It writes nothing. */
import { type Command, Option } from 'commander'
import { dryRun } from '../adapters/dry-run.ts'
import { doctor } from '../commands/doctor.ts'
import { doctorImage } from '../commands/doctor-image.ts'
import { type CommonOptions, option, type Options, prepare, withCommonOptions } from './cli-options.ts'
import { source } from './cli-status.ts'
import { tell } from './tell.ts'

interface DoctorOptions
  extends CommonOptions, Pick<Options, 'config' | 'suspend' | 'freeze' | 'allowedRegistries'> {
  readonly image?: string
  readonly policy?: string
  readonly scan: boolean
}

/** Adds it to the program. */
export function addDoctor(program: Command): void {
  withCommonOptions(program.command('doctor'))
    .description(
      'Say why no update happened: what is wrong from the configuration to the requests, and the fix',
    )
    .addOption(
      new Option('--policy <policy>', 'why nothing happened to this one, as markers name it').conflicts(
        'image',
      ),
    )
    .option(
      '--image <image>',
      'how its registry answers, step by step: host and path, without a tag; or a policy whose image is meant',
    )
    .option('--no-scan', 'judge what the files say, and ask no registry and no GitHub')
    .option('--suspend', 'judge a run that holds every change')
    .option('--freeze <environments>', 'judge a run that freezes these, separated by commas, or all: true')
    .addOption(option.config)
    .addOption(option.allowedRegistries)
    .action((options: DoctorOptions) =>
      tell(options, async () => {
        const { inputs, ports } = prepare({ environments: '', only: '', ...options })
        const { config } = inputs.request
        const { image, policy, scan } = options
        if (image !== undefined) return doctorImage({ image, config }, ports)
        const request = {
          ...inputs.request,
          from: source(process.env),
          defaultBranch: 'checked-out',
          scan,
          ...(policy !== undefined && { policy }),
        } as const
        return doctor(request, { ...dryRun(ports), ...(ports.facts && { facts: ports.facts }) })
      }),
    )
}
