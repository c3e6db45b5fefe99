/** A registry that gives the answers of a plan file and asks nobody. */
import type { RegistryAccess } from '../../model/policy.ts'
import { ProblemError } from '../../model/problem.ts'
import { formatImageName, type ImageName } from '../../model/reference.ts'
import { questionKey, type RegistryAnswer, type RegistryQuestion } from '../../model/registry-answer.ts'
import type { Registry } from '../../ports.ts'

/** What was not asked when the plan was made is not known: `not-in-plan`, as a warning. What failed then fails again, in the same words. */
export function replayAnswers(answers: readonly RegistryAnswer[]): Registry {
  const known = new Map(answers.map((each) => [questionKey(each), each]))
  const find = (
    ask: RegistryQuestion['ask'],
    [name, access]: readonly [ImageName, RegistryAccess | undefined],
    reference?: string,
  ) => {
    const about = { ask, image: formatImageName(name), ...(access && { access }) }
    const question = { ...about, ...(reference !== undefined && { reference }) }
    const found = known.get(questionKey(question))
    if (found === undefined) throw notInPlan(question)
    if ('problems' in found) throw new ProblemError(found.problems)
    return found
  }
  return {
    listTags: async (name, access) => {
      const found = find('tags', [name, access])
      if (found.ask !== 'tags') throw notInPlan(found)
      return found.answer
    },
    resolveDigest: async (name, tag, access) => {
      const found = find('digest', [name, access], tag)
      if (found.ask !== 'digest') throw notInPlan(found)
      return found.answer
    },
    inspect: async (name, reference, access) => {
      const found = find('inspection', [name, access], reference)
      if (found.ask !== 'inspection') throw notInPlan(found)
      return found.answer
    },
    examine: async (name) => {
      throw notInPlan({ ask: 'tags', image: formatImageName(name) })
    },
    problems: () => [],
    requests: () => new Map(),
  }
}

function notInPlan({ ask, image, reference }: RegistryQuestion): ProblemError {
  const what = reference === undefined ? `the ${ask} of ${image}` : `the ${ask} of ${image} at ${reference}`
  const message = `The plan file does not say ${what}, and whoever delivers from it asks no registry.`
  return new ProblemError([{ code: 'not-in-plan', level: 'warning', message }])
}
