/** The shape of a plan file. Another process wrote it, so nothing of it is taken unread. */
import { z } from 'zod'
import { isPolicyKey, type PolicyKey } from '../../model/policy.ts'
import { levels, type Problem, type ProblemCode } from '../../model/problem.ts'
import { isDigest } from '../../model/reference.ts'
import type { RegistryAnswer } from '../../model/registry-answer.ts'
import { remedies } from '../../model/remedies.ts'

const digest = z.string().refine(isDigest, 'is not a digest')
const commit = z.string().regex(/^([0-9a-f]{40}|[0-9a-f]{64})$/, 'is not the id of a commit')
const policyKey = z.custom<PolicyKey>(
  (value) => typeof value === 'string' && isPolicyKey(value),
  'is not "namespace:name"',
)
const code = z.custom<ProblemCode>(
  (value) => typeof value === 'string' && Object.hasOwn(remedies, value),
  'is not the code of a problem',
)

const problem = z.object({
  code,
  level: z.enum(levels),
  message: z.string(),
})

const question = {
  image: z.string(),
  access: z
    .object({
      insecure: z.boolean().exactOptional(),
      provider: z.enum(['aws', 'azure', 'gcp']).exactOptional(),
      secretRef: z.string().exactOptional(),
    })
    .exactOptional(),
}

const inspection = z.object({
  digest,
  platforms: z.array(z.string()),
  created: z.string().exactOptional(),
  source: z.string().exactOptional(),
  revision: z.string().exactOptional(),
  version: z.string().exactOptional(),
})

const answer: z.ZodType<RegistryAnswer, RegistryAnswer> = z.union([
  z.object({
    ...question,
    ask: z.enum(['tags', 'digest', 'inspection']),
    reference: z.string().exactOptional(),
    problems: z.tuple([problem], problem) satisfies z.ZodType<readonly [Problem, ...Problem[]]>,
  }),
  z.object({ ...question, ask: z.literal('tags'), answer: z.array(z.string()) }),
  z.object({ ...question, ask: z.literal('digest'), reference: z.string(), answer: digest }),
  z.object({ ...question, ask: z.literal('inspection'), reference: z.string(), answer: inspection }),
])

export const writtenPlan = z.object({
  version: z.literal(1),
  madeAt: z.iso.datetime(),
  repository: z.string(),
  configuration: z.object({ file: z.string(), commit: commit.exactOptional(), digest: z.string() }),
  only: z.array(z.string()).exactOptional(),
  standing: z.array(z.object({ environment: z.string(), policy: policyKey, values: z.array(z.string()) })),
  heads: z.array(z.object({ branch: z.string(), head: commit })),
  answers: z.array(answer).readonly(),
})
