/** How changes arrive, as a person may write it: of an environment, a root of Flux's objects, or one automation. */
import { z } from 'zod'
import { count, flag, map, text, texts } from './scalars.ts'
import { writtenPromotion } from './written-promotion.ts'
import { writtenWindows } from './written-windows.ts'

const pullRequest = map({
  group: z
    .union([
      z.enum(['policy', 'environment']),
      z.record(text, texts.min(1, { error: 'at least one policy' })),
    ])
    .exactOptional()
    .describe('Which changes share a request: policy (default), environment, or groups with their policies'),
  labels: texts.exactOptional().describe('Labels of a new request'),
  draft: flag.exactOptional().describe('Open requests as drafts'),
  maxOpen: count.exactOptional().describe('How many requests may be open at once'),
  reviewers: texts.exactOptional().describe('People who are asked for a review'),
  teamReviewers: texts.exactOptional().describe('Teams that are asked for a review'),
  assignees: texts.exactOptional().describe('People to whom a request is assigned'),
  milestone: text.exactOptional().describe('The title of the milestone of a new request'),
  autoMerge: z
    .enum(['off', 'merge', 'squash', 'rebase'])
    .exactOptional()
    .describe('Merge once all checks pass'),
  whenApproved: z
    .enum(['hold', 'refresh'])
    .exactOptional()
    .describe('Whether an approved request is frozen or goes on changing'),
  requireProtection: flag.exactOptional().describe('Refuse to deliver into a branch that nothing guards'),
  title: text.exactOptional().describe('Go template of the title'),
  body: text.exactOptional().describe('Go template of the body'),
})

const commitSettings = map({
  onRefusal: z
    .enum(['report', 'pullRequest'])
    .exactOptional()
    .describe("What becomes of a commit that the branch's rules refuse: a problem (default), or a request"),
})

/** The footguns that can be allowed. */
export const allowed = z.enum(['unbounded-range', 'latest', 'prerelease', 'unanchored-filter'])

/** Settings where there are any; else a word. */
export const delivery = z
  .union([
    z.enum(['commit', 'pullRequest']),
    map({ commit: commitSettings.exactOptional(), pullRequest: pullRequest.exactOptional() }).refine(
      (settings) => Object.keys(settings).length === 1,
      { error: '`commit` or `pullRequest` in it, and not both' },
    ),
  ])
  .describe(
    'How a change arrives: commit (default), pullRequest, or a map with its settings in `commit` or `pullRequest`',
  )

/** What to do about an older tag. */
export const downgrade = z.enum(['propose', 'refuse', 'allow'])

/** Whether a person's no counts. */
export const hold = z.enum(['respect', 'ignore'])

/** What Flux's objects cannot say of how changes arrive; all that is not given is as Flux has it. */
export const fluxSettings = {
  delivery: delivery.exactOptional(),
  pullRequests: flag
    .exactOptional()
    .describe('false keeps the push branch and opens no pull request from it; default true'),
  downgrade: downgrade.exactOptional().describe('What to do about an older tag; default allow, as Flux does'),
  hold: hold
    .exactOptional()
    .describe("Whether a person's revert or closed request holds; default ignore, as Flux does"),
  suspend: flag.exactOptional().describe('Change nothing here for now'),
  from: writtenPromotion.exactOptional(),
  windows: writtenWindows.exactOptional(),
  strict: flag.exactOptional().describe('Let an automation fail as a whole where Flux does; default false'),
  allow: z
    .array(allowed)
    .exactOptional()
    .describe('Risks that are taken on purpose where `delivery` is pullRequest'),
}

/** The same for one automation, where it goes before what the root says. */
export const automationSettings = map(fluxSettings)

export type WrittenDelivery = z.output<typeof delivery>
export type WrittenSettings = z.output<typeof automationSettings>
