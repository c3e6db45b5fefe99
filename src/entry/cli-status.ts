/** The verb that shows where everything stands: `status`. It writes nothing but the page that `--html` names. */
import { resolve } from 'node:path'
import type { Command } from 'commander'
import { dryRun } from '../adapters/dry-run.ts'
import { status, type StatusResult } from '../commands/status.ts'
import { problemError } from '../model/problem.ts'
import { type CommonOptions, option, type Options, prepare, withCommonOptions } from './cli-options.ts'
import { checkReplaceable, replaceFile } from './replace-file.ts'
import { tell } from './tell.ts'

interface StatusOptions
  extends CommonOptions, Pick<Options, 'config' | 'environments' | 'allowedRegistries'> {
  readonly scan: boolean
  readonly html?: string
}

/** Adds it to the program. */
export function addStatus(program: Command): void {
  withCommonOptions(program.command('status'))
    .description('Show images, policies and environments: what stands where, and what waits for what')
    .option('--no-scan', 'tell what the files say, and ask no registry')
    .option('--html <file>', 'write it as a page of HTML, too, complete in one file (- is standard output)')
    .addOption(option.config)
    .addOption(option.environments)
    .addOption(option.allowedRegistries)
    .action((options: StatusOptions) => {
      const { html, output } = options
      // Then the tables go to standard error, as with JSON.
      return tell({ output: html === '-' && output === 'text' ? 'html' : output }, async () => {
        const place = placeOfPage(options)
        const result = await run(options)
        if (result.page !== undefined) place?.write(result.page)
        return result
      })
    })
}

async function run(options: StatusOptions): Promise<StatusResult> {
  const { inputs, ports } = prepare({ only: '', ...options })
  const { columns, isTTY } = process.stdout
  const page = options.html === undefined ? {} : { page: whereWeAre(process.env) }
  const request = { ...inputs.request, from: source(process.env), defaultBranch: 'checked-out' } as const
  const looks = { scan: options.scan, ...(isTTY && { width: columns }), ...page }
  return status({ ...request, ...looks }, dryRun(ports))
}

/** Throws before anybody is asked for anything where the page could not be written. */
function placeOfPage({ html, output, directory }: StatusOptions) {
  if (html === undefined) return undefined
  if (html === '-') {
    if (output === 'text') return { write: (page: string) => void process.stdout.write(page) }
    throw problemError('arguments-invalid', '--html - and --output json both want standard output.')
  }
  const path = resolve(directory, html)
  checkReplaceable(path)
  return { write: (page: string) => replaceFile(path, page) }
}

function whereWeAre(env: NodeJS.ProcessEnv) {
  const repository = env['GITHUB_REPOSITORY'] ?? ''
  const server = env['GITHUB_SERVER_URL'] ?? 'https://github.com'
  return { server, ...(repository !== '' && { repository }) }
}

/** With a token open requests can be named, and what they carry is compared with commits. */
export function source(env: NodeJS.ProcessEnv): 'commits' | 'disk' {
  return (env['GITHUB_TOKEN'] ?? '') !== '' && (env['GITHUB_REPOSITORY'] ?? '') !== '' ? 'commits' : 'disk'
}
