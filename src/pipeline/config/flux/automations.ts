/** Flux's ImageUpdateAutomations, each with the GitRepository that it names. */
import type { Problem } from '../../../model/problem.ts'
import { hint, quote } from '../own/wording.ts'
import type { Boundaries } from './access.ts'
import type { RawObject } from './documents.ts'
import type { GitRepositoryObject, ImageUpdateAutomationObject } from './objects.ts'
import type { Shelf } from './shelf.ts'

/** An automation, and its source where that stands in the root. */
export interface FluxAutomation extends ImageUpdateAutomationObject {
  readonly source?: GitRepositoryObject
}

/** All that can be used. A source that is not there is a warning: it may have been made by other means, and only its `ref` is missed. */
export function readAutomations(
  shelf: Shelf,
  { noCrossNamespaceRefs }: Pick<Boundaries, 'noCrossNamespaceRefs'>,
): { readonly automations: readonly FluxAutomation[]; readonly problems: readonly Problem[] } {
  const read = shelf.all.flatMap(({ object, raw }) => {
    if (object?.kind !== 'ImageUpdateAutomation') return []
    const { namespace = object.namespace } = object.sourceRef
    const isBlocked = noCrossNamespaceRefs && namespace !== object.namespace
    return [isBlocked ? { problems: [blocked(object)] } : readAutomation(object, raw, shelf)]
  })
  return {
    automations: read.flatMap(({ automation }) => automation ?? []),
    problems: read.flatMap(({ problems }) => problems),
  }
}

interface ReadAutomation {
  readonly automation?: FluxAutomation
  readonly problems: readonly Problem[]
}

function blocked({ namespace, name, place }: ImageUpdateAutomationObject): Problem {
  const message = `The ImageUpdateAutomation ${quote(`${namespace}/${name}`)} has its source in another namespace, and references to other namespaces are refused here.`
  return { code: 'flux-access-denied', level: 'error', message, place }
}

function readAutomation(object: ImageUpdateAutomationObject, raw: RawObject, shelf: Shelf): ReadAutomation {
  const { name, namespace = object.namespace } = object.sourceRef
  const placed = shelf.find('GitRepository', namespace, name)
  if (placed?.object?.kind === 'GitRepository')
    return { automation: { ...object, source: placed.object }, problems: [] }
  if (placed !== undefined) return { automation: object, problems: [] }
  const known = shelf.all.filter((each) => each.kind === 'GitRepository' && each.namespace === namespace)
  const message = `There is no GitRepository ${quote(`${namespace}/${name}`)} for this ImageUpdateAutomation, so what it checks out is known only as far as the automation says it${hint(
    name,
    known.map((each) => each.name),
  )}`
  const flux = `failed configuring source manager: referenced git repository does not exist: GitRepository.source.toolkit.fluxcd.io "${name}" not found`
  const path = raw.placeAt(['spec', 'sourceRef', 'name'])
  return {
    automation: object,
    problems: [{ code: 'flux-reference-unknown', level: 'warning', message, place: path, flux }],
  }
}
