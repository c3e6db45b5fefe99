/** `image-bump init`: proposes a configuration for a repository that has none, proves it by a plan, and writes it. */
import type { SourceFile } from '../model/manifest.ts'
import type { RewrittenFile } from '../model/plan.ts'
import type { Listing } from '../model/policy.ts'
import type { Problem } from '../model/problem.ts'
import { formatImageName, type ImageName } from '../model/reference.ts'
import { counted } from '../model/words.ts'
import {
  explanationLines,
  findImages,
  formatWorkflow,
  type GivenPaths,
  imagesIn,
  mayNameImages,
  type Proposal,
  proposalJson,
  propose,
} from '../pipeline/proposal/proposal.ts'
import { fileDiff } from '../pipeline/report/diff.ts'
import { problemJson } from '../pipeline/report/json.ts'
import { exitCodeFor } from '../pipeline/report/report.ts'
import { problemLines } from '../pipeline/report/terminal.ts'
import { list } from '../pipeline/scan/scan.ts'
import type { Ports, Registry, Worktree } from '../ports.ts'
import { refuseExisting } from './init-refusals.ts'
import { type InitTarget, ownTarget } from './init-target.ts'
import { fluxTarget } from './init-flux.ts'
import { newFile } from './new-file.ts'
import { rehearse, type Rehearsal } from './rehearsal.ts'
import type { CommandResult } from './result.ts'

export interface InitRequest {
  /** Where our own configuration shall lie. */
  readonly config: string
  /** Where the workflow shall lie. */
  readonly workflow: string
  /** Ask no registry: propose from the files alone. */
  readonly offline: boolean
  /** Write Flux's objects instead of our own file. */
  readonly flux: boolean
  /** Environments with their paths; found by the names of folders where there are none. */
  readonly given: GivenPaths
  /** Show the diff, as where the ports write nothing. */
  readonly isDryRun: boolean
}

/** Throws `init-refused` where something would be overwritten; gives it where nothing can be proposed. In a dry run the ports write nothing. */
export async function init(request: InitRequest, ports: Ports): Promise<CommandResult> {
  await refuseExisting(request, ports)
  const target = request.flux ? await fluxTarget(ports.worktree) : ownTarget(request.config)
  const files = await ports.worktree.read({ matches: mayNameImages })
  const found = findImages(files)
  const listings = request.offline
    ? new Map<string, Listing>()
    : await listAll(imagesIn(found), ports.registry)
  const proposal = propose(found, files, { listings, given: request.given, keyOf: target.keyOf })
  if (proposal.environments.length === 0) return nothingFound(proposal)
  const changed = allFiles(proposal, target, request)
  const rehearsal = await rehearse({ proposal, changed, config: request.config, listings }, ports)
  await write(changed, ports.worktree)
  return tell({ request, proposal, target, changed, rehearsal, noticed: ports.registry.problems() })
}

async function listAll(
  images: readonly ImageName[],
  registry: Registry,
): Promise<ReadonlyMap<string, Listing>> {
  const listings = await Promise.all(
    images.map(async (name): Promise<[string, Listing]> => {
      const exclusion = { patterns: [], attachments: true }
      return [formatImageName(name), await list({ name, exclusion, suspend: false }, registry)]
    }),
  )
  return new Map(listings)
}

/** New files stand beside changed ones, as if they had been empty. */
function allFiles(
  proposal: Proposal,
  target: InitTarget,
  { workflow }: InitRequest,
): readonly RewrittenFile[] {
  return [...proposal.edits, ...target.filesFor(proposal), newFile(workflow, formatWorkflow())]
}

function write(changed: readonly RewrittenFile[], worktree: Worktree): Promise<void> {
  return worktree.write(changed.map(({ after }): SourceFile => after))
}

function nothingFound(proposal: Proposal): CommandResult {
  const message = 'No image was found whose tag a policy could choose, so nothing was written.'
  const problem = { code: 'init-refused', level: 'error', message } as const
  const nothing = { changes: [], files: [], problems: [problemJson(problem)] }
  return {
    exitCode: 1,
    lines: [...explanationLines(proposal), ...problemLines(problem)],
    json: { version: 1, ...proposalJson(proposal), ...nothing },
  }
}

interface Told {
  readonly request: InitRequest
  readonly proposal: Proposal
  readonly target: InitTarget
  readonly changed: readonly RewrittenFile[]
  readonly rehearsal: Rehearsal
  readonly noticed: readonly Problem[]
}

function tell({ request, proposal, target, changed, rehearsal, noticed }: Told): CommandResult {
  const problems = [...noticed, ...rehearsal.problems]
  const paths = changed.map(({ after }) => after.path)
  const markers = proposal.environments.flatMap(({ policies }) =>
    policies.flatMap(({ uses }) => uses.flatMap(({ marks }) => marks)),
  )
  const diff = request.isDryRun ? ['', ...changed.flatMap(fileDiff)] : []
  return {
    exitCode: exitCodeFor(problems),
    lines: [
      ...explanationLines(proposal),
      ...rehearsal.lines,
      ...(problems.length === 0 ? [] : ['', 'Problems', ...problems.flatMap(problemLines)]),
      '',
      `${request.isDryRun ? 'Would write' : 'Wrote'} ${counted(markers.length, 'marker')} and these files; look at them with git diff:`,
      ...paths.map((path) => `  ${path}`),
      ...target.next,
      ...diff,
    ],
    json: {
      version: 1,
      ...proposalJson(proposal),
      changes: rehearsal.changes,
      files: paths,
      problems: problems.map(problemJson),
    },
  }
}
