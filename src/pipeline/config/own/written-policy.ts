/** What a person may write of a policy. */
import { z } from 'zod'
import { anyText, duration, flag, map, text } from './scalars.ts'

const order = map({
  order: z
    .enum(['asc', 'desc'])
    .exactOptional()
    .meta({ description: 'asc chooses the last, desc the first', default: 'asc' }),
})

/** The fields of Flux's ImagePolicy, and what we add to a policy. */
const policyFields = {
  filterTags: map({
    pattern: anyText.exactOptional().describe('RE2 pattern; tags without a match are left out'),
    extract: anyText
      .exactOptional()
      .describe('What the choice compares, as in $ts for the group (?P<ts>...); default: the whole tag'),
  })
    .exactOptional()
    .describe('Which tags the policy may choose from'),
  policy: map({
    semver: map({ range: anyText.describe('Masterminds range, as in >=1.2.0 <2.0.0') })
      .exactOptional()
      .describe('The highest version in a range'),
    alphabetical: order.exactOptional().describe('The last or first by letters'),
    numerical: order.exactOptional().describe('The highest or lowest number'),
  })
    .exactOptional()
    .describe('How one tag is chosen: one of semver, alphabetical, numerical'),
  digestReflectionPolicy: z
    .enum(['Never', 'IfNotPresent', 'Always'])
    .exactOptional()
    .meta({ description: 'Whether the digest is written behind the tag', default: 'Never' }),
  minimumAge: duration.exactOptional().describe('How old a tag must be, as in 72h'),
  extends: text.exactOptional().describe('A policy of `policies` whose fields hold where none are given'),
  suspend: flag
    .exactOptional()
    .meta({ description: 'Choose nothing by this policy for now', default: false }),
}

/** A policy by itself. */
export const namedPolicy = map(policyFields).describe('A policy that environments use by its name')

/** A policy as an environment uses it. */
export const policyUse = z
  .union([
    text,
    map({
      image: text.exactOptional().describe('An image of `images`; default: the one of the same name'),
      ...policyFields,
      pin: map({
        tag: text.describe('The tag that stays'),
        reason: text.exactOptional().describe('Why, for the report'),
      })
        .exactOptional()
        .describe('A tag that wins until it is removed here'),
    }),
  ])
  .describe('A policy of `policies` by its name, or one written here')
