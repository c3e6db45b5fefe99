/** What a person may write in `from`: where tags must have run before. */
import { z } from 'zod'
import { duration, map, text } from './scalars.ts'

const sourceFields = {
  environment: text.describe('The environment that must have run a tag before'),
  soak: duration.exactOptional().meta({ description: 'For how long, as in 24h', default: '0s' }),
  status: text
    .exactOptional()
    .describe('Glob of commit statuses or checks there; time runs from the first green one'),
}

const sources = z.array(map(sourceFields)).min(1, { error: 'at least one environment' })

/** `from` of an environment. */
export const writtenPromotion = map({
  ...sourceFields,
  environment: sourceFields.environment.exactOptional(),
  all: sources.exactOptional().describe('Several environments, each of which must have run a tag'),
  any: sources.exactOptional().describe('Several environments, one of which must have run a tag'),
  prefer: z.enum(['soaking', 'newest']).exactOptional().meta({
    description: 'Whether a request keeps the candidate that it soaks, or takes each newer one',
    default: 'soaking',
  }),
  bypass: text.exactOptional().describe('A label by which a person opens the gates of a request'),
})
  .refine(namesSourcesOnce, { error: 'one of `environment`, `all` and `any`' })
  .refine(({ environment, soak, status }) => environment !== undefined || (soak ?? status) === undefined, {
    error: '`soak` and `status` beside the `environment` that they are about',
  })
  .describe('Promotion: only what other environments have run')

function namesSourcesOnce(written: {
  readonly environment?: unknown
  readonly all?: unknown
  readonly any?: unknown
}): boolean {
  return [written.environment, written.all, written.any].filter((each) => each !== undefined).length === 1
}

export type WrittenPromotion = z.output<typeof writtenPromotion>
