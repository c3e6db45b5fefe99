/** The verb that begins: `init`. */
import type { Command } from 'commander'
import { dryRun } from '../adapters/dry-run.ts'
import { init } from '../commands/init.ts'
import { problemError } from '../model/problem.ts'
import { type CommonOptions, option, type Options, prepare, withCommonOptions } from './cli-options.ts'
import { tell } from './tell.ts'

interface InitOptions extends CommonOptions, Pick<Options, 'allowedRegistries'> {
  readonly dryRun?: boolean
  readonly offline?: boolean
  readonly flux?: boolean
  readonly environment: readonly string[]
}

const config = '.github/image-bump.yaml'
const workflow = '.github/workflows/image-bump.yaml'

/** Adds it to the program. */
export function addInit(program: Command): void {
  withCommonOptions(program.command('init'))
    .description(
      'Propose a configuration for the images in the files, mark their values, and write both with a workflow',
    )
    .option('--dry-run', 'write nothing, and show the diff')
    .option('--offline', 'ask no registry: propose from the tags in the files alone')
    .option('--flux', "write Flux's objects instead of a configuration of our own")
    .option(
      '--environment <name=path>',
      'an environment and a path of it, instead of those that folders speak of; may be given several times',
      (text: string, before: readonly string[]) => [...before, text],
      [],
    )
    .addOption(option.allowedRegistries)
    .action((options: InitOptions) =>
      tell(options, async () => {
        const given = parseEnvironments(options.environment)
        const { ports } = prepare({ config, environments: '', only: '', ...options })
        const { offline = false, flux = false, dryRun: isDryRun = false } = options
        const request = { config, workflow, offline, flux, given, isDryRun }
        return init(request, isDryRun ? dryRun(ports) : ports)
      }),
    )
}

/** `dev=apps/dev`, each name with all its paths. Throws `arguments-invalid`. */
export function parseEnvironments(texts: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const given = new Map<string, readonly string[]>()
  for (const text of texts) {
    const [, name, path] = /^([a-z0-9](?:[-a-z0-9]*[a-z0-9])?)=(?:\.\/)?(.+?)\/?$/.exec(text) ?? []
    if (name === undefined || path === undefined || path.startsWith('/') || path.split('/').includes('..'))
      throw problemError(
        'arguments-invalid',
        `--environment ${text}: wanted a name in lower case and a path from the root of the repository, as in dev=apps/dev.`,
      )
    given.set(name, [...(given.get(name) ?? []), path])
  }
  if (given.size > 1 && [...given.values()].some((paths) => paths.includes('.')))
    throw problemError(
      'arguments-invalid',
      '--environment: the path . is the whole repository, which leaves nothing for another environment.',
    )
  return given
}
