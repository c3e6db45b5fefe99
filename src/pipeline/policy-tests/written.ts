/** What a person may write in a file of policy tests. A spec may be wrong here: that a policy fails can be what is expected. */
import { z } from 'zod'
import { isPolicyKey } from '../../model/policy.ts'
import type { ProblemCode } from '../../model/problem.ts'
import { anyText, type Form, map } from '../config/form.ts'

/** What a policy can come to instead of a tag. */
const outcomes = [
  'choice-missing',
  'no-tag-fits',
  'no-tags',
  'order-invalid',
  'pattern-invalid',
  'range-invalid',
  'value-not-a-number',
] as const satisfies readonly ProblemCode[]

const order = map({ order: anyText.exactOptional() })

/** Fields of Flux's ImagePolicy that decide nothing here. */
const idle = {
  imageRepositoryRef: z.unknown().exactOptional(),
  digestReflectionPolicy: z.unknown().exactOptional(),
  interval: z.unknown().exactOptional(),
  suspend: z.unknown().exactOptional(),
}

/** Filter and choice with Flux's field names; unlike in our configuration, nothing in them is checked. */
const spec = map({
  filterTags: map({ pattern: anyText.exactOptional(), extract: anyText.exactOptional() }).exactOptional(),
  policy: map({
    semver: map({ range: anyText.exactOptional() }).exactOptional(),
    alphabetical: order.exactOptional(),
    numerical: order.exactOptional(),
  }).exactOptional(),
  ...idle,
})

const expectation = map({
  tag: anyText.exactOptional(),
  problem: z.enum(outcomes).exactOptional(),
}).refine(hasOne('tag', 'problem'), { error: '`tag` or `problem` in it, and not both' })

const test = map({
  name: anyText.exactOptional(),
  spec: spec.exactOptional(),
  policy: z.string().refine(isPolicyKey, { error: 'a policy as `namespace:name`' }).exactOptional(),
  root: anyText.exactOptional(),
  tags: z.array(anyText),
  exclusionList: z.array(anyText).exactOptional(),
  current: anyText.exactOptional(),
  expect: expectation.exactOptional(),
})
  .refine(hasOne('spec', 'policy'), { error: '`spec` or `policy` in it, and not both' })
  .refine(({ root, policy }) => root === undefined || policy !== undefined, {
    error: '`policy` beside `root`, which says where its Flux manifests lie',
  })

/** The whole file, with room for some tests on listings of 100,000 tags. */
export const testsForm = {
  shape: map({ tests: z.array(test) }),
  code: 'tests-invalid',
  wanted: '`tests` with a list in it',
  mostValues: 1_000_000,
  unread: new Set(Object.keys(idle)),
} as const satisfies Form<z.ZodType>

/** A test as it was written. */
export type WrittenTest = z.output<typeof test>

/** The tag that shall win, or the problem that shall keep the policy from choosing. */
export type Expectation = z.output<typeof expectation>

function hasOne(...keys: readonly string[]): (written: object) => boolean {
  return (written) => keys.filter((key) => Object.hasOwn(written, key)).length === 1
}
