/** Whatever happens, production is told to take only what has proved itself. */
import { expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { createPromotionWorld, images, type Setup, type Step } from '../support/promotion-world.ts'

const setup: fc.Arbitrary<Setup> = fc.record({
  hasStaging: fc.boolean(),
  needsStatus: fc.boolean(),
  isGrouped: fc.boolean(),
  prefersNewest: fc.boolean(),
  merges: fc.boolean(),
  hasDevBranch: fc.boolean(),
})

const image = fc.constantFrom(...images)
const minor = fc.nat({ max: 4 })
const of = <Kind extends Step['kind']>(kind: Kind) => fc.constant(kind)
const release = fc.record(
  { kind: of('release'), image, minor, like: minor },
  { requiredKeys: ['kind', 'image', 'minor'] },
)
const narrow = fc.constantFrom('web', 'api', 'dev', 'production', 'freeze', 'suspend')
const fault = fc.constantFrom(
  'push',
  'push',
  'crash',
  'crash',
  'setStatus',
  'find',
  'open',
  'update',
  'signals',
)
const run = fc.record({ kind: of('run'), narrow, fault }, { requiredKeys: ['kind'] })
const ripen = fc.record({ kind: of('ripen'), fault }, { requiredKeys: ['kind'] })
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: run },
  { weight: 4, arbitrary: ripen },
  { weight: 2, arbitrary: fc.record({ kind: of('wait'), hours: fc.constantFrom(1, 2, 5, 6, 7) }) },
  { weight: 4, arbitrary: release },
  { weight: 2, arbitrary: fc.record({ kind: of('move'), image, minor }) },
  { weight: 1, arbitrary: fc.record({ kind: of('registry'), image, isUp: fc.boolean() }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: of('write'),
      environment: fc.constantFrom('dev', 'dev', 'staging', 'production'),
      image,
      minor,
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: of('say'), state: fc.constantFrom('green', 'green', 'red') }) },
  { weight: 1, arbitrary: fc.record({ kind: of('forget') }) },
  { weight: 2, arbitrary: fc.record({ kind: of('merge') }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('close', 'edit', 'label', 'drop') }) },
)

test('nothing is let in that was not proved, nothing goes back, the ledger forgets nothing, and a calm run writes nothing', async () => {
  const sequences = Number(process.env['SEQUENCES'] ?? 2000)
  let runs = 0
  await fc.assert(
    fc.asyncProperty(
      setup,
      fc.array(step, { minLength: 4, maxLength: 12, size: 'max' }),
      async (how, steps) => {
        const world = await createPromotionWorld(how)
        for (const each of steps) await world.happen(each)
        await world.settleDown()
        runs += 1
      },
    ),
    { seed: Number(process.env['SEED'] ?? 20_260_101), numRuns: sequences },
  )
  expect(runs).toBe(sequences)
}, 600_000)
