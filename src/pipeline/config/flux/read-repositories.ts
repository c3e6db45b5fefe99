/** ImageRepository and GitRepository. */
import { problemsOf, type Problem } from '../../../model/problem.ts'
import { parseImageName } from '../../../model/reference.ts'
import type { RawObject } from './documents.ts'
import { findMissingInterval, findOddDurations } from './durations.ts'
import { fit } from './mismatch.ts'
import { findUnfilled, findVariable, findUnmet, type Need } from './needs.ts'
import type { GitRef } from './objects.ts'
import type { ReadSpec } from './read-object.ts'
import { gitRepositoryForm, imageRepositoryForm } from './written.ts'

/** Needs an image that Flux would take; else `image-invalid` with Flux's words (image-reflector-controller, internal/registry/helper.go). */
export function readImageRepository(raw: RawObject): ReadSpec {
  const fitted = fit(raw, imageRepositoryForm, ['spec'])
  if (fitted.kind === 'differs') return { problems: fitted.problems }
  const { image, accessFrom, secretRef, certSecretRef, proxySecretRef, ...others } = fitted.value
  const unmet = findUnmet(raw, [{ path: ['spec', 'image'], value: image }])
  const unnamed = findUnfilled(raw, [{ path: ['spec', 'secretRef', 'name'], value: secretRef?.name }])
  const refused = unmet.length > 0 ? [] : findBadImage(raw, image ?? '')
  const remarks = [...findMissingInterval(raw, others.interval), ...findOddDurations(raw, others)]
  const problems = [...unmet, ...unnamed, ...refused, ...remarks]
  if (image === undefined || unmet.length + unnamed.length + refused.length > 0) return { problems }
  return {
    problems,
    build: (common) => ({
      ...common,
      kind: 'ImageRepository',
      image,
      ...others,
      ...(secretRef?.name !== undefined && { secretRef: secretRef.name }),
      ...(certSecretRef?.name !== undefined && { certSecretRef: certSecretRef.name }),
      ...(proxySecretRef?.name !== undefined && { proxySecretRef: proxySecretRef.name }),
      ...(accessFrom && { accessFrom: accessFrom.namespaceSelectors.map(({ matchLabels }) => matchLabels) }),
    }),
  }
}

/** Needs nothing but a name: what is not known of it has Flux's defaults. */
export function readGitRepository(raw: RawObject): ReadSpec {
  const fitted = fit(raw, gitRepositoryForm, ['spec'])
  if (fitted.kind === 'differs') return { problems: fitted.problems }
  const { url = '', ref, secretRef, proxySecretRef, ...others } = fitted.value
  const unfilled = findUnfilled(raw, refNeeds(['spec', 'ref'], ref))
  if (unfilled.length > 0) return { problems: unfilled }
  return {
    problems: findOddUrl(raw, url),
    build: (common) => ({
      ...common,
      kind: 'GitRepository',
      url,
      ...others,
      ...(ref && { ref }),
      ...(secretRef?.name !== undefined && { secretRef: secretRef.name }),
      ...(proxySecretRef?.name !== undefined && { proxySecretRef: proxySecretRef.name }),
    }),
  }
}

/** The pattern of the CRD. It decides nothing here, where the checkout is the repository. */
function findOddUrl(raw: RawObject, url: string): readonly Problem[] {
  if (url === '' || findVariable(url) !== undefined || /^(http|https|ssh):\/\//.test(url)) return []
  const place = raw.placeAt(['spec', 'url'])
  const message =
    '`spec.url` of this GitRepository does not begin with `https://`, `http://` or `ssh://`; Flux refuses it so.'
  return [{ code: 'flux-object-invalid', level: 'warning', message, place }]
}

/** The texts of a Git reference, each of which may be absent. */
export function refNeeds(path: readonly string[], ref: GitRef = {}): readonly Need[] {
  return Object.entries(ref).map(([key, value]) => ({ path: [...path, key], value }))
}

function findBadImage(raw: RawObject, image: string): readonly Problem[] {
  try {
    parseImageName(image)
    return []
  } catch (thrown) {
    const place = raw.placeAt(['spec', 'image'])
    // Where no text of Flux's is beside the message, the message is Flux's.
    return problemsOf(thrown).map((problem) => ({ flux: problem.message, ...problem, place }))
  }
}
