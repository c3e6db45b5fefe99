/** `image-bump suspend` and `resume`: stop an image, a policy or an environment, in the file where it is written. */
import { problemError } from '../model/problem.ts'
import { hint, quote } from '../pipeline/config/form.ts'
import type { ThingKind } from '../model/named-thing.ts'
import type { Ports } from '../ports.ts'
import { carryOut, findNamed } from './by-hand.ts'
import type { CommandResult } from './result.ts'

export interface SuspendRequest {
  /** Where the configuration lies. */
  readonly config: string
  readonly verb: 'suspend' | 'resume'
  /** As a person says it; each kind has our word and Flux's. */
  readonly kind: string
  readonly name: string
  readonly root?: string
  readonly dryRun: boolean
}

/** Exit code 0, also where it is so already; throws a ProblemError otherwise. */
export async function suspend(
  { config, verb, kind: word, name, root, dryRun }: SuspendRequest,
  ports: Pick<Ports, 'worktree' | 'git'>,
): Promise<CommandResult> {
  const kind = parseKind(word)
  const found = await findNamed(config, { kind, name, ...(root !== undefined && { root }) }, ports)
  const done = verb === 'suspend' ? 'is suspended' : 'is not suspended'
  return carryOut(found, { action: { kind: verb }, done, dryRun }, ports.worktree)
}

function parseKind(word: string): ThingKind {
  const kind = kinds.get(word)
  if (kind !== undefined) return kind
  throw problemError(
    'arguments-invalid',
    `${quote(word)} is nothing that can be suspended${hint(word, [...kinds.keys()])}`,
  )
}

const kinds: ReadonlyMap<string, ThingKind> = new Map([
  ['image', 'repository'],
  ['repository', 'repository'],
  ['policy', 'policy'],
  ['environment', 'environment'],
  ['automation', 'environment'],
  ['update', 'environment'],
])
