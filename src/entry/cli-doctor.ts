/** The verb about registries: `doctor`. It writes nothing. */
import type { Command } from 'commander'
import { doctor } from '../commands/doctor.ts'
import { type CommonOptions, option, type Options, prepare, withCommonOptions } from './cli-options.ts'
import { tell } from './tell.ts'

interface DoctorOptions extends CommonOptions, Pick<Options, 'config' | 'allowedRegistries'> {
  readonly image: string
}

/** Adds it to the program. */
export function addDoctor(program: Command): void {
  withCommonOptions(program.command('doctor'))
    .description("Look at an image's registry as a run does, and say step by step how it answers")
    .requiredOption(
      '--image <image>',
      'host and path, without a tag; or a policy whose image is meant, as markers name it',
    )
    .addOption(option.config)
    .addOption(option.allowedRegistries)
    .action((options: DoctorOptions) =>
      tell(options, async () => {
        const { inputs, ports } = prepare({ environments: '', only: '', ...options })
        return doctor({ image: options.image, config: inputs.request.config }, ports)
      }),
    )
}
