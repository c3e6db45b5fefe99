/** Fields of Flux's objects that stand for things of the cluster, which are not taken over. */
import type { Problem } from '../../../model/problem.ts'
import { listed, quote } from '../own/wording.ts'
import type { ImageRepositoryObject } from './objects.ts'

/** One note an ImageRepository: certificates, proxies and service accounts are in the cluster, and only the workflow may bind what they hold to a host. */
export function findUnusedFields(repository: ImageRepositoryObject): readonly Problem[] {
  const fields = (['certSecretRef', 'proxySecretRef', 'serviceAccountName'] as const).filter(
    (field) => repository[field] !== undefined,
  )
  if (fields.length === 0) return []
  const { namespace, name, place } = repository
  const message = `${listed(fields.map(quote), 'and')} of the ImageRepository ${quote(`${namespace}/${name}`)} ${fields.length === 1 ? 'is' : 'are'} not taken over: the cluster's secrets are not here.`
  return [{ code: 'flux-field-unused', level: 'note', message, place }]
}
