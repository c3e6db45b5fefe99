/** From manifests and tags to a configuration that could be: environments, policies with their reasons, markers, and all that was left out. */
import type { SourceFile } from '../../model/manifest.ts'
import type { Listing } from '../../model/policy.ts'
import { formatImageName, type ImageName } from '../../model/reference.ts'
import { isManifestPath } from '../scan/owners.ts'
import { type Insertion, insertMarkers, tryMarkers } from './insert.ts'
import { withoutOverridden } from './overridden.ts'
import { proposePolicies } from './propose-policies.ts'
import type { Proposal, ProposedEnvironment, Wishes } from './proposed.ts'
import { findUses, type FoundUses, type LeftOut } from './uses.ts'

export { addResource } from './add-resource.ts'
export { fluxPolicyName, formatFluxObjects, type FluxTarget } from './flux-objects.ts'
export { formatOwnFile } from './own-file.ts'
export { explanationLines, proposalJson } from './explanation.ts'
export { formatWorkflow } from './workflow.ts'
export type { GivenPaths } from './environments.ts'
export type { Proposal, ProposedEnvironment, ProposedPolicy } from './proposed.ts'
export type { FoundUses, LeftOut } from './uses.ts'

/** The files that may name images: manifests, but for those of packages. */
export function mayNameImages(path: string): boolean {
  return isManifestPath(path) && !/(^|\/)node_modules\//.test(path)
}

/** Takes all manifests of the repository. */
export function findImages(files: readonly SourceFile[]): FoundUses {
  const found = files.filter(({ path }) => mayNameImages(path)).map(usesIn)
  const all = { uses: found.flatMap(({ uses }) => uses), leftOut: found.flatMap(({ leftOut }) => leftOut) }
  return withoutOverridden(all, files)
}

/** What stands in a file that is somebody else's to write is told in one line. */
function usesIn(file: SourceFile): FoundUses {
  const why = whyUntouchable(file.path)
  const found = findUses(file)
  if (why === undefined) return tryMarkers(file, found)
  return {
    uses: [],
    leftOut: found.uses.length === 0 ? [] : [{ place: { file: file.path }, what: 'its images', why }],
  }
}

function whyUntouchable(path: string): string | undefined {
  if (/(^|\/)gotk-components\.ya?ml$/.test(path))
    return 'flux bootstrap writes this file, and would write over any change'
  return path.startsWith('.github/') ? "a workflow's own token may not change workflows" : undefined
}

/** The images to be listed, each once, in any of its spellings. */
export function imagesIn({ uses }: FoundUses): readonly ImageName[] {
  return [...new Map(uses.map(({ image }) => [formatImageName(image), image])).values()]
}

/** `listings` by the canonical names of images; one that is absent was not asked for. */
export function propose(
  found: FoundUses,
  files: readonly SourceFile[],
  { listings, ...wishes }: Wishes & { readonly listings: ReadonlyMap<string, Listing> },
): Proposal {
  const { environments, leftOut } = proposePolicies(found.uses, listings, wishes)
  const insertions = insertionsIn(environments)
  return {
    environments,
    edits: files.flatMap((before) => {
      const own = insertions.get(before.path)
      return own === undefined ? [] : [{ before, after: insertMarkers(before, own) }]
    }),
    leftOut: [...found.leftOut, ...leftOut].toSorted(byPlace),
  }
}

/** By file. */
function insertionsIn(
  environments: readonly ProposedEnvironment[],
): ReadonlyMap<string, readonly Insertion[]> {
  const byFile = new Map<string, Insertion[]>()
  for (const { policies } of environments)
    for (const { key, uses } of policies)
      for (const { file, marks } of uses) {
        const own = byFile.get(file) ?? []
        for (const { at, field } of marks) own.push({ at, field, policy: key })
        byFile.set(file, own)
      }
  return byFile
}

function byPlace({ place: one }: LeftOut, { place: other }: LeftOut): number {
  if (one.file !== other.file) return one.file < other.file ? -1 : 1
  return (one.line ?? 0) - (other.line ?? 0)
}
