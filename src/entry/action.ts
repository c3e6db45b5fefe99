/** The GitHub Action: event and inputs -> a run, a preview or an answer to a merge queue; what came of it -> outputs, annotations, job summary, exit code. */
import * as core from '@actions/core'
import { context } from '@actions/github'
import { dryRun } from '../adapters/dry-run.ts'
import { recordAnswers } from '../adapters/registry/recording.ts'
import { watch } from '../adapters/watching.ts'
import type { RunRequest } from '../model/request.ts'
import { admitInto } from '../pipeline/admit-into.ts'
import { planForJobs } from '../pipeline/plan-for-jobs.ts'
import { findPullRequestEvent, type PullRequestEvent } from '../pipeline/preview/event.ts'
import { exitCodeFor } from '../pipeline/report/report.ts'
import { summaryMarkdown } from '../pipeline/report/summary.ts'
import type { Outcome } from '../pipeline/run.ts'
import { settle } from '../pipeline/settle.ts'
import type { Ports } from '../ports.ts'
import { findQueuedBranch } from '../trigger/merge-group.ts'
import { readInputs, repositoryName, worldOf } from './action-inputs.ts'
import { handPlan, refuse, say, tell } from './action-report.ts'
import { annotate } from './annotations.ts'
import { type Event, heed, refuseStrangers } from './events.ts'
import { explain } from './faults.ts'
import type { Inputs } from './inputs.ts'
import { inGroups } from './log-groups.ts'
import { givenManifests } from './manifests.ts'
import { givenPlan } from './plan-files.ts'
import { previewPullRequest } from './preview.ts'
import { createProgress } from './progress.ts'
import { livePorts } from './wiring.ts'

process.exitCode = await main()

async function main(): Promise<number> {
  try {
    return await act()
  } catch (thrown) {
    const explained = explain(thrown)
    if (explained.kind === 'problems') await refuse(explained.problems)
    else say(explained.lines)
    return explained.exitCode
  }
}

async function act(): Promise<number> {
  const event: Event = { name: process.env['GITHUB_EVENT_NAME'], payload: context.payload }
  refuseStrangers(event.name)
  const inputs = readInputs()
  const queued = findQueuedBranch(event.name, event.payload)
  if (queued !== undefined) return answerQueue(inputs, queued)
  const proposed = findPullRequestEvent(event.name, event.payload)
  return proposed === undefined ? bump(inputs, event) : preview(inputs, proposed)
}

async function bump(inputs: Inputs, event: Event): Promise<number> {
  const occasion = heed(event, inputs)
  const planned = givenPlan('.', core.getInput('plan'), repositoryName())
  const answers = planned && { answers: planned.answers }
  const ports = livePorts({ ...worldOf(inputs), ...answers, announced: occasion.announced })
  const { serverUrl: server } = context
  const request: RunRequest = {
    ...inputs.request,
    ...occasion.request,
    from: 'commits',
    defaultBranch: 'of-the-remote',
    server,
    ...givenManifests('.', core.getInput('manifests')),
    ...(planned && { planned }),
  }
  const run = inputs.dryRun ? rehearse : settle
  const outcome = await watched(ports, (seen) => run(request, seen))
  return tell(outcome, summaryMarkdown(outcome.report, `${server}/${repositoryName()}`))
}

/** A dry run hands what other jobs need to deliver what it found. */
async function rehearse(request: RunRequest, ports: Ports): Promise<Outcome> {
  const { registry, answers } = recordAnswers(ports.registry)
  const { outcome, rows, planned } = await planForJobs(request, dryRun({ ...ports, registry }))
  handPlan(rows, { ...planned, repository: repositoryName(), answers: answers() })
  return outcome
}

/** A pull request is looked at, and nothing is delivered. */
async function preview(inputs: Inputs, event: PullRequestEvent): Promise<number> {
  const { request, dryRun: isDry, previewComment } = inputs
  const { serverUrl: server } = context
  const manifests = givenManifests('.', core.getInput('manifests'))
  const ports = livePorts({ ...worldOf(inputs), isStrange: event.isFork })
  const wishes = { event, isTold: previewComment && !isDry, isAnswered: !isDry }
  const { outcome, summary } = await watched(ports, (seen) =>
    previewPullRequest({ ...request, server, ...manifests }, seen, wishes),
  )
  return tell(outcome, summary)
}

/** The files of a queue's commit are not merged yet, so nothing is read from them. */
async function answerQueue(inputs: Inputs, branch: string): Promise<number> {
  const ports = livePorts(worldOf(inputs))
  const { forge } = inputs.dryRun ? dryRun(ports) : ports
  const problems = await admitInto(branch, forge)
  if (problems.length === 0) say([`Whatever the merge queue of ${branch} waits for from here was said.`])
  annotate(problems)
  return exitCodeFor(problems)
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
