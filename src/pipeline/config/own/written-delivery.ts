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
    .meta({
      description: 'Which changes share a request: policy, environment, or groups with their policies',
      default: 'policy',
    }),
  labels: texts.exactOptional().describe('Labels of a new request'),
  draft: flag.exactOptional().meta({ description: 'Open requests as drafts', default: false }),
  maxOpen: count.exactOptional().meta({ description: 'How many requests may be open at once', default: 10 }),
  reviewers: texts.exactOptional().describe('People who are asked for a review'),
  teamReviewers: texts.exactOptional().describe('Teams that are asked for a review'),
  assignees: texts.exactOptional().describe('People to whom a request is assigned'),
  milestone: text.exactOptional().describe('The title of the milestone of a new request'),
  autoMerge: z
    .enum(['off', 'merge', 'squash', 'rebase'])
    .exactOptional()
    .meta({ description: 'Merge once all checks pass', default: 'off' }),
  whenApproved: z
    .enum(['hold', 'refresh'])
    .exactOptional()
    .meta({ description: 'Whether an approved request is frozen or goes on changing', default: 'hold' }),
  requireProtection: flag
    .exactOptional()
    .meta({ description: 'Refuse to deliver into a branch that nothing guards', default: false }),
  title: text.exactOptional().describe('Go template of the title; default: our own words'),
  body: text.exactOptional().describe('Go template of the body; default: our own words'),
})

const commitSettings = map({
  onRefusal: z.enum(['report', 'pullRequest']).exactOptional().meta({
    description: "What becomes of a commit that the branch's rules refuse: a problem, or a request",
    default: 'report',
  }),
})

/** The footguns that can be allowed. */
export const allowed = z.enum(['unbounded-range', 'latest', 'prerelease', 'unanchored-filter'])

/** Settings where there are any; else a word. */
export const delivery = z
  .union([
    z.enum(['commit', 'pullRequest']),
    map({
      commit: commitSettings.exactOptional().describe('Changes go to the branch'),
      pullRequest: pullRequest.exactOptional().describe('Changes are proposed to people'),
    }).refine((settings) => Object.keys(settings).length === 1, {
      error: '`commit` or `pullRequest` in it, and not both',
    }),
  ])
  .describe(
    'How a change arrives: commit, pullRequest, or a map with its settings in `commit` or `pullRequest`',
  )

/** What the key `downgrade` means, whatever its default. */
export const olderTag = 'What becomes of a winner that is older than what stands in the files'
/** What to do about an older tag. */
export const downgrade = z.enum(['propose', 'refuse', 'allow'])

/** What the key `hold` means, whatever its default. */
export const personsNo = "Whether a person's revert or closed request holds"
/** Whether a person's no counts. */
export const hold = z.enum(['respect', 'ignore'])

/** What Flux's objects cannot say of how changes arrive; all that is not given is as Flux has it. */
export const fluxSettings = {
  delivery: delivery.exactOptional().describe('How changes arrive; default: as the automation says'),
  pullRequests: flag
    .exactOptional()
    .meta({ description: 'false keeps the push branch and opens no pull request from it', default: true }),
  downgrade: downgrade.exactOptional().meta({ description: olderTag, default: 'allow' }),
  hold: hold.exactOptional().meta({ description: personsNo, default: 'ignore' }),
  suspend: flag.exactOptional().meta({ description: 'Change nothing here for now', default: false }),
  from: writtenPromotion.exactOptional(),
  windows: writtenWindows.exactOptional(),
  strict: flag
    .exactOptional()
    .meta({ description: 'Let an automation fail as a whole where Flux does', default: false }),
  allow: z
    .array(allowed)
    .exactOptional()
    .describe('Risks that are taken on purpose where `delivery` is pullRequest'),
}

/** The same for one automation, where it goes before what the root says. */
export const automationSettings = map(fluxSettings)

export type WrittenDelivery = z.output<typeof delivery>
export type WrittenSettings = z.output<typeof automationSettings>
