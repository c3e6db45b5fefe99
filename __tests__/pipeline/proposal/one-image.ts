/** What is proposed for a single image in a single file. */
import type { Listing, PolicySpec } from '../../../src/model/policy.ts'
import type { Tag } from '../../../src/model/reference.ts'
import { findImages, propose } from '../../../src/pipeline/proposal/proposal.ts'
import { aFile } from '../../support/builders.ts'

export interface One {
  readonly spec?: PolicySpec
  readonly today?: Tag
  /** Why nothing is proposed. */
  readonly why?: string
}

/** `tags` are those of the registry; undefined where it was not asked. */
export function proposeOne(standing: Tag, tags: readonly Tag[] | undefined): One {
  const files = [aFile('web.yaml', `image: ghcr.io/acme/web:${standing}\n`)]
  const listings = new Map<string, Listing>(tags && [['ghcr.io/acme/web', { kind: 'listed', tags }]])
  const { environments, leftOut } = propose(findImages(files), files, {
    listings,
    given: new Map(),
    keyOf: (environment, policy) => `${environment}:${policy}`,
  })
  const policy = environments[0]?.policies[0]
  if (policy === undefined) return { why: leftOut.map(({ why }) => why).join() }
  const { spec, today } = policy
  return { spec, ...(today !== undefined && { today }) }
}
