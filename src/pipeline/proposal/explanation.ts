/** A proposal in words: why each policy is as it is, and what was left out. */
import { formatPlace } from '../../model/problem.ts'
import { counted } from '../../model/words.ts'
import type { LeftOut } from './uses.ts'
import type { Proposal, ProposedEnvironment, ProposedPolicy } from './proposed.ts'

export function explanationLines({ environments, leftOut }: Proposal): readonly string[] {
  const told = leftOut.flatMap(({ place, what, why }) => [`  ${formatPlace(place)}  ${what}`, `    ${why}`])
  return [
    ...environments.flatMap((each) => [...environmentLines(each), '']),
    ...(told.length === 0 ? [] : ['Left as it is', ...told, '']),
  ]
}

function environmentLines({ name, paths, why, policies }: ProposedEnvironment): readonly string[] {
  const where = paths.length === 0 ? 'the whole repository' : paths.join(', ')
  return [`${name}: ${where} (${why})`, ...policies.flatMap(policyLines)]
}

function policyLines(policy: ProposedPolicy): readonly string[] {
  const { key, image, words, isPinned, uses } = policy
  return [
    `  ${key} follows ${image.text}: ${words}${isPinned ? ', with their digests' : ''}`,
    `    ${seenText(policy)}`,
    ...uses.map(({ place, tag }) => `    ${formatPlace(place)}  ${tag}`),
  ]
}

function seenText({ listing, standing, today }: ProposedPolicy): string {
  switch (listing.kind) {
    case 'listed': {
      const seen = `${counted(listing.tags.length, 'tag')} seen`
      const stays = standing.length === 1 && standing[0] === today
      return `${seen}; today it would ${stays ? 'stay at' : 'choose'} ${today}`
    }
    case 'failed':
      return `from the tag that stands alone, since its tags could not be listed: ${listing.problem.message}`
    case 'skipped':
      return 'from the tag that stands alone, since the registry was not asked'
  }
}

/** For programs, by CONTRACTS. */
export function proposalJson({ environments, leftOut }: Proposal): object {
  return { environments: environments.map(environmentJson), leftOut: leftOut.map(leftOutJson) }
}

function environmentJson({ name, paths, isGated, why, policies }: ProposedEnvironment): object {
  return {
    name,
    paths,
    delivery: isGated ? 'pullRequest' : 'commit',
    why,
    policies: policies.map(policyJson),
  }
}

function policyJson(policy: ProposedPolicy): object {
  const { key, image, spec, words, standing, today, listing, uses } = policy
  return {
    policy: key,
    image: image.text,
    spec,
    words,
    seen: listing.kind === 'listed' ? listing.tags.length : null,
    standing,
    today: today ?? null,
    marked: uses.flatMap(({ marks }) => marks.map(({ place, field }) => ({ ...place, field }))),
  }
}

function leftOutJson({ place, what, why }: LeftOut): object {
  return { ...place, what, why }
}
