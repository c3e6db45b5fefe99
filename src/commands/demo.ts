/** `image-bump demo`: the real line on a stand-in world, told step by step. */
import type { RunRequest } from '../model/request.ts'
import { diffLines } from '../pipeline/report/diff.ts'
import { reportJson } from '../pipeline/report/json.ts'
import { exitCode } from '../pipeline/report/report.ts'
import { reportLines } from '../pipeline/report/terminal.ts'
import { type Outcome, run } from '../pipeline/run.ts'
import type { Ports } from '../ports.ts'
import type { CommandResult } from './result.ts'

export interface DemoWorld {
  readonly ports: Ports
  readonly tags: ReadonlyMap<string, readonly string[]>
  /** The remote's log of the branch, newest first, one commit a line. */
  readonly log: (branch: string) => readonly string[]
  /** What GitHub's stand-in holds. */
  readonly requests: () => readonly {
    readonly number: number
    readonly title: string
    readonly body: string
  }[]
  /** The folder, if it is kept. */
  readonly kept?: string
}

const request: RunRequest = {
  config: '.github/image-bump.yaml',
  from: 'commits',
  defaultBranch: 'of-the-remote',
  suspend: false,
}

export async function demo(world: DemoWorld): Promise<CommandResult> {
  const first = await run(request, world.ports)
  const told = firstRun(world, first)
  const second = await run(request, world.ports)
  const lines = [...told, ...secondRun(world, first, second), ...ending(world)]
  return {
    exitCode: exitCode(first.report),
    lines,
    json: [reportJson(first.report), reportJson(second.report)],
  }
}

function firstRun(world: DemoWorld, { report, parcels }: Outcome): readonly string[] {
  return [
    'A registry, a Git remote and a stand-in for GitHub are serving on this machine.',
    ...section(
      'Tags the registry has',
      [...world.tags].map(([image, tags]) => `${image}: ${tags.join(' ')}`),
    ),
    ...section('What each policy chose, and what became of it', reportLines(report)),
    ...section('The edits, and nothing else', diffLines(parcels)),
    ...section('main, as the remote has it now', world.log('main')),
    ...world
      .requests()
      .flatMap(({ number, title, body }) =>
        section(`Pull request #${number}: ${title}`, body.trim().split('\n')),
      ),
  ]
}

function secondRun(world: DemoWorld, first: Outcome, second: Outcome): readonly string[] {
  const lines = second.report.publications.map(
    ({ environment, kind, request: open }) =>
      `${environment}: ${kind}${open === undefined ? '' : `, pull request #${open.number} is up to date`}`,
  )
  const idle = second.report.environments
    .filter(
      ({ environment }) => !second.report.publications.some((each) => each.environment === environment.name),
    )
    .map(({ environment }) => `${environment.name}: nothing to change`)
  const counts = `Open pull requests: ${world.requests().length}; commits on main: ${world.log('main').length}.`
  const title = `A second run, after ${first.report.publications.length} deliveries, changes nothing`
  return section(title, [...idle, ...lines, counts])
}

function ending({ kept }: DemoWorld): readonly string[] {
  return kept === undefined
    ? ['', 'Everything was removed again; --keep leaves the folder.']
    : ['', `Kept in ${kept}`]
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return ['', title, '-'.repeat(title.length), ...lines]
}
