/** The GitHub Action: inputs -> request; report -> outputs, annotations, job summary, exit code. */
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import * as core from '@actions/core'
import { context } from '@actions/github'
import { defaults } from '@actions/github/lib/utils'
import { dryRun } from '../adapters/dry-run.ts'
import { watch } from '../adapters/watching.ts'
import { printable } from '../model/printable.ts'
import type { RunReport } from '../model/report.ts'
import type { RunRequest } from '../model/request.ts'
import { diffLines } from '../pipeline/report/diff.ts'
import { reportJson } from '../pipeline/report/json.ts'
import { allProblems, exitCode } from '../pipeline/report/report.ts'
import { summaryMarkdown } from '../pipeline/report/summary.ts'
import { reportLines } from '../pipeline/report/terminal.ts'
import { settle } from '../pipeline/settle.ts'
import type { Ports } from '../ports.ts'
import { annotate } from './annotations.ts'
import { type Event, heed, refuseStrangers } from './events.ts'
import { explain } from './faults.ts'
import { type Inputs, parseInputs } from './inputs.ts'
import { outputsOf } from './outputs.ts'
import { givenManifests } from './manifests.ts'
import { inGroups } from './log-groups.ts'
import { createProgress } from './progress.ts'
import { inert } from './say.ts'
import { checkoutRoot, livePorts, type World } from './wiring.ts'

process.exitCode = await main()

async function main(): Promise<number> {
  try {
    return await act()
  } catch (thrown) {
    const explained = explain(thrown)
    if (explained.kind === 'problems') annotate(explained.problems)
    else say(explained.lines)
    return explained.exitCode
  }
}

async function act(): Promise<number> {
  const event: Event = { name: process.env['GITHUB_EVENT_NAME'], payload: context.payload }
  refuseStrangers(event.name)
  const inputs = readInputs()
  const occasion = heed(event, inputs)
  const ports = livePorts({ ...world(inputs), announced: occasion.announced })
  const { serverUrl: server } = context
  const request: RunRequest = {
    ...inputs.request,
    ...occasion.request,
    from: 'commits',
    defaultBranch: 'of-the-remote',
    server,
    ...givenManifests('.', core.getInput('manifests')),
  }
  const { report, parcels } = await watched(ports, (seen) =>
    settle(request, inputs.dryRun ? dryRun(seen) : seen),
  )
  core.startGroup('Report')
  say(reportLines(report))
  core.endGroup()
  core.startGroup('Diff')
  say(diffLines(parcels))
  core.endGroup()
  await hand(report)
  return exitCode(report)
}

/** A group for each phase, which is closed before anything else is said. */
async function watched<Result>(ports: Ports, work: (ports: Ports) => Promise<Result>): Promise<Result> {
  const progress = createProgress(inGroups(), ports.clock)
  const timer = setInterval(() => progress.tick(), 5000)
  try {
    return await work(watch(ports, progress))
  } finally {
    clearInterval(timer)
    progress.end()
  }
}

function readInputs(): Inputs {
  return parseInputs({
    config: core.getInput('config'),
    environments: core.getInput('environments'),
    only: core.getInput('only'),
    'on-bad-event': core.getInput('on-bad-event'),
    'dry-run': core.getInput('dry-run'),
    suspend: core.getInput('suspend'),
    freeze: core.getInput('freeze'),
    'take-over': core.getInput('take-over'),
    strict: core.getInput('strict'),
    'pull-requests': core.getInput('pull-requests'),
    'allowed-registries': core.getInput('allowed-registries'),
    'changelog-repositories':
      core.getInput('changelog-repositories') || (process.env['GITHUB_REPOSITORY'] ?? ''),
    commits: core.getInput('commits'),
    'update-workspace': core.getInput('update-workspace'),
    'signing-key': core.getInput('signing-key'),
    'signing-key-passphrase': core.getInput('signing-key-passphrase', { trimWhitespace: false }),
    'signing-keys': core.getInput('signing-keys'),
    'registry-credentials': core.getInput('registry-credentials'),
    'registry-tls': core.getInput('registry-tls'),
    'aws-role-arn': core.getInput('aws-role-arn'),
    'gcp-workload-identity-provider': core.getInput('gcp-workload-identity-provider'),
    'gcp-service-account': core.getInput('gcp-service-account'),
    'azure-client-id': core.getInput('azure-client-id'),
    'azure-tenant-id': core.getInput('azure-tenant-id'),
  })
}

function world({ allowed, registries, delivery }: Inputs): World {
  return {
    directory: checkoutRoot(resolve(core.getInput('working-directory') || '.')),
    env: process.env,
    token: core.getInput('token'),
    repository: process.env['GITHUB_REPOSITORY'] ?? '',
    urls: { server: context.serverUrl, api: context.apiUrl, graphql: context.graphqlUrl },
    allowed,
    registries,
    delivery,
    mask: core.setSecret,
    ...proxiedFetch(),
  }
}

/** Octokit's global `fetch` knows no proxy; the one of `@actions/github` does. */
function proxiedFetch(): Pick<World, 'fetch'> {
  const fetch = defaults.request?.fetch
  return fetch === undefined ? {} : { fetch }
}

async function hand(report: RunReport): Promise<void> {
  for (const [name, value] of Object.entries(
    outputsOf(report, context.serverUrl, process.env['GITHUB_REPOSITORY'] ?? ''),
  )) {
    core.setOutput(name, value)
  }
  core.setOutput('report', writeReport(report))
  annotate(allProblems(report))
  const home = `${context.serverUrl}/${process.env['GITHUB_REPOSITORY'] ?? ''}`
  if (process.env['GITHUB_STEP_SUMMARY'])
    await core.summary.addRaw(summaryMarkdown(report, home), true).write()
}

/** A folder of its own, so that a second step of the job does not overwrite what the first one names. */
function writeReport(report: RunReport): string {
  const folder = mkdtempSync(join(process.env['RUNNER_TEMP'] || tmpdir(), 'image-bump-'))
  const file = join(folder, 'report.json')
  writeFileSync(file, `${JSON.stringify(reportJson(report), null, 2)}\n`)
  return file
}

function say(lines: readonly string[]): void {
  for (const line of lines) core.info(inert(printable(line)))
}
