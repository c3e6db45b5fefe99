/** ImagePolicy. */
import type { z } from 'zod'
import type { PolicySpec } from '../../../model/policy.ts'
import type { Problem } from '../../../model/problem.ts'
import type { RawObject } from './documents.ts'
import { findOddDurations } from './durations.ts'
import { fit } from './mismatch.ts'
import { findUnfilled, findUnmet, findVariable, missing, type Need } from './needs.ts'
import type { ImagePolicyObject } from './objects.ts'
import type { ReadSpec } from './read-object.ts'
import { imagePolicyForm } from './written.ts'

/** Needs a repository and a `policy`. Whether range, pattern and order are right is not looked at here. */
export function readImagePolicy(raw: RawObject): ReadSpec {
  const fitted = fit(raw, imagePolicyForm, ['spec'])
  if (fitted.kind === 'differs') return { problems: fitted.problems }
  const { imageRepositoryRef = {}, digestReflectionPolicy, interval, ...others } = fitted.value
  const { name, namespace } = imageRepositoryRef
  const spec = specOf(others)
  const unmet = [
    ...findUnmet(raw, [{ path: ['spec', 'imageRepositoryRef', 'name'], value: name }]),
    ...findUnfilled(raw, [{ path: ['spec', 'imageRepositoryRef', 'namespace'], value: namespace }]),
    ...(others.policy === undefined ? [missing(raw, ['spec', 'policy'])] : []),
    ...findUnfilled(raw, textsOf(spec)),
  ]
  const refused = findInterval(raw, digestReflectionPolicy, interval)
  const problems = [...unmet, ...refused, ...findOddDurations(raw, fitted.value)]
  const isUsable = unmet.length === 0 && refused.every(({ level }) => level !== 'error')
  if (name === undefined || !isUsable) return { problems }
  const repository = { name, ...(namespace !== undefined && { namespace }) }
  const own = { repository, spec, digestReflectionPolicy, ...(interval !== undefined && { interval }) }
  return { problems, build: (common) => ({ ...common, kind: 'ImagePolicy', ...own }) }
}

/** Without the kinds of choice that Flux does not have. */
function specOf({
  policy,
  filterTags,
}: Pick<z.output<typeof imagePolicyForm>, 'policy' | 'filterTags'>): PolicySpec {
  const { semver, alphabetical, numerical } = policy ?? {}
  return {
    ...(filterTags && { filterTags }),
    ...(policy && {
      policy: {
        ...(semver && { semver }),
        ...(alphabetical && { alphabetical }),
        ...(numerical && { numerical }),
      },
    }),
  }
}

/**
 * All that a variable would spoil. `\${name}` in an extract is Go's way to write a group (regexp, Expand); with a sign before it that keeps Flux from
 * substituting, it is not.
 */
function textsOf({ filterTags = {}, policy = {} }: PolicySpec): readonly Need[] {
  const { pattern, extract } = filterTags
  const isEscaped = extract !== undefined && /[$\\]\$\{/.test(extract)
  return [
    { path: ['spec', 'filterTags', 'pattern'], value: pattern },
    { path: ['spec', 'filterTags', 'extract'], value: isEscaped ? extract : extract?.replaceAll('${', '$') },
    { path: ['spec', 'policy', 'semver', 'range'], value: policy.semver?.range },
    { path: ['spec', 'policy', 'alphabetical', 'order'], value: policy.alphabetical?.order },
    { path: ['spec', 'policy', 'numerical', 'order'], value: policy.numerical?.order },
  ]
}

/** The variable that Flux's substitution would find in an extract, in a file to which it is applied. */
export function findSubstituted(raw: RawObject, { spec }: ImagePolicyObject): Problem | undefined {
  const { extract } = spec.filterTags ?? {}
  const variable = extract === undefined ? undefined : findVariable(extract)
  if (variable === undefined) return undefined
  const place = raw.placeAt(['spec', 'filterTags', 'extract'])
  const message = `\`spec.filterTags.extract\` of this ImagePolicy holds \`${variable}\`, which Flux's \`postBuild\` fills in before Go sees it.`
  return { code: 'flux-object-incomplete', level: 'warning', message, place }
}

/** The two rules of the CRD on `interval`; the controller checks the first again. */
function findInterval(
  raw: RawObject,
  digests: ImagePolicyObject['digestReflectionPolicy'],
  interval: string | undefined,
): readonly Problem[] {
  const code = 'flux-object-invalid'
  if (digests === 'Always' && interval === undefined) {
    const flux = "spec.interval must be set when spec.digestReflectionPolicy is set to 'Always'"
    const place = raw.placeAt(['spec', 'digestReflectionPolicy'])
    const message = 'This ImagePolicy wants digests `Always` and has no `spec.interval`; Flux refuses it so.'
    return [{ code, level: 'error', message, place, flux }]
  }
  if (digests === 'Always' || interval === undefined) return []
  const flux = "spec.interval is only accepted when spec.digestReflectionPolicy is set to 'Always'"
  const place = raw.placeAt(['spec', 'interval'], 'key')
  const message =
    'This ImagePolicy has a `spec.interval`, which Flux takes only where `digestReflectionPolicy` is `Always`. It counts for nothing here.'
  return [{ code, level: 'warning', message, place, flux }]
}
