/** From what was written to what we run with: every default filled in, every name replaced by what it stands for. */
import type { Config, Environment } from '../../../model/environment.ts'
import type { ImagePolicy, ImageRepository, RegistryAccess } from '../../../model/policy.ts'
import type { Place } from '../../../model/problem.ts'
import { parseImageName } from '../../../model/reference.ts'
import type { Draft } from './draft.ts'
import type { Path } from './finding.ts'
import { resolveDelivery } from './resolve-delivery.ts'
import { usesOf, type Use } from './uses.ts'
import type { WrittenEnvironment, WrittenImage, WrittenPolicy } from './written.ts'

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
        ...(draft.author && { author: draft.author }),
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
  const fields: Exclude<WrittenImage, string> = typeof written === 'string' ? { image: written } : written
  const { image, exclusionList: patterns = [], suspend = false } = fields
  const access = resolveAccess(fields)
  return {
    name: parseImageName(image),
    exclusion: { patterns, attachments: true },
    suspend,
    ...(Object.keys(access).length > 0 && { access }),
  }
}

function resolveAccess({ insecure, provider, secretRef }: Exclude<WrittenImage, string>): RegistryAccess {
  return {
    ...(insecure === true && { insecure }),
    ...(provider !== undefined && { provider }),
    ...(secretRef !== undefined && { secretRef: secretRef.name }),
  }
}

function resolveEnvironment(
  name: string,
  {
    paths = [],
    exclude = [],
    delivery = 'commit',
    suspend = false,
    downgrade = 'propose',
    hold = 'respect',
  }: WrittenEnvironment,
): Omit<Environment, 'branch' | 'namespace' | 'policies'> {
  return { name, paths, exclude, delivery: resolveDelivery(delivery), suspend, downgrade, hold }
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

/** The rules have seen to it that every name used is there. */
function known<Thing>(things: ReadonlyMap<string, Thing>, name: string): Thing {
  const thing = things.get(name)
  if (thing === undefined) throw new Error(`the configuration's rules let an unknown name pass: ${name}`)
  return thing
}
