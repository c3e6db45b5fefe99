/** The verb that shows where everything stands: `status`. It writes nothing. */
import type { Command } from 'commander'
import { dryRun } from '../adapters/dry-run.ts'
import { status } from '../commands/status.ts'
import { type CommonOptions, option, type Options, prepare, withCommonOptions } from './cli-options.ts'
import { tell } from './tell.ts'

interface StatusOptions
  extends CommonOptions, Pick<Options, 'config' | 'environments' | 'allowedRegistries'> {
  readonly scan: boolean
}

/** Adds it to the program. */
export function addStatus(program: Command): void {
  withCommonOptions(program.command('status'))
    .description('Show images, policies and environments: what stands where, and what waits for what')
    .option('--no-scan', 'tell what the files say, and ask no registry')
    .addOption(option.config)
    .addOption(option.environments)
    .addOption(option.allowedRegistries)
    .action((options: StatusOptions) =>
      tell(options, async () => {
        const { inputs, ports } = prepare({ only: '', ...options })
        const { columns, isTTY } = process.stdout
        const request = {
          ...inputs.request,
          from: source(process.env),
          defaultBranch: 'checked-out',
        } as const
        return status({ ...request, scan: options.scan, ...(isTTY && { width: columns }) }, dryRun(ports))
      }),
    )
}

/** With a token open requests can be named, and what they carry is compared with commits. */
export function source(env: NodeJS.ProcessEnv): 'commits' | 'disk' {
  return (env['GITHUB_TOKEN'] ?? '') !== '' && (env['GITHUB_REPOSITORY'] ?? '') !== '' ? 'commits' : 'disk'
}
