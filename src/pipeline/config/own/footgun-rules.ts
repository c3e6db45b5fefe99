/** In an environment that people approve changes for, a policy that may surprise them is wrong unless they allow it by name. */
import type { PolicySpec } from '../../../model/policy.ts'
import { footgunsOf, type Footgun } from '../../policies/policies.ts'
import type { Draft } from './draft.ts'
import { wrongKey, type Finding } from './finding.ts'
import { inherit } from './inherit.ts'
import { fullName, usesOf, type Use } from './uses.ts'
import { quote } from './wording.ts'
import type { Allowed, WrittenEnvironment, WrittenPolicy } from './written.ts'

/** A finding, and the file that it is in. */
export interface FootgunFinding extends Finding {
  readonly writer: Draft
}

/** Takes the configuration with its fragments, as far as they could be read. A named policy is told of once for an environment and a file. */
export function findFootguns(draft: Draft): readonly FootgunFinding[] {
  const known = new Map<string, readonly Footgun[]>()
  return [...draft.environments].flatMap(([name, environment]) => {
    if (!isGated(environment)) return []
    const told = new Map<string, FootgunFinding>()
    for (const use of usesOf(name, draft)) {
      for (const footgun of refused(use, environment, known)) {
        const finding = findingOf(footgun, use, name)
        const by = typeof use.written === 'string' ? use.written : use.path
        const key = JSON.stringify([use.writer.file, by, footgun])
        if (!told.has(key)) told.set(key, finding)
      }
    }
    return [...told.values()]
  })
}

function isGated({ delivery = 'commit' }: WrittenEnvironment): boolean {
  return typeof delivery === 'string' ? delivery === 'pullRequest' : delivery.pullRequest !== undefined
}

function refused(
  use: Use,
  { allow = [] }: WrittenEnvironment,
  known: Map<string, readonly Footgun[]>,
): readonly Footgun[] {
  const question = [specOf(inherit(use.written, use.writer).fields), exclusionOf(use)] as const
  const key = JSON.stringify(question)
  const found = known.get(key) ?? footgunsOf(...question)
  known.set(key, found)
  return found.filter(({ kind }) => isNamedFootgun(kind) && !allow.includes(kind))
}

/** Other surprises are told in the report and cannot be allowed, as nothing that is safe would be lost. */
const names: Readonly<Record<Allowed, true>> = {
  'unbounded-range': true,
  latest: true,
  prerelease: true,
  'unanchored-filter': true,
}

/** Is it one that can be allowed by its name? */
export function isNamedFootgun(kind: Footgun['kind']): kind is Allowed {
  return Object.hasOwn(names, kind)
}

/** Filter and choice of a policy that has all its fields. */
export function specOf({ filterTags, policy }: WrittenPolicy): PolicySpec {
  return { ...(filterTags && { filterTags }), ...(policy && { policy }) }
}

function exclusionOf({ image, owner }: Use) {
  const written = owner.images.get(image) ?? owner.main?.images.get(image)
  const patterns = typeof written === 'object' ? (written.exclusionList ?? []) : []
  return { patterns, attachments: true }
}

function findingOf({ kind, message }: Footgun, use: Use, environment: string): FootgunFinding {
  const whose = typeof use.written === 'string' ? use.written : fullName(use)
  const advice = `tighten it, or write \`allow: [${kind}]\` in ${quote(environment)}`
  const sentence = `${quote(whose)} decides for ${quote(environment)}, which is delivered by pull request, and ${message}; ${advice}`
  return { ...wrongKey(use.path, sentence, 'footgun-refused'), writer: use.writer }
}
