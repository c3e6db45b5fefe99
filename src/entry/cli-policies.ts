/** The verbs about what policies choose: `policy test`, `tags`, `explain`. They write nothing but the file that `tags --save` names. */
import type { Command } from 'commander'
import { dryRun } from '../adapters/dry-run.ts'
import { explain } from '../commands/explain.ts'
import { policyTest } from '../commands/policy-test.ts'
import { tags } from '../commands/tags.ts'
import { type CommonOptions, option, type Options, prepare, withCommonOptions } from './cli-options.ts'
import { readText } from './read-text.ts'
import { savingTo } from './saving.ts'
import { tell } from './tell.ts'

/** Adds them to the program. */
export function addPolicyVerbs(program: Command): void {
  addPolicyTest(program)
  addTags(program)
  addExplain(program)
}

function addPolicyTest(program: Command): void {
  const policy = program.command('policy').description('Test policies on given tags, without a registry')
  withCommonOptions(policy.command('test'))
    .description('Run the tests of these files (YAML or JSON, see CONTRACTS.md)')
    .argument('<files...>', 'files with tests')
    .addOption(option.config)
    .action((files: readonly string[], options: CommonOptions & Pick<Options, 'config'>) =>
      tell(options, async () => {
        const { inputs, ports } = prepare({ ...nothingAsked, ...options })
        return policyTest({
          files,
          read: (file) => readText(options.directory, file),
          config: inputs.request.config,
          ports,
        })
      }),
    )
}

function addTags(program: Command): void {
  withCommonOptions(program.command('tags'))
    .description('List the tags that a registry has for an image')
    .argument('<image>', 'host and path, without a tag; or a policy whose image is meant, as markers name it')
    .option('--save <file>', 'write them as a test for `image-bump policy test`')
    .addOption(option.config)
    .addOption(option.allowedRegistries)
    .action((image: string, options: TagsOptions) =>
      tell(options, async () => {
        const { inputs, ports } = prepare({ ...nothingAsked, ...options })
        const { save, directory } = options
        const saving = save === undefined ? undefined : savingTo(directory, save)
        return tags({ image, config: inputs.request.config }, ports, saving)
      }),
    )
}

interface TagsOptions extends CommonOptions, Pick<Options, 'config' | 'allowedRegistries'> {
  readonly save?: string
}

function addExplain(program: Command): void {
  withCommonOptions(program.command('explain'))
    .description('Say why a policy chooses its tag, and why not another; writes nothing')
    .argument('<policy>', 'as markers name it, namespace:name')
    .option('--tag <tag>', 'say also why it is not this one')
    .addOption(option.config)
    .addOption(option.environments)
    .addOption(option.allowedRegistries)
    .action((policy: string, options: ExplainOptions) =>
      tell(options, async () => {
        const { inputs, ports } = prepare({ ...nothingAsked, ...options })
        const tag = options.tag === undefined ? {} : { tag: options.tag }
        const request = { ...inputs.request, from: 'disk', defaultBranch: 'checked-out' } as const
        return explain({ ...request, policy, ...tag }, dryRun(ports))
      }),
    )
}

interface ExplainOptions
  extends CommonOptions, Pick<Options, 'config' | 'environments' | 'allowedRegistries'> {
  readonly tag?: string
}

/** For options that a verb has not. The configuration must be some path. */
const nothingAsked = { config: '.github/image-bump.yaml', environments: '', only: '', allowedRegistries: '' }
