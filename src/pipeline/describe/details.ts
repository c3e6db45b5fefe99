/** What the world says of the images that requests bring: asked for their words alone, so that nothing depends on it. */
import type { ImageInspection } from '../../model/inspection.ts'
import type { PolicyKey } from '../../model/policy.ts'
import { formatImageName, type Digest, type Tag } from '../../model/reference.ts'
import type { Ports } from '../../ports.ts'
import { askOnce, type AskOnce } from './ask-once.ts'
import { findChanged, sourceQuestions, type Changed, type Curiosity, type Images } from './changed.ts'
import type { Subject } from './subjects.ts'

export interface Details {
  /** What the new image says of itself; absent where it could not be read. */
  readonly image?: ImageInspection
  /** What changed from the old image to the new one, as far as their labels tell. */
  readonly changed?: Changed
}

/** By the name of the environment and the policy; one that was not asked for is absent. */
export type AllDetails = ReadonlyMap<string, Details>

export function findDetails(all: AllDetails, environment: string, policy: PolicyKey): Details | undefined {
  return all.get(keyOf(environment, policy))
}

/** An inspection costs up to four requests, and pulls that others may need: of more steps than these nothing is asked. */
const most = 20

/** What is asked twice in one run is asked once; GitHub is asked one question after another. */
export async function detailsOf(
  subjects: readonly Subject[],
  curiosity: Curiosity,
  { registry, forge }: Pick<Ports, 'registry' | 'forge'>,
): Promise<AllDetails> {
  const once = askOnce<ImageInspection>()
  const asking = sourceQuestions(forge)
  const inspected = await Promise.all(
    subjects
      .slice(0, most)
      .map(async (subject) => ({ subject, images: await inspectBoth(subject, registry, once) })),
  )
  const all = new Map<string, Details>()
  for (const { subject, images } of inspected) {
    const changed = await findChanged({ subject, ...images }, curiosity, asking)
    all.set(keyOf(subject.environment, subject.policy.key), {
      ...(images.after && { image: images.after }),
      ...(changed && { changed }),
    })
  }
  return all
}

async function inspectBoth(
  { policy, from, to }: Subject,
  registry: Ports['registry'],
  once: AskOnce<ImageInspection>,
): Promise<Images> {
  const { name, access } = policy.repository
  const inspect = (reference: Tag | Digest | undefined) =>
    reference === undefined
      ? undefined
      : once([formatImageName(name), reference, access], () => registry.inspect(name, reference, access))
  const [after, before] = await Promise.all([
    inspect(to.digest ?? to.tag),
    inspect(from?.digest ?? from?.tag),
  ])
  return { ...(after && { after }), ...(before && { before }) }
}

function keyOf(environment: string, policy: PolicyKey): string {
  return JSON.stringify([environment, policy])
}
