/** `image-bump pin` and `unpin`: hold one policy at one tag, in the file where the policy is written. */
import { type Problem, ProblemError, problemError } from '../model/problem.ts'
import { isTag, type Tag } from '../model/reference.ts'
import type { ImageRepository } from '../model/policy.ts'
import { pinnedSpec } from '../pipeline/config/whereabouts.ts'
import { choose } from '../pipeline/policies/policies.ts'
import { list } from '../pipeline/scan/scan.ts'
import type { Ports, Registry } from '../ports.ts'
import { carryOut, findNamed, type Found } from './by-hand.ts'
import type { CommandResult } from './result.ts'

export interface UnpinRequest {
  /** Where the configuration lies. */
  readonly config: string
  /** As markers name it, or its name alone where no other has it. */
  readonly policy: string
  readonly root?: string
  readonly dryRun: boolean
}

export interface PinRequest extends UnpinRequest {
  readonly tag: Tag
  readonly reason?: string
  /** Do not ask the registry whether the tag is there. */
  readonly offline: boolean
}

/** Throws `pin-not-listed` for a tag that the registry does not list, or that Flux would not see there. */
export async function pin(
  { config, policy, tag, reason, root, offline, dryRun }: PinRequest,
  ports: Pick<Ports, 'worktree' | 'git' | 'registry'>,
): Promise<CommandResult> {
  if (!isTag(tag))
    throw problemError('arguments-invalid', `${JSON.stringify(tag)} is no tag that an image can have.`)
  const found = await findNamed(
    config,
    { kind: 'policy', name: policy, ...(root !== undefined && { root }) },
    ports,
  )
  const repository = repositoryOf(found)
  if (repository !== undefined)
    await mustBeThere(found, repository, { tag, registry: offline ? undefined : ports.registry })
  const { spot } = found.thing
  // The policy itself is right, and the image whose tags would be asked for is not known here.
  if (!offline && spot.kind === 'flux' && spot.spec !== undefined && spot.problem !== undefined)
    throw unasked(spot.problem)
  const why = reason === undefined ? '' : ` (${reason})`
  const action = { kind: 'pin', pin: { tag, ...(reason !== undefined && { reason }) } } as const
  return carryOut(found, { action, done: `is pinned to ${tag}${why}`, dryRun }, ports.worktree)
}

/** What chose before chooses again. */
export async function unpin(
  { config, policy, root, dryRun }: UnpinRequest,
  ports: Pick<Ports, 'worktree' | 'git'>,
): Promise<CommandResult> {
  const found = await findNamed(
    config,
    { kind: 'policy', name: policy, ...(root !== undefined && { root }) },
    ports,
  )
  return carryOut(found, { action: { kind: 'unpin' }, done: 'is not pinned', dryRun }, ports.worktree)
}

/** A policy that environments share has no image of its own, and cannot be pinned either. */
function repositoryOf({ thing: { name, spot }, config }: Found): ImageRepository | undefined {
  if (spot.kind === 'flux') return spot.repository
  const policies = config.environments.flatMap((environment) => environment.policies)
  return spot.isShared === true ? undefined : policies.find(({ key }) => key === name)?.repository
}

/** Flux chooses from what its exclusion list leaves; for a pin of our own the registry's word is enough. */
async function mustBeThere(
  { thing: { name, place, spot } }: Found,
  repository: ImageRepository,
  { tag, registry }: { readonly tag: Tag; readonly registry: Registry | undefined },
): Promise<void> {
  const listing =
    registry === undefined ? ({ kind: 'listed', tags: [tag] } as const) : await list(repository, registry)
  if (listing.kind === 'failed') throw unasked(listing.problem)
  const tags = listing.kind === 'listed' ? listing.tags : []
  const { text } = repository.name
  if (!tags.includes(tag))
    throw problemError(
      'pin-not-listed',
      `${name}: the registry lists no tag ${tag} of ${text}; --offline pins it all the same.`,
      place,
    )
  const isSeen = choose(pinnedSpec(tag), tags, repository.exclusion).kind === 'chosen'
  if (spot.kind === 'flux' && !isSeen)
    throw problemError(
      'pin-not-listed',
      `${name}: the exclusion list of ${text} keeps ${tag} from Flux.`,
      place,
    )
}

function unasked(problem: Problem): ProblemError {
  const { message } = problem
  const sentence = message.endsWith('.') ? message : `${message}.`
  const advice = 'With --offline nobody asks whether the tag is there.'
  return new ProblemError([{ ...problem, level: 'error', message: `${sentence} ${advice}` }])
}
