/** The line twice, and nothing written: as the base of a pull request stands, and as it would stand after merging. */
import type { CommitId } from '../model/history.ts'
import { type Place, type Problem, problemsOf } from '../model/problem.ts'
import type { RunReport } from '../model/report.ts'
import type { RunRequest } from '../model/request.ts'
import type { Ports, Worktree } from '../ports.ts'
import { imagesOf, type KnownImages, onlyKnown } from './preview/known-images.ts'
import { compare, type Preview } from './preview/preview.ts'
import type { PullRequestEvent } from './preview/event.ts'
import { configure } from './configure.ts'
import { act, look, type Outcome, run } from './run.ts'

export interface Previewed extends Outcome {
  readonly preview: Preview
  /** What the proposal was compared with. */
  readonly base: PullRequestEvent['base']
}

/**
 * Takes dry-run ports; the worktree holds what would stand on the base after merging. Whom registries are asked for, and how, the base alone says:
 * its branch on the remote, or the commit of the event where that branch is gone.
 */
export async function runPreview(
  asked: RunRequest,
  { base: told }: Pick<PullRequestEvent, 'base'>,
  ports: Ports,
): Promise<Previewed> {
  const heads = await ports.git.heads([told.branch])
  const base = { branch: told.branch, commit: heads.get(told.branch) ?? told.commit }
  const request = proposalOf(asked)
  const there = { ...ports, git: standingOn(base, ports.git) }
  const before = await attempt(() => readBase(request, base, there))
  const known = before.kind === 'done' ? before.value.known : new Map()
  const registry = onlyKnown(ports.registry, known, `the base (${base.branch} at ${base.commit.slice(0, 7)})`)
  const after = await attempt(() => run(request, { ...there, registry }))
  if (after.kind === 'failed') return broken(after.problems, base)
  const { report, parcels } = after.value
  const old = before.kind === 'done' ? await attempt(before.value.run) : before
  const around = old.kind === 'failed' ? [unusable(base, old.problems)] : await movedBase(base, ports.git)
  const whole = { ...report, problems: [...around, ...placed(report)] }
  const preview = compare(old.kind === 'done' ? old.value.report : undefined, whole)
  return { report: whole, parcels, preview, base }
}

/** It is files that are looked at: what holds this very run, or lets it act, is left out. */
function proposalOf(asked: RunRequest): RunRequest {
  const { freeze: _, ...files } = asked
  return { ...files, from: 'disk', takeOver: true, suspend: false, changelogs: [] }
}

interface Base {
  readonly known: KnownImages
  readonly run: () => Promise<Outcome>
}

/** Rendered manifests that the workflow gives are of what is proposed; the environments that are asked for may be new. */
async function readBase(asked: RunRequest, base: PullRequestEvent['base'], ports: Ports): Promise<Base> {
  const { manifests: _, environments, ...rest } = asked
  const there = { ...ports, worktree: filesOf(base.commit, ports) }
  const configured = await configure(rest, there)
  const names = configured.config.environments.map(({ name }) => name)
  const wanted = environments && { environments: environments.filter((name) => names.includes(name)) }
  const request = { ...rest, ...wanted }
  const known = imagesOf(configured.config)
  const own = { ...there, registry: onlyKnown(ports.registry, known, base.branch) }
  return { known, run: async () => act(await look(request, own, configured), own) }
}

type Attempt<T> =
  | { readonly kind: 'done'; readonly value: T }
  | { readonly kind: 'failed'; readonly problems: readonly [Problem, ...Problem[]] }

async function attempt<T>(work: () => Promise<T>): Promise<Attempt<T>> {
  try {
    return { kind: 'done', value: await work() }
  } catch (thrown) {
    return { kind: 'failed', problems: problemsOf(thrown) }
  }
}

/** What is proposed cannot be run at all: that is all there is to say. */
function broken(problems: readonly Problem[], base: PullRequestEvent['base']): Previewed {
  const report = { environments: [], selections: [], publications: [], problems, requests: new Map() }
  return { report, parcels: [], preview: { ...compare(undefined, report), isBroken: true }, base }
}

function unusable({ branch }: PullRequestEvent['base'], [first]: readonly [Problem, ...Problem[]]): Problem {
  const message = `The base ${branch} cannot be compared with, and images that it does not name are not looked up. There: ${first.message}`
  return { code: 'base-unusable', level: 'note', message }
}

/** As if the base were checked out. A checkout of a pull request has no branch. */
function standingOn({ branch, commit }: PullRequestEvent['base'], git: Ports['git']): Ports['git'] {
  return {
    ...git,
    checkedOut: () => Promise.resolve({ branch, commit }),
    heads: async (branches) => {
      const heads = await git.heads(branches)
      return branches.includes(branch) ? new Map([...heads, [branch, commit]]) : heads
    },
  }
}

/** The files of a commit in place of those on disk. */
function filesOf(commit: CommitId, { git }: Pick<Ports, 'git'>): Worktree {
  return { read: (wanted) => git.read(commit, wanted), write: () => Promise.resolve() }
}

/** Is the base not behind what is checked out? Then what others merged meanwhile looks as if it were taken back. */
async function movedBase(
  { branch, commit }: PullRequestEvent['base'],
  git: Ports['git'],
): Promise<readonly Problem[]> {
  try {
    const { commit: head } = await git.checkedOut()
    if (head === undefined || head === commit || (await git.behind(head, [commit])).has(commit)) return []
  } catch (thrown) {
    return problemsOf(thrown).map((problem) => ({ ...problem, level: 'note' }))
  }
  const message = `${branch} has moved on to ${commit.slice(0, 7)}, which is not in what is checked out: what others merged meanwhile may look as if it were taken back.`
  return [{ code: 'base-moved', level: 'note', message }]
}

/** An image that is not looked up is told where its policies are written. */
function placed({ selections, problems }: RunReport): readonly Problem[] {
  const places = new Map<Problem, Place[]>()
  for (const selection of selections.flatMap((each) => each.selections)) {
    if (selection.kind !== 'undecided' || selection.problem === undefined) continue
    const { problem, policy } = selection
    if (policy.place !== undefined) places.set(problem, [...(places.get(problem) ?? []), policy.place])
  }
  return problems.flatMap((problem): readonly Problem[] => {
    const own = problem.code === 'image-added' ? places.get(problem) : undefined
    return own === undefined ? [problem] : own.map((place) => ({ ...problem, place }))
  })
}
