/** Files of policy tests: which tag, or which problem, a policy shall come to on given tags. Tests are values; the verb `policy test` runs them. */
import type { Place } from '../../model/problem.ts'
import { throwIfAny } from '../../model/thrown.ts'
import { readForm } from '../config/form.ts'
import type { PolicyTest, TestedPolicy } from './test.ts'
import { testsForm, type WrittenTest } from './written.ts'

export { formatTests } from './recorded.ts'
export { isNamedElsewhere, type NamedPolicies, type SpecifiedTest, withSpecs } from './specs.ts'
export type { PolicyTest } from './test.ts'
export type { Expectation } from './written.ts'

/** The tests of a file (YAML or JSON) in its order; throws one ProblemError with everything that is wrong in it. */
export function readPolicyTests(source: {
  readonly file: string
  readonly text: string
}): readonly PolicyTest[] {
  const { read, problems } = readForm(source, testsForm)
  throwIfAny(problems)
  if (read === undefined) throw new Error('the tests gave neither a value nor a problem')
  const { value, placeAt } = read
  return value.tests.map((test, index) => {
    const path = ['tests', index]
    const { name = `test ${index + 1}`, tags, exclusionList = [], current, expect } = test
    return {
      name,
      place: placeAt(path, 'value'),
      policy: policyOf(test, () => placeAt([...path, 'policy'], 'value')),
      tags: [...new Set(tags)],
      exclusionList,
      ...(current !== undefined && { current }),
      ...(expect !== undefined && { expect }),
    }
  })
}

function policyOf({ spec, policy, root }: WrittenTest, placeOfKey: () => Place): TestedPolicy {
  if (policy !== undefined)
    return { kind: 'named', key: policy, ...(root !== undefined && { root }), place: placeOfKey() }
  return { kind: 'written', spec: spec ?? {} }
}
