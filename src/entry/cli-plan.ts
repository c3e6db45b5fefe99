/** `plan`, and what it writes for jobs that deliver it. */
import type { Command } from 'commander'
import { dryRun } from '../adapters/dry-run.ts'
import { recordAnswers } from '../adapters/registry/recording.ts'
import { plan } from '../commands/plan.ts'
import { planJobs } from '../commands/plan-for-jobs.ts'
import { type Options, prepare } from './cli-options.ts'
import { savingTo } from './saving.ts'
import { tell } from './tell.ts'

interface PlanOptions extends Options {
  readonly matrix?: boolean
  readonly save?: string
}

/** Completes the verb, which has the options that `publish` has, too. */
export function definePlan(verb: Command): void {
  verb
    .option(
      '--matrix',
      'print the matrix of jobs that would deliver it, for fromJSON; reads commits, as publish does',
    )
    .option('--save <file>', 'write the plan for `image-bump publish --plan`; reads commits, as publish does')
    .action((options: PlanOptions) =>
      tell(options, async () => {
        const { inputs, ports } = prepare(options)
        const { matrix = false, save, directory } = options
        if (!matrix && save === undefined)
          return plan({ ...inputs.request, from: 'disk', defaultBranch: 'checked-out' }, dryRun(ports))
        const { registry, answers } = recordAnswers(ports.registry)
        const server = process.env['GITHUB_SERVER_URL'] ?? 'https://github.com'
        return planJobs(
          { ...inputs.request, from: 'commits', defaultBranch: 'checked-out', server },
          dryRun({ ...ports, registry }),
          {
            repository: process.env['GITHUB_REPOSITORY'] ?? '',
            answers,
            matrix,
            saving: save === undefined ? undefined : savingTo(directory, save),
          },
        )
      }),
    )
}
