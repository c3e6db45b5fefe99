/** Whether a policy may use an ImageRepository of another namespace (fluxcd/pkg, runtime/acl: HasAccessToRef). */
import type { Problem } from '../../../model/problem.ts'
import { quote } from '../own/wording.ts'
import type { Library } from './library.ts'
import type { ImagePolicyObject, ImageRepositoryObject, Texts } from './objects.ts'
import { hasAll } from './selector.ts'

/**
 * `flux-access-denied` where Flux would refuse. Labels are known where a manifest of the policy's namespace is in the repository; where none is and they decide, the use
 * counts as allowed, and `flux-access-assumed` says so.
 */
export function findRefusal(
  policy: ImagePolicyObject,
  { namespace, name, accessFrom }: ImageRepositoryObject,
  { labelsOf, noCrossNamespaceRefs }: Boundaries,
): Problem | undefined {
  if (namespace === policy.namespace) return undefined
  const repository = `${namespace}/${name}`
  if (noCrossNamespaceRefs) return blocked(policy, repository)
  if (accessFrom === undefined) {
    const why = `which has no \`accessFrom\``
    return denied(policy, repository, why, "missing ACL labels on 'accessFrom'")
  }
  const known = labelsOf(policy.namespace)
  const labels = { ...known, [nameLabel]: policy.namespace }
  if (accessFrom.some((wanted) => hasAll(labels, wanted))) return undefined
  if (known === undefined && accessFrom.some((wanted) => mayFit(wanted, labels)))
    return assumed(policy, repository)
  const why = `whose \`accessFrom\` does not allow the namespace ${quote(policy.namespace)}`
  return denied(policy, repository, why, `ACL labels mismatch on namespace '${policy.namespace}'`)
}

/** What decides on references to other namespaces. */
export interface Boundaries extends Pick<Library, 'labelsOf'> {
  readonly noCrossNamespaceRefs: boolean
}

function blocked({ place, namespace, name }: ImagePolicyObject, repository: string): Problem {
  const message = `The ImagePolicy ${quote(`${namespace}/${name}`)} uses the ImageRepository ${quote(repository)} of another namespace, and references to other namespaces are refused here.`
  const flux = `failed to get the referred ImageRepository: cannot access 'ImageRepository/${repository}', cross-namespace references have been blocked`
  return { code: 'flux-access-denied', level: 'error', message, place, flux }
}

/** Kubernetes gives every namespace its own name as a label (well-known labels). */
const nameLabel = 'kubernetes.io/metadata.name'

/** Nothing that is known of the namespace speaks against it. */
function mayFit(wanted: Texts, labels: Texts): boolean {
  return wanted[nameLabel] === undefined || wanted[nameLabel] === labels[nameLabel]
}

function denied(
  { place, ...policy }: ImagePolicyObject,
  repository: string,
  why: string,
  fluxWhy: string,
): Problem {
  const message = `The ImagePolicy ${quote(`${policy.namespace}/${policy.name}`)} uses the ImageRepository ${quote(repository)} of another namespace, ${why}.`
  const flux = `failed to get the referred ImageRepository: access denied: '${repository}' can't be accessed due to ${fluxWhy}`
  return { code: 'flux-access-denied', level: 'error', message, place, flux }
}

function assumed({ place, namespace, name }: ImagePolicyObject, repository: string): Problem {
  const message = `The ImagePolicy ${quote(`${namespace}/${name}`)} uses the ImageRepository ${quote(repository)}, whose \`accessFrom\` asks for labels of the namespace ${quote(namespace)}; no manifest here says which it has, so it counts as allowed.`
  return { code: 'flux-access-assumed', level: 'note', message, place }
}
