/** Names for images and policies, as short as they can be told apart. */
import type { ImageName } from '../../model/reference.ts'
import type { Kin } from './policy.ts'

/** By the image's text: its last step; with the step before, or all of it, where two images would share a name. */
export function nameImages(images: readonly ImageName[]): ReadonlyMap<string, string> {
  const texts = new Map(images.map((image) => [image.text, image]))
  const names = new Map<string, string>()
  for (const [text, { repository, registry }] of texts) {
    const steps = repository.split('/')
    const candidates = [steps.slice(-1), steps.slice(-2), steps, [registry, ...steps]].map((each) =>
      named(each.join('-')),
    )
    const isShared = (candidate: string, length: number): boolean =>
      [...texts.values()].some(
        (other) =>
          other.text !== text && named(other.repository.split('/').slice(-length).join('-')) === candidate,
      )
    const short = candidates.find(
      (candidate, index) => !isShared(candidate, Math.min(index + 1, steps.length)),
    )
    names.set(text, freeName(short ?? named(text), new Set(names.values())))
  }
  return names
}

/** Of one environment, in order; an image with several policies has what sets them apart behind its name. */
export function namePolicies(
  kins: readonly { readonly kin: Kin; readonly image: string }[],
): readonly string[] {
  const names: string[] = []
  for (const { kin, image } of kins) {
    const isAlone = kins.filter((other) => other.image === image).length === 1
    names.push(freeName(isAlone ? image : named(`${image}-${distinction(kin)}`), new Set(names)))
  }
  return names
}

/** A major version and a variant, or the branch of builds. */
function distinction({ scheme }: Kin): string {
  if (scheme.kind === 'build') return /[A-Za-z]{2,}/.exec(scheme.pattern)?.[0] ?? 'builds'
  const { prefix, suffix, version, isCalendar } = scheme
  return `${prefix}${isCalendar ? 'calendar' : version.major}${suffix}`
}

/** RFC 1123 labels, as Kubernetes has them. */
function named(text: string): string {
  const plain = text.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')
  return (
    plain
      .replaceAll(/^-+|-+$/g, '')
      .slice(0, 60)
      .replace(/-$/, '') || 'image'
  )
}

function freeName(name: string, taken: ReadonlySet<string>): string {
  let free = name
  for (let count = 2; taken.has(free); count++) free = `${name}-${count}`
  return free
}
