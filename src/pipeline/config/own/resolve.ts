/** From what was written to what we run with: every default filled in, every name replaced by what it stands for. */
import type { Config, Environment } from '../../../model/environment.ts'
import type { ImagePolicy, ImageRepository, RegistryAccess } from '../../../model/policy.ts'
import { parseImageName } from '../../../model/reference.ts'
import type { Draft } from './draft.ts'
import { resolveDelivery } from './resolve-delivery.ts'
import { specOf } from './footgun-rules.ts'
import { inherit } from './inherit.ts'
import { resolvePromotion } from './resolve-promotion.ts'
import { resolveWindows } from './resolve-windows.ts'
import { millisecondsOf } from './scalars.ts'
import { fullName, usesOf, type Use } from './uses.ts'
import type { WrittenEnvironment, WrittenImage } from './written.ts'

/** Takes a configuration that no rule objects to, with its fragments; `branch` is the one of environments that name none. */
export function resolve(draft: Draft, branch: string): Config {
  const images = new Map([draft, ...draft.fragments].map((each) => [each, imagesOf(each)] as const))
  const imageOf = ({ image, owner }: Use): ImageRepository =>
    images.get(owner)?.get(image) ?? known(images.get(draft) ?? new Map(), image)
  return {
    environments: [...draft.environments].map(([name, written]) => {
      const namespace = written.namespace ?? name
      return {
        ...resolveEnvironment(name, written, draft.lost),
        ...(draft.author && { author: draft.author }),
        ...(draft.message !== undefined && { message: draft.message }),
        branch: written.branch ?? branch,
        namespace,
        policies: usesOf(name, draft).map((use) => ({
          key: `${namespace}:${fullName(use)}` as const,
          repository: imageOf(use),
          ...resolvePolicy(use),
          place: use.writer.placeAt(use.path, 'key'),
        })),
      }
    }),
  }
}

function imagesOf({ images }: Draft): ReadonlyMap<string, ImageRepository> {
  return new Map([...images].map(([name, image]) => [name, resolveImage(image)] as const))
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

/** What lies below the folder of a fragment that is not right belongs to nobody. */
function resolveEnvironment(
  name: string,
  {
    paths = [],
    exclude = [],
    delivery = 'commit',
    suspend = false,
    downgrade = 'propose',
    hold = 'respect',
    from,
    windows,
  }: WrittenEnvironment,
  lost: readonly string[],
): Omit<Environment, 'branch' | 'namespace' | 'policies'> {
  return {
    name,
    paths,
    exclude: [...exclude, ...lost],
    ...(lost.length > 0 && { lost }),
    delivery: resolveDelivery(delivery),
    suspend,
    downgrade,
    hold,
    ...(from && { from: resolvePromotion(from) }),
    ...(windows && { windows: resolveWindows(windows) }),
  }
}

function resolvePolicy({
  written,
  writer,
}: Use): Pick<ImagePolicy, 'spec' | 'digestReflection' | 'pin' | 'minimumAge' | 'suspend'> {
  const { fields } = inherit(written, writer)
  const { digestReflectionPolicy = 'Never', minimumAge, suspend = false } = fields
  const pin = typeof written === 'string' ? undefined : written.pin
  return {
    spec: specOf(fields),
    digestReflection: digestReflectionPolicy,
    ...(pin !== undefined && { pin }),
    ...(minimumAge !== undefined && { minimumAge: millisecondsOf(minimumAge) }),
    ...(suspend && { suspend }),
  }
}

/** The rules have seen to it that every name used is there. */
function known<Thing>(things: ReadonlyMap<string, Thing>, name: string): Thing {
  const thing = things.get(name)
  if (thing === undefined) throw new Error(`the configuration's rules let an unknown name pass: ${name}`)
  return thing
}
