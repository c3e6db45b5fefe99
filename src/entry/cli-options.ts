/** The options that verbs of the command line share, and what is made of them. */
import { type Command, Option } from 'commander'
import { signingTextsFrom } from './delivery-inputs.ts'
import { type Inputs, parseInputs } from './inputs.ts'
import type { RunRequest } from '../model/request.ts'
import { beginLiveLine } from './live-line.ts'
import { givenManifests } from './manifests.ts'
import { givenPlan } from './plan-files.ts'
import { maskLine } from './mask.ts'
import { registryTextsFrom } from './registry-inputs.ts'
import { checkoutRoot, livePorts, type World } from './wiring.ts'

/** Those that every verb has. */
export interface CommonOptions {
  readonly directory: string
  readonly output: 'text' | 'json'
}

/** Those of verbs that look at the configuration or at registries; a verb that has not all of them leaves the others empty. */
export interface Options extends CommonOptions {
  readonly config: string
  readonly environments: string
  readonly only: string
  readonly suspend?: boolean
  readonly freeze?: string
  readonly takeOver?: boolean
  readonly strict?: boolean
  readonly manifests?: string
  readonly pullRequests?: boolean
  readonly allowedRegistries: string
  readonly changelogRepositories?: string
  readonly commits?: string
  readonly updateWorkspace?: boolean
  readonly plan?: string
}

/** The same words for the same thing, whatever the verb. */
export const option = {
  config: new Option('--config <path>', 'the configuration, from the root of the repository').default(
    '.github/image-bump.yaml',
  ),
  environments: new Option(
    '--environments <names>',
    'look at these environments only, separated by commas',
  ).default(''),
  manifests: new Option(
    '--manifests <file>',
    "take Flux's objects from these rendered manifests (- is standard input), as kustomize or flux build give them",
  ),
  strict: new Option('--strict', "let an automation of Flux fail as a whole where Flux's own would"),
  allowedRegistries: new Option(
    '--allowed-registries <hosts>',
    'talk to these registries only, separated by commas',
  ).default(''),
}

/** Adds the options that every verb has. */
export function withCommonOptions(command: Command): Command {
  return command
    .option('-C, --directory <folder>', 'a folder of the checkout', '.')
    .addOption(
      new Option('--output <format>', 'json prints the report on standard output')
        .choices(['text', 'json'])
        .default('text'),
    )
}

/** Where GitHub is, as its runners say it; github.com without that. */
function urlsFrom(env: NodeJS.ProcessEnv): World['urls'] {
  return {
    server: env['GITHUB_SERVER_URL'] ?? 'https://github.com',
    api: env['GITHUB_API_URL'] ?? 'https://api.github.com',
    graphql: env['GITHUB_GRAPHQL_URL'] ?? 'https://api.github.com/graphql',
  }
}

/** What the options ask for, and the real world for it. Throws a ProblemError with every option that cannot be read. */
export function prepare(options: Options): {
  readonly inputs: Inputs & { readonly request: Pick<RunRequest, 'manifests' | 'planned'> }
  readonly ports: ReturnType<typeof livePorts>
  readonly directory: string
} {
  const { env } = process
  const inputs = readInputs(options, env)
  const directory = checkoutRoot(options.directory)
  const planned = givenPlan(options.directory, options.plan ?? '')
  const live = livePorts({
    directory,
    env,
    token: env['GITHUB_TOKEN'] ?? '',
    repository: env['GITHUB_REPOSITORY'] ?? '',
    urls: urlsFrom(env),
    allowed: inputs.allowed,
    registries: inputs.registries,
    delivery: inputs.delivery,
    ...(planned && { answers: planned.answers }),
    // The runner reads both streams, and standard output may be a program's.
    mask: (secret) => void process.stderr.write(maskLine(secret, env) ?? ''),
  })
  const request = {
    ...inputs.request,
    ...givenManifests(options.directory, options.manifests),
    ...(planned && { planned }),
  }
  return { inputs: { ...inputs, request }, ports: beginLiveLine(live), directory }
}

function readInputs(options: Options, env: NodeJS.ProcessEnv): Inputs {
  return parseInputs({
    ...registryTextsFrom(env),
    ...signingTextsFrom(env),
    commits: options.commits ?? '',
    'update-workspace': String(options.updateWorkspace ?? true),
    config: options.config,
    environments: options.environments,
    only: options.only,
    'on-bad-event': '',
    'dry-run': '',
    suspend: String(options.suspend ?? false),
    freeze: options.freeze ?? '',
    'take-over': String(options.takeOver ?? false),
    strict: String(options.strict ?? false),
    'pull-requests': String(options.pullRequests ?? true),
    'allowed-registries': options.allowedRegistries,
    'preview-comment': '',
    'changelog-repositories': options.changelogRepositories ?? env['GITHUB_REPOSITORY'] ?? '',
  })
}
