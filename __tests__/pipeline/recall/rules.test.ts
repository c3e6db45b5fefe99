import { expect, test } from '@jest/globals'
import type { Environment } from '../../../src/model/environment.ts'
import type { ExistingBump } from '../../../src/model/plan.ts'
import { recallRules } from '../../../src/pipeline/recall/rules.ts'
import { anEnvironment, aPolicy, byRequest } from '../../support/builders.ts'
import { createInMemoryForge } from '../../support/in-memory-forge.ts'

const policies = [aPolicy('dev:web')]
const dev = anEnvironment({ policies })
const production = anEnvironment({ name: 'production', branch: 'release', delivery: byRequest() })

test.each<[string, readonly Environment[], readonly string[], readonly string[]]>([
  ['nothing is under way', [dev, production], [], []],
  ['something goes by request', [dev, production], ['image-bump/production'], ['release']],
  ['a way back is to be decided where commits go', [dev], ['image-bump/dev--web--rollback'], ['main']],
])('where %s, the branches that are asked about are those of requests', async (_, all, names, branches) => {
  const forge = createInMemoryForge()
  const existing = new Map(names.map((name): [string, ExistingBump] => [name, { past: [] }]))
  expect([...(await recallRules(all, existing, forge)).keys()]).toEqual(branches)
})
