/** From what was written to what we run with: every default filled in, every name replaced by what it stands for. */
import type { Config, Delivery, Environment, Grouping } from '../../../model/environment.ts'
import type { ImagePolicy, ImageRepository } from '../../../model/policy.ts'
import type { Place } from '../../../model/problem.ts'
import { parseImageName } from '../../../model/reference.ts'
import type { Draft } from './draft.ts'
import type { Path } from './finding.ts'
import { usesOf, type Use } from './uses.ts'
import type { WrittenDelivery, WrittenEnvironment, WrittenImage, WrittenPolicy } from './written.ts'

/** What holds where nothing is written, and where things are written. */
export interface Surroundings {
  readonly branch: string
  readonly placeAt: (path: Path, at: 'key') => Place
}

/** Takes a draft that no rule objects to. */
export function resolve(draft: Draft, surroundings: Surroundings): Config {
  const images = new Map([...draft.images].map(([name, image]) => [name, resolveImage(image)] as const))
  return {
    environments: [...draft.environments].map(([name, written]) => {
      const namespace = written.namespace ?? name
      const uses = usesOf(name, written, [...images.keys()])
      return {
        ...resolveEnvironment(name, written),
        branch: written.branch ?? surroundings.branch,
        namespace,
        policies: uses.map((use) => ({
          key: `${namespace}:${use.name}` as const,
          repository: known(images, use.image),
          ...resolvePolicy(use, draft.policies),
          place: surroundings.placeAt(use.path, 'key'),
        })),
      }
    }),
  }
}

function resolveImage(written: WrittenImage): ImageRepository {
  const {
    image,
    exclusionList = [],
    suspend = false,
  } = typeof written === 'string' ? { image: written } : written
  return { name: parseImageName(image), exclusion: { patterns: exclusionList, attachments: true }, suspend }
}

function resolveEnvironment(
  name: string,
  {
    paths = [],
    exclude = [],
    delivery = 'commit',
    suspend = false,
    downgrade = 'propose',
  }: WrittenEnvironment,
): Omit<Environment, 'branch' | 'namespace' | 'policies'> {
  return { name, paths, exclude, delivery: resolveDelivery(delivery), suspend, downgrade }
}

function resolvePolicy(
  { written }: Use,
  policies: Draft['policies'],
): Pick<ImagePolicy, 'spec' | 'digestReflection'> {
  const fields: WrittenPolicy = typeof written === 'string' ? known(policies, written) : written
  const { filterTags, policy, digestReflectionPolicy = 'Never' } = fields
  return {
    spec: { ...(filterTags && { filterTags }), ...(policy && { policy }) },
    digestReflection: digestReflectionPolicy,
  }
}

function resolveDelivery(written: WrittenDelivery): Delivery {
  if (written === 'commit') return { kind: 'commit' }
  const {
    group = 'policy',
    labels = [],
    draft = false,
  } = written === 'pullRequest' ? {} : written.pullRequest
  const grouping: Grouping =
    typeof group === 'string' ? { kind: group } : { kind: 'named', groups: new Map(Object.entries(group)) }
  return { kind: 'pull-request', group: grouping, labels, draft }
}

/** The rules have seen to it that every name used is there. */
function known<Thing>(things: ReadonlyMap<string, Thing>, name: string): Thing {
  const thing = things.get(name)
  if (thing === undefined) throw new Error(`the configuration's rules let an unknown name pass: ${name}`)
  return thing
}
