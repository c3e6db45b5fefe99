/** The verb about registries: `doctor`. It writes nothing. */
import type { Command } from 'commander'
import { doctor } from '../commands/doctor.ts'
import { doctorBranches } from '../commands/doctor-branches.ts'
import { type CommonOptions, option, type Options, prepare, withCommonOptions } from './cli-options.ts'
import { tell } from './tell.ts'

interface DoctorOptions extends CommonOptions, Pick<Options, 'config' | 'allowedRegistries'> {
  readonly image?: string
}

/** Adds it to the program. */
export function addDoctor(program: Command): void {
  withCommonOptions(program.command('doctor'))
    .description(
      'Say what guards the branches of requests; with --image how its registry answers, step by step',
    )
    .option(
      '--image <image>',
      'host and path, without a tag; or a policy whose image is meant, as markers name it',
    )
    .addOption(option.config)
    .addOption(option.allowedRegistries)
    .action((options: DoctorOptions) =>
      tell(options, async () => {
        const { inputs, ports } = prepare({ environments: '', only: '', ...options })
        const { config } = inputs.request
        return options.image === undefined
          ? doctorBranches(config, ports)
          : doctor({ image: options.image, config }, ports)
      }),
    )
}
